// The world as it is now, for one decision: the settled part, the clock taken once, what is held, the next number.
// Put together here, judged in the quiet room.

import { unsentOf } from './unsent.ts'
import type { Kit } from './kit.ts'
import { asTicketId, type Instant, type TicketId } from '../rollout/ids.ts'
import { factsTold, historiesOf } from '../rollout/askings.ts'
import { recordsOf } from '../rollout/rota.ts'
import type { HeldAnswer, World } from '../rollout/world.ts'

/** Of a ticket with more, the newest are looked at. */
const mostMails = 100
/** And of all tickets together. */
const mostMailsOfAll = 500

/** A world for reading only, or for a ticket that exists: no number is handed out. */
export async function worldFor(kit: Kit, ticket: TicketId | null, now: Instant): Promise<World> {
  const asked = ticket ? await kit.archive.questions({ ticket, state: 'open' }) : []
  // A question that nobody answered in time stays open in memory until somebody does.
  const open = asked.filter(({ until }) => until >= now)
  const held = open.flatMap((question) =>
    question.events.flatMap(({ event }): HeldAnswer[] =>
      event.type === 'answered' ? [{ team: event.team, answer: event.answer, since: question.askedAt }] : [],
    ),
  )
  const away = ticket ? await absences(kit, ticket, now) : []
  const unsent = ticket ? await unsentOf(kit.archive, ticket) : []
  return { ...kit.settled, now, held, away, unsent, nextTicket: asTicketId(0) }
}

/** The same where somebody is to choose teams: with what the journal knows of each, and whose people are away. */
export const withRecords = async (kit: Kit, world: World): Promise<World> => ({
  ...world,
  away: await absences(kit, null, world.now),
  records: recordsOf(historiesOf(await kit.archive.journalOf(factsTold)), world.now),
})

/** Days of return that automatic answers named and that are still to come: on the ticket, or on any. */
async function absences(
  kit: Kit,
  ticket: TicketId | null,
  now: Instant,
): Promise<NonNullable<World['away']>> {
  const mails = await kit.archive.mails({
    away: true,
    ...(ticket ? { ticket, limit: mostMails } : { limit: mostMailsOfAll }),
  })
  const said = mails.flatMap(({ verdict }) => {
    const until = verdict?.kind === 'auto-reply' ? verdict.away?.until : undefined
    return verdict && until !== undefined && until >= now.slice(0, 10) ? [{ from: verdict.from, until }] : []
  })
  const found = await Promise.all(
    said.map(async ({ from, until }) => ({ person: await kit.archive.personByAddress(from), until })),
  )
  return found.flatMap(({ person, until }) => (person ? [{ person: person.id, until }] : []))
}

/** A world that may open a ticket: the Ledger hands out its number first. */
export async function worldForOpening(kit: Kit, now: Instant): Promise<World> {
  const world = await withRecords(kit, await worldFor(kit, null, now))
  return { ...world, nextTicket: await kit.ledger.nextTicketId() }
}

/** The same where nothing will be kept: with the number that comes next, which is not handed out. Newest comes first. */
export async function worldForTrial(kit: Kit, now: Instant): Promise<World> {
  const [newest] = await kit.archive.tickets()
  const world = await withRecords(kit, await worldFor(kit, null, now))
  return { ...world, nextTicket: asTicketId((newest?.id ?? 0) + 1) }
}
