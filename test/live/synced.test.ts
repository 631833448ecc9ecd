// Power loss as the kernel sees it (RELIABILITY §4): `rollcall run` under strace, with real Postfix and Dovecot. What leaves
// for a server, a flag or a letter, leaves after the sync of the commit that it rests on; what gets a name gets it in a
// folder that is synced. Without strace or the lab it is skipped.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { imapGate, type Gate } from '../crash/gates.ts'
import { projectRoot } from '../support/source.ts'
import { startLab, type Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { bot } from './lab/people.ts'
import { until } from './lab/until.ts'
import { passwordVariable, rollcall } from './support/agent.ts'
import {
  desy,
  jan,
  lisbon,
  managerGlite,
  managerOps,
  maria,
  type Settings,
  writeSettings,
} from './support/settings.ts'
import { bytesOf, callsIn, isOn, straceArgs, type Call } from './support/syscalls.ts'

const strace = '/usr/bin/strace'
const rollouts = process.env['ROLLCALL_CELLS'] === 'all' ? 12 : 3
const titleOf = (n: number) => `Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.${n}-1 SL5 x86_64`

const describeTraced = existsSync(strace) || process.env['CI'] === 'true' ? describeLive : () => {}

describeTraced('what leaves', () => {
  let lab: Lab
  let gate: Gate
  let settings: Settings
  let calls: readonly Call[]
  const data = () => join(settings.dir, 'var')

  /** Runs a command of ours under strace; `meanwhile` ends it. */
  const under = async (args: readonly string[], meanwhile: () => Promise<void>): Promise<readonly Call[]> => {
    const log = join(settings.dir, `strace-${args[0]}.log`)
    const program = [
      process.execPath,
      join(projectRoot, 'bin/rollcall.js'),
      ...args,
      '--config',
      settings.config,
    ]
    const child = spawn(strace, [...straceArgs(log), ...program], {
      stdio: 'ignore',
      detached: true,
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', [passwordVariable]: 'lab-only' },
    })
    const ended = once(child, 'exit')
    try {
      await meanwhile()
    } catch (error) {
      // What was begun here ends here: strace, and what it looks at.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      throw error
    }
    await ended
    return callsIn(readFileSync(log, 'latin1'))
  }
  const stored = (sql: string): readonly unknown[] => {
    const db = new Database(join(data(), 'rollcall.sqlite'), { readonly: true })
    try {
      return db.prepare(sql).all()
    } finally {
      db.close()
    }
  }
  const settled = async (mails: number) =>
    until(
      `${mails} mails are handled and their letters have left`,
      60_000,
      () => {
        // Made once the tables are.
        if (!existsSync(join(data(), 'secret'))) return undefined
        const handled = stored("SELECT id FROM mail WHERE state = 'handled'")
        const waiting = stored("SELECT id FROM outbox WHERE state NOT IN ('sent', 'failed')")
        return handled.length >= mails && waiting.length === 0 ? true : undefined
      },
      () =>
        JSON.stringify(
          stored('SELECT key, state, error, not_before, waits, held FROM outbox WHERE settled_at IS NULL'),
        ),
    )

  beforeAll(async () => {
    lab = await startLab()
    gate = await imapGate(lab.imap.port, lab.caPem, () => false)
    const clear = { security: 'none', ca_file: undefined }
    settings = await writeSettings(lab, {
      mailbox: { ...clear, port: gate.port },
      transport: { ...clear, port: lab.smtp.port, user: undefined, password_file: undefined },
      deadlines: { digest: false, send_from: '00:00', send_until: '00:00' },
    })
    calls = await under(['run', '--from-beginning'], async () => {
      let mails = 0
      const say = async (from: string, n: number, text: string) => {
        mails += 1
        await lab.sendAs(from, {
          to: bot,
          subject: titleOf(n),
          text: `${text}\n\nThis is about ${titleOf(n)}.\n`,
        })
      }
      const numbers = Array.from({ length: rollouts }, (_, n) => n)
      const steps: readonly (readonly [string, (n: number) => string])[] = [
        [managerGlite, (n) => `open ${titleOf(n)}`],
        [managerOps, () => `assign ${lisbon} ${desy}`],
        [jan, () => `reject ${desy} no time`],
        [maria, () => `accept ${lisbon}`],
        [maria, () => 'Which storage did you test it with?'],
      ]
      for (const [from, text] of steps) {
        await Promise.all(numbers.map(async (n) => say(from, n, text(n))))
        await settled(mails)
      }
      const { pid } = JSON.parse(readFileSync(join(data(), 'lock.json'), 'utf8')) as { pid: number }
      process.kill(pid, 'SIGTERM')
    })
  })
  afterAll(async () => {
    gate?.close()
    await lab?.stop()
  })

  const log = '/rollcall.sqlite-wal'
  const isLog = (call: Call) => call.name === 'pwrite64' && isOn(call, log)
  // Which of the two depends on how SQLite was built.
  const isSync = ({ name, result }: Call) => (name === 'fdatasync' || name === 'fsync') && result === '0'
  /** A frame's header says with its second number that a commit ends here (sqlite.org/fileformat2.html §4.1). */
  const endsCommit = (call: Call) => {
    const [, text = ''] = /^\d+<[^>]*>, "(.*)", 24, \d+$/s.exec(call.args) ?? []
    return text !== '' && bytesOf(text).readUInt32BE(4) > 0
  }
  /** When the first commit was on disk that holds this text; Infinity where it never was. */
  const onDisk = (text: string): number => {
    const written = calls.find((call) => isLog(call) && call.args.includes(text))
    // The header comes before its page: the commit's last page may be this one.
    const before = calls.findLast((call) => isLog(call) && call.began < (written?.began ?? 0))
    const commit =
      written && calls.find((call) => isLog(call) && call.began >= (before?.began ?? 0) && endsCommit(call))
    const synced = calls.find(
      (call) => isSync(call) && call.began > (commit?.began ?? Infinity) && isOn(call, log),
    )
    return synced?.ended ?? Infinity
  }
  const isSaid = ({ name }: Call) => ['write', 'writev', 'sendto', 'sendmsg'].includes(name)

  it('says a flag or a move of a mail only once the mail is on disk', () => {
    const mails = stored('SELECT uid, message_id AS id FROM mail ORDER BY uid') as readonly {
      uid: number
      id: string
    }[]
    const told = calls.filter((call) => isSaid(call) && isOn(call, `:${gate.port}]`))
    let flags = 0
    for (const { uid, id } of mails) {
      const disk = onDisk(id)
      const about = told.filter(({ args }) => {
        const [, set = ''] = /UID (?:STORE|MOVE|COPY) (\S+) /.exec(args) ?? []
        return set.split(',').some((part) => {
          const [from = 0, to = from] = part.split(':').map(Number)
          return part !== '' && from <= uid && uid <= to
        })
      })
      flags += about.length
      expect(about.length, `mail ${uid}`).toBeGreaterThan(0)
      for (const { began } of about) expect(began, `mail ${uid}`).toBeGreaterThan(disk)
    }
    const said = told.filter(({ args }) => /UID (?:STORE|MOVE|COPY) /.test(args)).length
    process.stdout.write(
      `${mails.length} mails; ${said} flags and moves about them (${flags} counted by mail); ${calls.filter(isSync).length} syncs\n`,
    )
    expect(mails.length).toBe(rollouts * 5)
  })

  it('says no byte of a letter before its decision and its finished bytes are on disk', () => {
    const letters = stored(
      "SELECT key, message_id AS id FROM outbox JOIN finished ON finished.letter = outbox.id WHERE state = 'sent'",
    ) as readonly { key: string; id: string }[]
    const smtp = calls.filter((call) => isSaid(call) && isOn(call, `:${lab.smtp.port}]`))
    for (const { key, id } of letters) {
      const said = smtp.find(({ args }) => args.includes(`Message-ID: ${id}`))
      expect(said, key).toBeDefined()
      expect(onDisk(`\\"key\\":\\"${key}\\"`), key).toBeLessThan(said?.began ?? 0)
      expect(onDisk(id), key).toBeLessThan(said?.began ?? 0)
    }
    const dots = smtp.filter(({ args }) => /\\r\\n\.\\r\\n"/.test(args) || /"\.\\r\\n"/.test(args)).length
    process.stdout.write(`${letters.length} letters; ${dots} final dots, none before its claim was on disk\n`)
    expect(letters.length).toBeGreaterThan(rollouts * 5)
    expect(dots).toBe(letters.length)
  })

  /** Whatever got a name below the data folder, or is it, has its folder synced afterwards; answers with the names. */
  const named = (seen: readonly Call[], within: string, until_ = Infinity): readonly string[] => {
    const made = seen.filter(
      ({ name, result, args }) =>
        ['mkdir', 'rename', 'link'].includes(name) && result === '0' && lastPath(args).startsWith(within),
    )
    // A name that only informs, and pages that are made anew when they are missing.
    const kept = made.filter(({ args }) => !/\/((?:lock|doors)\.json|templates\b.*)$/.test(lastPath(args)))
    for (const { args, ended, name } of kept) {
      const folder = dirname(lastPath(args))
      const synced = seen.find(
        (call) =>
          call.name === 'fsync' && call.began > ended && call.result === '0' && isOn(call, `${folder}>`),
      )
      expect(synced?.ended ?? Infinity, `${name} ${lastPath(args)}`).toBeLessThan(until_)
    }
    return kept.map(({ args }) => lastPath(args))
  }
  const lastPath = (args: string) => [...args.matchAll(/"([^"]*)"/g)].at(-1)?.[1] ?? ''

  it('has its folder and the secret that signs it in synced folders before', () => {
    const first = calls.find((call) => isSaid(call) && isOn(call, `:${lab.smtp.port}]`))
    const names = named(calls, data(), first?.began)
    expect(names).toContain(data())
    expect(names).toContain(join(data(), 'secret'))
  })

  it('into a backup, and back from one, has a name in a synced folder', async () => {
    const made = await under(['backup'], async () => {})
    const backups = named(made, data())
    const file = backups.find((name) => name.endsWith('.backup')) ?? ''
    expect(backups).toContain(join(data(), 'backups'))
    const restored = named(await under(['restore', file], async () => {}), data())
    expect(restored).toContain(join(data(), 'rollcall.sqlite'))
    expect(restored.some((name) => name.includes('/replaced-'))).toBe(true)
    expect(await rollcall(settings.config, 'verify')).toMatchObject({ code: 0 })
  })
})
