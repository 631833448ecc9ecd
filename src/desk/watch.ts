// Deadlines: one query for what is due, one commit a ticket, catching up at start (DESIGN, way of one mail, 8); and the
// managers' letters of the day. What is due, and what it brings, is the quiet room's matter.

import { sendDigests } from './digest.ts'
import { nextDigest } from '../rollout/digest.ts'
import { questionIds, startRuling } from './ruling.ts'
import { commitOf } from './together.ts'
import type { Kit } from './kit.ts'
import { asEventId, type Instant, type TicketId } from '../rollout/ids.ts'

/**
 * Ticks every ticket with something due; answers with how many changed. One that cannot be ticked does not stop the
 * others; its trouble is thrown when they are done.
 */
export async function watch(kit: Kit): Promise<number> {
  // What fell due during a pause is done once it is over, each thing once: as after a time without an agent.
  if ((await kit.archive.pause()) ?? (await kit.archive.jump())) return 0
  let changed = 0
  const trouble: unknown[] = []
  for (const id of await kit.archive.dueTickets(kit.clock.now())) {
    try {
      if (await tick(kit, id)) changed += 1
    } catch (error) {
      trouble.push(error)
    }
  }
  // After the tickets: what became late this morning is in this morning's letter.
  await sendDigests(kit)
  if (trouble.length > 0) throw trouble[0]
  return changed
}

/** When there is something to look at again: the next deadline, or the next morning's letters. */
export async function nextDue(kit: Kit): Promise<Instant | null> {
  const due = await kit.archive.nextDue()
  const digest = nextDigest({ ...kit.settled, now: kit.clock.now() })
  return due && digest ? (due < digest ? due : digest) : (due ?? digest)
}

/** Whether something fell due after this instant, at which all that was due was looked at. */
export async function fellDueSince(kit: Kit, looked: Instant): Promise<boolean> {
  const now = kit.clock.now()
  const due = await kit.archive.nextDue()
  if (due !== null && due > looked && due <= now) return true
  const digest = nextDigest({ ...kit.settled, now: looked })
  return digest !== null && digest <= now
}

async function tick(kit: Kit, id: TicketId): Promise<boolean> {
  const now = kit.clock.now()
  const before = await kit.archive.ticket(id)
  if (!before) return false
  const ruling = startRuling(kit, now, null, questionIds(`t${id}t`))
  const event = asEventId(`tick/${id}/${before.version}`)
  await ruling.rule(id, { type: 'ticked', id: event, by: { kind: 'clock' }, at: now }, 'tick')
  if (ruling.changes.length === 0) return false
  const result = await kit.ledger.commit(commitOf(ruling))
  // Somebody else changed the ticket meanwhile: the next look finds what is still due.
  if (result === 'conflict') return false
  kit.log('deadline passed', { ticket: id, letters: ruling.outbox.map(({ effect }) => effect.key) })
  return true
}
