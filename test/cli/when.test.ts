// `rollcall when`: the dates of an invitation that was never sent, their reasons, and the instants it takes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rollcall } from '../support/terminal.ts'
import { openOffice, type Office } from './office.ts'

type When = {
  sent: string
  answerDue: string | null
  reminder: string | null
  reportDue: string | null
  why: string[]
}
let office: Office
beforeAll(() => {
  office = openOffice()
})
afterAll(() => office.leave())

const objects = (out: string) =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as When)
const when = async (words: readonly string[], input = '') =>
  rollcall(['when', '--json', '--config', office.config, ...words], { input })

describe('when --json', () => {
  it('gives one object an instant, with the reason', async () => {
    const { code, out, err } = await when(['LIP-Lisbon', '2026-11-20T09:00:00Z'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(objects(out)).toEqual([
      {
        sent: '2026-11-20T09:00:00Z',
        answerDue: '2026-11-23T18:00:00Z',
        reminder: '2026-11-23T09:00:00Z',
        reportDue: '2026-12-01T18:00:00Z',
        why: [
          '18:00 (Europe/Lisbon) of the next working day after Friday 20 November 2026',
          'Saturday 21 November and Sunday 22 November skipped: weekend',
          'reminder: 09:00 (Europe/Lisbon) on the due day, Monday 23 November 2026',
          'report: 7 days of trial from one working day after acceptance, accepted at the last moment',
        ],
      },
    ])
  })

  it.each([
    // Summer time ends in Lisbon on 25 October 2026: the wall clock counts, not the hours.
    ['LIP-Lisbon', '2026-10-23T16:00:00Z', '2026-10-26T18:00:00Z', '2026-10-26T09:00:00Z'],
    // 23:30 in Rome is still the day before there, though UTC is an hour behind.
    ['NGI_IT-INFN-CNAF', '2026-11-24T22:30:00Z', '2026-11-25T17:00:00Z', '2026-11-25T08:00:00Z'],
    ['NGI_IT-INFN-CNAF', '2026-11-24T23:30:00Z', '2026-11-26T17:00:00Z', '2026-11-26T08:00:00Z'],
    // The zone in which it is written does not matter.
    ['ea-NGI_IT-INFN-CNAF', '2026-11-25T00:30:00+01:00', '2026-11-26T17:00:00Z', '2026-11-26T08:00:00Z'],
  ])('counts in the team’s own zone: %s at %s', async (team, sent, answerDue, reminder) => {
    const [answer] = objects((await when([team, sent])).out)
    expect(answer).toMatchObject({ answerDue, reminder })
  })

  it('reads instants from standard input, one a line, and keeps the place of what is none', async () => {
    const input = '\uFEFF2026-11-20T09:00:00Z\r\n\r\nsoon\n2026-02-30T09:00:00Z\n2026-11-23T09:00:00.25Z\n'
    const { code, out, err } = await when(['LIP-Lisbon'], input)
    expect(objects(out).map(({ sent, answerDue }) => [sent, answerDue])).toEqual([
      ['2026-11-20T09:00:00Z', '2026-11-23T18:00:00Z'],
      ['soon', null],
      ['2026-02-30T09:00:00Z', null],
      ['2026-11-23T09:00:00Z', '2026-11-24T18:00:00Z'],
    ])
    expect(err.split('\n').filter((line) => line !== '')).toEqual([
      'rollcall: line 3: soon: write an instant with its zone, as 2026-11-23T09:00:00Z',
      'rollcall: line 4: 2026-02-30T09:00:00Z: there is no day 2026-02-30; write an instant with its zone, as 2026-11-23T09:00:00Z',
    ])
    expect(code).toBe(1)
  })

  it('answers five years of hours in seconds', { timeout: 60_000 }, async () => {
    const first = Date.parse('2026-01-01T00:00:00Z')
    const hours = Array.from({ length: 43_800 }, (_, hour) =>
      new Date(first + hour * 3_600_000).toISOString(),
    )
    const began = process.cpuUsage()
    const { out } = await when(['LIP-Lisbon'], `${hours.join('\n')}\n`)
    const { user, system } = process.cpuUsage(began)
    const all = objects(out)
    expect(all.length).toBe(43_800)
    // Every answer is due after it was asked for, and within the longest weekend.
    for (const { sent, answerDue } of all) {
      const days = (Date.parse(answerDue ?? '') - Date.parse(sent)) / 86_400_000
      expect(days > 0.7 && days < 4.8, sent).toBe(true)
    }
    expect((user + system) / 1e6).toBeLessThan(10)
  })
})

describe('when', () => {
  it('needs no config: the sandbox’s federation is there, or another roster', async () => {
    const known = await rollcall(['when', 'NGI_PL-CYFRONET-LCG2', '2026-11-20T09:00:00Z'])
    expect(known).toMatchObject({ code: 0, err: '' })
    expect(known.out).toContain('NGI_PL-CYFRONET-LCG2: Europe/Warsaw, PL')
    expect(known.out).toContain('answer due  Monday 23 November 2026, 18:00 (Warsaw)')
    const roster = office.write(
      'away.csv',
      'ngi,site,country,timezone,members\nNGI_IL,TAU,IL,Asia/Jerusalem,\n',
    )
    const away = await rollcall(['when', 'TAU', '2026-11-19T09:00:00Z', '--json', '--roster', roster])
    expect(objects(away.out)[0]).toMatchObject({
      answerDue: '2026-11-22T16:00:00Z',
      why: expect.arrayContaining(['Friday 20 November and Saturday 21 November skipped: weekend']),
    })
  })

  it.each([
    [['LIP-Lisbonn', '2026-11-20T09:00:00Z'], 1, 'did you mean NGI_IBERGRID-LIP-Lisbon?'],
    [['Atlantis', '2026-11-20T09:00:00Z'], 1, 'no team of the roster is called "Atlantis"'],
    [['LIP-Lisbon', 'tomorrow'], 2, 'when LIP-Lisbon tomorrow: write an instant'],
    [['LIP-Lisbon', '2026-11-20T09:00:00'], 2, 'the zone is missing'],
    [['LIP-Lisbon', '2026-11-20'], 2, 'the time is missing'],
    [['LIP-Lisbon', 'x\u001B[31m'], 2, 'when LIP-Lisbon x\uFFFD[31m: write an instant'],
  ])('says what is wrong with %j', async (words, code, line) => {
    const said = await when(words)
    expect(said).toMatchObject({ code, out: '' })
    expect(said.err).toContain(line)
  })

  it.each([
    ['2026-11-20T09:00:00Z', 'LIP-Lisbon', null],
    ['2077-11-19T09:00:00Z', 'LIP-Lisbon', 'no holidays of PT are known for 2077'],
    ['2077-12-28T09:00:00Z', 'LIP-Lisbon', 'no holidays of PT are known for 2077 and 2078'],
  ])('says of %s for %s whether its holidays are known', async (sent, team, note) => {
    const [answer] = objects((await when([team, sent])).out)
    expect(answer?.why.filter((line) => line.startsWith('no holidays'))).toEqual(note === null ? [] : [note])
  })

  it('names the holiday that the beginning of a trial passes over', async () => {
    const [answer] = objects((await when(['LIP-Lisbon', '2026-12-04T09:00:00Z'])).out)
    expect(answer).toMatchObject({
      answerDue: '2026-12-07T18:00:00Z',
      reportDue: '2026-12-16T18:00:00Z',
      why: expect.arrayContaining([
        'report: 7 days of trial from one working day after acceptance, accepted at the last moment',
        'report: Tuesday 8 December skipped: holiday (Immaculate Conception)',
      ]),
    })
  })

  it('says of a team without a country that no holidays count, unless the bot has one', async () => {
    const roster = office.write('nowhere.csv', 'ngi,site,country,timezone,members\nNGI_X,There,,UTC,\n')
    const asked = ['when', 'There', '2026-12-24T09:00:00Z', '--roster', roster]
    const nowhere = await rollcall(asked)
    expect(nowhere.out).toContain('NGI_X-There: UTC, no country on the roster or in [bot]')
    expect(nowhere.out).toContain('no holidays of a team without a country are known')
    const { readFileSync, writeFileSync } = await import('node:fs')
    const config = `${office.folder}/portugal.toml`
    writeFileSync(config, readFileSync(office.config, 'utf8').replace('[bot]\n', '[bot]\ncountry = "PT"\n'))
    const portugal = await rollcall([...asked, '--config', config])
    expect(portugal.out).toContain('NGI_X-There: UTC, PT')
    expect(portugal.out).toContain('answer due  Monday 28 December 2026, 18:00 (UTC)')
  })

  it('invites after the reminder’s hour without a reminder', async () => {
    const closed = `${office.folder}/hours.toml`
    const { readFileSync, writeFileSync } = await import('node:fs')
    writeFileSync(closed, `${readFileSync(office.config, 'utf8')}\n[deadlines]\nanswer = "4 hours"\n`)
    const { out } = await rollcall(
      ['when', 'LIP-Lisbon', '2026-11-20T11:00:00Z', '--json', '--config', closed],
      {},
    )
    expect(objects(out)[0]).toMatchObject({
      answerDue: '2026-11-20T15:00:00Z',
      reminder: null,
      why: expect.arrayContaining(['no reminder: its hour is over when the invitation leaves']),
    })
  })
})
