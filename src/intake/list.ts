// Mail that came through a mailing list (SPEC §3.1): a post is a person's mail by the list, a notice is the list server's
// own. Mailman's notices carry no Auto-Submitted: they are known by their sender and `Precedence: bulk`.

import { addressIn, valueOf } from './headers.ts'
import type { Address, Message } from './message.ts'

const serverParts =
  /^(.+?)-(?:bounces|owner|request|admin|confirm|join|leave|subscribe|unsubscribe|help)(?:\+[^@]*)?@(.+)$/
/** `owner-list@`, as majordomo and its kin write it. */
const ownerFirst = /^(owner|admin)-(.+)@([^@]+)$/
const servers =
  /^(?:mailman(?:-[a-z]+)?|sympa|listmaster|majordomo(?:-owner)?|owner-majordomo|listserv|ezmlm|ecartis|minimalist|mlmmj)(?:\+[^@]*)?@/i
/** Addresses behind which nobody sits. */
const programs = /^(?:mailman|sympa|majordomo|listserv|ecartis)@/i
const digest = /\bdigest,? (?:vol(?:ume)?\.? \d|for |of )|\(issue \d+\/\d+\)/i

/** Whether the list server itself speaks: held posts, subscriptions, its automatic answers. */
export function listNotice(message: Message, precedence: string, lists: readonly string[]): boolean {
  if (/^yes$/i.test(valueOf(message, 'x-list-administrivia'))) return true
  if (/mailman replybot/i.test(valueOf(message, 'x-mailer'))) return true
  if (/multipart\/digest/i.test(valueOf(message, 'content-type'))) return true
  const known = [
    'list-id',
    'x-mailman-version',
    'x-beenthere',
    'x-loop',
    'x-sympa-to',
    'x-mlserver',
    'mailing-list',
    'x-mailing-list',
    'list-unsubscribe',
  ].some((name) => valueOf(message, name) !== '')
  return message.from.some(({ address }) => {
    const [, list, domain] = serverParts.exec(address.toLowerCase()) ?? []
    const [, , owned, at] = ownerFirst.exec(address.toLowerCase()) ?? []
    const configured = lists.some((ours) =>
      [`${list}@${domain}`, `${owned}@${at}`].includes(ours.toLowerCase()),
    )
    const server = list !== undefined || owned !== undefined || servers.test(address)
    const machine = /\.FML[0-9A-F]{5,12}\./.test(message.messageId) || programs.test(address)
    const collected = server && known && digest.test(message.subject)
    return collected || machine || (server && (configured || (known && precedence !== 'list')))
  })
}

const refusals =
  /\byou\b[^\n]{0,80}\bnot (?:a )?member\b|\byou\b[^\n]{0,80}\bnot allowed to (?:post|send)|\bloop alert\b|(?:message|post(?:ing)?|mail|request)[^\n]{0,120}\b(?:has been|was|is) (?:automatically )?(?:rejected|refused)|^(?:rejected|refused) (?:message|posting)/i

/** A notice that a post goes nowhere, ours where it comes to us: a bounce, whoever wrote it. */
export const refusedPost = (message: Pick<Message, 'subject' | 'text'>): boolean =>
  refusals.test(message.subject) || refusals.test(message.text.slice(0, 600).replace(/\s+/g, ' '))

// Mailman's own languages and Sympa's say it with these stems.
const held = /mod[eé]r[aá]+t|модерат|moderaattor|συντονιστ|approv|genehmig|approuv|aprob|aprov/i

/** A notice that a post waits for somebody's word: neither refused nor delivered. */
export const heldPost = ({ subject, text }: Pick<Message, 'subject' | 'text'>): boolean =>
  held.test(subject) || held.test(text.slice(0, 1500))

/** The configured list whose server wrote a notice, in lower case; null where it is none of them. */
export function listOfNotice(message: Message, lists: readonly string[]): string | null {
  const id = /<([^<>\s]{1,255})>/.exec(valueOf(message, 'list-id'))?.[1]?.toLowerCase()
  const from = message.from[0]?.address.toLowerCase() ?? ''
  const [, list, domain] = serverParts.exec(from) ?? []
  const [, , owned, at] = ownerFirst.exec(from) ?? []
  const found = lists.find((ours) => {
    const address = ours.toLowerCase()
    return [`${list}@${domain}`, `${owned}@${at}`].includes(address) || address.replace('@', '.') === id
  })
  return found?.toLowerCase() ?? null
}

/** The list a post came by, as its address, and whose words it carries; null where it came by none. */
export function readListPost(
  message: Message,
  lists: readonly string[],
): { readonly list: string; readonly author: Address } | null {
  const id = /<([^<>\s]{1,255})>/.exec(valueOf(message, 'list-id'))?.[1]?.toLowerCase() ?? ''
  const post = /<mailto:([^<>?\s]{1,320})/i.exec(valueOf(message, 'list-post'))?.[1]?.toLowerCase()
  if (id === '' && post === undefined) return null
  const configured = lists.find((ours) => ours.toLowerCase().replace('@', '.') === id)
  const list = configured ?? post ?? id
  const isList = ({ address }: Address) =>
    [list, post, valueOf(message, 'x-beenthere')].includes(address.toLowerCase())
  const from = message.from[0]
  if (from === undefined) return null
  // A list that rewrites From (DMARC) leaves its author in one of these (SPEC §3.3).
  const munged = isList(from) || / via /i.test(from.name)
  const original = addressIn(valueOf(message, 'x-original-from'))
  const answer = message.replyTo.find((address) => !isList(address))
  return { list, author: munged ? (original ?? answer ?? from) : from }
}
