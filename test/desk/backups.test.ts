// Backups that the agent makes by itself: as often as it says, old ones removed only after a new one was checked, trouble
// told once. Time is the stage's: a minute passes when it is told to.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepBackups } from '../../src/desk/backups.ts'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import { openDatabase } from '../../src/store/database.ts'
import { scheduledBackups } from '../../src/store/scheduled.ts'
import { openStore } from '../../src/store/store.ts'
import { verifyBackup } from '../../src/store/verify.ts'
import { Fault } from '../../src/ports.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Jump } from '../../src/rollout/pause.ts'
import type { Kit } from '../../src/desk/kit.ts'
import type { Backups } from '../../src/ports/backups.ts'

describe('the agent', () => {
  let stage: Stage
  let now: Instant
  let kit: Kit
  let end: () => Promise<void>
  let made: Instant[]
  let trouble: Fault | null
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    stage = await setStage()
    now = stage.now()
    kit = { ...stage.house.kit, clock: { now: () => now } }
    made = []
    trouble = null
  })
  afterEach(async () => {
    await end()
    vi.useRealTimers()
    await stage.close()
  })

  const keep = (every: number | null = 86_400) => {
    const backups: Backups = {
      every,
      last: async () => made.at(-1) ?? null,
      async make(at) {
        if (trouble) throw trouble
        made.push(at)
        return { file: 'one.backup', bytes: 1 }
      },
    }
    const kept = keepBackups(kit, backups)
    end = () => kept.end()
  }
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      now = asInstant(new Date(Date.parse(now) + 60_000).toISOString().replace('.000Z', 'Z'))
      await vi.advanceTimersByTimeAsync(60_000)
    }
  }
  const alerts = async () =>
    (await kit.archive.letters()).flatMap(({ letter }) =>
      letter?.letter === 'admin-alert' ? [letter.alert] : [],
    )

  it('makes one a minute after its start, and the next when the time has passed', async () => {
    keep(3600)
    await minutes(1)
    expect(made).toHaveLength(1)
    await minutes(59)
    expect(made).toHaveLength(1)
    await minutes(1)
    expect(made).toHaveLength(2)
    expect(await alerts()).toEqual([])
    await end()
    await minutes(120)
    expect(made).toHaveLength(2)
  })

  it('tells once that none can be made, tries again, and tells once that it is over', async () => {
    keep()
    trouble = new Fault('store', 'transient', 'the disk is full')
    await minutes(35)
    expect(await alerts()).toEqual([
      expect.objectContaining({ reason: 'backup', what: 'the disk is full', over: false }),
    ])
    trouble = null
    await minutes(11)
    expect(made).toHaveLength(1)
    expect(await alerts()).toHaveLength(2)
    expect(await alerts()).toContainEqual(expect.objectContaining({ reason: 'backup', over: true }))
  })

  it('makes one where the newest is of tomorrow, and none while the clock is in doubt', async () => {
    made = [asInstant('2030-01-01T00:00:00Z')]
    const jump: Jump = { since: now, seen: now }
    let doubt = true
    const { archive } = stage.house.kit
    kit = { ...kit, archive: { ...archive, jump: async () => (doubt ? jump : null) } }
    keep()
    await minutes(5)
    expect(made).toHaveLength(1)
    doubt = false
    await minutes(1)
    expect(made).toHaveLength(2)
  })

  it('makes none where the config wants none', async () => {
    keep(null)
    await minutes(60)
    expect(made).toEqual([])
  })
})

describe('a folder of backups', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-backups-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const day = (n: number) => asInstant(`2026-11-${String(n).padStart(2, '0')}T03:00:00Z`)
  const name = (n: number) => `rollcall-2026-11-${String(n).padStart(2, '0')}T03-00-00Z.backup`
  const there = () => readdirSync(join(folder, 'backups')).toSorted()
  const never = new AbortController().signal

  it('clears away what a killed copier left, and nothing that is being written', async () => {
    const { ledger } = openStore(join(folder, 'rollcall.sqlite'))
    const backups = scheduledBackups(folder, { backupEvery: 3600, backups: 2 })
    mkdirSync(join(folder, 'backups'))
    const left = (file: string, hoursAgo = 0) => {
      const path = join(folder, 'backups', file)
      writeFileSync(path, '')
      const at = new Date(Date.now() - hoursAgo * 3_600_000)
      utimesSync(path, at, at)
    }
    // No process has that number.
    left(`${name(1)}.part-4194305`)
    left(`${name(1)}.part-4194305-journal`)
    // This one lives; in a container it has the number of a copier of yesterday.
    left(`${name(1)}.part-${process.pid}`)
    left(`${name(2)}.part-${process.pid}`, 2)
    await backups.make(day(3), never)
    expect(there()).toEqual([`${name(1)}.part-${process.pid}`, name(3)])
    await ledger.close()
  })

  it('keeps the newest, each checked, and what people put there', async () => {
    const { ledger } = openStore(join(folder, 'rollcall.sqlite'))
    const backups = scheduledBackups(folder, { backupEvery: 3600, backups: 2 })
    expect(await backups.last()).toBeNull()
    mkdirSync(join(folder, 'backups'))
    writeFileSync(join(folder, 'backups', 'before-the-move.backup'), '')
    // What a killed process left; no process has that number.
    writeFileSync(join(folder, 'backups', `${name(1)}.part-4194305`), '')
    for (const n of [1, 2, 3]) await backups.make(day(n), never)
    expect(there()).toEqual(['before-the-move.backup', name(2), name(3)])
    expect(await backups.last()).toBe(day(3))
    expect(verifyBackup(join(folder, 'backups', name(3))).complaints).toEqual([])

    const db = openDatabase(join(folder, 'rollcall.sqlite'))
    db.exec("UPDATE journal_head SET hash = 'x'")
    db.close()
    // A copy of what is damaged pushes nothing out.
    await expect(backups.make(day(4), never)).rejects.toThrow(
      'the database is damaged: the journal is not as it was',
    )
    expect(there()).toEqual(['before-the-move.backup', name(2), name(3)])
    const stopped = new AbortController()
    const making = backups.make(day(5), stopped.signal)
    stopped.abort()
    expect(await making).toBeNull()
    await ledger.close()
  })
})
