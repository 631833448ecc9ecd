// The laws of time (SPEC §9; RELIABILITY A6, D9), over rollouts in random phases and a clock that is set at random: no letter
// while the clock is in doubt, none before something is due, none twice, at most one step of escalation a look.
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import type { LetterRow } from '../../src/ports.ts'

const whole = process.env['ROLLCALL_CELLS'] === 'all'
const admin = 'postmaster@egi.example'
const hour = 3_600_000
const day = 24 * hour
const shift = (at: string, by: number) => new Date(Date.parse(at) + by).toISOString().replace(/\.\d+Z$/, 'Z')

const said = fc.constantFrom(
  `assign ${c.lisbon}`,
  `assign ${c.desy} ${c.srce}`,
  `unassign ${c.desy}`,
  'call',
  'now',
  'hold',
  'skip',
  'extend 3d',
  'outcome ACCEPT',
  'resolve anyway enough',
)
const answered = fc.constantFrom(
  [c.jan, `accept ${c.desy}`],
  [c.jan, `reject ${c.desy}`],
  [c.ana, `accept ${c.srce}`],
  [c.maria, `withdraw ${c.lisbon}`],
)
const move = fc.oneof(
  { weight: 4, arbitrary: said.map((line) => ({ do: 'say' as const, line })) },
  { weight: 2, arbitrary: answered.map((mail) => ({ do: 'mail' as const, mail })) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 90 }).map((hours) => ({ do: 'pass' as const, hours })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(-hour, hour, -day, day, 365 * day).map((by) => ({ do: 'set' as const, by })),
  },
  { weight: 1, arbitrary: fc.boolean().map((machineToo) => ({ do: 'down' as const, machineToo })) },
)
/** Starts beside changes of summer time on the teams' side, whose zones are Lisbon, Berlin and Zagreb. */
const begins = fc.constantFrom('2026-11-20T10:00:00Z', '2026-10-22T10:00:00Z', '2027-03-25T10:00:00Z')

type Move = typeof move extends fc.Arbitrary<infer One> ? One : never

let stage: Stage | null = null
afterAll(() => stage?.close())

const letters = async (from: Stage): Promise<readonly LetterRow[]> =>
  (await from.house.kit.archive.letters()).toReversed()
/** What the clock wrote to somebody: the same words twice in one look are the same letter, whatever their key. */
const meanings = (rows: readonly LetterRow[]) =>
  rows.flatMap(({ letter, to, ticket, event }) =>
    event?.startsWith('tick/') ? [JSON.stringify([ticket, to, letter])] : [],
  )

async function keepsTheLaws(begin: string, moves: readonly Move[]): Promise<void> {
  stage = await setStage(begin)
  const { archive } = stage.house.kit
  const own = stage
  await own.say(null, `open ${c.title}`)
  await own.say(null, 'open Staged Rollout CA 1.38')
  let seen = (await letters(own)).length
  /** What one look brought, after the wall clock or the agent moved and nobody said a word. */
  const look = async (act: () => Promise<void>, isDue: boolean) => {
    own.news()
    await act()
    const fresh = (await letters(own)).slice(seen)
    const left = own.news().filter((line) => !line.startsWith(`${admin}: `))
    if (await archive.jump()) expect(left).toEqual([])
    if (!isDue) expect(left).toEqual([])
    expect(new Set(meanings(fresh)).size).toBe(meanings(fresh).length)
    for (const ticket of [1, 2].map(asTicketId)) {
      const mine = fresh.filter((row) => row.ticket === ticket)
      const posts = mine.flatMap(({ letter }) => (letter?.letter === 'call' ? [letter.round] : []))
      const previews = mine.filter(({ letter }) => letter?.letter === 'call-preview')
      expect(new Set(posts).size).toBeLessThanOrEqual(1)
      if (posts.length > 0) expect(previews).toEqual([])
    }
    seen += fresh.length
  }
  const isDue = async (at: string) => {
    const due = await archive.nextDue()
    return due !== null && due <= at
  }
  for (const one of moves) {
    const now = own.now()
    switch (one.do) {
      case 'say':
        await own.say(1, one.line)
        break
      case 'mail':
        await own.mail({ from: one.mail[0] ?? '', text: `#1 ${one.mail[1] ?? ''}` })
        break
      case 'pass': {
        const then = shift(now, one.hours * hour)
        await look(() => own.at(then), await isDue(then))
        break
      }
      case 'set': {
        // Set, looked at, and set right again: nothing has happened.
        await look(() => own.jump(shift(now, one.by)), false)
        expect(await archive.jump()).not.toBeNull()
        await look(() => own.jump(now), await isDue(now))
        expect(await archive.jump()).toBeNull()
        break
      }
      case 'down': {
        const then = shift(now, 10 * day)
        await look(() => own.restart(one.machineToo, then), await isDue(then))
        // On the same start of the machine the clock was set while nothing ran.
        if (!one.machineToo) {
          expect(await archive.jump()).not.toBeNull()
          await own.say(null, 'resume')
        }
        break
      }
    }
    seen = (await letters(own)).length
  }
  const all = await letters(own)
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length)
  await own.close()
  stage = null
}

describe('whatever the clock does', () => {
  it('nothing leaves in doubt, before its time, or twice, and no look takes two steps', async () => {
    await fc.assert(
      fc.asyncProperty(begins, fc.array(move, { minLength: 8, maxLength: 14 }), async (begin, moves) => {
        await keepsTheLaws(begin, moves)
      }),
      { numRuns: whole ? 40 : 2, endOnFailure: true },
    )
  }, 600_000)
})
