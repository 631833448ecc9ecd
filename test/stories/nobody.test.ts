// SPEC §1.4: nobody accepts, so a call goes to the lists; what the managers may do about it, and what cancels it.
import { afterEach, describe, expect, it } from 'vitest'
import { phase } from '../../src/rollout/view.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const ticketOf = async () => {
  const ticket = await stage.house.kit.archive.ticket(asTicketId(1))
  if (!ticket) throw new Error('no ticket')
  return ticket
}
const calls = () => [...stage.letters(c.list), ...stage.letters(c.widerList)]
const rejectAll = async () => {
  await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
  await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `reject ${c.lisbon}, no time` })
}
const manager = (text: string) =>
  stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text })

describe('when every team has rejected', () => {
  it('shows the managers the call at once and posts it four working hours later, once, to the list alone', async () => {
    stage = await asked([c.lisbon, c.desy])
    await rejectAll()
    expect(stage.last(c.managerGlite, /./).text).toMatch(/hold/)
    expect(stage.last(c.managerOps).text).toContain('no time')
    expect(calls()).toHaveLength(0)
    await stage.at('2026-11-20T13:59:59Z')
    expect(calls()).toHaveLength(0)
    await stage.at('2026-11-20T14:00:00Z')
    await stage.at('2026-11-20T18:00:00Z')
    expect(calls().map(({ envelope }) => envelope.to)).toEqual([c.list])
    expect(await stage.ticket()).toMatchObject({ phase: 'calling' })
  })

  it('posts a mail that a list server takes as it is', async () => {
    stage = await asked([c.lisbon, c.desy])
    await rejectAll()
    await stage.at('2026-11-20T14:00:00Z')
    const [call] = stage.letters(c.list)
    expect(call?.to.map(({ address }) => address)).toEqual([c.list])
    expect(call?.cc).toEqual([])
    expect(call?.from.map(({ address }) => address)).toEqual([c.bot])
    expect(call?.replyTo.map(({ address }) => address)).toEqual(['staged-rollout+call-1@egi.example'])
    const raw = Buffer.from(call?.raw ?? []).toString('latin1')
    expect(raw.length).toBeLessThan(40_000)
    // No token, no address of anybody, no attachment, no line that Mailman takes for a command.
    expect(raw).not.toMatch(/\[ref |staged-rollout\+\d/)
    expect(raw).not.toContain('lip.example')
    expect(call?.attachments).toEqual([])
    const first = (call?.text ?? '')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, 5)
    for (const line of first)
      expect(line).not.toMatch(
        /^\s*(?:who|help|lists?|info|end|stop|join|leave|set|subscribe|confirm|remove)\b/i,
      )
  })

  it('does the same when teams stay silent, as soon as the last one is past due', async () => {
    stage = await asked([c.lisbon, c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    await stage.at('2026-11-23T17:59:00Z')
    expect((await ticketOf()).escalation.state).toBe('none')
    await stage.at('2026-11-23T18:00:00Z')
    expect((await ticketOf()).escalation.state).toBe('previewed')
    expect(phase(await ticketOf(), stage.now())).toBe('calling')
  })

  it('reminds the silent at nine on the due day, once, and nobody who has answered', async () => {
    stage = await asked([c.lisbon, c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    stage.news()
    await stage.at('2026-11-23T09:00:00Z')
    expect(told(stage)).toEqual([c.joao, c.maria])
    await stage.at('2026-11-23T12:00:00Z')
    expect(stage.news()).toEqual([])
  })
})

describe('the managers and the call that waits', () => {
  it('hold it: nothing is posted, and they are reminded of it', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    await manager('hold')
    stage.news()
    await stage.at('2026-11-30T12:00:00Z')
    expect(calls()).toHaveLength(0)
    expect(await stage.ticket()).toMatchObject({ phase: 'held' })
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
  })

  it('let it go now, and it is not posted a second time', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    await manager('now')
    expect(calls()).toHaveLength(1)
    await manager('now')
    await stage.at('2026-11-20T20:00:00Z')
    expect(calls()).toHaveLength(1)
  })

  it('skip the round: the wider one is shown three working days later', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    await manager('skip')
    await stage.at('2026-11-24T20:00:00Z')
    expect((await ticketOf()).escalation.state).toBe('called')
    await stage.at('2026-11-25T20:00:00Z')
    expect((await ticketOf()).escalation).toMatchObject({ state: 'previewed', lists: [c.widerList] })
    expect(calls()).toHaveLength(0)
  })

  it('send it to another configured list too, by its short name', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    await manager('also early-adopters-ops')
    await manager('now')
    expect(calls().map(({ envelope }) => envelope.to)).toEqual([c.list, c.widerList])
    for (const call of calls()) expect(call.to).toHaveLength(1)
  })

  it('widen it by themselves after three working days, and are asked what to do when that is over too', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    for (const day of ['2026-11-20T20', '2026-11-25T20', '2026-11-26T20', '2026-12-02T20'])
      await stage.at(`${day}:00:00Z`)
    expect(calls().map(({ envelope }) => envelope.to)).toEqual([c.list, c.widerList])
    expect((await ticketOf()).escalation.state).toBe('manager')
    expect((await ticketOf()).managersDue?.task).toBe('search')
  })
})

describe('an acceptance that comes late', () => {
  it('cancels the call that waits', async () => {
    stage = await asked([c.desy])
    await stage.at('2026-11-23T17:00:00Z')
    expect((await ticketOf()).escalation.state).toBe('previewed')
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    await stage.at('2026-11-24T20:00:00Z')
    expect(calls()).toHaveLength(0)
    expect(await stage.ticket()).toMatchObject({ phase: 'trial', seats: { [c.desy]: 'accepted' } })
  })

  it('and withdrawn again means that nobody accepts again', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    stage.news()
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `withdraw ${c.desy}, the SE burnt` })
    expect((await ticketOf()).escalation.state).toBe('previewed')
    expect(told(stage)).toEqual([c.jan, c.managerGlite, c.managerOps])
    expect(stage.last(c.managerOps).text).toContain('burnt')
  })
})
