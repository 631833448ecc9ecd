// A slice of the played years in the everyday suite: the first rollouts of 2011 with everybody who takes part in them. The
// twelve years are `npm run simulate-years`.
import { expect, it } from 'vitest'
import { openingsOf } from './load.ts'
import { complaintsOf, pageOf } from './page.ts'
import { play } from './play.ts'

it('a few rollouts of 2011 are played to their end, and no law is broken', { timeout: 120_000 }, async () => {
  const played = await play({ seed: 20_111_122, from: 2011, until: 2011, rollouts: 3 })
  expect(complaintsOf(played, 5)).toEqual([])
  expect(played.tickets.map(({ status }) => status)).toEqual(played.openings.map(() => 'resolved'))
  expect(played.counts.asked).toBeGreaterThan(2)
  const page = pageOf(played, 1).split('\n')
  expect(page.length).toBeLessThanOrEqual(60)
  expect(page.filter((line) => line.length > 80)).toEqual([])
})

it('a house whose deadlines are forgotten is seen', { timeout: 120_000 }, async () => {
  const played = await play({
    seed: 1,
    from: 2011,
    until: 2011,
    rollouts: 1,
    faults: 1,
    bend: (kit) => ({ ...kit, archive: { ...kit.archive, dueTickets: async () => [] } }),
  })
  expect(played.violations.map(({ law }) => law)).toContain(
    'a deadline lies in the future once it was looked',
  )
})

it('the same seed plays the same letters', { timeout: 120_000 }, async () => {
  const once = async () => {
    const { counts, mails, end } = await play({ seed: 5, from: 2019, until: 2019, rollouts: 1 })
    return { counts, mails, end }
  }
  expect(await once()).toEqual(await once())
})

it('all 469 products and all 130 releases are there, in the waves in which they were', () => {
  const all = openingsOf(2011, 2024)
  const again = all.filter(({ title }) => /\.r\d/.test(title))
  expect([all.length - again.length, again.length]).toEqual([469, 80])
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length)
  // Two of the products' waves came after the last of the releases.
  expect(new Set(all.map(({ distribution }) => distribution)).size).toBe(132)
  expect(again.filter(({ distribution }) => distribution === 'UMD 2.0.0').length).toBe(11)
  expect(all.filter(({ distribution }) => distribution === 'UMD 1.0.0').length).toBe(30)
})
