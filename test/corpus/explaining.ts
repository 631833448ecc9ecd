// The corpora through explain's own path: one house for all mails of a test, each mail timed. Where the shared corpora
// are absent the tests that need them are skipped, visibly.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openingHouse } from '../../src/cli/openinghouse.ts'
import { noProgress } from '../../src/cli/progress.ts'
import { explainMail, type Explanation } from '../../src/cli/explained.ts'
import { silentLog } from '../../src/log.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { noResolver } from '../../src/systems/dns.ts'
import type { Resolver } from '../../src/ports.ts'
import { shared } from '../support/shared.ts'

export const now = asInstant('2026-11-20T09:00:00Z')

export type Item = { readonly path: string; readonly label?: string; readonly [key: string]: unknown }
export const corpus = (name: string) => {
  const { items } = JSON.parse(readFileSync(shared(`corpora/${name}/index.json`), 'utf8')) as {
    items: Item[]
  }
  return items
}
export const bytesIn = (name: string, { path }: Item) => readFileSync(shared(`corpora/${name}/${path}`))

export type Read = Explanation & { readonly took: number }
export type Reader = {
  /** In `took` the milliseconds that this process worked: a clock on the wall would measure the tests beside it too. */
  explain(bytes: Uint8Array): Promise<Read>
  readonly kit: NonNullable<Awaited<ReturnType<typeof openingHouse>>>['kit']
  close(): Promise<void>
}

/** The sandbox's opening state, on a roster of these lines where given. */
export async function openReader(
  roster?: readonly string[],
  resolver: Resolver = noResolver,
): Promise<Reader> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-corpus-'))
  const file = join(folder, 'roster.csv')
  const complaints: string[] = []
  if (roster)
    writeFileSync(file, ['ngi,site,country,timezone,stacks,members,aliases', ...roster, ''].join('\n'))
  const house = await openingHouse(
    {
      args: [],
      options: {},
      json: false,
      configFile: null,
      env: {},
      stdin: Readable.from([]),
      width: 80,
      out: () => undefined,
      err: (text) => complaints.push(text),
      progress: noProgress,
    },
    { clock: { now: () => now }, resolver, log: silentLog },
    (config) => (roster ? { ...config, roster: { file } } : config),
  )
  rmSync(folder, { recursive: true })
  if (!house) throw new Error(complaints.join('\n'))
  return {
    kit: house.kit,
    async explain(bytes) {
      const from = process.cpuUsage()
      const answer = await explainMail(house.kit, { file: 'mail', bytes }, now)
      const { user, system } = process.cpuUsage(from)
      return { ...answer, took: (user + system) / 1000 }
    },
    close: () => house.close(),
  }
}
