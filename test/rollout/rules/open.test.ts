// SPEC §1.1: opening, linking, and a parent that enters StageRollOut again.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { lettersIn, lettersOf, said, story } from '../../support/federation.ts'

const tracker = { kind: 'tracker' } as const
const again = (parent = '2205') =>
  said({ type: 'opened', title: f.title, release: f.release, parent: { ref: parent } }, tracker)
const docs = { documentation: 'https://docs.example/1' }

describe('opening a ticket', () => {
  it('tells the group and the stack’s managers, each once, and asks the doors', () => {
    const { letters, effects } = story({
      doors: { open: ['repository', 'tracker'], trackerByMail: false },
    }).say(f.opening())
    expect(letters).toEqual([`new-ticket → ${f.gliteManager}`, `new-ticket → ${f.opsManager}`])
    expect(effects.flatMap((one) => (one.kind === 'door' ? [one.request.ask] : []))).toEqual([
      'move-packages',
      'own-parent',
    ])
  })

  it('puts what a closed door would do into the same letter, as lines to do by hand', () => {
    const { effects, letters } = story().say(f.opening())
    expect(letters).toHaveLength(2)
    for (const { letter } of lettersIn(effects))
      expect(letter).toMatchObject({
        letter: 'new-ticket',
        byHand: [{ ask: 'move-packages' }, { ask: 'own-parent', group: 'sw-rel-sr' }],
      })
  })

  it('names the links nobody gave, and counts what is no web address as not given', () => {
    const links = { ...docs, bugs: 'javascript:alert(1)' }
    const { effects } = story().say(
      said({ type: 'opened', title: f.title, release: f.release, links }, f.byManager),
    )
    expect(lettersIn(effects)[0]?.letter).toMatchObject({
      missing: ['release-notes', 'bugs'],
      about: { links: docs, repository: 'https://repo.egi.example/emi/1/testing' },
    })
  })

  it('tells managers.all alone where no stack fits', () => {
    const release = { ...f.release, stack: 'Unheard-2', component: 'thing' }
    const { letters } = story().say(said({ type: 'opened', title: 'x', release }, f.byManager))
    expect(letters).toEqual([`new-ticket → ${f.opsManager}`])
  })

  it('reminds the managers at doubling intervals until teams are assigned', () => {
    const told = story().asking()
    expect(told.ticket.managersDue).toMatchObject({
      at: '2026-11-23T10:00:00Z',
      rule: 'one working day after opening',
      task: 'teams',
    })
    expect(told.at('2026-11-23T10:00:00Z').tick().letters).toHaveLength(2)
    expect(told.ticket.managersDue).toMatchObject({
      at: '2026-11-25T10:00:00Z',
      rule: 'after 1, 2, 4, 8 … days of waiting, in working hours',
      step: 2,
    })
    told.say(f.assigned(f.lisbon))
    expect(told.ticket.managersDue).toBeUndefined()
  })
})

describe('a release that has a ticket already', () => {
  it('is not doubled: the ticket gains what it lacked and keeps what it had', () => {
    const told = story()
    told.say(said({ type: 'opened', title: f.title, release: f.release, links: docs }, f.byManager))
    const links = { documentation: 'https://other.example', bugs: 'https://bugs.example/7' }
    const { did, effects } = told.say(
      said({ type: 'opened', title: f.title, release: f.release, parent: { ref: '9' }, links }, tracker),
    )
    expect(did.did).toBe('already-open')
    expect(effects).toEqual([])
    expect(told.ticket).toMatchObject({ parent: { ref: '9' }, links: { ...docs, bugs: links.bugs } })
    told.say(again('10'))
    expect(told.ticket.parent).toEqual({ ref: '9' })
  })

  it('is asked about where it is resolved: each manager once a day, however often the tracker says it', () => {
    const told = story().asking()
    told.say(said({ type: 'resolved', anyway: 'superseded' }, f.byManager))
    const first = told.say(again())
    expect(first.did.did).toBe('asked-to-reopen')
    expect(first.letters).toEqual([`reminder → ${f.gliteManager}`, `reminder → ${f.opsManager}`])
    expect(told.ticket.status).toBe('resolved')
    expect(told.say(again()).letters).toEqual([])
    expect(told.at('2026-11-25T10:00:00Z').say(again()).letters).toHaveLength(2)
    told.say(said({ type: 'reopened' }, f.byManager))
    expect(told.ticket.managersDue?.task).toBe('teams')
  })
})

describe('linking', () => {
  it.each([
    ['https://bugs.example/1', null],
    ['javascript:alert(1)', 'bad-url'],
    ['https://a b', 'bad-url'],
    ['ftp://bugs.example', 'bad-url'],
    [`https://${'x'.repeat(2000)}`, 'bad-url'],
  ])('%s → %s', (url, code) => {
    const told = story().asking()
    const event = said({ type: 'linked', link: 'bugs', url }, f.byManager)
    if (code) expect(told.refused(event)).toEqual({ code, url })
    else {
      expect(lettersOf(told.say(event).effects)).toEqual([])
      expect(told.ticket.links.bugs).toBe(url)
    }
  })
})
