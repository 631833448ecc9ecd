// What a mail is: exactly one kind, and the rule that said so (SPEC §3.1). The rules stand in a table, the first that
// fits decides. Nothing here is proof: a forger can make a mail look automatic, and gains silence by it. Whose
// words a person's mail carries is named here; how sure that is, in authenticate.ts.

import type { Marks } from '../marks/marks.ts'
import { absenceSubject, answeredByProgram } from './autoreply.ts'
import { awayUntil } from './away.ts'
import { isPassedOnBounce, readBounce, soundsUndelivered } from './bouncewords.ts'
import { valueOf, valuesOf } from './headers.ts'
import { htmlText } from './htmltext.ts'
import { listNotice, readListPost, refusedPost } from './list.ts'
import type { Address, Kind, Message } from './message.ts'
import { quotedIn } from './quoted.ts'
import { isOtherHelpdesk, readTracker } from './tracker.ts'

export type Surroundings = {
  readonly marks: Marks
  readonly botAddress: string
  /** Host names of the tracker, as in `[trust] tracker_hosts`. */
  readonly trackerHosts: readonly string[]
  /** Addresses the tracker's queues write from, where they lie under another domain. */
  readonly trackerAddresses?: readonly string[]
  /** Every list the bot may post to. */
  readonly lists: readonly string[]
}

type Facts = {
  readonly message: Message
  readonly around: Surroundings
  readonly contentType: string
  readonly autoSubmitted: string
  readonly precedence: string
  /** Nobody wants an answer: an empty envelope sender (RFC 5321 §4.5.5), or one in From. */
  readonly nobody: boolean
  /** Written by a mail server. */
  readonly daemon: boolean
  /** Written by one, or by the person who looks after it. */
  readonly postmaster: boolean
  readonly unanswerable: boolean
  readonly isBot: (address: Address | undefined) => boolean
}
type Verdict = Omit<Kind, 'rule'>
type Rule = { readonly rule: string; readonly read: (facts: Facts) => Verdict | false }

const daemons = /^(?:mailer-?daemon|mail-?daemon|mdaemon|microsoftexchange[0-9a-f]+|mail\.delivery\.system)@/i
const daemonNames = /^"?(?:mailer-daemon\b|mail delivery (?:sub)?system\b)/i
/** Whoever writes from there reads no answers: a program. */
const unanswerable = /^(?:no|do-?not)-?reply(?:\+[^@]*)?@/i
const letterOf = ({ message, around }: Facts): number | undefined => {
  const seen = [
    ...message.to.map(({ address }) => address),
    ...['delivered-to', 'x-original-to', 'x-envelope-to', 'envelope-to'].flatMap((name) =>
      valuesOf(message, name),
    ),
  ]
  for (const address of seen.slice(0, 200)) {
    const found = around.marks.readAddress(address)
    if (found?.mark === 'bounce') return found.letter
  }
  return undefined
}

const bounced = (facts: Facts): Verdict => {
  const letter = letterOf(facts)
  const { message } = facts
  const said = readBounce(message)
  // The signed address alone says which letter came back; without it and without a report there is nothing to note.
  const known =
    said ?? (letter === undefined ? null : ({ recipient: '', action: 'failed', status: '' } as const))
  if (known === null) return { kind: 'bounce' }
  return { kind: 'bounce', bounce: letter === undefined ? known : { ...known, letter } }
}

const automatic = ({ message }: Facts): Verdict => {
  const lines = (message.text.trim() === '' ? htmlText(message.html) : message.text)
    .slice(0, 8000)
    .split('\n')
  // Our own letter below, quoted, names dates as well.
  const quoted = quotedIn(lines).lines
  const own = lines.filter((_, at) => !quoted.has(at))
  const until = awayUntil([message.subject, ...own].join('\n'), message.date)
  return { kind: 'auto-reply', away: until === undefined ? {} : { until } }
}

const reportIs = (facts: Facts, type: string) =>
  facts.contentType.startsWith('multipart/report') && facts.contentType.includes(type)

