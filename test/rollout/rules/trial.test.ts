// SPEC §1.6 and §1.7: notes on the ticket, and the report that does not come.
import { describe, expect, it } from 'vitest'
import { factWords } from '../../../src/letters/history.ts'
import { phase } from '../../../src/rollout/view.ts'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, person, said, story } from '../../support/federation.ts'

const accepted = () => {
  const told = story().asking(f.lisbon)
  told.say(answered(f.lisbon, 'accept', f.maria))
  return told
}
const note = (by: typeof f.maria, team: typeof f.lisbon | null = null, author?: 'managers' | 'subscriber') =>
  said({ type: 'noted', text: 'Which JDK?', team, author: author ?? 'subscriber' }, person(by))

describe('a missing report', () => {
  it('is asked for on its due day and then at doubling intervals, 30 days at most and working days only', () => {
    const told = accepted()
    told.at('2026-11-28T10:00:00Z').tick()
    expect(told.at('2026-11-30T09:59:59Z').tick().letters).toEqual([])
    const gaps: number[] = []
    for (let i = 0, now = '2026-11-30T10:00:00Z'; i < 8; i += 1) {
      const { letters } = told.at(now).tick()
      expect(letters).toEqual([`reminder → ${f.maria}`, `reminder → ${f.joao}`])
      const next = told.seat(f.lisbon).reportAgain?.at ?? ''
      gaps.push(Math.round((Date.parse(next) - Date.parse(now)) / 86_400_000))
      now = next
    }
    // Thirty days would once end on a Saturday.
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 30, 30])
  })

  it('keeps its due date in every reminder, and its ticket in the same phase', () => {
    const told = accepted()
    for (const now of ['2026-11-30T10:00:00Z', '2026-12-01T10:00:00Z']) {
      const { effects } = told.at(now).tick()
      expect(lettersIn(effects)[0]?.letter).toMatchObject({
        asks: 'report',
        due: { at: '2026-11-30T10:00:00Z' },
      })
      expect(phase(told.ticket, told.world.now)).toBe('reporting')
    }
  })

  it('is asked for no longer once it came, or the team withdrew', () => {
    for (const event of [f.reported(f.lisbon, f.maria), f.withdrew(f.lisbon, f.maria)]) {
      const told = accepted()
      told.at('2026-11-30T10:00:00Z').tick()
      told.say(event)
      expect(told.at('2026-12-01T10:00:00Z').tick().letters).not.toContain(`reminder → ${f.maria}`)
    }
  })

  it('is asked for by letters of their own after the team left and came back', () => {
    const told = accepted()
    told.at('2026-11-30T10:00:00Z').tick()
    told.say(f.withdrew(f.lisbon, f.maria))
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.at('2026-12-30T10:00:00Z').tick().letters).toContain(`reminder → ${f.maria}`)
    told.say(said({ type: 'unassigned', team: f.lisbon }, f.byManager))
    told.say(f.assigned(f.lisbon))
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.at('2027-01-30T10:00:00Z').tick().letters).toContain(`reminder → ${f.maria}`)
  })
})

describe('a note', () => {
  const trying = () => {
    const told = story().asking(f.lisbon, f.desy, f.srce)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(answered(f.desy, 'accept', f.jan))
    return told
  }

  it.each([
    ['a team', note(f.maria, f.lisbon), f.lisbon, [f.joao, f.jan, f.gliteManager, f.opsManager]],
    ['a manager', note(f.gliteManager, null, 'managers'), 'managers', [f.maria, f.joao, f.jan, f.opsManager]],
    ['somebody of no team here', note(f.subscriber), 'subscriber', [f.gliteManager, f.opsManager]],
    [
      'a pretended manager',
      note(f.subscriber, null, 'managers'),
      'subscriber',
      [f.gliteManager, f.opsManager],
    ],
    [
      'a team that has not accepted',
      note(f.ana, f.srce),
      f.srce,
      [f.maria, f.joao, f.jan, f.gliteManager, f.opsManager],
    ],
  ])('by %s goes to whom it concerns, not to its author', (_who, event, author, readers) => {
    const { letters, effects } = trying().say(event)
    expect(letters).toEqual(readers.map((reader) => `note-shared → ${reader}`).toSorted())
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ author, text: 'Which JDK?' })
  })

  it('reaches a person once who is a manager and of two teams', () => {
    const teams = f.federation.roster.teams.map((team) => ({ ...team, members: [f.maria, f.gliteManager] }))
    const told = story({ roster: { teams } }).asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(answered(f.desy, 'accept', f.maria))
    expect(told.say(note(f.opsManager, null, 'managers')).letters).toEqual([
      `note-shared → ${f.maria}`,
      `note-shared → ${f.gliteManager}`,
    ])
  })

  it('that is private goes to the managers alone, and its words into no story', () => {
    const told = trying()
    const secret = said(
      { type: 'noted', text: 'Our disks broke.', team: f.lisbon, author: 'subscriber', private: true },
      person(f.maria),
    )
    const { did, letters, effects } = told.say(secret)
    expect(did).toEqual({ did: 'noted', shared: false, private: true })
    expect(letters).toEqual([`note-shared → ${f.gliteManager}`, `note-shared → ${f.opsManager}`])
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ private: true, text: 'Our disks broke.' })
    const note = told.ticket.notes[0]!
    expect(factWords({ what: 'noted', note })).toBe('Note of NGI_IBERGRID-LIP-Lisbon for the managers alone.')
  })

  it('in a team’s name by somebody else is refused', () => {
    expect(trying().refused(note(f.jan, f.lisbon))).toEqual({ code: 'not-member', team: f.lisbon })
  })

  it('after resolving is kept and shown to the managers alone', () => {
    const told = trying()
    told.say(said({ type: 'resolved', anyway: 'enough' }, f.byManager))
    const { did, letters } = told.say(note(f.maria, f.lisbon))
    expect(did).toEqual({ did: 'kept-after-resolve', what: 'note' })
    expect(letters).toEqual([`note-shared → ${f.gliteManager}`, `note-shared → ${f.opsManager}`])
    expect(told.ticket.notes).toHaveLength(1)
  })
})
