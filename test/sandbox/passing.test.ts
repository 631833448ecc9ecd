// The sandbox's clock, put forward by its buttons: what falls due on the way is done at its own instant.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlaybook } from '../../src/sandbox/playbook.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import { backTo } from '../../src/sandbox/controls.ts'
import { startPlaying, type Playing } from '../support/playroom.ts'

let play: Playing
beforeAll(async () => {
  play = await startPlaying()
})
afterAll(() => play.end())

const leap = async (value: string, back = '/') => play.post('/clock', { leap: value, back })
const minutesOf = (instant: string) => instant.slice(0, 16)
const seats = async () => (await play.room().archive.ticket(asTicketId(1)))?.seats ?? []

describe('the clock of the sandbox', () => {
  it('stands on every page with its three buttons and what happens by itself next', async () => {
    for (const path of [
      '/',
      '/tickets',
      '/ticket/1',
      '/people',
      '/people/maria',
      '/people/maria/write',
      '/nothing',
    ]) {
      const page = await play.text(path)
      expect(page).toContain('It is <time datetime="2026-11-23T08:3')
      expect(page.match(/name="leap"\s+value="/g)).toHaveLength(3)
      expect(page).toMatch(/Next by itself, [^]*?\(<a href="\/ticket\/1">#1<\/a>\)/)
    }
  })
  it('goes on by an hour, and back to the page it stood on', async () => {
    const sent = await leap('hour', '/people/maria?sent=waiting')
    expect(sent.status).toBe(303)
    expect(sent.headers.get('location')).toBe('/people/maria?sent=waiting')
    expect(minutesOf(play.room().clock.now())).toBe('2026-11-23T09:30')
  })
  it('goes on to the next thing, does it, and dates its letters with that very minute', async () => {
    const next = await play.room().passing.next()
    expect(next).toMatchObject({ at: '2026-11-24T08:00:00Z', ticket: 1 })
    await leap('next')
    const reminders = await play.room().archive.letters({ ticket: asTicketId(1) })
    const first = reminders.find(({ letter }) => letter?.letter === 'reminder')
    expect(minutesOf(first?.sentAt ?? '')).toBe('2026-11-24T08:00')
    expect((await seats()).every(({ dueNoted }) => !dueNoted)).toBe(true)
  })
  it('goes on by a working day through every deadline on the way, each at its own instant', async () => {
    await leap('working-day')
    expect(minutesOf(play.room().clock.now())).toBe('2026-11-25T08:00')
    const due = (await seats()).map(({ answerDue }) => minutesOf(answerDue.at))
    const noted = (await play.room().archive.journal(asTicketId(1)))
      .filter(({ facts }) => facts.some(({ what }) => what === 'due-noted'))
      .map(({ at }) => minutesOf(at))
    expect([...new Set(noted)]).toEqual([...new Set(due)].toSorted())
  })
  it('brings the managers’ letter of each morning on the way, at its own minute', async () => {
    const letters = await play.room().archive.letters()
    const digests = letters.filter(({ letter }) => letter?.letter === 'digest')
    expect(new Set(digests.map(({ sentAt }) => minutesOf(sentAt ?? '')))).toEqual(
      new Set(['2026-11-24T07:00', '2026-11-25T07:00']),
    )
    expect(await play.text('/people/mgr-glite')).toMatch(/what waits for you/i)
  })
  it('passes over a weekend when a working day is asked for on a Friday', async () => {
    await leap('working-day')
    await leap('working-day')
    expect(minutesOf(play.room().clock.now())).toBe('2026-11-27T08:00')
    await leap('working-day')
    expect(minutesOf(play.room().clock.now())).toBe('2026-11-30T08:00')
  })
  it('dates the people’s mail, so that its signature counts', async () => {
    const sent = await play.post('/people/maria/write', {
      to: play.room().bot,
      subject: 'Hello',
      text: 'Hello',
    })
    const id = Number(/sent=(\d+)/.exec(sent.headers.get('location') ?? '')?.[1])
    const row = await play.room().archive.mail(id)
    expect(row).toMatchObject({ verdict: { level: 'verified' } })
    expect(row?.verdict?.date).toMatch(/^2026-11-30T08:00/)
    expect(row?.receivedAt).toMatch(/^2026-11-30T08:00/)
  })
  it('does one leap after the other, however many are asked for at once', async () => {
    await Promise.all([leap('hour'), leap('hour'), leap('hour')])
    expect(minutesOf(play.room().clock.now())).toBe('2026-11-30T11:00')
  })
  it('is never set back by a restart', async () => {
    const before = play.room().clock.now()
    await play.restart('2026-11-23T08:30:00Z')
    expect(play.room().clock.now() >= before).toBe(true)
    expect(await play.room().archive.tickets()).toHaveLength(2)
  })
  it('refuses a leap that it does not know', async () => {
    expect((await leap('backwards')).status).toBe(400)
  })
  it('met no defect of ours', () => {
    expect(play.defects).toEqual([])
  })
})

describe('the way back from a form', () => {
  it.each([
    ['/ticket/1', '/ticket/1'],
    ['/people/maria?sent=3', '/people/maria?sent=3'],
    ['//evil.example', '/'],
    ['/..//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
  ])('of %j is %j', (given, path) => {
    expect(backTo(given)).toBe(path)
  })
})

describe('what the sandbox remembers', () => {
  it('begins anew where its file is no longer readable as ours', () => {
    const file = join(play.dir, 'other.json')
    for (const text of ['', '{', '[]', 'null', '{"ahead":"soon","latest":7}']) {
      writeFileSync(file, text)
      expect(openPlaybook(file).read()).toMatchObject({ ahead: 0, latest: null })
    }
  })
})
