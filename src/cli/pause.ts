// `rollcall pause` and `rollcall resume` (SPEC §3.4): what `pause` and `resume` do by mail, said by the local
// administrator. Works beside a running agent, and before it starts.

import { userInfo } from 'node:os'
import { submit } from '../desk/submit.ts'
import { silentLog } from '../log.ts'
import { exit, WrongUse, type CommandContext, type Run } from './frame.ts'
import { houseFor } from './housefor.ts'
import { showItems } from './items.ts'

const saying =
  (line: 'pause' | 'resume'): Run =>
  async (context: CommandContext) => {
    if (context.args.length > 0) throw new WrongUse(`${line} takes no more words`)
    const house = await houseFor(context, { log: silentLog })
    if (!house) return exit.wrong
    try {
      const by = { admin: userInfo().username }
      const items = await submit(house.kit, { by, ticket: null, lines: [line] })
      return showItems(context, items, house.kit.settled.policy.zone)
    } finally {
      await house.close()
    }
  }

export const run = saying('pause')
export const resume = saying('resume')
