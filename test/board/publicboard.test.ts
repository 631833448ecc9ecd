// The board beside an agent: what anybody may read of it, whether it is well, and its counts.
import { describe, expect, it } from 'vitest'
import { publicBoard } from '../../src/board/publicboard.ts'
import { onlyThis } from '../../src/desk/onlythis.ts'
import { doorsUnseen, type DoorSeen, type DoorsSeen } from '../../src/ports/doors.ts'
import { asInstant, asPersonId } from '../../src/rollout/ids.ts'
import { later } from '../../src/rollout/instant.ts'
import { aDraft, anIncoming } from '../store/values.ts'
import type { Archive } from '../../src/ports.ts'
import { openStore } from '../../src/store/store.ts'

const host = '127.0.0.1:8025'
const upSince = asInstant('2026-11-20T08:00:00Z')
const up: DoorSeen = { upSince }
const away = (minutes: number): DoorSeen => ({
  downSince: later(asInstant('2026-11-20T09:00:00Z'), -60 * minutes),
  what: 'cannot reach mail.egi.example as bot@egi.example',
  again: asInstant('2026-11-20T09:05:00Z'),
})
const allUp: DoorsSeen = { mailbox: up, transport: up, memory: 'unknown' }
const board = (doors: DoorsSeen = allUp, more: Partial<Archive> = {}, freeBytes = 5e9) => {
  const { archive: stored, ledger } = openStore(':memory:')
  const archive = { ...stored, ...more }
  const told: Error[] = []
  const app = publicBoard({
    archive,
    clock: { now: () => asInstant('2026-11-20T09:00:00Z') },
    zone: 'Europe/Amsterdam',
    sayWho: async () => 'somebody',
    doors: () => doors,
    freeBytes: () => freeBytes,
    lastBackup: async () => asInstant('2026-11-20T03:00:00Z'),
    hosts: [host],
    tell: (error) => told.push(error),
  })
  const get = async (path: string, headers: { readonly [name: string]: string } = { host }) =>
    app.request(`http://${host}${path}`, { headers })
  return { get, ledger, told }
}

