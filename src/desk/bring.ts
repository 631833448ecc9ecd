// One event brought to the judge by Rollcall itself (the command line's set-up, a refused letter), committed by itself;
// decided again where the ticket moved on meanwhile.

import { randomUUID } from 'node:crypto'
import { questionIds, startRuling } from './ruling.ts'
import type { Kit } from './kit.ts'
import type { EventDraft } from '../intake/draft.ts'
import type { Actor, Event } from '../rollout/event.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import { asEventId, type EventId, type TicketId } from '../rollout/ids.ts'

const triesOnConflict = 5

/** `id` where the event has a key of its own, so that it counts once however often it is brought. */
export async function bring(
  kit: Kit,
  ticket: TicketId | null,
  draft: EventDraft,
  by: Actor,
  id: EventId = asEventId(`c${randomUUID().slice(0, 8)}`),
): Promise<ReceiptItem> {
  for (let attempt = 0; attempt < triesOnConflict; attempt += 1) {
    const now = kit.clock.now()
    const ruling = startRuling(kit, now, null, questionIds(`r${randomUUID().slice(0, 8)}`))
    const event: Event = { ...draft, id, by, at: now }
    const item = await ruling.rule(ticket, event, draft.type)
    const result = await kit.ledger.commit({
      at: now,
      changes: ruling.changes,
      outbox: ruling.outbox,
      questions: ruling.questions,
      settledQuestions: [],
      files: [],
      bouncedLetters: [],
    })
    if (result === 'committed') return item
  }
  throw new Error('the ticket kept changing while the event was judged')
}
