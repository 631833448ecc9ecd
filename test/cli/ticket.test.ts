// The tickets at the terminal, on a real store: what programs get (SPEC §7), what people read, what mistakes get.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asInstant } from '../../src/rollout/ids.ts'
import { showWords } from '../../src/cli/ticketwords.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, mailFrom, openOffice, title, type Office } from './office.ts'

const later = asInstant('2026-11-20T10:30:00Z')
let office: Office
let empty: Office
const ticket = (...words: string[]) => rollcall(['ticket', ...words, '--config', office.config])
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const anIso = /\d{4}-\d\d-\d\dT/

type Shown = {
  journal: {
    at: string
    what: string
    by: string
    mail?: number
    letters: { letter: string; to: string }[]
  }[]
  [key: string]: unknown
}
const shown = async () => JSON.parse((await ticket('show', '1', '--json')).out) as Shown

beforeAll(async () => {
  office = openOffice()
  empty = openOffice()
  // Two commands of one second: their letters must not be shared.
  await office.say(friday, null, `open ${title}`)
  await office.say(friday, 1, 'assign NGI_IBERGRID-LIP-Lisbon', 'assign NGI_IT-INFN-CNAF')
  await office.say(later, 1, 'link release-notes https://wiki.egi.example/dpm')
  await office.receive(
    mailFrom('mgr-glite@egi.example', 'Re: [staged-rollout #1] SE-DPM_mysql', '', 'What is the matter here?'),
  )
})
afterAll(() => {
  office.leave()
  empty.leave()
})

describe('ticket show --json', () => {
  it('has every key that programs are promised', async () => {
    const json = await shown()
    expect(json).toMatchObject({
      id: 1,
      title,
      status: 'open',
      phase: 'asking',
      release: { stack: 'EMI-1.0', component: 'SE-DPM_mysql', version: '1.8.0-1', os: 'SL5', arch: 'x86_64' },
      links: { 'release-notes': 'https://wiki.egi.example/dpm' },
      offers: [],
      calls: [],
      ggus: [],
      reports: [],
      documents: [],
      next: { what: 'remind-answer', at: expect.stringMatching(iso) as string },
    })
    expect(json['seats']).toEqual([
      {
        team: 'ea-NGI_IBERGRID-LIP-Lisbon',
        state: 'notified',
        silent: false,
        answerDue: '2026-11-23T18:00:00Z',
        reportDue: null,
      },
      expect.objectContaining({ team: 'ea-NGI_IT-INFN-CNAF', answerDue: '2026-11-23T17:00:00Z' }),
    ])
    expect(json['waitsFor']).toContainEqual({
      who: 'ea-NGI_IT-INFN-CNAF',
      what: 'answer',
      since: friday,
      until: '2026-11-23T17:00:00Z',
    })
  })

  it('tells in sentences what happened, and with each event the letters that it queued', async () => {
    const { journal } = await shown()
    expect(journal.map(({ at, what, by, letters }) => [at, what, by, letters.map(({ to }) => to)])).toEqual([
      [friday, `Opened ${title}.`, 'ada', ['mgr-glite@egi.example', 'mgr-ops@egi.example']],
      [
        friday,
        'Invited NGI_IBERGRID-LIP-Lisbon. The rollout is open.',
        'ada',
        ['maria@lip.example', 'joao@lip.example'],
      ],
      [friday, 'Invited NGI_IT-INFN-CNAF.', 'ada', ['luca@infn.example']],
      [later, 'Noted release notes: https://wiki.egi.example/dpm', 'ada', []],
    ])
    expect(journal[1]?.letters[0]).toEqual({
      letter: 'invitation',
      to: 'maria@lip.example',
      state: 'queued',
      leavesFrom: friday,
    })
  })

  it('is one line and nothing else', async () => {
    const { out, err, code } = await ticket('show', '1', '--json')
    expect([out.trimEnd().split('\n').length, err, code]).toEqual([1, '', 0])
  })
})