const rules: readonly Rule[] = [
  {
    rule: 'our own Message-ID',
    read: ({ message, around }) => around.marks.readMessageId(message.messageId) !== null && { kind: 'own' },
  },
  {
    rule: 'from the bot’s own address',
    read: ({ message, isBot }) => message.from.some(isBot) && { kind: 'own' },
  },
  {
    rule: 'abuse report (RFC 5965)',
    read: (facts) =>
      (reportIs(facts, 'feedback-report') ||
        facts.message.reports.some((text) => /^feedback-type:/im.test(text))) && {
        kind: 'bounce',
      },
  },
  {
    rule: 'read receipt (RFC 8098)',
    read: (facts) =>
      (reportIs(facts, 'disposition-notification') ||
        facts.message.attachments.some(({ type }) => type === 'message/disposition-notification')) && {
        kind: 'auto-reply',
      },
  },
  {
    rule: 'delivery report (RFC 3464)',
    read: (facts) => {
      const told =
        facts.message.reports.length > 0 && (facts.nobody || facts.daemon || letterOf(facts) !== undefined)
      return (told || reportIs(facts, 'delivery-status')) && bounced(facts)
    },
  },
  {
    rule: 'the tracker’s own notification',
    read: ({ message, around, autoSubmitted }) => {
      const found = readTracker(message, around)
      return (
        found !== null && (autoSubmitted !== '' || found.notification || !found.author) && { kind: 'tracker' }
      )
    },
  },
  {
    rule: 'the tracker’s copy of our own words',
    read: ({ message, around, isBot }) => isBot(readTracker(message, around)?.author) && { kind: 'own' },
  },
  {
    rule: 'automatic answer relayed by the tracker',
    read: (facts) =>
      readTracker(facts.message, facts.around) !== null &&
      absenceSubject(facts.message.subject) &&
      automatic(facts),
  },
  {
    rule: 'a person’s words relayed by the tracker',
    read: ({ message, around }) => {
      const author = readTracker(message, around)?.author
      return author !== undefined && { kind: 'person', relayed: { by: 'tracker', author } }
    },
  },
  {
    rule: 'mail of a helpdesk system',
    read: ({ message }) => isOtherHelpdesk(message) && { kind: 'tracker' },
  },
  {
    rule: 'post refused by a list server',
    read: (facts) =>
      listNotice(facts.message, facts.precedence, facts.around.lists) &&
      refusedPost(facts.message) &&
      bounced(facts),
  },
  {
    rule: 'notice of a list server',
    read: ({ message, around, precedence }) =>
      listNotice(message, precedence, around.lists) && { kind: 'list-admin' },
  },
  // Before the signs of automatic mail: our own letters carry them, and a list keeps most.
  {
    rule: 'the list’s copy of our own words',
    read: ({ message, around, isBot }) =>
      isBot(readListPost(message, around.lists)?.author) && { kind: 'own' },
  },
  {
    rule: 'bounce in plain words',
    read: (facts) =>
      (facts.nobody ||
        facts.daemon ||
        facts.postmaster ||
        facts.unanswerable ||
        valueOf(facts.message, 'x-failed-recipients') !== '') &&
      !absenceSubject(facts.message.subject) &&
      soundsUndelivered(facts.message) &&
      bounced(facts),
  },
  {
    rule: 'from a mail server',
    read: (facts) => facts.daemon && !absenceSubject(facts.message.subject) && bounced(facts),
  },
  {
    rule: 'Auto-Submitted (RFC 3834)',
    read: (facts) => facts.autoSubmitted !== '' && automatic(facts),
  },
  {
    rule: 'header of an automatic answer',
    read: (facts) => answeredByProgram(facts.message, facts.precedence) && automatic(facts),
  },
  {
    rule: 'subject of an automatic answer',
    read: (facts) => absenceSubject(facts.message.subject) && automatic(facts),
  },
  {
    rule: 'to our bounce address, from nobody',
    read: (facts) => (facts.nobody || facts.daemon) && letterOf(facts) !== undefined && bounced(facts),
  },
  { rule: 'empty envelope sender', read: (facts) => facts.nobody && automatic(facts) },
  {
    rule: 'list post',
    read: ({ message, around }) => {
      const post = readListPost(message, around.lists)
      return post !== null && { kind: 'person', relayed: { by: 'list', ...post } }
    },
  },
  {
    rule: 'from an address that takes no answers',
    read: (facts) => facts.unanswerable && automatic(facts),
  },
  {
    rule: 'bounce that somebody passed on without a word',
    read: ({ message }) => isPassedOnBounce(message) && { kind: 'bounce' },
  },
  {
    rule: 'bulk mail',
    read: (facts) => ['bulk', 'junk'].includes(facts.precedence) && automatic(facts),
  },
]

/** The kind of a mail; the rule that decided is named in a few words for the board. Pure, never throws. */
export function kindOf(message: Message, around: Surroundings): Kind {
  const first = (name: string) => valueOf(message, name).trim().toLowerCase()
  const autoSubmitted = first('auto-submitted').replace(/[\s;(][^]*/, '')
  const path = first('return-path')
  const facts: Facts = {
    message,
    around,
    contentType: first('content-type'),
    autoSubmitted: autoSubmitted === 'no' ? '' : autoSubmitted,
    precedence: first('precedence'),
    nobody: path === '<>' || path === '<mailer-daemon>' || first('from') === '<>',
    daemon: message.from.some(({ address }) => daemons.test(address)) || daemonNames.test(first('from')),
    postmaster: message.from.some(({ address }) => /^post_?master@/i.test(address)),
    unanswerable: message.from.some(({ address }) => unanswerable.test(address)),
    isBot: (address) =>
      address !== undefined &&
      (around.marks.readAddress(address.address) !== null ||
        address.address.toLowerCase() === around.botAddress.toLowerCase()),
  }
  for (const { rule, read } of rules) {
    const verdict = read(facts)
    if (verdict !== false) return { ...verdict, rule }
  }
  return { kind: 'person', rule: 'nothing says otherwise' }
}
