// SPEC §1.6: GGUS tickets belong to the ticket, once each, and stand in the letters at its end.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, person, said, story } from '../../support/federation.ts'

const one = { number: 1234, url: 'https://helpdesk.ggus.eu/#ticket/zoom/1234' }
const two = { number: 56359, url: 'https://ggus.eu/index.php?mode=ticket_info&ticket_id=56359' }
const named = (by: typeof f.maria, ...tickets: (typeof one)[]) =>
  said({ type: 'ggus-named', tickets }, person(by))
const trying = () => {
  const told = story().asking(f.lisbon)
  told.say(answered(f.lisbon, 'accept', f.maria))
  return told
}

describe('a GGUS ticket', () => {
  it('is recorded once, whoever of the team or the managers names it, and brings no letter', () => {
    const told = trying()
    expect(told.say(named(f.joao, one))).toMatchObject({ did: { did: 'ggus', tickets: [one] }, effects: [] })
    expect(told.say(named(f.gliteManager, one, two)).did).toEqual({ did: 'ggus', tickets: [two] })
    expect(told.say(named(f.maria, one)).did).toEqual({ did: 'nothing', why: 'already-so' })
    expect(told.ticket.ggus).toEqual([one, two])
  })

  it('is not taken from anybody else, nor from a team that was taken off', () => {
    const told = trying()
    expect(told.refused(named(f.jan, one))).toEqual({ code: 'not-involved' })
    expect(told.refused(named(f.subscriber, one))).toEqual({ code: 'not-involved' })
    told.say(said({ type: 'unassigned', team: f.lisbon }, f.byManager))
    expect(told.refused(named(f.maria, one))).toEqual({ code: 'not-involved' })
  })

  it('stands in the letter that all reports are here and in the outcome', () => {
    const told = trying()
    told.say(named(f.maria, one))
    const complete = lettersIn(told.say(f.reported(f.lisbon, f.maria)).effects)
    expect(complete[0]?.letter).toMatchObject({ letter: 'reports-complete', ggus: [one] })
    const { effects } = told.say(said({ type: 'resolved', anyway: 'x' }, f.byManager))
    expect(lettersIn(effects).find(({ letter }) => letter.letter === 'outcome')?.letter).toMatchObject({
      ggus: [one],
    })
  })
})
