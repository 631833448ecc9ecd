// None or several tickets fit a mail (SPEC §3.2): what is asked of its writer instead of acting. One line to send back for
// each ticket that could be meant.

import { numbered, unnumbered } from '../marks/lines.ts'
import { asTicketId } from '../rollout/ids.ts'
import { awaiting, type Chosen } from './whichticket.ts'
import type { Hearing } from './statements.ts'
import type { Kit } from './kit.ts'
import type { Writer } from './writer.ts'

/**
 * None or several tickets fit: nothing is done; the letter lists the line to send for each (SPEC §3.2). `written`: the
 * writer's own line where that is not the one to send.
 */
export async function askWhichTicket(
  kit: Kit,
  hearing: Hearing,
  lines: readonly string[],
  chosen: Chosen,
  writer: Writer,
  written = lines[0],
): Promise<void> {
  const [line] = lines
  if (line === undefined || written === undefined || !writer.onFile) return
  if (chosen.disagree.length > 0) {
    hearing.unclear(written, { why: 'tickets-disagree', tickets: chosen.disagree })
    return
  }
  const several = await Promise.all(chosen.several.map((id) => kit.archive.ticket(id)))
  const named = several.filter((ticket) => ticket !== null)
  const waiting = writer.person ? await awaiting(kit, writer.person) : []
  const open = await kit.archive.tickets({ unresolved: true })
  // Words with a rollout's number before them are no command, but leave no doubt about the rollout.
  const { number } = unnumbered(written)
  const said = number === null ? null : await kit.archive.ticket(asTicketId(number))
  const fitting = said ? [said] : named.length > 0 ? named : waiting.length > 0 ? waiting : open
  hearing.unclear(written, {
    why: 'which-ticket',
    lines: fitting
      .toSorted((a, b) => a.id - b.id)
      .slice(0, 10)
      .map(({ id, title }) => ({ ticket: id, title, line: numbered(id, unnumbered(line).rest) })),
  })
}
