// The daily letter to each manager (SPEC §5, digest): made once a working day, however often it is looked, and after a
// downtime the latest alone. That a day is done is kept with its letters in one commit; nothing leaves where nothing
// waits. What waits is the quiet room's matter.

import { managersOf } from '../rollout/addressees.ts'
import { addDays, dateIn } from '../rollout/day.ts'
import { digestDay, digestFor } from '../rollout/digest.ts'
import { onlyThis } from './onlythis.ts'
import { draftOf } from './ruling.ts'
import { managersTask } from '../rollout/view.ts'
import { withRecords, worldFor } from './world.ts'
import type { Kit } from './kit.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'
import type { World } from '../rollout/world.ts'

/** Answers with how many letters were queued. */
export async function sendDigests(kit: Kit): Promise<number> {
  if (kit.settled.policy.digestAt === undefined) return 0
  const now = kit.clock.now()
  const world = await worldFor(kit, null, now)
  const last = await kit.archive.lastDigest()
  const day = digestDay(world)
  // At the very first look nothing has been missed: the count begins with the next morning.
  const made = last === null ? (day ?? addDays(dateIn(now, world.policy.zone), -1)) : day
  if (made === null || (last !== null && last >= made)) return 0
  const outbox = last === null ? [] : await letters(kit, made, world)
  // Another process was first: the day is done.
  if ((await kit.ledger.commit(onlyThis(now, { outbox, digest: made }))) === 'conflict') return 0
  if (outbox.length > 0)
    kit.log('digest made', { day: made, letters: outbox.map(({ effect }) => effect.key) })
  return outbox.length
}

/** Resolved rollouts wait only where their release has come again. */
const waiting = async (kit: Kit): Promise<readonly Ticket[]> =>
  (await kit.archive.tickets()).filter(({ status, managersDue }) => status !== 'resolved' || managersDue)

async function letters(kit: Kit, day: string, world: World): Promise<readonly OutboxDraft[]> {
  const tickets = await waiting(kit)
  const unreadSince = (await kit.archive.alerts()).find(({ name }) => name === 'mailbox')?.since
  const someChoose = tickets.some((ticket) => managersTask(ticket, world.now) === 'teams')
  const unread = unreadSince ? { unreadSince } : {}
  return lettersOf(tickets, { day, ...unread }, someChoose ? await withRecords(kit, world) : world)
}

function lettersOf(
  tickets: readonly Ticket[],
  said: { readonly day: string; readonly unreadSince?: Instant },
  world: World,
): readonly OutboxDraft[] {
  const people = new Set<PersonId>(tickets.flatMap((ticket) => managersOf(ticket, world)))
  return [...people].flatMap((person) => {
    const { items, more } = digestFor(tickets, person, world)
    if (items.length === 0) return []
    const to = { person, zone: world.policy.zone, because: 'manager' as const }
    const letter = { letter: 'digest' as const, about: null, ...said, items, more }
    const key = `digest/${said.day}/${person}`
    return [draftOf({ kind: 'letter', key, to, letter }, null, world.now, world)]
  })
}
