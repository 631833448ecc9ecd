// The sandbox in this process, as a browser without JavaScript would use it: pages read, forms posted.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../src/board/serve.ts'
import { startSampleHouse } from '../../src/cli/samplehouse.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { sandboxApp } from '../../src/sandbox/app.ts'
import { movableClock } from '../../src/sandbox/clock.ts'

const host = '127.0.0.1:8025'
/** A Monday morning. */
const start = '2026-11-23T08:30:00Z'

export const unescaped = (found: string | undefined) =>
  (found ?? '')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

export type Playing = Awaited<ReturnType<typeof startPlaying>>

export async function startPlaying(began = start) {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-playing-'))
  const defects: Error[] = []
  const open = async (at: string) => {
    const smtp = await freePort('127.0.0.1', 0)
    const sample = await startSampleHouse({ dir, web: 0, smtp, clock: movableClock(asInstant(at)) })
    await sample.room.settled()
    return { sample, app: sandboxApp(sample.room, [host], (error) => defects.push(error)) }
  }
  let now = await open(began)
  const get = async (path: string) => now.app.request(`http://${host}${path}`, { headers: { host } })
  return {
    dir,
    defects,
    room: () => now.sample.room,
    async restart(at = began) {
      await now.sample.close()
      now = await open(at)
    },
    get,
    text: async (path: string) => (await get(path)).text(),
    async post(path: string, fields: { readonly [name: string]: string | File }) {
      const body = new FormData()
      for (const [name, value] of Object.entries(fields)) body.append(name, value)
      return now.app.request(`http://${host}${path}`, {
        method: 'POST',
        body,
        headers: { host, origin: `http://${host}` },
      })
    },
    async end() {
      await now.sample.close()
      rmSync(dir, { recursive: true })
    },
  }
}
