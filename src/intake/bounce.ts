// What a bounce says: recipient, action and status, from its machine-readable part (RFC 3464 §2) or, for the
// commonest mail servers that write none, from its text. Which letter it was is known from the envelope address
// alone (kind.ts); what a bounce does to a seat is judged in the quiet room.

import { addressIn, valueOf } from './headers.ts'
import type { Bounce, Message } from './message.ts'

type Reading = Omit<Bounce, 'letter'>

const actions: readonly Bounce['action'][] = ['failed', 'delayed', 'expanded', 'relayed', 'delivered']
const statusIn = (text: string) => /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? ''

/** A group of `Name: value` lines, unfolded; the first of each name counts. */
const fieldsOf = (group: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>()
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([A-Za-z-]{1,60})[ \t]{0,9}:(.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined && !fields.has(name.toLowerCase()))
      fields.set(name.toLowerCase(), value.trim())
  }
  return fields
}

/** `rfc822; ana@lip.example` → the address; kept as written where it is none. */
const recipientIn = (value: string) => {
  const given = value.replace(/^[\w-]{1,30}[ \t]{0,9};/, '').trim()
  return addressIn(given)?.address ?? given.slice(0, 320)
}

/** The gravest of the recipients named in a delivery report: one letter of ours goes to one person. */
export function readDeliveryReport(message: Pick<Message, 'reports'>): Reading | null {
  const found = message.reports
    .flatMap((report) => report.slice(0, 64 * 1024).split(/\n[ \t]*\n/))
    .map(fieldsOf)
    .flatMap((fields): Reading[] => {
      const recipient = fields.get('final-recipient') ?? fields.get('original-recipient')
      const action = actions.find((known) => (fields.get('action') ?? '').toLowerCase().startsWith(known))
      if (recipient === undefined || action === undefined) return []
      const status = statusIn(fields.get('status') ?? '') || statusIn(fields.get('diagnostic-code') ?? '')
      return [{ recipient: recipientIn(recipient), action, status }]
    })
  return found.sort((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action))[0] ?? null
}

const subjects =
  /undeliver|non[- ]?remis|delivery (?:status notification|failure|has failed|report)|mail delivery (?:failed|failure|problem)|returned mail|returned to sender|failure notice|unzustellbar|nicht zustellbar|could not be delivered|rejected mail|mail system error|delivery (?:delayed|warning)|warning: (?:message|could not send)|message (?:delivery )?delayed|no entregado|mancata consegna|onbestelbaar|niedostarcz/i
const phrases =
  /could not be delivered|couldn't be delivered|wasn't able to deliver|was not able to deliver|undeliverable|permanent fatal errors|did not reach the following recipient|delivery to the following recipients? (?:has )?failed|no such user|user unknown|unknown user|address(?:es)? failed|mailbox (?:is )?(?:full|unavailable)|has been delayed|not yet been delivered/i
/** A mail server's reply repeated on a line of its own (RFC 5321 §4.2.1). */
const replies = /^[ \t]{0,8}5[05]\d[ -]/m
/** Where the recipient stands: behind these words, or as `<address>:` at the start of a line. */
const places = [
  /^[ \t]{0,8}<([^<>\s@]{1,64}@[^<>\s@]{1,255})>[ \t]{0,3}(?::|\.{3}|$)/m,
  /(?:fatal errors|failed(?: permanently)?|following (?:recipients?(?:\(s\))?|address(?:es)?)[^\n]{0,80}|delivered to)[^\n]{0,40}:?[-\s]{1,20}<?([^<>\s@]{1,64}@[^<>\s@:,;)]{1,255})/i,
  /(?:user|recipient|address|mailbox)[^\n]{0,40}[ <"']([^<>\s@"']{1,64}@[^<>\s@"':,;)]{1,255})/i,
]

/** Whether subject or first words say that a mail was not delivered. */
export const soundsUndelivered = (message: Pick<Message, 'subject' | 'text'>): boolean =>
  subjects.test(message.subject) ||
  phrases.test(message.text.slice(0, 4000)) ||
  replies.test(message.text.slice(0, 4000))

/** The bounce in plain words, or null where no recipient can be made out. */
export function readTextBounce(message: Pick<Message, 'headers' | 'subject' | 'text'>): Reading | null {
  const text = message.text.slice(0, 16 * 1024)
  const named = addressIn(valueOf(message, 'x-failed-recipients'))?.address
  const recipient = named ?? places.map((place) => place.exec(text)?.[1]).find((found) => found !== undefined)
  if (recipient === undefined) return null
  const code = /(?:^|[\s:(>#-])([45])\d\d[ -]/.exec(text)?.[1]
  const status = statusIn(text) || (code === undefined ? '' : `${code}.0.0`)
  const waits = /delay|still (?:being )?tr|will (?:be )?(?:re)?tr(?:y|ied)|warning/i
  const delayed = waits.test(`${message.subject} ${text.slice(0, 1000)}`) && !status.startsWith('5')
  return { recipient: recipient.replace(/[.>]+$/, ''), action: delayed ? 'delayed' : 'failed', status }
}
