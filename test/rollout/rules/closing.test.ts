// SPEC §1.4 and §1.5: when the call closes, the lists and whoever offered a site hear what became of it, once.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, offeredBy, said, story, took } from '../../support/federation.ts'

const declined = (team: typeof f.lisbon) => said({ type: 'declined', team }, f.byManager)
const resolved = () => said({ type: 'resolved', anyway: 'x' }, f.byManager)
const called = () => {
  const told = story().asking(f.lisbon, f.desy)
  told.say(answered(f.lisbon, 'reject', f.maria))
  told.say(answered(f.desy, 'reject', f.jan))
  told.say(said({ type: 'call-now' }, f.byManager))
  return told
}
const fill = (told: ReturnType<typeof called>) => {
  told.say(answered(f.lisbon, 'accept', f.maria))
  return told.say(answered(f.desy, 'accept', f.jan))
}
const results = (effects: Parameters<typeof lettersIn>[0]) =>
  lettersIn(effects).flatMap(({ letter, to }) =>
    letter.letter === 'offer-result' && 'person' in to ? [`${letter.result} → ${to.person}`] : [],
  )

describe('decline', () => {
  it('closes an open offer and tells whoever made it, once', () => {
    const told = called()
    told.say(offeredBy(f.offered, f.subscriber))
    const { did, effects } = told.say(declined(f.offered))
    expect(did).toEqual({ did: 'declined', team: f.offered, told: true })
    expect(results(effects)).toEqual([`declined → ${f.subscriber}`])
    expect(told.refused(declined(f.offered))).toEqual({ code: 'no-offer', team: f.offered })
    expect(results(told.say(resolved()).effects)).toEqual([])
  })

  it('writes to nobody whom nothing proves and who was never written to', () => {
    const told = called()
    told.say(offeredBy(f.offered, f.subscriber, false))
    expect(told.say(declined(f.offered))).toMatchObject({ did: { told: false }, effects: [] })
  })

  it('is undone by take, and may be offered against', () => {
    const told = called()
    told.say(offeredBy(f.offered, f.subscriber))
    told.say(declined(f.offered))
    expect(told.say(offeredBy(f.offered, f.subscriber)).did).toMatchObject({ did: 'offered' })
    told.say(declined(f.offered))
    told.say(took(f.offered))
    expect(told.seat(f.offered).state).toBe('accepted')
  })
})

describe('an offer', () => {
  it('that becomes an invitation to the site’s own team is told so', () => {
    const told = called()
    told.say(offeredBy(f.srce, f.subscriber))
    expect(results(told.say(took(f.srce)).effects)).toEqual([`invited → ${f.subscriber}`])
  })

  it('that is taken has the letter that begins the trial, and no other', () => {
    const told = called()
    told.say(offeredBy(f.offered, f.subscriber))
    expect(told.say(took(f.offered)).letters).toEqual([`trial-started → ${f.subscriber}`])
    expect(results(told.say(resolved()).effects)).toEqual([])
  })

  it('still open hears when enough sites have accepted, and not again when the ticket ends', () => {
    const told = called()
    told.say(offeredBy(f.offered, f.subscriber))
    expect(results(fill(told).effects)).toEqual([`filled → ${f.subscriber}`])
    expect(results(told.say(resolved()).effects)).toEqual([])
  })

  it('that comes after that hears when the ticket ends', () => {
    const told = called()
    fill(told)
    expect(results(told.say(offeredBy(f.offered, f.subscriber)).effects)).toEqual([])
    expect(results(told.say(resolved()).effects)).toEqual([`ended → ${f.subscriber}`])
  })

  it('of a site that takes part already by another one is told so', () => {
    const told = called()
    told.say(offeredBy(f.offered, f.subscriber))
    told.say(took(f.offered))
    told.say(offeredBy(f.offered, f.stranger))
    expect(results(told.say(took(f.offered)).effects)).toEqual([`takes-part → ${f.stranger}`])
  })

  it('renewed by the same person is one offer', () => {
    const told = called()
    told.say(offeredBy(f.offered, f.subscriber, false))
    expect(results(told.say(offeredBy(f.offered, f.subscriber)).effects)).toEqual([])
  })
})

describe('a list that was called', () => {
  it('reads once that enough sites try it', () => {
    const told = called()
    const { letters, effects } = fill(told)
    expect(letters).toContain(`call-filled → ${f.list}`)
    expect(lettersIn(effects).find(({ letter }) => letter.letter === 'call-filled')?.letter).toMatchObject({
      why: 'filled',
    })
    expect(told.say(resolved()).letters).not.toContain(`call-filled → ${f.list}`)
  })

  it('reads that the rollout has ended where the sites were never filled', () => {
    const told = called()
    expect(told.say(answered(f.lisbon, 'accept', f.maria)).letters).not.toContain(`call-filled → ${f.list}`)
    const { effects } = told.say(resolved())
    expect(lettersIn(effects).find(({ letter }) => letter.letter === 'call-filled')?.letter).toMatchObject({
      why: 'ended',
    })
  })

  it('reads nothing where nothing was posted', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(answered(f.desy, 'accept', f.jan))
    expect(told.say(resolved()).letters.filter((one) => one.startsWith('call-filled'))).toEqual([])
  })
})

describe('a list that is called once more after it has read that it is over', () => {
  it('reads once more when enough sites try it again', () => {
    const told = called()
    fill(told)
    told.say(f.withdrew(f.desy, f.jan))
    told.say(f.withdrew(f.lisbon, f.maria))
    told.say(said({ type: 'call-now' }, f.byManager))
    told.at('2026-11-26T10:00:00Z').tick()
    expect(told.say(said({ type: 'call-asked', lists: [f.list] }, f.byManager)).letters).toEqual([
      `call → ${f.list}`,
    ])
    expect(fill(told).letters.filter((one) => one.startsWith('call-filled'))).toEqual([
      `call-filled → ${f.list}`,
      `call-filled → ${f.widerList}`,
    ])
  })
})
