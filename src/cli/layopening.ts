// Brings a house into the sandbox's opening state, for the sandbox itself and for whatever looks at the same state in
// memory (SPEC §7). Every step is an event of the manager's, judged like any other.

import { bring } from '../desk/bring.ts'
import { readTitle } from '../rollout/release.ts'
import { people } from '../sandbox/cast.ts'
import { openSandbox } from '../sandbox/opening.ts'
import type { Kit } from '../desk/kit.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { TicketId } from '../rollout/ids.ts'

const manager = 'mgr-glite@egi.example'

/** Teams that the roster does not hold are left out. Throws where the rules refuse a step, which is a defect. */
export async function layOpening(kit: Kit): Promise<void> {
  for (const { address, name } of people) await kit.ledger.personFor(address, name)
  const by = { kind: 'person' as const, id: await kit.ledger.personFor(manager, '') }
  const done = (item: ReceiptItem): TicketId => {
    if (item.item !== 'done' || item.ticket === null)
      throw new Error(`the sandbox cannot open: ${JSON.stringify(item)}`)
    return item.ticket
  }
  await openSandbox({
    open: async ({ title, links, parent }) => {
      const release = readTitle(title, kit.names)
      if (release === null) throw new Error(`the sandbox cannot read its own title: ${title}`)
      const ref = parent === null ? {} : { parent: { ref: parent } }
      return done(await bring(kit, null, { type: 'opened', title, release, links, ...ref }, by))
    },
    assign: async (ticket, wanted) => {
      const teams = wanted.filter((name) => kit.settled.roster.teams.some((team) => team.name === name))
      if (teams.length > 0) done(await bring(kit, ticket, { type: 'assigned', teams }, by))
    },
  })
}
