// `rollcall config schema` (SPEC §7): the shape of rollcall.toml as JSON Schema on standard output, with or without
// --json.

import { jsonSchema } from '../config/jsonschema.ts'
import { exit, type CommandContext } from './frame.ts'

export const run = async (context: CommandContext): Promise<number> => {
  context.out(JSON.stringify(jsonSchema(), null, context.json ? 0 : 2))
  return exit.done
}
