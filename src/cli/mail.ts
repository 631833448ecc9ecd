// `rollcall mail list|show` (SPEC §7): the mail that came in, what was made of each and why.

import { buildHouse, type House } from '../house.ts'
import { silentLog } from '../log.ts'
import { asTicketId, type TicketId } from '../rollout/ids.ts'
import { configured } from './configured.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { table } from './table.ts'
import type { MailRow } from '../ports.ts'

const mostListed = 200

export const run = async (context: CommandContext): Promise<number> => {
  const [verb = '', number = ''] = context.args
  if (verb !== 'list' && verb !== 'show') throw new WrongUse(`mail ${verb}: say list or show N`)
  const config = configured(context)
  if (!config) return exit.wrong
  const house = await buildHouse(config, { log: silentLog })
  try {
    return verb === 'list' ? await list(context, house) : await show(context, house, Number(number))
  } finally {
    await house.close()
  }
}

async function list(context: CommandContext, { kit }: House): Promise<number> {
  const { held, setAside } = context.options
  const state = held ? { state: 'held' as const } : setAside ? { state: 'set-aside' as const } : {}
  const rows = await kit.archive.mails({ ...state, limit: mostListed })
  if (context.json) for (const row of rows) context.out(JSON.stringify(mailJson(row)))
  else if (rows.length === 0) context.out('No mail.')
  else
    context.out(
      table(
        [['', 'received', 'state', 'kind', 'ticket', 'from', 'subject'], ...rows.map(cells)],
        context.width,
      ),
    )
  return exit.done
}

const printable = (text: string) => text.replace(/\p{C}+/gu, ' ')

const cells = (row: MailRow): readonly string[] => [
  String(row.id),
  `${row.receivedAt.slice(0, 16).replace('T', ' ')}Z`,
  row.state,
  row.verdict?.kind ?? '',
  ticketCell(row.verdict?.ticket ?? null),
  printable(row.verdict?.from ?? ''),
  printable(row.verdict?.subject ?? row.place.mailbox),
]
const ticketCell = (ticket: TicketId | null) => (ticket === null ? '' : `#${asTicketId(ticket)}`)

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
  const row = Number.isSafeInteger(id) && id > 0 ? await kit.archive.mail(id) : null
  if (!row) {
    context.err('rollcall: there is no such mail; rollcall mail list shows the newest')
    return exit.failed
  }
  if (context.json) {
    context.out(JSON.stringify(mailJson(row)))
    return exit.done
  }
  const { verdict } = row
  const facts: (readonly [string, string])[] = [
    ['received', `${row.receivedAt} (${row.via}, ${row.bytes} bytes)`],
    ['state', verdict?.reason ? `${row.state}: ${verdict.reason}` : row.state],
    ['kind', verdict ? `${verdict.kind ?? ''}: ${verdict.rule}` : 'not looked at yet'],
    ['from', verdict?.from ?? ''],
    ['level', verdict?.level ? `${verdict.level}: ${verdict.levelWhy}` : ''],
    ['ticket', ticketCell(verdict?.ticket ?? null)],
    ['subject', verdict?.subject ?? ''],
    ...(verdict?.commands ?? []).map((line) => ['command', line] as const),
    ...(verdict?.problems ?? []).map((line) => ['problem', line] as const),
  ]
  context.out(
    facts
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name.padEnd(9)} ${printable(value)}`)
      .join('\n'),
  )
  if (verdict?.text) context.out(`\n${verdict.text.split('\n').map(printable).join('\n')}`)
  return exit.done
}
