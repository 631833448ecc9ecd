// What concerns two keys of the config at once. Reads the document as it was written, not as the schema made it, so
// that it speaks even where other values are wrong; what is not the text it expects is the schema's complaint.

import { readSpan } from '../rollout/deadline.ts'
import type { Found } from './issues.ts'
import type { KeyPath } from './lines.ts'
import { isLoopback, readHost, readListen, readTime } from './values.ts'

type Leaf = { readonly path: KeyPath; readonly value: unknown }

/** Everything in the document that a pattern fits; `*` stands for any key or entry. */
const at = (document: unknown, pattern: readonly string[], path: KeyPath = []): Leaf[] => {
  const [part, ...rest] = pattern
  if (part === undefined) return [{ path, value: document }]
  if (typeof document !== 'object' || document === null) return []
  const entries = Array.isArray(document) ? [...document.entries()] : Object.entries(document)
  return entries
    .filter(([key]) => part === '*' || key === part)
    .flatMap(([key, value]) => at(value, rest, [...path, key]))
}

type TextLeaf = { readonly path: KeyPath; readonly value: string }
const textsAt = (document: unknown, ...patterns: readonly string[]): TextLeaf[] =>
  patterns
    .flatMap((pattern) => at(document, pattern.split('.')))
    .flatMap(({ path, value }) => (typeof value === 'string' ? [{ path, value: value.trim() }] : []))

const same = (text: string) => text.toLowerCase()
const textAt = (document: unknown, pattern: string) => textsAt(document, pattern)[0]?.value

/** Whoever may command, by address: a list among them would let everybody command who may post to it (SPEC §3.3). */
const commanders = ['managers.all.*', 'stacks.*.managers.*', 'bot.admin']
const lists = ['stacks.*.lists.*', 'stacks.*.component_lists.*.*', 'lists.wider.*']

const people = (document: unknown): Found[] => {
  const called = new Set(textsAt(document, ...lists).map(({ value }) => same(value)))
  const bot = same(textAt(document, 'bot.address') ?? '')
  const asList = textsAt(document, ...commanders)
    .filter(({ value }) => called.has(same(value)))
    .map(({ path, value }) => ({
      path,
      text: `"${value}" is a mailing list; whoever posts there could command, so name the people themselves`,
    }))
  const asBot = textsAt(document, ...commanders, ...lists, 'managers.release.*', 'tracker.address')
    .filter(({ value }) => same(value) === bot)
    .map(({ path, value }) => ({ path, text: `"${value}" is the bot itself; name another address` }))
  return [...asList, ...asBot]
}

/** A title stack or component that stands in two stacks would make the stack of a release a matter of luck. */
const stacks = (document: unknown): Found[] => {
  const doubled = ['titles', 'components'].flatMap((key) => {
    const first = new Map<string, KeyPath>()
    return textsAt(document, `stacks.*.${key}.*`).flatMap(({ path, value }): Found[] => {
      const before = first.get(same(value))
      if (before === undefined) first.set(same(value), path)
      return before === undefined
        ? []
        : [{ path, text: `"${value}" stands in [stacks.${before[1]}] already; keep it in one place` }]
    })
  })
  const unreachable = at(document, ['stacks', '*'])
    .filter(({ value }) => at(value, ['titles', '*']).length + at(value, ['components', '*']).length === 0)
    .map(({ path }): Found => ({
      path,
      text: 'no release falls to it; give it titles or components',
      weight: 'warning',
    }))
  return [...doubled, ...unreachable]
}

const doors = (document: unknown): Found[] => {
  const found: Found[] = []
  for (const door of ['mailbox', 'transport']) {
    const host = readHost(textAt(document, `${door}.host`) ?? '')
    if (textAt(document, `${door}.security`) === 'none' && host !== null && !isLoopback(host))
      found.push({
        path: [door, 'security'],
        text: `"none" would send password and mail in the clear to ${host}; write "tls" or "starttls"`,
      })
  }
  const done = textAt(document, 'mailbox.done')
  if (done !== undefined && done !== '' && done === (textAt(document, 'mailbox.folder') ?? 'INBOX'))
    found.push({ path: ['mailbox', 'done'], text: 'is the folder that is read; name another one, or ""' })

  const board = readListen(textAt(document, 'board.listen') ?? '127.0.0.1:8025')
  const mail = readListen(textAt(document, 'mailbox.listen') ?? '')
  if (mail !== null && board?.host === mail.host && board.port === mail.port)
    found.push({ path: ['mailbox', 'listen'], text: 'is where the board listens; choose another port' })

  const domain = same(textAt(document, 'bot.address') ?? '').split('@')[1]
  const signer = same(textAt(document, 'transport.dkim.domain') ?? '')
  const aligned = domain === signer || domain?.endsWith(`.${signer}`) || signer.endsWith(`.${domain}`)
  if (domain !== undefined && signer !== '' && !aligned)
    found.push({
      path: ['transport', 'dkim', 'domain'],
      text: `a signature by ${signer} proves nothing for ${domain}; sign as the domain of the bot`,
      weight: 'warning',
    })

  // Authentication-Results count only in mail that our own server handed us (SPEC §3.3).
  const trusted =
    textAt(document, 'mailbox.kind') === 'imap' && textsAt(document, 'trust.authserv_ids.*').length > 0
  if (at(document, ['trust', 'verify_dkim'])[0]?.value === false && !trusted)
    found.push({
      path: ['trust', 'verify_dkim'],
      text: 'nobody could ever be verified, every command would be asked back; write true',
      weight: 'warning',
    })
  return found
}

const times = (document: unknown): Found[] => {
  const found: Found[] = []
  const remind = textAt(document, 'deadlines.remind_at') ?? '09:00'
  const due = textAt(document, 'deadlines.due_at') ?? '18:00'
  if (readTime(remind) !== null && readTime(due) !== null && remind >= due)
    found.push({
      path: ['deadlines', textAt(document, 'deadlines.remind_at') === undefined ? 'due_at' : 'remind_at'],
      text: `the reminder at ${remind} would come after the answer is due at ${due}; let it be earlier`,
    })
  const from = textAt(document, 'deadlines.send_from') ?? '08:00'
  const until = textAt(document, 'deadlines.send_until') ?? '18:00'
  if (readTime(from) !== null && readTime(until) !== null && from > until)
    found.push({
      path: ['deadlines', textAt(document, 'deadlines.send_from') === undefined ? 'send_until' : 'send_from'],
      text: `letters would leave from ${from} until ${until}, which is never; let it begin earlier than it ends`,
    })
  const trial = readSpan(textAt(document, 'deadlines.trial') ?? '7 days')
  const check = readSpan(textAt(document, 'deadlines.trial_check') ?? '5 days')
  const comparable = trial !== null && check !== null && trial.n > 0 && trial.unit === check.unit
  if (comparable && check.n >= trial.n)
    found.push({
      path: ['deadlines', textAt(document, 'deadlines.trial_check') === undefined ? 'trial' : 'trial_check'],
      text: 'the trial is over by then; let the check be earlier than its end',
    })
  return found
}

/** Pure; what it finds is in no order. */
export const crossChecks = (document: unknown): Found[] => [
  ...people(document),
  ...stacks(document),
  ...doors(document),
  ...times(document),
]
