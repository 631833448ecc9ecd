// `rollcall mail list|show|retry|release` (SPEC §7): the mail that came in, what was made of each and why. Putting
// mail back in line and releasing what is held is in mailagain.ts.

import { shortDate } from '../board/dates.ts'
import { silentLog } from '../log.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import { again } from './mailagain.ts'
import { fold, printable, table } from './table.ts'
import { unknownWord } from './unknownword.ts'
import type { House } from '../house.ts'
import type { MailRow } from '../ports.ts'
import type { TicketId } from '../rollout/ids.ts'

const mostListed = 200

export const run = async (context: CommandContext): Promise<number> => {
  const [verb = '', ...words] = context.args
  if (verb === 'retry' || verb === 'release') return again(context, verb, words)
  const number = numberIn(verb, words)
  if (context.options['held'] === true && context.options['setAside'] === true)
    throw new WrongUse('mail list: --held and --set-aside are two lists; ask for one')
  const house = await houseFor(context, { log: silentLog })
  if (!house) return exit.wrong
  try {
    return number === null ? await list(context, house) : await show(context, house, number)
  } finally {
    await house.close()
  }
}

/** The number to show; null for the list. */
function numberIn(verb: string, words: readonly string[]): number | null {
  if (verb === 'list' && words.length === 0) return null
  if (verb !== 'show' && verb !== 'list')
    throw new WrongUse(
      unknownWord(
        'mail',
        verb,
        ['list', 'show', 'retry', 'release'],
        'say list, or show, retry or release and a number',
      ),
    )
  const digits = /^[1-9]\d{0,14}$/.exec(words[0] ?? '')?.[0]
  if (verb === 'list') throw new WrongUse(`mail list ${words[0]}: list takes no more words`)
  if (digits === undefined || words.length > 1)
    throw new WrongUse('mail show: say one number, as in mail list')
  return Number(digits)
}

async function list(context: CommandContext, { kit }: House): Promise<number> {
  const { held, setAside } = context.options
  const state = held ? { state: 'held' as const } : setAside ? { state: 'set-aside' as const } : {}
  const rows = await kit.archive.mails({ ...state, limit: mostListed })
  const { zone } = kit.settled.policy
  if (context.json) for (const row of rows) context.out(JSON.stringify(mailJson(row)))
  else if (rows.length === 0) context.out(emptyWords(context))
  else
    context.out(
      table(
        [['', 'received', 'state', 'from, about'], ...rows.map((row) => cells(row, zone))],
        context.width,
      ),
    )
  if (!context.json && rows.length === mostListed) context.err(`Only the newest ${mostListed} are listed.`)
  return exit.done
}

function emptyWords({ options }: CommandContext): string {
  if (options['held']) return 'No mail waits for a yes.'
  return options['setAside'] ? 'No mail is set aside.' : 'No mail yet.'
}

const cells = (row: MailRow, zone: string): readonly string[] => [
  String(row.id),
  shortDate(row.receivedAt, zone).replace(/^\w+ /, ''),
  row.state,
  [
    printable(row.verdict?.from ?? 'not looked at yet'),
    printable(row.verdict?.subject ?? ''),
    [row.verdict?.kind ?? '', ticketWord(row.verdict?.ticket ?? null)]
      .filter((part) => part !== '')
      .join(', '),
  ]
    .filter((part) => part !== '')
    .join('\n'),
]
const ticketWord = (ticket: TicketId | null) => (ticket === null ? '' : `#${ticket}`)

const mailJson = (row: MailRow) => ({
  id: row.id,
  state: row.state,
  receivedAt: row.receivedAt,
  bytes: row.bytes,
  attempts: row.attempts,
  place: row.place,
  ...row.verdict,
})

async function show(context: CommandContext, { kit }: House, id: number): Promise<number> {
  const row = await kit.archive.mail(id)
  if (!row) {
    context.err(`rollcall: there is no mail ${id}; rollcall mail list shows the newest`)
    return exit.failed
  }
  if (context.json) context.out(JSON.stringify(mailJson(row)))
  else context.out(showWords(row, kit.settled.policy.zone, context.width))
  return exit.done
}

function showWords(row: MailRow, zone: string, width: number): string {
  const { verdict } = row
  const facts: (readonly [string, string])[] = [
    ['received', `${shortDate(row.receivedAt, zone)}, by ${row.via}, ${row.bytes} bytes`],
    ['state', verdict?.reason ? `${row.state}: ${verdict.reason}` : row.state],
    ['kind', verdict ? `${verdict.kind ?? 'none'}: ${verdict.rule}` : 'not looked at yet'],
    ['from', verdict?.from ?? ''],
    ['level', verdict?.level ? `${verdict.level}: ${verdict.levelWhy}` : ''],
    ['ticket', ticketWord(verdict?.ticket ?? null)],
    ['subject', verdict?.subject ?? ''],
    ...(verdict?.commands ?? []).map((line) => ['command', line] as const),
    ...(verdict?.problems ?? []).map((line) => ['problem', line] as const),
  ]
  const rows = facts.filter(([, value]) => value !== '').map(([name, value]) => [name, printable(value)])
  const words = (verdict?.text ?? '').split('\n').flatMap((line) => fold(printable(line), width - 2))
  const said = verdict?.text ? `\n\n${words.map((line) => `  ${line}`.trimEnd()).join('\n')}` : ''
  return `Mail ${row.id}\n${table(rows, width, '  ')}${said}`
}
