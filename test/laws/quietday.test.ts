// The laws of a quiet day, over random streams of letters to random people: what leaves has room in its reader's day or is
// an emergency, what waits has a reason that holds, one look makes one letter, and nothing is lost. The store is held to
// them by a count of the test's own.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { dayBegan, hastes, leavesAt, morningAfter, type QuietDays } from '../../src/rollout/quiet.ts'
import { asInstant, asPersonId } from '../../src/rollout/ids.ts'
import type { LetterRow, OutboxItem } from '../../src/ports.ts'
import type { Instant } from '../../src/rollout/ids.ts'
import { aCommit, aDraft } from '../store/values.ts'

const places = { pt: { zone: 'Europe/Lisbon', country: 'PT' }, tw: { zone: 'Asia/Taipei', country: 'TW' } }
const hours = { from: '08:00', until: '18:00' }
const calendar = { closed: [], holidays: {} }
const hour = 3_600_000
const lease = 900_000
const most = 3
const instant = (ms: number): Instant => asInstant(new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'))
const daysAt = (now: Instant): QuietDays => {
  const of = (place: { zone: string; country: string }) => {
    const opens = leavesAt(now, place, hours, calendar)
    return {
      began: dayBegan(now, place),
      opens: opens > now ? opens : null,
      morning: morningAfter(now, place, hours, calendar),
    }
  }
  return { letters: most, days: { pt: of(places.pt), tw: of(places.tw), '': of(places.pt) } }
}

type Step = {
  readonly gap: number
  readonly person: number
  readonly haste: 0 | 1 | 2 | 3
  /** The process dies with all that it has just leased; what it leased leaves only after the next look. */
  readonly dies: boolean
  readonly slow: boolean
  /** The next letter is there before anybody looks. */
  readonly joined: boolean
  /** It means nothing any more when its turn comes. */
  readonly overtaken: boolean
}
const step: fc.Arbitrary<Step> = fc.record({
  gap: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 45 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 1500 }) },
  ),
  person: fc.integer({ min: 1, max: 3 }),
  haste: fc.constantFrom(0 as const, 0 as const, 1 as const, 1 as const, 1 as const, 2 as const, 3 as const),
  dies: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  joined: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  slow: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  overtaken: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
})
const stream = fc.array(step, { minLength: 10, maxLength: 30 })

const hasteOf = (key: string) => Number(key.split('!')[1])
const isLost = (key: string) => key.endsWith('!lost')
const placeOf = (person: string) => (person === 'p3' ? 'tw' : 'pt')
const isTo = ({ to }: LetterRow, person: string) => to !== null && 'person' in to && to.person === person
const personOf = ({ effect }: OutboxItem) => {
  if (effect.kind !== 'letter' || !('person' in effect.to)) throw new Error('no letter')
  return effect.to.person
}

