// A house whose outbox is full of real letters, and Postfix's smtp-sink to take them: what the benches of mail out share.
// The letters are those that the process itself queues when rollouts open and teams are assigned. Not a bench.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { submit } from '../src/desk/submit.ts'
import { buildHouse, systemClock, type House } from '../src/house.ts'
import { asTicketId } from '../src/rollout/ids.ts'

const teams = 20
const membersOfEach = 10
const assignedToEach = 5

const site = (n: number) => `SITE-${String(n).padStart(3, '0')}`
export const rosterText = () =>
  [
    'ngi,site,country,timezone,stacks,members,aliases',
    ...Array.from({ length: teams }, (_, n) => {
      const members = Array.from({ length: membersOfEach }, (__, m) => `person${m}@site${n}.example`)
      return `NGI_DE,${site(n)},DE,Europe/Berlin,glite,${members.join(';')},`
    }),
    '',
  ].join('\n')

/** `transport`: the rest of that table of the config. Quiet days and rates are out of the way, unless `limits` says so. */
export const configText = (transport: string, limits: string) => `
[bot]
address = "staged-rollout@egi.example"
name = "Staged Rollout"
data = "var"
timezone = "Europe/Amsterdam"
admin = "postmaster@egi.example"
[mailbox]
kind = "folder"
path = "in"
[transport]
${transport}
[managers]
all = ["mgr-ops@egi.example"]
release = ["sw-rel-sr@egi.example"]
[stacks.glite]
titles = ["gLite", "EMI"]
managers = ["mgr-glite@egi.example"]
lists = ["early-adopters-glite@mailman.egi.example"]
[deadlines]
digest = false
send_from = "00:00"
send_until = "00:00"
[limits]
${limits}
`

export const unlimited = `letters_per_hour = 100000000
strangers_per_hour = 100000000
letters_a_day = 0`

export type Postroom = { readonly house: House; readonly close: () => Promise<void> }

/** A house on a folder of its own, on the disk: memory is committed as in earnest. */
export async function openPostroom(transport: string, limits = unlimited): Promise<Postroom> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  mkdirSync(join(dir, 'in'))
  writeFileSync(join(dir, 'rollcall.toml'), configText(transport, limits))
  writeFileSync(join(dir, 'roster.csv'), rosterText())
  const read = readConfig(join(dir, 'rollcall.toml'), {})
  if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
  const house = await buildHouse(read.config, {
    clock: systemClock,
    log: () => {},
    templateCache: join(tmpdir(), 'rollcall-bench-templates'),
  })
  return {
    house,
    async close() {
      await house.close()
      rmSync(dir, { recursive: true })
    },
  }
}

/** At least so many letters, as rollouts ask for them that are opened now: an invitation for every member of five teams
 *  each, and the managers' letters. */
export async function queueLetters({ kit }: House, least: number, first = 0): Promise<void> {
  for (let round = 0; ; round += 1) {
    const { letters } = await kit.archive.counts()
    if (letters.queued >= least) return
    const by = { admin: 'bench' }
    await submit(kit, {
      by,
      ticket: null,
      lines: [`open Staged Rollout EMI-1.0 SE-DPM_mysql 1.${first}.${round}-1 SL5 x86_64`],
    })
    const [ticket] = await kit.archive.tickets()
    const asked = Array.from({ length: assignedToEach }, (_, n) => site((round + n * 3) % teams))
    const [said] = await submit(kit, {
      by,
      ticket: ticket?.id ?? asTicketId(1),
      lines: [`assign ${asked.map((name) => `NGI_DE-${name}`).join(' ')}`],
    })
    if (said?.item !== 'done') throw new Error(`not assigned: ${JSON.stringify(said)}`)
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export type Sink = { readonly port: number; readonly close: () => Promise<void> }

/** Takes everything and keeps nothing. */
export async function startSink(): Promise<Sink> {
  const port = await freePort()
  const child = spawn('/usr/sbin/smtp-sink', ['-u', 'nobody', `127.0.0.1:${port}`, '1000'], {
    stdio: 'inherit',
  })
  await accepts(port)
  return {
    port,
    async close() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

export async function accepts(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1')
    const answer = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (answer) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`nothing listens on ${port}`)
}

/** Letters a second of Postfix's own source: so many of that size, over connections that are kept open or, where not, each
 *  over one of its own, as the source has it by itself. */
export async function source(
  port: number,
  letters: number,
  bytes: number,
  connections: number,
  keptOpen = true,
): Promise<number> {
  const began = performance.now()
  const child = spawn(
    '/usr/sbin/smtp-source',
    [
      ...(keptOpen ? ['-d'] : []),
      '-m',
      `${letters}`,
      '-s',
      `${connections}`,
      '-l',
      `${bytes}`,
      '-f',
      'a@egi.example',
      '-t',
      'b@site.example',
      `127.0.0.1:${port}`,
    ],
    { stdio: 'inherit' },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`)
  return letters / ((performance.now() - began) / 1000)
}
