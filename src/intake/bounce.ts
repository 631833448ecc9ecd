// What a bounce's machine-readable part says: recipient, action and status (RFC 3464 §2, codes of RFC 3463). Bounces
// without one are read in bouncewords.ts. Which letter it was is known from the envelope address alone (kind.ts);
// what a bounce does to a seat is judged in the quiet room.

import { addressIn } from './headers.ts'
import type { Bounce, Message } from './message.ts'

export type Reading = Omit<Bounce, 'letter'>

const actions: readonly Bounce['action'][] = ['failed', 'delayed', 'expanded', 'relayed', 'delivered']
const status = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/g
/** RFC 3463 §3.1: the class alone, no detail. */
export const bare = /\.0\.0$/

/** The first code of a text that says more than its class, else the first; '' where there is none. */
export const statusIn = (text: string): string => {
  const found = [...text.matchAll(status)].slice(0, 50).flatMap(([, code]) => code ?? [])
  return found.find((code) => !bare.test(code)) ?? found[0] ?? ''
}

const classes: { readonly [action in Bounce['action']]: string } = {
  failed: '5.0.0',
  delayed: '4.0.0',
  expanded: '2.0.0',
  relayed: '2.0.0',
  delivered: '2.0.0',
}
/** The status of a bounce that names none: the class that its action means. */
export const classOf = (action: Bounce['action']): string => classes[action]

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

/** `rfc822; ana@lip.example` → the address, without a source route (RFC 5321 §4.1.1.3); as written where it is none. */
const recipientIn = (value: string) => {
  const given = value
    .replace(/^[\w-]{1,30}[ \t]{0,9};/, '')
    .replace(/^[ \t<]{0,9}(?:@[^\s:@,]{1,255},?){1,20}:/, '')
    .trim()
  return addressIn(given)?.address ?? given.slice(0, 320)
}

/** Mail systems write `expired` and the like for a failure; a line too few is no reason to lose the bounce. */
const actionIn = (fields: ReadonlyMap<string, string>): Bounce['action'] | undefined => {
  const said = (fields.get('action') ?? '').toLowerCase()
  const known = actions.find((action) => said.startsWith(action))
  if (known !== undefined) return known
  // Postfix' answer to a probe.
  if (said.startsWith('deliverable')) return 'delivered'
  if (/^(?:expired|undeliverable|bounced|rejected)/.test(said)) return 'failed'
  const code = statusIn(fields.get('status') ?? '')
  if (said === '' && code !== '')
    return code.startsWith('4') ? 'delayed' : code.startsWith('5') ? 'failed' : 'delivered'
  return undefined
}

/** What the far server said (Diagnostic-Code) is nearer to the cause than what the near one made of it (Status). */
const statusOf = (fields: ReadonlyMap<string, string>, action: Bounce['action']) => {
  const noted = statusIn(fields.get('status') ?? '')
  const diagnosis = (fields.get('diagnostic-code') ?? '').slice(0, 2000)
  const told = statusIn(diagnosis)
  if (told !== '' && (noted === '' || (!bare.test(told) && /^\s{0,9}(?:smtp|x-)/i.test(diagnosis))))
    return told
  const reply = /(?:^|[\s;:])([45])\d\d(?:[\s-]|$)/.exec(diagnosis)?.[1]
  return noted || (reply === undefined ? classOf(action) : `${reply}.0.0`)
}

/** The gravest of the recipients named in a delivery report: one letter of ours goes to one person. */
export function readDeliveryReport(message: Pick<Message, 'reports'>): Reading | null {
  const found = message.reports
    .flatMap((report) => report.slice(0, 64 * 1024).split(/\n[ \t]*\n/))
    .map(fieldsOf)
    .flatMap((fields): Reading[] => {
      const recipients = ['final-recipient', 'original-recipient', 'x-actual-recipient'].flatMap(
        (name) => fields.get(name) ?? [],
      )
      // What a gateway rewrote (`@smtp:user@host`, a bare mailbox) names nobody whom we wrote to.
      const recipient =
        recipients.find((one) => /^[^@]{1,100}@[^@\s][^@\s.]*\.[^@\s]+$/.test(one)) ?? recipients[0]
      const action = actionIn(fields)
      if (recipient === undefined || action === undefined) return []
      return [{ recipient: recipientIn(recipient), action, status: statusOf(fields, action) }]
    })
  return found.sort((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action))[0] ?? null
}
