// The board beside an agent: what anybody may read of it, whether it is well, and its counts.
import { describe, expect, it } from 'vitest'
import { publicBoard } from '../../src/board/publicboard.ts'
import { asInstant, asPersonId } from '../../src/rollout/ids.ts'
import type { Archive } from '../../src/ports.ts'
import { openStore } from '../../src/store/store.ts'

const host = '127.0.0.1:8025'
const board = (doors: boolean | null = true, more: Partial<Archive> = {}) => {
  const { archive: stored, ledger } = openStore(':memory:')
  const archive = { ...stored, ...more }
  const told: Error[] = []
  const app = publicBoard({
    archive,
    clock: { now: () => asInstant('2026-11-20T09:00:00Z') },
    zone: 'Europe/Amsterdam',
    sayWho: async () => 'somebody',
    doorsUp: () => doors,
    hosts: [host],
    tell: (error) => told.push(error),
  })
  const get = async (path: string, headers: { readonly [name: string]: string } = { host }) =>
    app.request(`http://${host}${path}`, { headers })
  return { get, ledger, told }
}

describe('/healthz', () => {
  it('is well while memory can be read, whatever the servers do', async () => {
    const response = await board(false).get('/healthz')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      ok: true,
      doors: false,
      pausedSince: null,
      clockJumpedSince: null,
      backupFailsSince: null,
    })
  })

  it('is not once it cannot', async () => {
    const { get, ledger } = board(null)
    await ledger.close()
    const response = await get('/healthz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ ok: false, doors: null })
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
    expect(await (await get('/healthz')).json()).toMatchObject({ ok: true, clockJumpedSince: at })
    expect(await (await get('/metrics')).text()).toContain('rollcall_clock_jumped 1')
  })
})

describe('letters that wait', () => {
  it('are counted on the front page with what keeps them, and until when', async () => {
    const until = asInstant('2026-11-23T07:00:00Z')
    const { get } = board(true, {
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
