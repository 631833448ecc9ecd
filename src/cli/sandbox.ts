// `rollcall sandbox`: everything on this machine, nothing to configure (SPEC §7). State in a folder that it made
// itself; loopback only; letters into the outbox. `--play` runs a whole rollout by its people's mails instead.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePort, serve } from '../board/serve.ts'
import { Fault } from '../ports.ts'
import { sandboxApp } from '../sandbox/app.ts'
import { startSampleHouse } from './samplehouse.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'

const host = '127.0.0.1'
const usual = { port: 8025, smtp: 2525, dir: 'var/sandbox' }
const marker = 'this-is-a-rollcall-sandbox'

/** The folder, made and marked as ours the first time. Throws WrongUse where it holds something else. */
export function ownFolder(wished: string): string {
  const dir = resolve(wished)
  const known = existsSync(join(dir, marker))
  if (!known && existsSync(dir) && readdirSync(dir).length > 0)
    throw new WrongUse(
      `${dir} was not made by the sandbox and is left alone: give --dir a new or empty folder`,
    )
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  if (!known)
    writeFileSync(
      join(dir, marker),
      'Rollcall keeps its sandbox here. Remove the whole folder to begin anew.\n',
    )
  return dir
}

export const run = async (context: CommandContext): Promise<number> => {
  const { options, out, json } = context
  if (options['play'] === true) {
    const { play } = await import('./sandboxplay.ts')
    return play(context)
  }
  const dir = ownFolder(typeof options['dir'] === 'string' ? options['dir'] : usual.dir)
  const number = (name: string, or: number) => (typeof options[name] === 'number' ? options[name] : or)
  const web = await freePort(host, number('port', usual.port))
  const smtp = await freePort(host, number('smtpPort', usual.smtp))
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGTERM', onSignal)
  process.once('SIGINT', onSignal)
  try {
    const sample = await startSampleHouse({ dir, web, smtp }).catch((error: unknown) => {
      throw isTaken(error, dir) ?? error
    })
    try {
      const log = sample.house.kit.log
      const tell = (error: Error) => log('page failed', { error: error.message, stack: error.stack })
      const app = sandboxApp(sample.room, [`${host}:${web}`, `localhost:${web}`], tell)
      const served = await serve(app.fetch, host, web)
      const started = { pages: `http://${host}:${web}`, smtp: `${host}:${smtp}`, state: dir }
      out(json ? JSON.stringify(started) : welcomeLines(started))
      await untilOver(stop.signal, sample.ended)
      await served.close()
    } finally {
      await sample.close()
    }
  } finally {
    process.off('SIGTERM', onSignal)
    process.off('SIGINT', onSignal)
  }
  if (!json) out('The sandbox has stopped; its state is kept.')
  return exit.done
}

/** Says what to do where a sandbox runs on this folder; null for any other trouble. */
const isTaken = (error: unknown, dir: string): Fault | null =>
  error instanceof Fault && error.system === 'store' && existsSync(join(dir, 'lock.json'))
    ? new Fault(
        'store',
        'permanent',
        `${error.message}, or give --dir another folder for a second sandbox`,
        error,
      )
    : null

const welcomeLines = ({ pages, smtp, state }: { pages: string; smtp: string; state: string }) =>
  [
    'The sandbox is running. Nothing leaves this machine.',
    '',
    `  Open in a browser   ${pages}`,
    `  Takes mail at       ${smtp} (SMTP)`,
    `  State and log       ${state}`,
    `  Stop                Ctrl-C; remove the state folder to begin anew`,
    '',
  ].join('\n')

/** Until somebody stops it, or the agent ends by itself, which only trouble makes it do. */
async function untilOver(signal: AbortSignal, ended: Promise<void>): Promise<void> {
  const stopped = new Promise<void>((done) => {
    if (signal.aborted) done()
    signal.addEventListener('abort', () => done(), { once: true })
  })
  await Promise.race([stopped, ended])
}
