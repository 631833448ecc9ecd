// The JSON of explain (SPEC §7): stable names for programs. Shown whatever the writer's level; `level` says whether
// the commands would act.

import { judge } from '../desk/judge.ts'
import { readHead } from '../intake/headers.ts'
import { teamWord } from '../marks/lines.ts'
import { instantAt } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'
import { recogniseTeam } from '../rollout/team.ts'
import type { Judgement } from '../desk/judgement.ts'
import type { Kit } from '../desk/kit.ts'
import type { Command } from '../intake/grammar.ts'
import type { Effect, LetterName, ReceiptItem } from '../rollout/effect.ts'
import type { Ticket } from '../rollout/ticket.ts'
import type { MailFile } from './mailfiles.ts'

type Explained = {
  readonly file: string
  readonly messageId: string
  readonly kind: string
  readonly rule: string
  readonly from: string
  readonly subject: string
  readonly level: string
  readonly levelWhy: string
  readonly ticket: number | null
  readonly text: string
  readonly commands: readonly {
    readonly verb: string
    readonly team?: string
    readonly args: object
    readonly line: string
  }[]
  readonly problems: readonly { readonly line: string; readonly why: string; readonly suggestion?: string }[]
  readonly attachments: Judgement['attachments']
  readonly bounce?: { readonly recipient: string; readonly action: string; readonly status: string }
  readonly away?: { readonly until?: string }
  readonly wouldSend: readonly { readonly letter: LetterName; readonly to: string }[]
}

/** What was understood of one mail: for programs, and the judgement that it was read from, for people. */
export type Explanation = {
  readonly json: Explained
  readonly title: string | null
  /** Null where our own mistake kept us from understanding. */
  readonly judgement: Judgement | null
}

/** Never rejects: any bytes get an answer. `now` counts where the mail does not say when it was received. */
export async function explainMail(kit: Kit, { file, bytes }: MailFile, now: Instant): Promise<Explanation> {
  try {
    const receivedAt = receivedOf(bytes) ?? now
    const judgement = await judge(
      kit,
      { id: 0, bytes, via: 'imap', receivedAt },
      now > receivedAt ? now : receivedAt,
    )
    const { ticket: id } = judgement.verdict
    const ticket = id === null ? null : await kit.archive.ticket(id)
    return { json: await explained(kit, file, judgement, ticket), title: ticket?.title ?? null, judgement }
  } catch (error) {
    return { json: unexplained(file, error), title: null, judgement: null }
  }
}

const headLimit = 256 * 1024

/** When our border took it: the date of the topmost Received (SPEC §7). */
function receivedOf(bytes: Uint8Array): Instant | null {
  const value = readHead(bytes, headLimit).lines.find(({ name }) => name === 'received')?.value ?? ''
  const at = Date.parse(value.slice(value.lastIndexOf(';') + 1).replace(/\([^()]*\)/g, ''))
  // Years beyond four digits are no instants of ours.
  if (Number.isNaN(at) || at < 0 || at > Date.parse('9999-12-31')) return null
  return instantAt(at)
}

async function explained(
  kit: Kit,
  file: string,
  judgement: Judgement,
  ticket: Ticket | null,
): Promise<Explained> {
  const { verdict } = judgement
  const sends = ticket ? await Promise.all(judgement.outbox.map(({ effect }) => sendOf(kit, effect))) : []
  const { bounce } = verdict
  return {
    file,
    messageId: verdict.messageId,
    kind: verdict.kind ?? 'person',
    rule: verdict.rule,
    from: verdict.from,
    subject: verdict.subject,
    level: verdict.level ?? 'unknown',
    levelWhy: verdict.levelWhy || 'nobody is asked who writes such mail',
    ticket: verdict.ticket,
    text: verdict.text,
    commands: judgement.commands.map((command) => commandOf(kit, command, ticket)),
    problems: [
      ...(looksLikeMail(judgement) ? [] : [{ line: '', why: 'no-mail' }]),
      ...cutsOf(judgement).map((why) => ({ line: '', why })),
      ...judgement.items.flatMap(problemOf),
    ],
    attachments: judgement.attachments,
    ...(bounce
      ? { bounce: { recipient: bounce.recipient, action: bounce.action, status: bounce.status } }
      : {}),
    ...(verdict.away ? { away: verdict.away } : {}),
    wouldSend: sends.flat(),
  }
}

/** Limits that cut something away, in words: the verdict lists them before what it could not read. */
const cutsOf = ({ verdict, problems }: Judgement) =>
  verdict.problems.slice(0, verdict.problems.length - problems.length)

/** Something that says from whom, when or which: else these bytes are some other file. */
const looksLikeMail = ({ verdict }: Judgement) =>
  [verdict.from, verdict.messageId, verdict.subject, verdict.date ?? ''].some((part) => part !== '')

/** An answer for bytes that our own mistake kept us from understanding. */
const unexplained = (file: string, error: unknown): Explained => ({
  file,
  messageId: '',
  kind: 'person',
  rule: 'not understood',
  from: '',
  subject: '',
  level: 'unknown',
  levelWhy: 'the mail could not be read',
  ticket: null,
  text: '',
  commands: [],
  problems: [{ line: '', why: error instanceof Error ? error.message : String(error) }],
  attachments: [],
  wouldSend: [],
})

function commandOf(kit: Kit, command: Command, ticket: Ticket | null): Explained['commands'][number] {
  const { verb, line, prefixed: _prefixed, ...rest } = command
  const said = 'team' in rest && typeof rest.team === 'string' ? rest.team : undefined
  const found =
    said === undefined
      ? null
      : recogniseTeam(said, {
          seats: (ticket?.seats ?? []).map(({ team }) => team),
          roster: kit.settled.roster,
        })
  const team = found?.kind === 'team' ? teamWord(found.team) : said
  const args = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'team'))
  return { verb, ...(team === undefined ? {} : { team }), args, line }
}

function problemOf(item: ReceiptItem): Explained['problems'] {
  if (item.item === 'refused') return [{ line: item.line, why: item.refusal.code }]
  if (item.item !== 'unclear') return []
  const { unclear, line } = item
  const suggestion = suggestionOf(unclear)
  return [{ line, why: unclear.why, ...(suggestion ? { suggestion } : {}) }]
}

function suggestionOf(unclear: Extract<ReceiptItem, { item: 'unclear' }>['unclear']): string | undefined {
  if ('suggestion' in unclear) return unclear.suggestion
  if ('suggestions' in unclear) {
    const [first] = unclear.suggestions
    return first === undefined ? undefined : `${unclear.verb} ${teamWord(first)}`
  }
  if ('lines' in unclear) return unclear.lines[0]?.line
  if ('meant' in unclear) return unclear.meant[0]
  if ('usage' in unclear) return unclear.usage
  return undefined
}

async function sendOf(kit: Kit, effect: Effect): Promise<Explained['wouldSend']> {
  if (effect.kind !== 'letter') return []
  const { to, letter } = effect
  if ('list' in to) return [{ letter: letter.letter, to: to.list }]
  if ('tracker' in to) return [{ letter: letter.letter, to: kit.trust.trackerAddress ?? 'tracker' }]
  const person = await kit.archive.person(to.person)
  return [{ letter: letter.letter, to: person?.address ?? to.person }]
}
