// `rollcall mail list|show|retry|release` (SPEC §7): the mail that came in, what was made of each and why. Putting
// mail back in line and releasing what is held is in mailagain.ts.

import { shortDate } from '../board/dates.ts'
import { silentLog } from '../log.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import { again } from './mailagain.ts'
import { ledJson, ledTo, ledWords, nextOfMail, type Led } from './mailled.ts'
import { waitingMails, whyThere } from './mailwaits.ts'
import { fold, printable, table } from './table.ts'
import { unknownWord } from './unknownword.ts'
import type { House } from '../house.ts'
import type { MailId, MailRow } from '../ports.ts'
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
  const waiting = await waitingMails(kit.archive)
  const rows = held
    ? await heldRows(kit.archive, waiting)
    : await kit.archive.mails({ ...(setAside ? { state: 'set-aside' } : {}), limit: mostListed })
  const { zone } = kit.settled.policy
  if (context.json) for (const row of rows) context.out(JSON.stringify(mailJson(row)))
  else if (rows.length === 0) context.out(emptyWords(context))
  else
    context.out(
      table(
        [
          ['', 'received', 'state', 'from, about'],
          ...rows.map((row) => cells(row, zone, whyThere(row, waiting, kit.clock.now(), zone))),
        ],
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

/** Newest first, as the other lists. */
async function heldRows(
  archive: House['kit']['archive'],
  waiting: ReadonlyMap<MailId, unknown>,
): Promise<readonly MailRow[]> {
  const ids = [...waiting.keys()].toSorted((a, b) => b - a).slice(0, mostListed)
  const rows = await Promise.all(ids.map((id) => archive.mail(id)))
  return rows.flatMap((row) => (row?.state === 'held' ? [row] : []))
}

const cells = (row: MailRow, zone: string, why: string): readonly string[] => [
  String(row.id),
  shortDate(row.receivedAt, zone).replace(/^\w+ /, ''),
  row.state,
  [
    row.verdict ? printable(row.verdict.from) || 'sender not read' : 'not looked at yet',
    printable(row.verdict?.subject ?? ''),
    [row.verdict?.kind ?? '', ticketWord(row.verdict?.ticket ?? null)]
      .filter((part) => part !== '')
      .join(', '),
    printable(why),
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
  const led = await ledTo(kit.archive, row)
  const now = kit.clock.now()
  const { zone } = kit.settled.policy
  const next = nextOfMail(row, led, now, zone)
  if (context.json) context.out(JSON.stringify({ ...mailJson(row), ...ledJson(led), next }))
  else {
    const why = whyThere(row, await waitingMails(kit.archive), now, zone)
    context.out(showWords(row, led, { zone, width: context.width, why, next }))
  }
  return exit.done
}

function showWords(
  row: MailRow,
  led: Led,
  { zone, width, why, next }: { zone: string; width: number; why: string; next: string },
): string {
  const { verdict } = row
  const facts: (readonly [string, string])[] = [
    ['received', `${shortDate(row.receivedAt, zone)}, by ${row.via}, ${row.bytes} bytes`],
    ['state', why === '' ? row.state : `${row.state}: ${why}`],
    ['tries', row.attempts > 0 ? `${row.attempts} failed` : ''],
    ['kind', verdict ? `${verdict.kind ?? 'none'}: ${verdict.rule}` : 'not looked at yet'],
    ['away', verdict?.away?.until === undefined ? '' : `until ${verdict.away.until}`],
    ['from', verdict?.from ?? ''],
    ['level', verdict?.level ? `${verdict.level}: ${verdict.levelWhy}` : ''],
    ['ticket', ticketWord(verdict?.ticket ?? null)],
    ['subject', verdict?.subject ?? ''],
    ...(verdict?.commands ?? []).map((line) => ['command', line] as const),
    ...(verdict?.problems ?? []).map((line) => ['problem', line] as const),
    ['copy of', verdict?.copyOf === undefined ? '' : `mail ${verdict.copyOf}`],
    ...ledWords(led, zone),
    ['next', next],
  ]
  const rows = facts.filter(([, value]) => value !== '').map(([name, value]) => [name, printable(value)])
  const words = (verdict?.text ?? '').split('\n').flatMap((line) => fold(printable(line), width - 2))
  const said = verdict?.text ? `\n\n${words.map((line) => `  ${line}`.trimEnd()).join('\n')}` : ''
  return `Mail ${row.id}\n${table(rows, width, '  ')}${said}`
}
