// What one DKIM signature vouches for, beyond being right (SPEC §3.3): From, Date and the whole body as people read
// them, when it was made, and that the mail was meant for us. A replayed mail has a right signature too.

import { domainToASCII } from 'node:url'
import type { DKIMResult, DKIMVerifyResult } from 'mailauth'
import { asInstant } from '../rollout/ids.ts'
import type { Instant } from '../rollout/ids.ts'
import { decodeText } from './charset.ts'
import { readHead } from './headers.ts'
import type { Message } from './message.ts'
import { readPartHead } from './partheads.ts'

export type Vouched = { readonly signedAt: Instant; readonly subjectSigned: boolean }
export type Recipients = {
  readonly receivedAt: Instant
  /** The bot's address and those of its lists, without plus parts. */
  readonly ourAddresses: readonly string[]
  /** Whether a Message-ID belongs to a thread of ours. */
  readonly threadIds: (id: string) => boolean
}

/** Received at most this long after the signature was made, or this long before it (clocks differ). */
const OLDEST_MS = 48 * 3_600_000
export const NEWEST_MS = 10 * 60_000
/** Fields of which a second one would be read by some programs and the first by others. */
const ONCE = ['from', 'date', 'to', 'cc', 'subject', 'content-type', 'content-transfer-encoding']

/** The mail's author, where there is exactly one, whoever reads it; null otherwise. */
export function soleAuthor(message: Message, seen: DKIMVerifyResult): string | null {
  const [from, ...others] = message.from
  const [same, ...more] = seen.headerFrom
  if (seen.fromFields !== 1 || !from || !same || others.length > 0 || more.length > 0) return null
  return from.address.toLowerCase() === inALabels(same) ? from.address.toLowerCase() : null
}

/** The verifier gives a domain as it was written; ours are A-labels (RFC 5890 §2.3.2.1). */
function inALabels(address: string): string {
  const at = address.lastIndexOf('@') + 1
  const domain = address.slice(at).toLowerCase()
  return `${address.slice(0, at).toLowerCase()}${domainToASCII(domain) || domain}`
}

/** Why a signature proves nothing whoever saw it pass; null where it may (RFC 8301 §3.1, RFC 6376 §3.5, §3.6.1). */
export function weakness({ algo, status, expiresAfter }: DKIMResult, receivedAt: Instant): string | null {
  if (/-sha1$/iu.test(algo ?? '')) return 'it is made with SHA-1'
  if ('testing' in status) return 'its domain is only testing signatures (t=y)'
  if (expiresAfter && Date.parse(expiresAfter) < Date.parse(receivedAt))
    return 'it had expired when the mail was received (x=)'
  return null
}

/** A field that stands twice; null where none does. */
export function doubledField(seen: DKIMVerifyResult): string | null {
  const fields = seen.headers?.parsed.map(({ key }) => key) ?? []
  return ONCE.find((name) => fields.indexOf(name) !== fields.lastIndexOf(name)) ?? null
}

/** Why a signature of this time does not count for a mail received then; null where it does. */
export function ageFault(made: string, receivedAt: Instant): string | null {
  const age = Date.parse(receivedAt) - Date.parse(made)
  if (!(age <= OLDEST_MS)) return 'signed more than 48 h before it was received'
  return age < -NEWEST_MS ? 'signed later than it was received' : null
}

/** What a passed signature vouches for, or in words why it does not. */
export function vouches(
  signature: DKIMResult,
  message: Message,
  bytes: Uint8Array,
  at: Recipients,
): Vouched | { readonly fails: string } {
  const keys = signature.signingHeaders?.keys.toLowerCase().split(':') ?? []
  const signed = new Set(keys.map((key) => key.trim()))
  if (!signed.has('from')) return { fails: 'the signature does not cover From' }
  if (!signed.has('date') || message.date === null) return { fails: 'the signature does not cover Date' }
  if (signature.canonBodyLengthLimited !== false)
    return { fails: 'the signature covers only part of the body (l=)' }
  if (!bodyReadsOneWay(message, bytes, signed))
    return { fails: 'the body could be read in another way than it was signed' }
  const made = signature.signTime ?? message.date
  const age = ageFault(made, at.receivedAt)
  if (age !== null) return { fails: age }
  if (!meantForUs(message, signed, at)) return { fails: 'signed for other recipients' }
  return {
    signedAt: asInstant(`${new Date(made).toISOString().slice(0, 19)}Z`),
    subjectSigned: signed.has('subject'),
  }
}

/** Where To or Cc is signed it names us, or a signed reference names our thread. */
function meantForUs(message: Message, signed: ReadonlySet<string>, at: Recipients): boolean {
  const named = [...(signed.has('to') ? message.to : []), ...(signed.has('cc') ? message.cc : [])]
  if (!signed.has('to') && !signed.has('cc')) return true
  const ours = new Set(at.ourAddresses.map((address) => address.toLowerCase()))
  if (named.some(({ address }) => ours.has(address.toLowerCase().replace(/^([^+]*)\+[^@]*@/u, '$1@'))))
    return true
  const thread = [
    ...(signed.has('in-reply-to') ? message.inReplyTo : []),
    ...(signed.has('references') ? message.references : []),
  ]
  return thread.some((id) => at.threadIds(id))
}

/**
 * Many sign no Content-Type and no Content-Transfer-Encoding (Gmail signs neither). Who replays such a mail may choose
 * another boundary, say the "-----Original Message-----" above a quote, and make the quote the first part; or letters
 * and an encoding in which what was quoted of theirs becomes a line of its own.
 */
function bodyReadsOneWay(message: Message, bytes: Uint8Array, signed: ReadonlySet<string>): boolean {
  const value = message.headers.find(({ name }) => name === 'content-type')?.value ?? 'text/plain'
  const typed = signed.has('content-type')
  const many = /^\s*multipart\//iu.test(value)
  if (typed && (many || signed.has('content-transfer-encoding'))) return true
  const body = Buffer.from(bytes.subarray(readHead(bytes, bytes.length).bodyAt)).toString('latin1')
  if (many) return beginsWithItsParts(value, body)
  const { charset, encoding } = readPartHead(message.headers)
  if (!typed && !/^\s*text\/(?:plain|html)\s*(?:;|$)/iu.test(value)) return false
  if (!typed && decodeText(Buffer.from('+AAo-'), charset) !== '+AAo-') return false
  return signed.has('content-transfer-encoding') || isEncodedAs(encoding, body)
}

/** Text has its line ends as line ends, whatever encodes it (RFC 2045 §6.7, §6.8), and what is encoded is nothing else. */
function isEncodedAs(encoding: string, body: string): boolean {
  if (encoding === 'base64') return /^[A-Za-z0-9+/=\s]*$/u.test(body)
  return encoding !== 'quoted-printable' || !/=0[ad]/iu.test(body)
}

/** Its first part stands behind nothing but the customary sentence. */
function beginsWithItsParts(value: string, body: string): boolean {
  const boundaries = [...value.matchAll(/;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/giu)]
  const boundary = boundaries[0]?.[1] ?? boundaries[0]?.[2]
  if (boundaries.length !== 1 || boundary === undefined) return false
  const begin = body.slice(0, 2000)
  const first = /^--.*$/mu.exec(begin)
  const preamble = begin.slice(0, first?.index ?? 0).trim()
  return (
    first?.[0].trimEnd() === `--${boundary.trimEnd()}` &&
    /^(?:|this is an? (?:multi-?part|cryptographically signed|openpgp\/mime|s\/mime)[^\r\n]{0,80}(?:\(rfc[^)]{0,60}\))?)$/iu.test(
      preamble,
    )
  )
}
