// The house for a command that needs a config: what is wrong with the config or the roster is shown line by line and
// ends with code 2 (SPEC §7); trouble of the world stays a Fault for main.

import { buildHouse, type Furnishing, type House } from '../house.ts'
import { Fault } from '../ports.ts'
import { configured } from './configured.ts'
import type { Config } from '../config.ts'
import type { CommandContext } from './frame.ts'

/** Null after everything wrong was shown: end with exit.wrong. `mend` changes what the config says. */
export async function houseFor(
  context: CommandContext,
  furnishing: Furnishing = {},
  mend: (config: Config) => Config = (config) => config,
): Promise<House | null> {
  const config = configured(context)
  return config && furnished(context, mend(config), furnishing)
}

/** The same for a config that no file holds. */
export async function furnished(
  context: CommandContext,
  config: Config,
  furnishing: Furnishing,
): Promise<House | null> {
  try {
    return await buildHouse(config, furnishing)
  } catch (error) {
    if (!(error instanceof Fault) || error.system !== 'roster') throw error
    context.err(error.message)
    return null
  }
}
