// The pace of a rollout (SPEC §1.1): an emergency answers within hours and is tried for a day. Its steps see a world with
// those spans in the place of the usual ones, so that no step asks which kind of rollout it is about.

import type { Event } from './event.ts'
import type { Ticket } from './ticket.ts'
import type { World } from './world.ts'

/** The world as the steps of an emergency see it; unchanged for any other. */
export function inPace(world: World, emergency: boolean): World {
  if (!emergency) return world
  const { policy } = world
  return { ...world, policy: { ...policy, answer: policy.emergencyAnswer, trial: policy.emergencyTrial } }
}

/** Whether what this event is about is an emergency: by its ticket or, before there is one, by how it is opened. */
export const isEmergency = (ticket: Ticket | null, event: Event): boolean =>
  ticket ? ticket.emergency === true : event.type === 'opened' && event.emergency === true
