// One letter in the place of several (desk/quietday.ts says which): it is leased as they were, and from then on they share
// its fate. In one transaction, under a key made from theirs, so that a crash before it leaves them as they were, and one
// after it gives the same letter again.

import { Fault } from '../ports.ts'
import type { LetterId, OutboxItem } from '../ports.ts'
import type { Gathering } from '../ports/outgoing.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Connection } from './database.ts'
import type { letterTable } from './letters.ts'

/** One row more in the outbox; those that go into it stay, under its number, so that what names them still finds them. */
export const gatheringTable = (db: Connection, letters: ReturnType<typeof letterTable>) => {
  const insertGathered = db.prepare<{
    key: string
    person: string
    priority: number
    at: Instant
    until: Instant
    effect: string
    place: string
  }>(
    `INSERT INTO outbox (key, person, state, priority, queued_at, not_before, lease_until, attempts, first_tried_at,
       effect, place, gathers)
     VALUES (@key, @person, 'leased', @priority, @at, @at, @until, 1, @at, @effect, @place, 1)`,
  )
  const goInto = db.prepare<{ id: LetterId; into: LetterId }>(
    `UPDATE outbox SET gathered_into = @into, state = 'queued', lease_until = NULL, held = ''
     WHERE id = @id AND state = 'leased' AND gathered_into IS NULL`,
  )
  const gather = db.transaction(({ of, effect, priority, place, at, leaseUntil }: Gathering): OutboxItem => {
    if (effect.kind !== 'letter' || !('person' in effect.to)) throw new Error(`nothing gathers ${effect.key}`)
    const { person } = effect.to
    const { lastInsertRowid } = insertGathered.run({
      key: effect.key,
      person,
      priority,
      at,
      until: leaseUntil,
      effect: JSON.stringify(effect),
      place,
    })
    const into = Number(lastInsertRowid)
    for (const id of of)
      if (goInto.run({ id, into }).changes === 0)
        throw new Fault('store', 'transient', `letter ${id} is in other hands`)
    const item = letters.item(into)
    if (item === null) throw new Fault('store', 'permanent', `there is no letter ${into}`)
    return item
  })
  /** Throws a transient Fault where one of them is not leased any more. */
  return (gathering: Gathering): OutboxItem => gather.immediate(gathering)
}
