// The laws of a quiet day, over random streams of letters to random people: nobody gets more than three a day outside of
// emergencies, nothing is lost, nothing waits longer than a working morning with room, what leaves together is one letter.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { dayBegan, leavesAt, morningAfter, type QuietDays } from '../../src/rollout/quiet.ts'
import { asInstant, asPersonId } from '../../src/rollout/ids.ts'
import type { Instant } from '../../src/rollout/ids.ts'
import { aCommit, aDraft } from '../store/values.ts'

const places = { pt: { zone: 'Europe/Lisbon', country: 'PT' }, tw: { zone: 'Asia/Taipei', country: 'TW' } }
const hours = { from: '08:00', until: '18:00' }
const calendar = { closed: [], holidays: {} }
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
  return { letters: 3, days: { pt: of(places.pt), tw: of(places.tw), '': of(places.pt) } }
}

const stream = fc.array(
  fc.record({
    gap: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 45 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 1500 }) },
    ),
    person: fc.integer({ min: 1, max: 3 }),
    haste: fc.constantFrom(0 as const, 1 as const, 1 as const, 2 as const, 3 as const),
    dies: fc.boolean(),
  }),
  { minLength: 10, maxLength: 30 },
)

it('no person gets more than three letters a day, and none is lost or late', async () => {
  await fc.assert(
    fc.asyncProperty(stream, async (letters) => {
      const { ledger, archive } = openStore(':memory:')
      try {
        const left: { person: string; at: Instant; urgent: boolean }[] = []
        let now = Date.parse('2026-11-20T05:00:00Z')
        const look = async (dies: boolean) => {
          const at = instant(now)
          for (;;) {
            const items = await ledger.claimDue(at, instant(now + 900_000), 50, undefined, daysAt(at))
            if (items.length === 0) break
            if (dies) {
              // The process died with all of it in hand: the next look finds everything again.
              dies = false
              await ledger.reclaimLeases()
              continue
            }
            for (const group of Map.groupBy(items, ({ id, company }) => company ?? id).values()) {
              const [first] = group
              if (!first || first.effect.kind !== 'letter' || !('person' in first.effect.to))
                throw new Error('no letter')
              const whole =
                group.length === 1
                  ? first
                  : await ledger.gather({
                      of: group.map(({ id }) => id),
                      effect: { ...first.effect, key: `gathered/${Math.min(...group.map(({ id }) => id))}` },
                      priority: 5,
                      place: first.effect.to.person === 'p3' ? 'tw' : 'pt',
                      at,
                      leaseUntil: instant(now + 900_000),
                    })
              await ledger.settle(whole.id, { state: 'sent', at, response: '' })
              left.push({
                person: first.effect.to.person,
                at,
                urgent: group.some(({ key }) => key.endsWith('!3')),
              })
            }
          }
        }
        for (const [n, { gap, person, haste, dies }] of letters.entries()) {
          now += gap * 60_000
          const draft = aDraft(`${n}!${haste}`, {
            notBefore: instant(now),
            quiet: { place: person === 3 ? 'tw' : 'pt', haste },
          })
          if (draft.effect.kind !== 'letter') throw new Error('no letter')
          const to = { person: asPersonId(`p${person}`), zone: 'UTC', because: 'writer' as const }
          await ledger.commit(
            aCommit({ at: instant(now), outbox: [{ ...draft, effect: { ...draft.effect, to } }] }),
          )
          await look(dies)
        }
        let looks = 0
        for (let next = await archive.nextOutbox(); next !== null; next = await archive.nextOutbox()) {
          // A letter that is due and never leaves would keep us here.
          expect(++looks).toBeLessThan(200)
          now = Math.max(now, Date.parse(next))
          await look(false)
        }
        const rows = await archive.letters()
        const parts = rows.filter(({ key }) => !key.startsWith('gathered/'))
        expect(parts).toHaveLength(letters.length)
        expect(rows.filter(({ state }) => state !== 'sent')).toEqual([])
        for (const { key, queuedAt, sentAt, to } of parts) {
          const place = to && 'person' in to && to.person === 'p3' ? places.tw : places.pt
          // The next working morning; the one after where that day was full before it began.
          const next = morningAfter(leavesAt(queuedAt, place, hours, calendar), place, hours, calendar)
          const by = morningAfter(next, place, hours, calendar)
          expect(sentAt && sentAt <= by, `${key} of ${queuedAt} left ${sentAt}`).toBe(true)
          if (key.endsWith('!3')) expect(sentAt).toBe(queuedAt)
          if (key.endsWith('!0')) expect(leavesAt(sentAt ?? queuedAt, place, hours, calendar)).toBe(sentAt)
        }
        const counted = Map.groupBy(
          left.filter(({ urgent }) => !urgent),
          ({ person, at }) => `${person} ${dayBegan(at, person === 'p3' ? places.tw : places.pt)}`,
        )
        for (const [day, those] of counted) expect(those.length, day).toBeLessThanOrEqual(3)
      } finally {
        await ledger.close()
      }
    }),
    { numRuns: process.env['ROLLCALL_CELLS'] === 'all' ? 500 : 8, endOnFailure: true },
  )
})
