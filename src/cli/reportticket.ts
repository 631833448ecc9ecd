// What the `report` commands share (SPEC §7): the rollout that a number names, with everything that led to it, on a copy
// of the state: documents are looked at and written, nothing is changed.

import { silentLog } from '../log.ts'
import { asTicketId } from '../rollout/ids.ts'
import { recordedAt, type Recorded } from '../desk/summing.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import type { Kit } from '../desk/kit.ts'

/** Does the job on rollout N; answers with its exit code, or with that of what stood in the way, which was shown. */
export async function onTicket(
  context: CommandContext,
  command: string,
  job: (kit: Kit, recorded: Recorded) => Promise<number>,
): Promise<number> {
  const [word = ''] = context.args
  const digits = /^#?([1-9]\d{0,9})$/.exec(word)?.[1]
  if (digits === undefined)
    throw new WrongUse(`report ${command} ${word}: say the rollout’s number; rollcall ticket list shows them`)
  const house = await houseFor(context, { log: silentLog, copy: true })
  if (!house) return exit.wrong
  try {
    const { kit } = house
    const recorded = await recordedAt(kit, asTicketId(Number(digits)), kit.clock.now())
    if (recorded) return await job(kit, recorded)
    context.err(`rollcall: there is no rollout ${digits}; rollcall ticket list shows them all`)
    return exit.failed
  } finally {
    await house.close()
  }
}
