// Mail that came through the tracker (SPEC §3.1): RT relays people's words and tells of its own doings under the same
// From. Known by RT's headers and a configured host; forgeable, so a relayed author is only ever claimed. The shapes
// are those of RT 3.8 to 5 as observed.

import { addressIn, valueOf } from './headers.ts'
import type { Address, Message } from './message.ts'

type Configured = { readonly trackerHosts: readonly string[]; readonly trackerAddresses?: readonly string[] }

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/** Words RT's own templates put in a subject behind its tag, and in the first line of a text. */
const noticeSubject =
  /^(?:re:\s{0,3})?(?:\[[^\]]{1,200}\]\s{0,3})?(?:autoreply|resolved|ticket closed|rejected|deleted)\s?:/i
const noticeText =
  /^\s{0,80}(?:[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}: Request \d+ was acted upon|Transaction: |According to our records, your request has been resolved|This message has been automatically generated in response to the creation|Greetings,\s{1,4}This message has been automatically generated)/

/**
 * Null where the mail is not from the configured tracker. `author`: whose transaction it was; undefined where RT acted by
 * itself. `notification`: the words are RT's, not the author's.
 */
export function readTracker(
  message: Message,
  configured: Configured,
): { readonly author: Address | undefined; readonly notification: boolean } | null {
  const tag = valueOf(message, 'x-rt-ticket') || valueOf(message, 'rt-ticket')
  const loop = valueOf(message, 'x-rt-loop-prevention') || valueOf(message, 'rt-loop-prevention')
  const managed = /^rt\b/i.test(valueOf(message, 'x-managed-by') || valueOf(message, 'managed-by'))
  if (tag === '' && loop === '' && !managed) return null
  const hosts = configured.trackerHosts.map((host) => host.toLowerCase())
  const senders = message.from.map(({ address }) => address.toLowerCase())
  const from = senders.some((address) => hosts.includes(domainOf(address)))
  const queue =
    configured.trackerAddresses?.some((address) => senders.includes(address.toLowerCase())) === true
  const named = [loop, tag.replace(/#[^]*/, ''), domainOf(message.messageId.replace(/>$/, ''))]
  if (!from && !queue && !named.some((name) => hosts.includes(name.trim().toLowerCase()))) return null

  const author = addressIn(valueOf(message, 'x-rt-originator') || valueOf(message, 'rt-originator'))
  return {
    author: author === null ? undefined : { ...author, name: relayedName(message) },
    notification: noticeSubject.test(message.subject) || noticeText.test(message.text.slice(0, 2000)),
  }
}

/** `"Ana via RT"` → `Ana`. */
const relayedName = (message: Message) => (message.from[0]?.name ?? '').replace(/(?<!\s)\s+via RT$/i, '')

/** RT elsewhere, GGUS, Jira, OTRS and Znuny, Zammad, Zendesk, ServiceNow, Redmine, Bugzilla, Trac, forges. */
const helpdeskFields = [
  'x-rt-ticket',
  'rt-ticket',
  'x-rt-loop-prevention',
  'x-ggus-ticket',
  'x-jira-fingerprint',
  'x-otrs-ticketnumber',
  'x-otrs-loop',
  'x-znuny-loop',
  'x-zammad-ticket-id',
  'x-zendesk-from-account-id',
  'x-zendesk-email-id',
  'x-servicenow-generated',
  'x-redmine-host',
  'x-bugzilla-url',
  'x-trac-project',
  'x-gitlab-project',
  'x-github-sender',
  'x-launchpad-message-rationale',
  'x-phabricator-sent-this-message',
  'x-helpscout-origin',
  'x-roundup-name',
]
const helpdeskAgent =
  /^(?:zammad|otrs|znuny|request tracker|jira|redmine|ggus|freshdesk|servicenow|zendesk|osticket|glpi|kayako|helpspot|mantis)/i

/** Helpdesk systems other than the configured tracker, GGUS among them: never answered. */
export const isOtherHelpdesk = (message: Message): boolean =>
  helpdeskFields.some((name) => valueOf(message, name) !== '') ||
  ['x-powered-by', 'x-mailer', 'user-agent'].some((name) => helpdeskAgent.test(valueOf(message, name))) ||
  message.from.some(({ address }) => /@(?:[a-z0-9-]+\.)?ggus\.(?:eu|org)$/i.test(address))
