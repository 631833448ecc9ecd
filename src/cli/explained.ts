// The JSON of explain (SPEC §7): stable names for programs. Shown whatever the writer's level; `level` says whether
// the commands would act.

import { teamWord } from '../marks/lines.ts'
import { recogniseTeam } from '../rollout/team.ts'
import type { Judgement } from '../desk/judgement.ts'
import type { Kit } from '../desk/kit.ts'
import type { Command } from '../intake/grammar.ts'
import type { Effect, ReceiptItem } from '../rollout/effect.ts'
import type { Ticket } from '../rollout/ticket.ts'

export type Explained = {
  readonly file: string
  readonly messageId: string
  readonly kind: string
  readonly rule: string
  readonly from: string
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
  readonly wouldSend: readonly { readonly letter: string; readonly to: string }[]
}

export async function explained(kit: Kit, file: string, judgement: Judgement): Promise<Explained> {
  const { verdict } = judgement
  const ticket = verdict.ticket === null ? null : await kit.archive.ticket(verdict.ticket)
  const sends = ticket ? await Promise.all(judgement.outbox.map(({ effect }) => sendOf(kit, effect))) : []
  return {
    file,
    messageId: verdict.messageId,
    kind: verdict.kind ?? 'person',
    rule: verdict.rule,
    from: verdict.from,
    level: verdict.level ?? 'unknown',
    levelWhy: verdict.levelWhy || 'nobody is asked who writes such mail',
    ticket: verdict.ticket,
    text: verdict.text,
    commands: judgement.commands.map((command) => commandOf(kit, command, ticket)),
    problems: judgement.items.flatMap(problemOf),
    attachments: judgement.attachments,
    ...(verdict.bounce
      ? {
          bounce: {
            recipient: verdict.bounce.recipient,
            action: verdict.bounce.action,
            status: verdict.bounce.status,
          },
        }
      : {}),
    ...(verdict.away ? { away: verdict.away } : {}),
    wouldSend: sends.flat(),
  }
}

/** An answer for bytes that our own mistake kept us from understanding. */
export const unexplained = (file: string, error: unknown): Explained => ({
  file,
  messageId: '',
  kind: 'person',
  rule: 'not understood',
  from: '',
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
