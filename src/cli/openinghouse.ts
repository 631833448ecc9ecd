// The house in memory with the sandbox's opening state: what explain looks at without a config (SPEC §7, §10). Nothing
// of it is on disk once it stands.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bring } from '../desk/bring.ts'
import { readTitle } from '../rollout/release.ts'
import { rosterCsv } from '../sandbox/federation.ts'
import { openSandbox } from '../sandbox/opening.ts'
import { sandboxSettings } from '../sandbox/settings.ts'
import { knownSites } from '../settled.ts'
import { furnished } from './housefor.ts'
import type { Config } from '../config.ts'
import type { CommandContext } from './frame.ts'
import type { Furnishing, House } from '../house.ts'

/** Null after everything wrong with a roster was shown. `mend` changes what the sandbox's config says. */
export async function openingHouse(
  context: CommandContext,
  furnishing: Furnishing,
  mend: (config: Config) => Config,
): Promise<House | null> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  try {
    const roster = join(folder, 'roster.csv')
    writeFileSync(roster, rosterCsv(knownSites()))
    const config = mend(sandboxSettings(folder, roster, { web: 0, smtp: 0 }))
    const house = await furnished(context, config, { ...furnishing, database: ':memory:' })
    if (house) await layOpening(house)
    return house
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Brings a house into the sandbox's opening state; teams that its roster does not hold are left out. */
async function layOpening({ kit }: House): Promise<void> {
  const admin = { kind: 'admin' as const, name: 'sandbox' }
  await openSandbox({
    async open({ title, links, parent }) {
      const release = readTitle(title, kit.names)
      if (!release) throw new Error(`the sandbox's title cannot be read: ${title}`)
      const event = {
        type: 'opened' as const,
        title,
        release,
        links,
        ...(parent ? { parent: { ref: parent } } : {}),
      }
      const item = await bring(kit, null, event, { kind: 'tracker' })
      if (item.item !== 'done') throw new Error(`the sandbox could not open ${title}`)
      return item.ticket
    },
    async assign(ticket, wanted) {
      const known = wanted.filter((name) => kit.settled.roster.teams.some((team) => team.name === name))
      if (known.length > 0) await bring(kit, ticket, { type: 'assigned', teams: known }, admin)
    },
  })
}
