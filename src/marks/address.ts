// The bot's plus addresses (SPEC §3.2): signed reply, one-time question, daily letter, bounce (VERP), and a call's public
// key. Written here and read here; whose mailbox an address is, and what its token allows, is judged elsewhere.

import { asTicketId } from '../rollout/ids.ts'
import type { PersonId, TicketId } from '../rollout/ids.ts'
import { personSeal, seal, sealedPerson, sealFits } from './seal.ts'
import type { Secrets } from './seal.ts'

export type AddressMark =
  | { readonly mark: 'reply'; readonly ticket: TicketId; readonly person: PersonId }
  | { readonly mark: 'question'; readonly id: string; readonly person: PersonId }
  | { readonly mark: 'bounce'; readonly letter: number }
  | { readonly mark: 'call'; readonly ticket: TicketId }
  | { readonly mark: 'digest'; readonly letter: number; readonly person: PersonId }
  /** A plus part that we never wrote, or whose signature fails. */
  | { readonly mark: 'forged' }
  /** The bot's own address without a plus part. */
  | { readonly mark: 'plain' }

const forged: AddressMark = { mark: 'forged' }

// `+` as mail programs leave it: raw, encoded once or twice, escaped, or turned into a blank by form decoding.
const plusForms = String.raw`(?:\\?\+|%(?:25)?2b|=2b|&#43;|&plus;|\uff0b|%20| {1,2}\+?)`
const plus = new RegExp(`^${plusForms}`)
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const shapes = {
  reply: /^([1-9]\d{0,9})\.([a-z2-7]{16,23})$/,
  question: /^(q[a-z0-9-]{1,11})\.([a-z2-7]{16,23})$/,
  bounce: /^b(\d{1,12})\.([a-z2-7]{16})$/,
  digest: /^d(\d{1,11})\.([a-z2-7]{16,23})$/,
  call: /^call-([1-9]\d{0,9})$/,
}

/** Characters of a field that are looked at. */
const longestValue = 64 * 1024
/** The longest plus part is 36 characters; RFC 5321 §4.5.3.1.1 gives a local part 64. */
export const longestLocal = 64 - 37

export const addressMarks = (local: string, domain: string, secrets: Secrets) => {
  const inText = new RegExp(
    `(?<![a-z0-9.+_%=-])${literally(local)}${plusForms}[a-z0-9.-]{1,40}"?@${literally(domain)}(?![a-z0-9-]|\\.[a-z0-9])`,
    'gi',
  )
  const at = (detail: string) => `${local}+${detail}@${domain}`
  const readDetail = (detail: string): AddressMark => {
    const reply = shapes.reply.exec(detail)
    if (reply?.[1] !== undefined && reply[2] !== undefined) {
      const person = sealedPerson(secrets, ['reply', reply[1]], reply[2])
      return person === null ? forged : { mark: 'reply', ticket: asTicketId(Number(reply[1])), person }
    }
    const question = shapes.question.exec(detail)
    if (question?.[1] !== undefined && question[2] !== undefined) {
      const person = sealedPerson(secrets, ['question', question[1]], question[2])
      return person === null ? forged : { mark: 'question', id: question[1], person }
    }
    const bounce = shapes.bounce.exec(detail)
    if (bounce?.[1] !== undefined && bounce[2] !== undefined) {
      const fits = sealFits(secrets, ['bounce', bounce[1]], bounce[2])
      return fits ? { mark: 'bounce', letter: Number(bounce[1]) } : forged
    }
    const digest = shapes.digest.exec(detail)
    if (digest?.[1] !== undefined && digest[2] !== undefined) {
      const person = sealedPerson(secrets, ['digest', digest[1]], digest[2])
      return person === null ? forged : { mark: 'digest', letter: Number(digest[1]), person }
    }
    const call = shapes.call.exec(detail)
    return call?.[1] === undefined ? forged : { mark: 'call', ticket: asTicketId(Number(call[1])) }
  }

  return {
    replyAddress: (ticket: TicketId, person: PersonId) =>
      at(`${ticket}.${personSeal(secrets, ['reply', String(ticket)], person)}`),
    /** `id`: `q` and up to 11 of a-z, 0-9 and hyphen; throws a RangeError for any other. */
    questionAddress: (id: string, person: PersonId) => {
      if (!/^q[a-z0-9-]{1,11}$/.test(id)) throw new RangeError(`no question id: ${id}`)
      return at(`${id}.${personSeal(secrets, ['question', id], person)}`)
    },
    bounceAddress: (letter: number) => at(`b${letter}.${seal(secrets, ['bounce', String(letter)])}`),
    digestAddress: (letter: number, person: PersonId) =>
      at(`d${letter}.${personSeal(secrets, ['digest', String(letter)], person)}`),
    callAddress: (ticket: TicketId) => at(`call-${ticket}`),
    /** Our plus addresses in the value of a field, also where a blank for the `+` breaks its address in two. */
    plusAddressesIn: (value: string): readonly string[] => value.slice(0, longestValue).match(inText) ?? [],
    /** Null where the address is not the bot's mailbox at all. Compares without case (RFC 5321 lets hosts fold it). */
    readAddress: (address: string): AddressMark | null => {
      if (address.length > 320) return null
      const given = address
        .trim()
        .replace(/^["'<]{1,3}(?:mailto:)?|["'>.]{1,3}$/gi, '')
        .replace('"@', '@')
        .toLowerCase()
      if (!given.startsWith(local) || !given.endsWith(`@${domain}`)) return null
      const rest = given.slice(local.length, given.length - domain.length - 1)
      if (rest === '') return { mark: 'plain' }
      const sign = plus.exec(rest)
      return sign === null ? null : readDetail(rest.slice(sign[0].length))
    },
  }
}