describe('a ticket with a closing day, and an emergency', () => {
  let hurried: Office
  const own = (...words: string[]) => rollcall(['ticket', ...words, '--config', hurried.config])
  beforeAll(() => (hurried = openOffice()))
  afterAll(() => hurried.leave())

  it('are opened, set and shown in the words of the grammar', async () => {
    expect((await own('open', ...`${title} emergency`.split(' '))).out.replace(/\s+/g, ' ')).toContain(
      'It is an emergency, so its dates are short.',
    )
    const slip = await own('1', 'cutoff', '2099-12-24')
    expect([slip.code, slip.out + slip.err]).toEqual([1, expect.stringContaining('more than a year away')])
    const json = JSON.parse((await own('show', '1', '--json')).out) as object
    expect(json).toMatchObject({ emergency: true })
    expect(json).not.toHaveProperty('cutoff')
    await hurried.say(friday, 1, 'cutoff 4 December 2026')
    expect(JSON.parse((await own('show', '1', '--json')).out)).toMatchObject({
      cutoff: {
        date: '2026-12-04',
        acceptBy: '2026-12-02T22:59:00Z',
        slips: { teams: [], nobody: expect.any(Boolean) as boolean },
      },
    })
    expect(JSON.parse((await own('list', '--json')).out)).toMatchObject({ cutoff: { date: '2026-12-04' } })
    const show = (await own('show', '1')).out
    expect(show).toContain('emergency')
    expect(show).toContain('Closing day of the distribution: Friday 4 December 2026')
    expect((await own('list')).out).toContain('SL5 x86_64 (emergency)')
  })

  it('of other tickets are no and none', async () => {
    expect(await shown()).toMatchObject({ emergency: false })
    expect(await shown()).not.toHaveProperty('cutoff')
  })
})

