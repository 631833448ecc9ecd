// The board's pages over a small archive in memory: what they say, what they never say.
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { boardNav, boardPages } from '../../src/board/board.ts'
import { guard } from '../../src/board/guard.ts'
import { openStore } from '../../src/store/store.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'
import { asEventId, asInstant, asPersonId, asTeamName } from '../../src/rollout/ids.ts'
import { aChange, aCommit, aSeat, aTicket, minute } from '../store/values.ts'

const lisbon = 'ea-NGI_IBERGRID-LIP-Lisbon'

/** The board over these tickets, at 10:00; Maria is the one person it names. */
async function boardOf(...tickets: readonly Ticket[]) {
  const { ledger, archive } = openStore(':memory:')
  for (const ticket of tickets)
    await ledger.commit(
      aCommit({
        changes: [
          aChange(ticket, 0, {
            facts: [
              {
                what: 'noted',
                note: {
                  id: asEventId('n1'),
                  by: asPersonId('p1'),
                  team: asTeamName(lisbon),
                  text: 'ask joao@lip.example <b>now</b>',
                  at: minute(2),
                },
              },
            ],
          }),
        ],
      }),
    )
  const app = boardPages({
    archive,
    clock: { now: () => minute(60) },
    zone: 'Europe/Amsterdam',
    nav: boardNav,
    sayWho: async () => 'Maria Silva',
    readable: null,
  })
  return {
    page: async (path: string) => {
      const response = await app.request(path)
      return { status: response.status, text: await response.text() }
    },
  }
}
const words = (page: string) =>
  page
    .replace(/<head>[^]*<\/head>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&ensp;/g, ' ')
    .replace(/\s+/g, ' ')

