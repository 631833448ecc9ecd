// rollcall.toml and the environment in, a checked Config out (SPEC §10). Fails once, with every complaint. Everything
// in a Config is plain and settled: paths absolute, sizes in bytes, secrets read. Whoever holds one need not look at
// the disk, the environment or a default again.

import { type Complaint, isError } from './config/complaints.ts'
import { crossChecks } from './config/crosschecks.ts'
import { readText, readToml } from './config/document.ts'
import { complain, foundBy } from './config/issues.ts'
import { placesIn } from './config/lines.ts'
import { schema, tables } from './config/schema.ts'
import { type Config, settle } from './config/settle.ts'
import { lookAround } from './config/surroundings.ts'

export type { Config }

/** A config with its warnings, or everything that keeps it from being one (warnings among it). */
type ConfigRead =
  | { readonly config: Config; readonly warnings: readonly Complaint[] }
  | { readonly complaints: readonly Complaint[] }

/** Reads and checks a config file; never throws for what stands in it. `env` is asked for `password_env` only. */
export const readConfig = (file: string, env: NodeJS.ProcessEnv): ConfigRead =>
  readWith(file, (document) => lookAround(document, file, env))

/**
 * The same without a look at the machine: files that the config names may still be to come, and secrets are empty. For
 * commands that go through no door.
 */
export const readConfigAlone = (file: string): ConfigRead =>
  readWith(file, () => ({ found: [], secrets: {} }))

const readWith = (file: string, lookAt: (document: unknown) => ReturnType<typeof lookAround>): ConfigRead => {
  const source = readText(file)
  if ('complaint' in source) return { complaints: [source.complaint] }
  const document = readToml(file, source.text)
  if ('complaint' in document) return { complaints: [document.complaint] }

  // A table that was left out is looked into like an empty one, for its defaults and for what it lacks.
  const whole = { ...Object.fromEntries(tables.map((name) => [name, {}])), ...document.toml }
  const parsed = schema.safeParse(whole)
  const around = lookAt(whole)
  const complaints = complain(file, placesIn(source.text), [
    ...(parsed.success ? [] : foundBy(parsed.error.issues, whole)),
    ...crossChecks(whole),
    ...around.found,
  ])
  if (!parsed.success || complaints.some(isError)) return { complaints }
  return { config: settle(parsed.data, file, around.secrets), warnings: complaints }
}