async function keepsTheLaws(steps: readonly Step[]): Promise<void> {
  const { ledger, archive } = openStore(':memory:')
  try {
    let now = Date.parse('2026-11-20T05:00:00Z')
    const begun: { person: string; id: number; at: Instant; sentAt: Instant | null }[] = []
    const waitedSince = new Map<string, Instant>()
    const onItsDay = (person: string) => {
      const began = dayBegan(instant(now), places[placeOf(person)])
      return begun.filter((one) => one.person === person && (one.sentAt === null || one.sentAt >= began))
        .length
    }
    const settle = async () => {
      for (const one of begun) {
        if (one.sentAt !== null) continue
        one.sentAt = instant(now)
        await ledger.settle(one.id, { state: 'sent', at: one.sentAt, response: '' })
      }
    }
    /** What was leased together becomes one letter, if it may leave. */
    const makeLetter = async (items: readonly OutboxItem[]) => {
      const at = instant(now)
      const lost = items.filter(({ key }) => isLost(key))
      for (const { id } of lost) await ledger.settle(id, { state: 'overtaken', at })
      const parts = items.filter(({ key }) => !isLost(key))
      const [first] = parts
      const person = personOf(items[0] ?? first!)
      const room = most - onItsDay(person)
      const keys = items.map(({ key }) => key)
      const urgent = keys.filter((key) => hasteOf(key) === hastes.emergency)
      const why = `${keys.join(' ')} at ${at} with room for ${room}`
      // An emergency passes a full day, and nothing passes with it.
      if (room <= 0) expect(urgent, why).toEqual(keys)
      // The last of a day leaves with what hurries, or once the first of it has waited for an hour.
      if (room === 1 && !keys.some((key) => hasteOf(key) >= hastes.asked)) {
        const since = keys.flatMap((key) => waitedSince.get(key) ?? []).toSorted()[0]
        expect(since === undefined ? null : Date.parse(since) + hour, why).toBe(now)
      }
      const open = leavesAt(at, places[placeOf(person)], hours, calendar) === at
      if (!open)
        expect(
          keys.filter((key) => hasteOf(key) === hastes.waits),
          why,
        ).toEqual([])
      if (first === undefined) return
      const whole =
        parts.length === 1
          ? first
          : await ledger.gather({
              of: parts.map(({ id }) => id),
              effect: { ...first.effect, key: `gathered/${Math.min(...parts.map(({ id }) => id))}` },
              priority: 5,
              place: placeOf(person),
              at,
              leaseUntil: instant(now + lease),
            })
      begun.push({ person, id: whole.id, at, sentAt: null })
    }
    const look = async (dies: boolean) => {
      const at = instant(now)
      const before = begun.length
      const looks = new Map<string, number>()
      for (;;) {
        const items = await ledger.claimDue(at, instant(now + lease), 50, undefined, daysAt(at))
        if (items.length === 0) break
        if (dies) {
          dies = false
          // What is under way is told of before anything is given back: its lease was this process's too.
          await settle()
          await ledger.reclaimLeases()
          continue
        }
        for (const group of Map.groupBy(items, ({ id, company }) => company ?? id).values()) {
          const person = personOf(group[0]!)
          looks.set(person, (looks.get(person) ?? 0) + 1)
          await makeLetter(group)
        }
      }
      for (const [person, letters] of looks) expect(letters, `letters to ${person} at ${at}`).toBe(1)
      expect(begun.length - before).toBeLessThanOrEqual(looks.size)
      await whatWaitsHasAReason(at)
    }
    const whatWaitsHasAReason = async (at: Instant) => {
      const rows = await archive.letters({ state: 'queued' })
      for (const { key, waits, notBefore, to, gatheredInto } of rows) {
        if (gatheredInto !== null || to === null || !('person' in to)) continue
        const place = places[placeOf(to.person)]
        const why = `${key} waits for ${waits} at ${at}, until ${notBefore}`
        expect(notBefore > at, why).toBe(true)
        if (waits === 'company') {
          // Whoever comes later shares the hour of the first, wherever that one goes afterwards.
          const { person } = to
          const together = rows.filter((one) => one.waits === 'company' && isTo(one, person))
          const began = together.flatMap((one) => waitedSince.get(one.key) ?? []).toSorted()[0]
          waitedSince.set(key, waitedSince.get(key) ?? began ?? at)
        }
        if (waits === 'hours') {
          expect(hasteOf(key), why).toBe(hastes.waits)
          expect(notBefore, why).toBe(leavesAt(at, place, hours, calendar))
        } else if (waits === 'company') {
          expect(hasteOf(key), why).toBeLessThan(hastes.asked)
          expect(Date.parse(notBefore), why).toBe(Date.parse(waitedSince.get(key) ?? at) + hour)
        } else {
          expect(waits, why).toBe('day')
          expect(hasteOf(key), why).toBeLessThan(hastes.emergency)
        }
      }
    }
    const passTo = async (then: number) => {
      for (let next = await archive.nextOutbox(); next !== null; next = await archive.nextOutbox()) {
        if (Date.parse(next) >= then) break
        // A letter that is due and never leaves would keep us here.
        expect(Date.parse(next)).toBeGreaterThan(now)
        now = Date.parse(next)
        await look(false)
        await settle()
      }
      now = then
    }
    for (const [n, { gap, person, haste, dies, slow, joined, overtaken }] of steps.entries()) {
      // A lease that is about to end is somebody's who has long said what became of it.
      const then = now + (steps[n - 1]?.joined ? 0 : gap * 60_000)
      if (begun.some((one) => one.sentAt === null && then - Date.parse(one.at) >= lease)) await settle()
      await passTo(then)
      const draft = aDraft(`${n}!${haste}!${overtaken ? 'lost' : ''}`, {
        notBefore: instant(now),
        quiet: { place: placeOf(`p${person}`), haste },
      })
      if (draft.effect.kind !== 'letter') throw new Error('no letter')
      const to = { person: asPersonId(`p${person}`), zone: 'UTC', because: 'writer' as const }
      await ledger.commit(
        aCommit({ at: instant(now), outbox: [{ ...draft, effect: { ...draft.effect, to } }] }),
      )
      if (joined && n + 1 < steps.length) continue
      const full = onItsDay(`p${person}`)
      await look(dies)
      const row = (await archive.letters()).find(({ key }) => key === draft.effect.key)
      // A day is full, or nearly, where somebody waits for it: with room for two nobody does.
      if (row?.waits === 'day') expect(full).toBeGreaterThanOrEqual(most)
      if (row?.waits === 'company') expect(full).toBe(most - 1)
      if (!slow) await settle()
    }
    await settle()
    let looks = 0
    for (let next = await archive.nextOutbox(); next !== null; next = await archive.nextOutbox()) {
      expect(++looks).toBeLessThan(200)
      now = Math.max(now, Date.parse(next))
      await look(false)
      await settle()
    }
    const rows = await archive.letters()
    const parts = rows.filter(({ key }) => !key.startsWith('gathered/'))
    expect(parts).toHaveLength(steps.length)
    for (const { key, state, queuedAt, sentAt, to } of parts) {
      expect(state, key).toBe(isLost(key) ? 'overtaken' : 'sent')
      if (isLost(key)) continue
      const place = to && 'person' in to ? places[placeOf(to.person)] : places.pt
      // The next working morning; the one after where that day was full before it began.
      const next = morningAfter(leavesAt(queuedAt, place, hours, calendar), place, hours, calendar)
      const by = morningAfter(next, place, hours, calendar)
      expect(sentAt && sentAt <= by, `${key} of ${queuedAt} left ${sentAt}`).toBe(true)
    }
    for (const { key, queuedAt } of parts.filter((one) => hasteOf(one.key) === hastes.emergency)) {
      const row = parts.find((one) => one.key === key)
      const left = begun.find(({ id }) => id === (row?.gatheredInto ?? row?.id))
      if (!isLost(key)) expect(left?.at, key).toBe(queuedAt)
    }
  } finally {
    await ledger.close()
  }
}

