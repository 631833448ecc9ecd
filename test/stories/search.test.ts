// SPEC §1.4 from end to end: the search for a site when teams are silent, say no, say yes and leave again; each story with
// its letters and the dates in them. What single verbs do stands in nobody.test.ts.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const flat = (text: string) => text.replace(/\s+/g, ' ')
const dated = /\w+day \d+ \w+ \d{4}, \d\d:\d\d \(\w+\)/
const manager = (text: string) =>
  stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text })
const answer = (from: string, text: string) => stage.mail({ from, answers: stage.last(from), text })
const calls = () => [...stage.letters(c.list), ...stage.letters(c.widerList)]
const ticketOf = async () => {
  const ticket = await stage.house.kit.archive.ticket(asTicketId(1))
  if (!ticket) throw new Error('no ticket')
  return ticket
}
/** Lets days pass, each until its late morning. */
const daily = async (from: string, days: number) => {
  for (let day = 0; day < days; day += 1)
    await stage.at(
      new Date(Date.parse(`${from}T11:30:00Z`) + day * 86_400_000).toISOString().replace('.000', ''),
    )
}
/** The dates on which the managers are reminded again, as their reminders say. */
const reminders = () =>
  stage
    .letters(c.managerGlite)
    .flatMap(({ text }) => /we remind you (?:again )?on (\w+ \d+ \w+ \d{4})/.exec(flat(text))?.[1] ?? [])

describe('a silent team', () => {
  it('is reminded, passes for silent at its hour, is shown with its absence, and a late yes still counts', async () => {
    stage = await asked([c.lisbon])
    await stage.bytes(
      stage.write({
        from: c.maria,
        to: stage.last(c.maria).replyTo[0]?.address ?? '',
        subject: 'Out of office',
        headers: ['Auto-Submitted: auto-replied'],
        text: 'I am back on 7 December 2026.',
      }),
    )
    await stage.at('2026-11-23T09:00:00Z')
    expect(told(stage)).toEqual([c.joao, c.maria])
    expect(flat(stage.last(c.joao).text)).toContain('by Monday 23 November 2026, 18:00 (Lisbon)')
    await stage.at('2026-11-23T18:00:00Z')
    await stage.at('2026-11-24T09:00:00Z')
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
    const preview = flat(stage.last(c.managerGlite).text)
    expect(preview).toContain(`we will ask ${c.list} on Tuesday 24 November 2026, 12:00 (Amsterdam)`)
    expect(preview).toContain('no answer, out of office until Monday 7 December 2026')
    await stage.at('2026-11-24T11:00:00Z')
    expect(calls().map(({ envelope }) => envelope.to)).toEqual([c.list])
    await answer(c.joao, `accept ${c.lisbon}`)
    expect(await stage.ticket()).toMatchObject({ phase: 'trial', seats: { [c.lisbon]: 'accepted' } })
    expect(flat(stage.last(c.maria).text)).toMatch(dated)
    await stage.at('2026-12-01T12:00:00Z')
    expect(calls()).toHaveLength(1)
  })
})

describe('teams that all say no within the hour', () => {
  it('on a Friday evening leave the managers the first four hours of Monday', async () => {
    stage = await asked([c.lisbon, c.desy])
    await stage.at('2026-11-20T17:20:00Z')
    await answer(c.jan, `reject ${c.desy}`)
    expect(told(stage)).toEqual([c.jan])
    await stage.at('2026-11-20T17:50:00Z')
    await answer(c.maria, `reject ${c.lisbon}, no hands`)
    await stage.at('2026-11-23T07:00:00Z')
    const preview = flat(stage.last(c.managerGlite, /./).text)
    expect(preview).toContain('on Monday 23 November 2026, 12:00 (Amsterdam)')
    expect(preview).toContain('no hands')
    await stage.at('2026-11-23T10:59:00Z')
    expect(calls()).toEqual([])
    await stage.at('2026-11-23T11:00:00Z')
    expect(calls().map(({ envelope }) => envelope.to)).toEqual([c.list])
  })
})

