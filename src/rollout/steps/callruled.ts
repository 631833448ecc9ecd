// What managers say of a call (SPEC §1.4): `call` with lists or without, `now`, `hold`, `skip`, `also`. Each acts on the
// round that waits, or on the one that is out; what goes on by itself, said or not, is escalate.ts.

import { placeOfBot, stackOfTicket } from '../addressees.ts'
import { addSpan, writeSpan } from '../deadline.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { escalated, lastPosted, lastRound, listsOfRound, notYetCalled, post, roundsOver } from './escalate.ts'
import type { Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** A list by its address or, among the configured ones, by its name alone. */
function listNamed(said: string, ticket: Ticket, world: World): string | null {
  const stack = stackOfTicket(ticket, world)
  const known = [
    ...(stack?.lists ?? []),
    ...Object.values(stack?.componentLists ?? {}).flat(),
    ...world.policy.escalation.wider,
  ]
  // Spelled as in the config, so that one list is one list whatever case it is written in.
  const name = said.toLowerCase()
  if (name.includes('@')) return known.find((list) => list.toLowerCase() === name) ?? name
  return known.find((list) => list.split('@')[0]?.toLowerCase() === name) ?? null
}

/** `foreign`: the first name that no list has. An address always has one: who may write there was judged (SPEC §3.3). */
function listsNamed(lists: readonly string[], ticket: Ticket, world: World) {
  const found = lists.map((said) => ({ said, list: listNamed(said, ticket, world) }))
  const foreign = found.find(({ list }) => list === null)
  return { foreign: foreign?.said, lists: [...new Set(found.flatMap(({ list }) => (list ? [list] : [])))] }
}

/**
 * The round a manager's `call` belongs to: the one that is prepared or out, so that two managers who both say it do
 * not wake the wider lists; a new one once the last is over.
 */
function roundNow(ticket: Ticket, world: World): number {
  const { escalation } = ticket
  if ('round' in escalation && escalation.state !== 'manager') return escalation.round
  const last = ticket.calls.at(-1)
  const over = !last || addSpan(last.at, world.policy.escalation.round, placeOfBot(world)) <= world.now
  const before = escalation.state === 'manager' ? roundsOver(ticket) : lastPosted(ticket)
  return over ? before + 1 : last.round
}

/** Posts at once; to the lists that the round prepares, or would, where none is named. */
export const call: StepFor<'call-asked'> = (ticket, event, world) => {
  const { foreign, lists } = listsNamed(event.lists, ticket, world)
  if (foreign !== undefined) return refuse({ code: 'foreign-list', list: foreign })
  const round = roundNow(ticket, world)
  const { escalation } = ticket
  const unsaid =
    'lists' in escalation ? escalation.lists : listsOfRound(ticket, Math.min(round, lastRound), world)
  const wanted = notYetCalled(ticket, round, lists.length > 0 ? lists : unsaid)
  const isOut = ticket.calls.some((made) => made.round === round)
  if (wanted.length === 0)
    return isOut ? done({ did: 'nothing', why: 'already-so' }) : refuse({ code: 'no-lists' })
  const { facts, effects } = post(ticket, round, wanted, world)
  return done({ did: 'called', round, lists: wanted }, facts, effects)
}

/** The call that waits: previewed or held. */
function pendingCall(ticket: Ticket) {
  const { escalation } = ticket
  return escalation.state === 'previewed' || escalation.state === 'held' ? escalation : null
}

/** As the clock would have done at its hour. */
export const callNow: StepFor<'call-now'> = (ticket, _event, world) => {
  const pending = pendingCall(ticket)
  if (!pending) return refuse({ code: 'nothing-called' })
  const { facts, effects } = post(ticket, pending.round, pending.lists, world)
  return done({ did: 'called', round: pending.round, lists: pending.lists }, facts, effects)
}

/** The managers are reminded of it while it waits (trial.ts). */
export const hold: StepFor<'call-held'> = (ticket, _event, world) => {
  const pending = pendingCall(ticket)
  if (!pending) return refuse({ code: 'nothing-called' })
  if (pending.state === 'held') return done({ did: 'nothing', why: 'already-so' })
  const { round, lists } = pending
  return done({ did: 'held' }, [escalated({ state: 'held', round, lists, since: world.now })])
}

/** No call this round: the next step comes as if it had been posted. */
export const skip: StepFor<'call-skipped'> = (ticket, _event, world) => {
  const pending = pendingCall(ticket)
  if (!pending) return refuse({ code: 'nothing-called' })
  const { round: span } = world.policy.escalation
  const nextAt = {
    at: addSpan(world.now, span, placeOfBot(world)),
    rule: `${writeSpan(span)} after the skipped round`,
  }
  return done({ did: 'skipped', round: pending.round }, [
    escalated({ state: 'called', round: pending.round, nextAt }),
  ])
}

/** One list more for the round that waits; its hour stays. */
export const also: StepFor<'call-widened'> = (ticket, event, world) => {
  const pending = pendingCall(ticket)
  if (!pending) return refuse({ code: 'nothing-called' })
  const { foreign, lists: more } = listsNamed(event.lists, ticket, world)
  if (foreign !== undefined) return refuse({ code: 'foreign-list', list: foreign })
  const lists = [...new Set([...pending.lists, ...more])]
  if (lists.length === pending.lists.length) return done({ did: 'nothing', why: 'already-so' })
  const postAt = pending.state === 'previewed' && pending.postAt ? { postAt: pending.postAt } : {}
  return done({ did: 'previewed', round: pending.round, lists, zone: world.policy.zone, ...postAt }, [
    escalated({ ...pending, lists }),
  ])
}
