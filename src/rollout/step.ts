// What a step of the process gives back: facts and effects with what they did, or a refusal. Each step is one
// function of the ticket, the event and the world; what follows from every step is a consequence, which nobody asked for
// and nobody can refuse.

import type { Did } from './did.ts'
import type { Effect } from './effect.ts'
import type { Event, EventType } from './event.ts'
import type { Fact } from './fact.ts'
import type { Refusal } from './refusal.ts'
import type { Ticket } from './ticket.ts'
import type { World } from './world.ts'

export type Consequence = { readonly facts: readonly Fact[]; readonly effects: readonly Effect[] }
type Done = Consequence & { readonly did: Did }
export type Step = Done | { readonly refusal: Refusal }
export type EventOf<T extends EventType> = Extract<Event, { type: T }>
export type StepFor<T extends EventType> = (ticket: Ticket, event: EventOf<T>, world: World) => Step

export const refuse = (refusal: Refusal): Step => ({ refusal })
export const done = (did: Did, facts: readonly Fact[] = [], effects: readonly Effect[] = []): Done => ({
  facts,
  effects,
  did,
})