describe('the front page', () => {
  it('says what waits for whom, until when, and what happens next by itself, soonest first', async () => {
    const asking = aTicket(1, { status: 'open', seats: [aSeat(lisbon)] })
    const { page } = await boardOf(aTicket(2), asking)
    const said = words((await page('/')).text)
    expect(said).toMatch(
      /#1 CA 1\.1 ◔ asking teams NGI_IBERGRID-LIP-Lisbon to say whether it will test Mon 23 Nov 2026, 14:00 Lisbon/,
    )
    expect(said).toMatch(
      /Next by itself, Mon 23 Nov 2026, 14:00 Lisbon ?: NGI_IBERGRID-LIP-Lisbon counts as silent/,
    )
    expect(said.indexOf('#1 CA')).toBeLessThan(said.indexOf('#2 CA'))
  })
  it('says on a rollout’s page since when, and which rule set the next date', async () => {
    const { page } = await boardOf(aTicket(1, { status: 'open', seats: [aSeat(lisbon)] }))
    const said = words((await page('/ticket/1')).text)
    expect(said).toMatch(
      /NGI_IBERGRID-LIP-Lisbon to say whether it will test \w{3} \d{1,2} Nov 2026, \d\d:\d\d \w+ Mon 23 Nov/,
    )
    expect(said).toMatch(/counts as silent, and the managers are told ?\. The date: \S/)
  })
  it('says when the distribution closes, and what will miss it', async () => {
    const cutoff = { date: '2026-11-27', acceptBy: { at: minute(30), rule: '7 days of trial' } }
    const late = aSeat(lisbon, {
      state: 'accepted',
      reportDue: { at: asInstant('2026-11-28T09:00:00Z'), rule: '7 days' },
    })
    const { page } = await boardOf(
      aTicket(1, { cutoff, emergency: true }),
      aTicket(2, { status: 'open', cutoff, seats: [late] }),
      aTicket(3, { status: 'resolved', cutoff, resolvedAt: minute(5) }),
    )
    const front = words((await page('/')).text)
    expect(front).toMatch(/#1 CA 1\.1 ○ new ?· emergency/)
    expect(front).toContain(
      'Closing day of the distribution: Friday 27 November 2026; acceptances help until Mon 23 Nov 2026, 10:30 Amsterdam.',
    )
    expect(front).toContain('Nobody has accepted, and a trial that begins now comes too late for it.')
    expect(front).toContain('Too late for it, as things stand: the report of NGI_IBERGRID-LIP-Lisbon.')
    const own = words((await page('/ticket/2')).text)
    expect(own).toContain('Closing day of the distribution: Friday 27 November 2026')
    expect(own).toContain('Too late for it, as things stand: the report of NGI_IBERGRID-LIP-Lisbon.')
    expect(words((await page('/ticket/1')).text)).toContain('· emergency')
    expect(words((await page('/ticket/3')).text)).not.toContain('Closing day')
  })
  it('says so where nothing is under way', async () => {
    const { page } = await boardOf(aTicket(1, { status: 'resolved', resolvedAt: minute(5) }))
    expect(words((await page('/')).text)).toContain('No rollout is under way.')
  })
  it('marks a date that is over', async () => {
    const late = aSeat(lisbon, { answerDue: { at: minute(30), rule: 'soon' } })
    const { page } = await boardOf(aTicket(1, { status: 'open', seats: [late] }))
    expect(words((await page('/')).text)).toContain('(over)')
  })
})

describe('a rollout’s page', () => {
  it('shows status as word and shape, and every date in the team’s zone', async () => {
    const accepted = aSeat(lisbon, {
      state: 'accepted',
      saidAt: minute(10),
      reportDue: { at: asInstant('2026-11-30T18:00:00Z'), rule: '7 days' },
    })
    const { page } = await boardOf(aTicket(1, { status: 'open', seats: [accepted] }))
    const said = words((await page('/ticket/1')).text)
    expect(said).toMatch(/◑ ?accepted/)
    expect(said).toContain('Mon 30 Nov 2026, 18:00 Lisbon')
  })
  it('keeps addresses to itself and escapes what people wrote', async () => {
    const rejected = aSeat(lisbon, { state: 'rejected', reason: 'ask ana@srce.example <i>' })
    const { page } = await boardOf(aTicket(1, { status: 'open', seats: [rejected] }))
    const { text } = await page('/ticket/1')
    expect(text).not.toContain('@')
    expect(text).toContain('ask (address) &lt;b&gt;now&lt;/b&gt;')
    expect(text).toContain('ask (address) &lt;i&gt;')
  })
  it('makes links of web addresses only', async () => {
    const links = { 'release-notes': 'https://wiki.egi.example/x', bugs: 'javascript:alert(1)' }
    const { page } = await boardOf(aTicket(1, { links }))
    const { text } = await page('/ticket/1')
    expect(text).toContain('href="https://wiki.egi.example/x"')
    expect(text).not.toContain('href="javascript')
  })
  it('is not there for a number nobody gave', async () => {
    const { page } = await boardOf(aTicket(1))
    expect((await page('/ticket/7')).status).toBe(404)
    expect((await page('/ticket/99999999999')).status).toBe(404)
  })
})

describe('every page', () => {
  it('has one first heading, headings in order, and its landmarks', async () => {
    const { page } = await boardOf(aTicket(1, { status: 'open', seats: [aSeat(lisbon)] }))
    for (const path of ['/', '/tickets', '/ticket/1']) {
      const { text } = await page(path)
      const levels = [...text.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level))
      expect(levels[0]).toBe(1)
      expect(levels.filter((level) => level === 1)).toHaveLength(1)
      for (const [at, level] of levels.entries()) expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1)
      for (const landmark of ['<header', '<nav', '<main']) expect(text).toContain(landmark)
      expect(text).toContain('lang="en"')
    }
  })
})

describe('the guard', () => {
  const ask = async (headers: { [name: string]: string }, method = 'GET') => {
    const app = new Hono()
      .use(guard(['127.0.0.1:8025', 'localhost:8025']))
      .all('/', (context) => context.text('in'))
    return app.request('http://127.0.0.1:8025/', { method, headers })
  }
  const host = '127.0.0.1:8025'
  it.each([
    ['our address', { host }, 'GET', 200],
    ['our name', { host: 'LOCALHOST:8025' }, 'GET', 200],
    ['another name for this machine', { host: 'rebound.example:8025' }, 'GET', 421],
    ['another port', { host: '127.0.0.1:9999' }, 'GET', 421],
    ['no host', {}, 'GET', 421],
    ['our own form', { host, origin: `http://${host}` }, 'POST', 200],
    ['a form of our other name', { host, origin: 'http://localhost:8025' }, 'POST', 403],
    ['a form from elsewhere', { host, origin: 'https://evil.example' }, 'POST', 403],
    ['a form that hides its origin', { host, origin: 'null' }, 'POST', 403],
    ['a form that names no origin', { host }, 'POST', 403],
    ['a script elsewhere that reads', { host, origin: 'https://evil.example' }, 'GET', 403],
  ] as const)('%s', async (_name, headers, method, status) => {
    const response = await ask(headers, method)
    expect(response.status).toBe(status)
    if (status === 200) {
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})