describe('a late accept during the preview', () => {
  it('stops the call; the second site that accepts closes nothing that no list has read', async () => {
    stage = await asked([c.lisbon, c.desy])
    await answer(c.maria, `reject ${c.lisbon}`)
    await answer(c.jan, `reject ${c.desy}`)
    await stage.at('2026-11-20T13:30:00Z')
    expect((await ticketOf()).escalation.state).toBe('previewed')
    stage.news()
    await answer(c.jan, `accept ${c.desy}`)
    expect(told(stage)).toEqual([c.jan])
    await stage.at('2026-11-20T14:00:00Z')
    await answer(c.joao, `accept ${c.lisbon}`)
    await daily('2026-11-21', 4)
    expect(calls()).toEqual([])
    expect((await stage.ticket()).phase).toBe('trial')
  })
})

describe('a team that accepts and withdraws on the third day', () => {
  it('is followed by a call, by another site, and by the word on the list that enough try it', async () => {
    stage = await asked([c.desy])
    await answer(c.jan, `accept ${c.desy}`)
    await stage.at('2026-11-23T10:00:00Z')
    stage.news()
    await answer(c.jan, `withdraw ${c.desy}, the storage burnt`)
    expect(told(stage)).toEqual([c.jan, c.managerGlite, c.managerOps])
    const preview = flat(stage.last(c.managerOps).text)
    expect(preview).toContain('the storage burnt')
    expect(preview).toContain('on Monday 23 November 2026, 15:00 (Amsterdam)')
    await stage.at('2026-11-23T14:00:00Z')
    expect(calls()).toHaveLength(1)
    await manager(`assign ${c.srce} ${c.lisbon}`)
    await answer(c.ana, `accept ${c.srce}`)
    await answer(c.maria, `accept ${c.lisbon}`)
    expect(calls()).toHaveLength(2)
    expect(flat(stage.last(c.list).text)).toContain('enough sites try')
    // And once more nobody: the list has had its call, the wider ones are next.
    await answer(c.ana, `withdraw ${c.srce}`)
    await answer(c.maria, `withdraw ${c.lisbon}`)
    expect((await ticketOf()).escalation).toMatchObject({
      state: 'previewed',
      round: 2,
      lists: [c.widerList],
    })
  })
})

describe('two rounds and nobody', () => {
  it('ends with the managers alone, reminded less and less often until they decide', async () => {
    stage = await asked([c.desy])
    await answer(c.jan, `reject ${c.desy}`)
    await stage.at('2026-11-20T14:00:00Z')
    await stage.at('2026-11-25T14:00:00Z')
    expect(flat(stage.last(c.managerGlite).text)).toContain(
      `ask ${c.widerList} on Thursday 26 November 2026, 09:00 (Amsterdam)`,
    )
    await stage.at('2026-11-26T08:00:00Z')
    expect(calls().map(({ envelope }) => envelope.to)).toEqual([c.list, c.widerList])
    await stage.at('2026-12-01T08:00:00Z')
    const alone = flat(stage.last(c.managerOps).text)
    expect(alone).toContain(`after 2 calls to ${c.list} and ${c.widerList}`)
    expect(await ticketOf()).toMatchObject({
      escalation: { state: 'manager' },
      managersDue: { task: 'search' },
    })
    for (const day of ['12-02', '12-03', '12-04', '12-07', '12-08', '12-15', '12-16'])
      await daily(`2026-${day}`, 1)
    for (const day of ['01-01', '01-04', '01-29', '01-31', '02-01', '03-03', '03-10'])
      await daily(`2027-${day}`, 1)
    expect(reminders()).toEqual([
      'Wednesday 2 December 2026',
      'Friday 4 December 2026',
      'Tuesday 8 December 2026',
      'Wednesday 16 December 2026',
      'Friday 1 January 2027',
      // The thirty days would end on a Sunday.
      'Monday 1 February 2027',
      'Wednesday 3 March 2027',
      'Friday 2 April 2027',
    ])
    expect(stage.last(c.managerGlite).text).toContain('  call <list address>')
    expect(stage.last(c.managerGlite).text).not.toMatch(/^ {2}(?:now|skip)/m)
    expect(calls()).toHaveLength(2)
    await manager('resolve anyway nobody has such a storage')
    expect((await stage.ticket()).status).toBe('resolved')
    expect(stage.letters(c.list)).toHaveLength(2)
    expect(stage.letters(c.widerList)).toHaveLength(2)
    expect(flat(stage.last(c.widerList).text)).toContain('has ended')
    stage.news()
    await daily('2027-04-01', 3)
    expect(stage.news()).toEqual([])
  })
})

