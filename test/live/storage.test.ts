// A disk that is full, read-only, kept busy, or a database that is not what was left: the whole agent, as its operator starts
// it, reads a folder and writes letters into another. It takes nothing that it cannot keep, says what is wrong in one line,
// and either goes on by itself or ends until somebody mends it; in the end every mail is handled. Disks are small tmpfs:
// root is needed for those, and without it they are skipped.

import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { freePorts } from './lab/server.ts'
import { until } from './lab/until.ts'
import { type Agent, rollcall, rollcallJson, startAgent } from './support/agent.ts'

const bot = 'staged-rollout@egi.example'
const admin = 'postmaster@egi.example'
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-storage-'))
const agents: Agent[] = []
const mounted: string[] = []
afterAll(async () => {
  await Promise.all(agents.map(async (agent) => agent.kill()))
  for (const place of mounted) execFileSync('/usr/bin/umount', [place])
  rmSync(scratch, { recursive: true, force: true })
})

/** A place to run in; `disk`: the data folder is a disk of its own, so large. */
async function makePlace(disk?: string) {
  const dir = mkdtempSync(join(scratch, 'place-'))
  const path = (name: string) => join(dir, name)
  for (const folder of ['in', 'writing', 'var']) mkdirSync(path(folder))
  if (disk !== undefined) {
    execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', `size=${disk}`, 'rollcall-test', path('var')])
    mounted.push(path('var'))
  }
  const [port = 0] = await freePorts(1)
  writeFileSync(path('roster.csv'), 'ngi,site,country,timezone,stacks,members,aliases\n')
  writeFileSync(
    path('rollcall.toml'),
    `[bot]
address = "${bot}"
data = "var"
timezone = "Europe/Amsterdam"
admin = "${admin}"
[mailbox]
kind = "folder"
path = "in"
[transport]
kind = "outbox"
path = "out"
[managers]
all = ["mgr-ops@egi.example"]
[stacks.glite]
titles = ["EMI"]
managers = ["mgr-glite@egi.example"]
lists = ["early-adopters-glite@mailman.egi.example"]
[deadlines]
send_from = "00:00"
send_until = "00:00"
[board]
listen = "127.0.0.1:${port}"
`,
  )
  const config = path('rollcall.toml')
  let mails = 0
  return {
    dir,
    config,
    database: path('var/rollcall.sqlite'),
    path,
    start() {
      const agent = startAgent(config)
      agents.push(agent)
      return agent
    },
    /** Whole at once, as whoever writes there should. */
    write(count: number, size = 2000) {
      for (let n = 0; n < count; n += 1) {
        mails += 1
        const top = `From: <somebody${mails}@site.example>\r\nTo: <${bot}>\r\nSubject: A question\r\nMessage-ID: <${mails}@site.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\n`
        writeFileSync(path('writing/mail'), `${top}${'What do you think of it?\r\n'.repeat(size / 26)}`)
        renameSync(path('writing/mail'), path(`in/${String(mails).padStart(3, '0')}.eml`))
      }
    },
    /** Files whose mail the agent says it has. */
    taken: () => (existsSync(path('in/done')) ? readdirSync(path('in/done')).length : 0),
    letters: () =>
      existsSync(path('out'))
        ? readdirSync(path('out'))
            .filter((name) => name.endsWith('.eml'))
            .map((name) => readFileSync(path(`out/${name}`), 'utf8'))
        : [],
    async healthz() {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`)
      return { status: answer.status, said: (await answer.json()) as { readonly needs?: readonly string[] } }
    },
  }
}
type Place = Awaited<ReturnType<typeof makePlace>>

const handled = async ({ config, taken }: Place, count: number, deadlineMs = 30_000) => {
  await until(`${count} mails are taken`, deadlineMs, () => (taken() === count ? true : undefined))
  await until(`${count} mails are handled`, deadlineMs, async () => {
    const rows = await rollcallJson<{ state: string }>(config, 'mail', 'list')
    return rows.length === count && rows.every(({ state }) => state === 'handled') ? true : undefined
  })
}
const isWhole = async ({ config }: Place) => {
  expect(await rollcall(config, 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('whole') })
}
/** What it told people of trouble, each once. */
const troubles = (agent: Agent, what: RegExp) =>
  [
    ...new Set(
      agent
        .told()
        .split('\n')
        .concat(agent.logged().map(({ error }) => (typeof error === 'string' ? error : ''))),
    ),
  ].filter((line) => what.test(line))

const longRefused = 60_000

const onDisk = it.skipIf(process.getuid?.() !== 0)

// All side by side: they wait, most of the time.
describe('memory', () => {
  onDisk(
    'on a disk that is full: nothing is taken, the board says so, all goes on by itself, and the administrator hears of it',
    { concurrent: true, timeout: 240_000 },
    async () => {
      const place = await makePlace('6m')
      const agent = place.start()
      await agent.tells(/rollcall runs/)
      place.write(1)
      await handled(place, 1)
      const { bavail, bsize } = statfsSync(place.path('var'))
      writeFileSync(place.path('var/filler'), Buffer.alloc(bavail * bsize - 8192))
      place.write(4, 100_000)
      const full = /the disk that holds the database is full; free some space/
      await until('it says that the disk is full', 60_000, () => troubles(agent, full)[0])
      await until('the board says so', longRefused + 60_000, async () => {
        const { status, said } = await place.healthz()
        return status === 503 && said.needs?.includes('memory-refuses') ? true : undefined
      })
      expect(place.taken()).toBe(1)
      rmSync(place.path('var/filler'))
      await handled(place, 5, 120_000)
      await until('the administrator has a letter', 60_000, () =>
        place
          .letters()
          .find((letter) => letter.includes(admin) && letter.includes('memory can be written again')),
      )
      // That the disk is small stays true.
      await until('the board says that memory is back', 60_000, async () =>
        (await place.healthz()).said.needs?.includes('memory-refuses') ? undefined : true,
      )
      expect(await agent.stop()).toMatchObject({ code: 0 })
      await isWhole(place)
    },
  )

  onDisk(
    'on a disk that is read-only: nothing is taken until it may be written again',
    { concurrent: true, timeout: 120_000 },
    async () => {
      const place = await makePlace('20m')
      const agent = place.start()
      await agent.tells(/rollcall runs/)
      place.write(1)
      await handled(place, 1)
      const remount = (how: string) =>
        execFileSync('/usr/bin/mount', ['-o', `remount,bind,${how}`, place.path('var')])
      execFileSync('/usr/bin/mount', ['--bind', place.path('var'), place.path('var')])
      mounted.push(place.path('var'))
      await agent.stop()
      remount('ro')
      const { code, err } = await place.start().ended
      expect(err).toMatch(/^rollcall: [^\n]*(cannot be (written|opened)|write permission)[^\n]*\n$/)
      expect(code).toBe(2)
      place.write(2)
      expect(place.taken()).toBe(1)
      remount('rw')
      const again = place.start()
      await again.tells(/rollcall runs/)
      await handled(place, 3)
      await again.stop()
      await isWhole(place)
    },
  )

  it.concurrent(
    'that another process keeps busy: nothing is taken meanwhile, and all of it afterwards',
    { timeout: 120_000 },
    async () => {
      const place = await makePlace()
      const agent = place.start()
      await agent.tells(/rollcall runs/)
      place.write(1)
      await handled(place, 1)
      const other = new Database(place.database)
      other.exec('BEGIN IMMEDIATE')
      place.write(3)
      await until(
        'it says that another process keeps it',
        60_000,
        () => troubles(agent, /another process keeps the database busy/)[0],
      )
      expect(place.taken()).toBe(1)
      other.exec('COMMIT')
      other.close()
      await handled(place, 4, 60_000)
      expect(await agent.stop()).toMatchObject({ code: 0 })
      await isWhole(place)
    },
  )

  it.concurrent(
    'whose log is gone after a kill: refused, until it is put back',
    { timeout: 120_000 },
    async () => {
      const place = await makePlace()
      const agent = place.start()
      await agent.tells(/rollcall runs/)
      place.write(3)
      await handled(place, 3)
      await agent.kill()
      renameSync(`${place.database}-wal`, place.path('wal'))
      rmSync(`${place.database}-shm`, { force: true })
      place.write(1)
      const { code, err } = await place.start().ended
      expect(err).toMatch(
        /^rollcall: \S+rollcall\.sqlite is older than it was \([^)]*3 mails[^)]*less\): put [^\n]*\n$/,
      )
      expect(code).toBe(2)
      expect(place.taken()).toBe(3)
      renameSync(place.path('wal'), `${place.database}-wal`)
      const again = place.start()
      await again.tells(/rollcall runs/)
      await handled(place, 4)
      await again.stop()
      await isWhole(place)
    },
  )

  it.concurrent(
    'that was cut short: refused with one line, and whole again from a backup and the mailbox',
    { timeout: 120_000 },
    async () => {
      const place = await makePlace()
      const agent = place.start()
      await agent.tells(/rollcall runs/)
      place.write(3)
      await handled(place, 3)
      expect(await rollcall(place.config, 'backup', place.path('safe.backup'))).toMatchObject({ code: 0 })
      place.write(2)
      await handled(place, 5)
      await agent.stop()
      truncateSync(place.database, 8 * 4096)
      place.write(1)
      const { code, err } = await place.start().ended
      expect(err).toMatch(/^rollcall: [^\n]*(damaged|cut short)[^\n]*restore the last backup[^\n]*\n$/)
      expect(code).toBe(2)
      expect(place.taken()).toBe(5)
      expect(await rollcall(place.config, 'restore', place.path('safe.backup'))).toMatchObject({ code: 0 })
      // What is younger than the backup goes back into the mailbox.
      for (const name of ['004.eml', '005.eml'])
        renameSync(place.path(`in/done/${name}`), place.path(`in/${name}`))
      const again = place.start()
      await again.tells(/rollcall runs/)
      await handled(place, 6)
      await again.stop()
      await isWhole(place)
    },
  )

  it.concurrent(
    'that is cut short under a running agent: nothing is taken that is not kept',
    { timeout: 120_000 },
    async () => {
      const place = await makePlace()
      const agent = place.start()
      await agent.tells(/rollcall runs/)
      place.write(3)
      await handled(place, 3)
      const other = new Database(place.database)
      other.pragma('wal_checkpoint(TRUNCATE)')
      other.close()
      expect(await rollcall(place.config, 'backup', place.path('safe.backup'))).toMatchObject({ code: 0 })
      cpSync(place.path('in'), place.path('kept'), { recursive: true })
      truncateSync(place.database, 8 * 4096)
      place.write(2)
      await until(
        'it says that the database is damaged',
        60_000,
        () => troubles(agent, /damaged|could not be read/)[0],
      )
      await agent.kill()
      const taken = place.taken()
      expect(await rollcall(place.config, 'restore', place.path('safe.backup'))).toMatchObject({ code: 0 })
      for (const name of ['004.eml', '005.eml'])
        if (taken > 3 && existsSync(place.path(`in/done/${name}`)))
          copyFileSync(place.path(`in/done/${name}`), place.path(`in/${name}`))
      const again = place.start()
      await again.tells(/rollcall runs/)
      await until('all mails are kept', 30_000, async () => {
        const rows = await rollcallJson<{ state: string }>(place.config, 'mail', 'list')
        return rows.length === 5 && rows.every(({ state }) => state === 'handled') ? true : undefined
      })
      await again.stop()
      await isWhole(place)
    },
  )
})