describe('/healthz', () => {
  it('is well while nobody is needed, and says what a monitoring system asks', async () => {
    const response = await board({ ...allUp, mailbox: away(29) }).get('/healthz')
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(JSON.parse(text)).toEqual({
      ok: true,
      needs: [],
      doors: false,
      mailbox: { up: false, since: '2026-11-20T08:31:00Z', nextTry: '2026-11-20T09:05:00Z' },
      transport: { up: true, since: upSince },
      memory: { up: null },
      freeBytes: 5e9,
      pausedSince: null,
      clockJumpedSince: null,
      backupFailsSince: null,
      lastBackup: '2026-11-20T03:00:00Z',
      oldestLetter: null,
      oldestMail: null,
      setAside: 0,
    })
    // No word of a server: it names users.
    expect(text).not.toContain('egi.example')
  })

  it('is not once somebody is needed, and says for what', async () => {
    const needs = async (...how: Parameters<typeof board>) => {
      const response = await board(...how).get('/healthz')
      const { ok, needs: said } = (await response.json()) as { ok: boolean; needs: readonly string[] }
      expect(ok).toBe(said.length === 0)
      expect(response.status).toBe(ok ? 200 : 503)
      return said
    }
    expect(await needs({ ...allUp, mailbox: away(30) })).toEqual(['mailbox-away'])
    expect(await needs({ ...allUp, transport: away(30) })).toEqual(['letters-do-not-leave'])
    expect(await needs({ ...allUp, memory: away(0) })).toEqual([])
    expect(await needs({ ...allUp, memory: away(1) })).toEqual(['memory-refuses'])
    expect(await needs(allUp, {}, 1e6)).toEqual(['disk-full-soon'])
    const since = asInstant('2026-11-20T08:30:00Z')
    expect(await needs(allUp, { alerts: async () => [{ name: 'backup', since }] })).toEqual(['backups-fail'])
    expect(await needs(doorsUnseen)).toEqual([])
  })

  it('is not where memory cannot be read', async () => {
    const { get, ledger } = board(doorsUnseen)
    await ledger.close()
    const response = await get('/healthz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ ok: false, doors: null, needs: ['memory-unreadable'] })
  })

  it('names the letter and the mail that wait longest', async () => {
    const { get, ledger } = board()
    const at = asInstant('2026-11-20T08:30:00Z')
    await ledger.commit(onlyThis(at, { outbox: [aDraft('late'), aDraft('later')] }))
    await ledger.recordMail([anIncoming(1, 'one'), anIncoming(2, 'two')])
    expect(await (await get('/healthz')).json()).toMatchObject({
      oldestLetter: at,
      oldestMail: anIncoming(1, '').receivedAt,
    })
    const text = await (await get('/metrics')).text()
    expect(text).toContain(`rollcall_oldest_letter_seconds ${Date.parse(at) / 1000}`)
    expect(text).toContain('rollcall_door_up{door="mailbox"} 1')
    expect(text).toContain('rollcall_free_bytes 5000000000')
  })
})

describe('/metrics', () => {
  it('is Prometheus’ text: every sample under its help and type', async () => {
    const response = await board().get('/metrics')
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    expect(text.endsWith('\n')).toBe(true)
    const lines = text.trimEnd().split('\n')
    const typed = lines.flatMap((line) => /^# TYPE (\w+) gauge$/.exec(line)?.[1] ?? [])
    const samples = lines.filter((line) => !line.startsWith('#'))
    for (const sample of samples) {
      const [, name = ''] = /^(\w+)(?:\{\w+="[\w-]+"\})? \d+$/.exec(sample) ?? []
      expect(typed, sample).toContain(name)
    }
    expect(samples).toContain('rollcall_rollouts{status="open"} 0')
    expect(samples).toContain('rollcall_mails{state="set-aside"} 0')
    expect(samples).toContain('rollcall_doors_up 1')
    expect(samples).toContain(`rollcall_clock_seconds ${Date.parse('2026-11-20T09:00:00Z') / 1000}`)
  })
})

describe('a pause', () => {
  it('is said by the front page, /healthz and /metrics, without a name', async () => {
    const { get, ledger } = board()
    const at = asInstant('2026-11-20T08:30:00Z')
    const nothing = {
      changes: [],
      outbox: [],
      questions: [],
      settledQuestions: [],
      files: [],
      bouncedLetters: [],
    }
    const by = { kind: 'person' as const, id: asPersonId('p1') }
    expect(await (await get('/')).text()).not.toContain('paused')
    await ledger.commit({ ...nothing, at, pausing: [{ to: 'paused', by }] })
    const front = (await (await get('/')).text()).replace(/\s+/g, ' ')
    expect(front).toContain('Letters are paused')
    expect(front).toContain('09:30')
    expect(front).toContain('by somebody; 0 wait.')
    expect(await (await get('/healthz')).json()).toMatchObject({ ok: true, pausedSince: at })
    expect(await (await get('/metrics')).text()).toContain('rollcall_letters_paused 1')
    // A clock that jumped stands above it, and beside it.
    const seen = asInstant('2026-12-20T08:30:00Z')
    expect(await (await get('/metrics')).text()).toContain('rollcall_clock_jumped 0')
    await ledger.commit({ ...nothing, at, pausing: [{ to: 'jumped', by: { kind: 'clock' }, seen }] })
    const still = (await (await get('/')).text()).replace(/\s+/g, ' ')
    expect(still).toContain('Everything stands still')
    expect(still).toContain('Letters are paused')
    expect(await (await get('/healthz')).json()).toMatchObject({
      ok: false,
      needs: ['clock-jumped'],
      clockJumpedSince: at,
    })
    expect(await (await get('/metrics')).text()).toContain('rollcall_clock_jumped 1')
  })
})

describe('letters that wait', () => {
  it('are counted on the front page with what keeps them, and until when', async () => {
    const until = asInstant('2026-11-23T07:00:00Z')
    const { get } = board(allUp, {
      waiting: async () => [{ why: 'outside', letters: 1, until: asInstant('2026-11-20T10:00:00Z') }],
      quietly: async () => [{ why: 'hours', letters: 18, until }],
    })
    const front = (await (await get('/')).text()).replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
    expect(front).toContain(
      '18 letters wait for working hours of their readers; on from Mon 23 Nov 2026, 08:00 Amsterdam.',
    )
    expect(front).toContain(
      '1 letter waits past the letters an hour to people on no file; on from Fri 20 Nov',
    )
  })
})

describe('the pages', () => {
  it('are served to the known host alone, with the guard’s headers', async () => {
    const { get } = board()
    const front = await get('/')
    expect(front.status).toBe(200)
    expect(front.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await get('/', { host: 'evil.example' })).status).toBe(421)
    expect((await get('/mail/1')).status).toBe(404)
  })

  it('say nothing of a defect, but tell it', async () => {
    const { get, ledger, told } = board()
    await ledger.close()
    const response = await get('/')
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('The log of the agent says more')
    expect(told.length).toBe(1)
  })
})
