import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Cursor, DoorState, Incoming } from '../../src/ports.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { folderMailbox } from '../../src/systems/folder.ts'

let folder = ''
let stop = new AbortController()
let running: Promise<void> | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-folder-'))
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  await running
  rmSync(folder, { recursive: true })
})

const put = (name: string, text = `Subject: ${name}\r\n\r\n`) => writeFileSync(join(folder, name), text)
const inside = (name: string) => readdirSync(join(folder, name)).sort()

const start = (cursor: Cursor | null, fail: () => boolean = () => false) => {
  const taken: Incoming[] = []
  const states: DoorState[] = []
  const begun: Cursor[] = []
  const ends: number[] = []
  const clock = { now: () => asInstant('2026-11-23T08:00:00Z') }
  running = folderMailbox({ folder, sizeLimit: 1000, poll: 5, clock }).run(
    cursor,
    async (batch) => {
      if (fail()) throw new Error('disk full')
      taken.push(...batch)
    },
    (state) => states.push(state),
    stop.signal,
    async (at) => void begun.push(at),
    () => ends.push(taken.length),
  )
  return {
    taken,
    states,
    begun,
    ends,
    subjects: () => taken.map((mail) => Buffer.from(mail.bytes).toString().trim()),
  }
}

describe('a folder of .eml files', () => {
  it('gives what lies there in name order, numbered, and keeps it in done', async () => {
    put('b.eml')
    put('a.EML')
    const { taken, subjects, ends } = start({ uidValidity: '1', uid: 7, begunAt: 0 })
    await vi.waitFor(() => expect(inside('done')).toEqual(['a.EML', 'b.eml']))
    await vi.waitFor(() => expect(ends[0]).toBe(2))
    expect(subjects()).toEqual(['Subject: a.EML', 'Subject: b.eml'])
    expect(taken.map((mail) => mail.place.uid)).toEqual([8, 9])
    expect(taken.map((mail) => mail.via)).toEqual(['folder', 'folder'])
    expect(taken.map((mail) => mail.receivedAt)).toEqual(['2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z'])
  })

  it('calls what lay there at the very first start backlog, and what comes later not', async () => {
    put('old.eml')
    const { taken } = start(null)
    await vi.waitFor(() => expect(inside('done')).toEqual(['old.eml']))
    put('new.eml')
    await vi.waitFor(() => expect(inside('done')).toEqual(['new.eml', 'old.eml']))
    expect(taken.map((mail) => [mail.place.uid, mail.backlog])).toEqual([
      [1, true],
      [2, false],
    ])
  })

  it('says where it begins when nothing lay there, so that the first mail is never mistaken for backlog', async () => {
    const { begun, taken } = start(null)
    await vi.waitFor(() => expect(begun).toEqual([{ uidValidity: '1', uid: 0, begunAt: 0 }]))
    put('first.eml')
    await vi.waitFor(() => expect(taken.map((mail) => mail.backlog)).toEqual([false]))
    expect(begun).toHaveLength(1)
  })

  it('gives a mail the same place again after a crash between take and done', async () => {
    mkdirSync(join(folder, 'taking'))
    writeFileSync(join(folder, 'taking', '7-half.eml'), 'Subject: half\r\n\r\n')
    put('next.eml')
    const { taken } = start({ uidValidity: '1', uid: 7, begunAt: 0 })
    await vi.waitFor(() => expect(inside('done')).toEqual(['half.eml', 'next.eml']))
    expect(taken.map((mail) => mail.place.uid)).toEqual([7, 8])
  })

  it('keeps a mail whose storing failed, tells it, and gives it again under the same number', async () => {
    put('a.eml')
    let fails = 2
    const { taken, states } = start({ uidValidity: '1', uid: 0, begunAt: 0 }, () => (fails -= 1) >= 0)
    await vi.waitFor(() => expect(inside('done')).toEqual(['a.eml']))
    expect(taken.map((mail) => mail.place.uid)).toEqual([1])
    expect(states.map((state) => state.up)).toContain(false)
    await vi.waitFor(() => expect(states.at(-1)).toEqual({ up: true, what: `watching ${folder}` }))
  })

  it('takes plain .eml files only: no links, no folders, no hidden or other files, nothing too large', async () => {
    put('note.txt')
    put('.hidden.eml')
    put('large.eml', 'x'.repeat(1001))
    mkdirSync(join(folder, 'sub.eml'))
    symlinkSync('/etc/hostname', join(folder, 'link.eml'))
    put('z.eml')
    const { subjects, states } = start({ uidValidity: '1', uid: 0, begunAt: 0 })
    await vi.waitFor(() => expect(inside('done')).toEqual(['z.eml']))
    expect(subjects()).toEqual(['Subject: z.eml'])
    expect(inside('refused')).toEqual(['large.eml'])
    expect(states.some((state) => state.what.includes('large.eml is larger than 1000 bytes'))).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(
      ['.hidden.eml', 'done', 'link.eml', 'note.txt', 'refused', 'sub.eml', 'taking'].sort(),
    )
  })

  it('never writes over a mail of the same name, and carries names of any length', async () => {
    const long = `${'n'.repeat(251)}.eml`
    put('a.eml')
    put(long)
    const { taken } = start({ uidValidity: '1', uid: 0, begunAt: 0 })
    await vi.waitFor(() => expect(taken).toHaveLength(2))
    await vi.waitFor(() => expect(inside('taking')).toEqual([]))
    put('elsewhere')
    renameSync(join(folder, 'elsewhere'), join(folder, 'a.eml'))
    await vi.waitFor(() => expect(taken).toHaveLength(3))
    await vi.waitFor(() => expect(inside('taking')).toEqual([]))
    expect(inside('done')).toEqual(['3-a.eml', 'a.eml', `${'n'.repeat(56)}.eml`])
  })

  it('says at once that the folder cannot be used', async () => {
    put('file')
    const clock = { now: () => asInstant('2026-11-23T08:00:00Z') }
    const mailbox = folderMailbox({ folder: join(folder, 'file'), sizeLimit: 1, poll: 5, clock })
    const run = mailbox.run(
      null,
      async () => {},
      () => {},
      stop.signal,
    )
    await expect(run).rejects.toMatchObject({ system: 'folder', lasting: 'permanent' })
  })
})