describe('tickets as people read them', () => {
  it('are listed with what they wait for, in 80 columns and in the bot’s zone', async () => {
    expect((await ticket('list')).out).toBe(
      [
        '    phase   next, Amsterdam     waits for',
        '#1  EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64',
        '    asking  23 Nov 2026, 09:00  NGI_IBERGRID-LIP-Lisbon, NGI_IT-INFN-CNAF',
        '',
      ].join('\n'),
    )
  })

  it('are shown whole: nothing longer than the terminal, no names or dates of machines', async () => {
    const { out, code } = await ticket('show', '1')
    expect(code).toBe(0)
    expect(await ticket('1')).toEqual({ code, out, err: '' })
    expect(out).toContain('NGI_IT-INFN-CNAF         asked  answer due Mon 23 Nov 2026, 18:00 Rome')
    const flat = out.replace(/\s+/g, ' ')
    expect(flat).toContain('to say whether it will test, since Fri 20 Nov 2026')
    expect(flat).toContain('(09:00 (Europe/Rome) on the due day, Monday 23 November 2026)')
    expect(out).toContain('20 Nov 2026, 11:30  Noted release notes: https://wiki.egi.example/dpm')
    expect(out).toContain('invitation to maria@lip.example, joao@lip.example')
    expect(out).not.toMatch(anIso)
    expect(out).not.toContain('ea-')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('tell once what keeps several letters that wait alike', async () => {
    const house = await office.house(friday)
    try {
      const { archive } = house.kit
      const [ticket] = await archive.tickets()
      if (ticket === undefined) throw new Error('the office has no rollout')
      const letters = (await archive.letters({ ticket: ticket.id })).map((row) => ({
        ...row,
        state: 'queued' as const,
        waits: 'hours' as const,
        notBefore: asInstant('2026-11-23T07:00:00Z'),
      }))
      const journal = await archive.journal(ticket.id)
      const told = { ticket, journal, letters, people: new Map(), now: friday }
      expect(showWords(told, 'Europe/Amsterdam', 500)).toMatch(
        /invitation to p\d+, p\d+ \(waits for working hours [^()]*, until Mon 23 Nov 2026, 08:00 Amsterdam\)/,
      )
    } finally {
      await house.close()
    }
  })

  it('that are none say how to begin', async () => {
    const { out, code } = await rollcall(['ticket', 'list', '--config', empty.config])
    expect([out, code]).toEqual(['No rollouts yet. Begin one: rollcall ticket open Staged Rollout …\n', 0])
  })
})

describe('a command at the terminal', () => {
  it('acts like a manager’s mail and is journalled with the administrator’s name', async () => {
    const own = openOffice()
    const say = (...words: string[]) => rollcall(['ticket', ...words, '--config', own.config])
    expect(await say('open', ...title.split(' '))).toEqual({
      code: 0,
      out: `Opened as #1: ${title}.\n`,
      err: '',
    })
    expect((await say('1', 'assign', 'LIP-Lisbon')).out).toContain('NGI_IBERGRID-LIP-Lisbon is invited')
    expect((await say('#1', 'unassign', 'LIP-Lisbon')).code).toBe(0)
    const { out } = await say('show', '1', '--json')
    const { journal } = JSON.parse(out) as Shown
    expect(journal.map(({ what }) => what)).toContain('Took NGI_IBERGRID-LIP-Lisbon off.')
    expect(new Set(journal.map(({ by }) => by)).size).toBe(1)
    own.leave()
  })

  it('gives programs one object a line', async () => {
    const { out, code } = await ticket('1', 'hold', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ item: 'refused', refusal: { code: 'nothing-called' } })
  })
})

describe('questions', () => {
  it('are answered as by mail, with dates in the bot’s zone', async () => {
    const { code, out } = await ticket('1', 'status')
    expect(code).toBe(0)
    expect(out).toMatch(/^#1 SE-DPM_mysql 1\.8\.0-1 \(EMI-1\.0, SL5 x86_64\): asking teams\n/)
    expect(out.replace(/\s+/g, ' ')).toContain('until Monday 23 November 2026, 19:00 (Amsterdam)')
    expect((await ticket('1', 'why')).out).toContain('What led here:')
    expect((await ticket('1', 'help')).out).toContain('  assign NGI-Site …')
    expect(JSON.parse((await ticket('1', 'status', '--json')).out)).toMatchObject({
      item: 'told',
      told: { rollouts: [{ ticket: 1, phase: 'asking' }] },
    })
  })
})

describe('a mistake at the terminal', () => {
  it.each([
    [['99'], 1, 'rollcall: there is no ticket 99; rollcall ticket list shows them all'],
    [['99', 'hold'], 1, 'rollcall: there is no ticket 99; rollcall ticket list shows them all'],
    [['show', '99'], 1, 'rollcall: there is no ticket 99; rollcall ticket list shows them all'],
    [['1', 'frobnicate'], 1, 'rollcall: frobnicate: this is no command we know; docs/commands.md lists them'],
    [['show'], 2, 'rollcall: ticket show: say its number'],
    [['show', 'one'], 2, 'rollcall: ticket show: say its number'],
    [['0'], 2, 'rollcall: ticket 0: say list, show N, open TITLE, or a number and a command'],
    [['lst'], 2, 'rollcall: ticket lst: did you mean ticket list?'],
    [['shwo', '1'], 2, 'rollcall: ticket shwo: did you mean ticket show?'],
    [['eat'], 2, 'rollcall: ticket eat: say list, show N, open TITLE, or a number and a command'],
    [[], 2, 'rollcall: ticket: say list, show N, open TITLE, or a number and a command'],
    [['1', 'hodl'], 1, 'rollcall: hodl: this is no command we know; did you mean "hold"?'],
    [['list', 'all'], 2, 'rollcall: ticket list all: list takes no more words'],
    [['open'], 2, 'rollcall: ticket open: say its title: Staged Rollout <stack> <component> <version>'],
  ])('%j ends with %i and one line', async (words, code, line) => {
    expect(await ticket(...words)).toEqual({ code, out: '', err: `${line}\n` })
  })

  it('in a name offers the name that is near', async () => {
    const { code, out, err } = await ticket('1', 'assign', 'LIP-Lisbonn')
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('  assign NGI_IBERGRID-LIP-Lisbon\n')
  })

  it('in the config or the roster is shown with its line and ends with 2', async () => {
    const broken = openOffice()
    broken.write('roster.csv', 'ngi,site,members\nA,B,not an address\n')
    const { code, err } = await rollcall(['ticket', 'list', '--config', broken.config])
    expect(code).toBe(2)
    expect(err).toMatch(/roster\.csv:2/)
    expect((await rollcall(['ticket', 'list', '--config', `${broken.folder}/none.toml`])).code).toBe(2)
    broken.leave()
  })
})