it('what leaves has room in its day, what waits has a reason, and nothing is lost', async () => {
  await fc.assert(fc.asyncProperty(stream, keepsTheLaws), {
    numRuns: process.env['ROLLCALL_CELLS'] === 'all' ? 250 : 10,
    endOnFailure: true,
  })
}, 300_000)

it('one claim takes up few readers where much waits for each, and the others have their turn', async () => {
  const { ledger } = openStore(':memory:')
  const at = asInstant('2026-11-20T10:00:00Z')
  const outbox = Array.from({ length: 1000 }, (_, n) => {
    const draft = aDraft(`${n}!1!`, { notBefore: at, quiet: { place: 'pt', haste: hastes.counts } })
    if (draft.effect.kind !== 'letter') throw new Error('no letter')
    const to = { person: asPersonId(`p${n % 20}`), zone: 'UTC', because: 'writer' as const }
    return { ...draft, effect: { ...draft.effect, to } }
  })
  await ledger.commit(aCommit({ at, outbox }))
  const sizes: number[] = []
  for (let claims = 0; claims < 30; claims += 1) {
    const items = await ledger.claimDue(at, instant(Date.parse(at) + lease), 50, undefined, daysAt(at))
    sizes.push(items.length)
    if (items.length === 0) break
  }
  expect(sizes).toEqual([...Array.from({ length: 20 }, () => 50), 0])
  await ledger.close()
})

it('a day that was full before it began lets nothing through but emergencies', async () => {
  const one = { person: 1, dies: false, slow: false, joined: false, overtaken: false }
  const night = [3, 3, 3].map((haste) => ({ ...one, haste: haste as 3, gap: 10 }))
  const waiting = [0, 0, 1].map((haste) => ({ ...one, haste: haste as 0 | 1, gap: 5 }))
  const noon = [
    { ...one, haste: 1 as const, gap: 300, joined: true },
    { ...one, haste: 3 as const, gap: 1 },
  ]
  await keepsTheLaws([...night, ...waiting, ...noon])
})
