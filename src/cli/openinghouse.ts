// The house in memory with the sandbox's opening state: what explain looks at without a config (SPEC §7, §10). Nothing
// of it is on disk once it stands.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rosterCsv } from '../sandbox/federation.ts'
import { sandboxSettings } from '../sandbox/settings.ts'
import { knownSites } from '../settled.ts'
import { furnished } from './housefor.ts'
import { layOpening } from './layopening.ts'
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
    if (house) await layOpening(house.kit)
    return house
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
