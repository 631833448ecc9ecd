// One event brought to the judge by Rollcall itself (the command line's set-up, a refused letter), committed by itself;
// decided again where the ticket moved on meanwhile.

import { randomUUID } from 'node:crypto'
import { questionIds, startRuling } from './ruling.ts'
import { commitOf, commitTogether } from './together.ts'
import type { Kit } from './kit.ts'
import type { EventDraft } from '../intake/draft.ts'
import type { Actor, Event } from '../rollout/event.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { PostEvent } from '../rollout/pause.ts'
import { asEventId, type EventId, type TicketId } from '../rollout/ids.ts'

/** `id` where the event has a key of its own, so that it counts once however often it is brought. */
export async function bring(
  kit: Kit,
  ticket: TicketId | null,
  draft: EventDraft,
  by: Actor,
  id: EventId = asEventId(`c${randomUUID().slice(0, 8)}`),
): Promise<ReceiptItem> {
  return commitTogether(kit, 'the ticket kept changing while the event was judged', async (now) => {
    const ruling = startRuling(kit, now, null, questionIds(`r${randomUUID().slice(0, 8)}`))
    const event: Event | PostEvent = { ...draft, id, by, at: now }
    return { answer: await ruling.rule(ticket, event, draft.type), commit: commitOf(ruling) }
  })
}