describe('a call that is held for a week', () => {
  it('is not posted, the managers are reminded at doubling intervals, and now posts it', async () => {
    stage = await asked([c.desy])
    await answer(c.jan, `reject ${c.desy}`)
    await manager('hold')
    await daily('2026-11-21', 7)
    expect(calls()).toEqual([])
    expect(reminders()).toEqual(['Wednesday 25 November 2026', 'Monday 30 November 2026'])
    expect(stage.last(c.managerGlite).text).toContain('  now\n')
    await manager('now')
    expect(calls().map(({ envelope }) => envelope.to)).toEqual([c.list])
    expect((await ticketOf()).escalation).toMatchObject({
      state: 'called',
      nextAt: { at: '2026-12-02T11:30:00Z' },
    })
    await daily('2026-11-28', 3)
    expect(reminders()).toHaveLength(2)
  })
})

describe('a second team that is assigned later', () => {
  it('has its own time to answer, and the call waits for it', async () => {
    stage = await asked([c.desy])
    expect(flat(stage.last(c.jan).text)).toContain('by Monday 23 November 2026, 18:00 (Berlin)')
    await stage.at('2026-11-23T09:30:00Z')
    await manager(`assign ${c.lisbon}`)
    expect(flat(stage.last(c.maria).text)).toContain('by Tuesday 24 November 2026, 18:00 (Lisbon)')
    await stage.at('2026-11-23T17:00:00Z')
    expect((await ticketOf()).escalation.state).toBe('none')
    await stage.at('2026-11-24T08:30:00Z')
    expect(flat(stage.last(c.managerGlite).text)).toContain('DESY-HH')
    await stage.at('2026-11-24T18:00:00Z')
    await stage.at('2026-11-25T08:00:00Z')
    const preview = flat(stage.last(c.managerGlite).text)
    expect(preview).toContain('on Wednesday 25 November 2026, 12:00 (Amsterdam)')
    expect(preview.match(/no answer/g)).toHaveLength(2)
  })

  it('stops a call that was prepared already, which is prepared anew when that team says no too', async () => {
    stage = await asked([c.desy])
    await answer(c.jan, `reject ${c.desy}`)
    await stage.at('2026-11-20T12:00:00Z')
    await manager(`assign ${c.lisbon}`)
    await stage.at('2026-11-20T15:00:00Z')
    expect(calls()).toEqual([])
    await answer(c.maria, `reject ${c.lisbon}`)
    expect(flat(stage.last(c.managerGlite).text)).toContain('on Monday 23 November 2026, 10:00 (Amsterdam)')
    await stage.at('2026-11-23T09:00:00Z')
    expect(calls()).toHaveLength(1)
  })
})

describe('two members who disagree', () => {
  it('are both told that the last word counts, and so are the managers', async () => {
    stage = await asked([c.lisbon, c.desy])
    await answer(c.maria, `accept ${c.lisbon}`)
    await stage.at('2026-11-20T11:00:00Z')
    stage.news()
    await answer(c.joao, `reject ${c.lisbon}, we move house`)
    expect(told(stage)).toEqual([c.joao, c.managerGlite, c.managerOps, c.maria].toSorted())
    expect((await stage.ticket()).seats[c.lisbon]).toBe('rejected')
    for (const reader of [c.maria, c.managerOps]) expect(stage.last(reader).text).toContain('reject')
  })
})
