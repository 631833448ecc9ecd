// pause and resume at the desk (SPEC 3.4): the rule asked, the administrator told, and which letters pass a pause. What
// is queued meanwhile waits in the outbox; nothing falls due either, so that no deadline runs out on people who heard
// nothing (record 0015). After `resume` what waited leaves in its order, but for what was overtaken.

import { mayRule, type Pause, type PostDid, type PostEvent } from '../rollout/pause.ts'
import { alertDraft } from './alarms.ts'
import type { Kit } from './kit.ts'
import type { Commit, OutboxDraft } from '../ports.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'

export type PostRuling = {
  readonly item: ReceiptItem
  /** How it stands afterwards. */
  readonly pause: Pause | null
  readonly pausing: NonNullable<Commit['pausing']>
  readonly outbox: readonly OutboxDraft[]
}

/** `standing`: the pause as what was ruled on before left it. */
export async function rulePost(
  kit: Kit,
  standing: Pause | null,
  event: PostEvent,
  line: string,
  now: Instant,
): Promise<PostRuling> {
  const unchanged = { pause: standing, pausing: [], outbox: [] }
  const why = mayRule(standing, event, { all: kit.settled.managers.all, admin: kit.admin })
  if (why === 'already-so')
    return {
      ...unchanged,
      item: { item: 'done', line, ticket: null, did: { did: 'nothing', why: 'already-so' } },
    }
  if (why !== null) return { ...unchanged, item: { item: 'refused', line, ticket: null, refusal: why } }
  const { letters } = await kit.archive.counts()
  const did: PostDid = {
    did: event.type,
    since: event.type === 'paused' ? now : (standing?.since ?? now),
    waiting: letters.queued + letters.deferred,
    zone: kit.settled.policy.zone,
  }
  return {
    item: { item: 'done', line, ticket: null, did },
    pause: event.type === 'paused' ? { since: now, by: event.by } : null,
    pausing: [{ to: event.type, by: event.by }],
    outbox: [alertOf(kit, event, did, now)],
  }
}

/** To the administrator, whoever paused: a silent bot is the administrator's matter. */
function alertOf(kit: Kit, { id, by }: PostEvent, did: PostDid, now: Instant): OutboxDraft {
  const { since, waiting } = did
  const behind = {
    by: by.kind === 'person' ? by.id : null,
    admin: by.kind === 'admin' ? by.name : null,
  }
  return alertDraft(kit, `post/${id}/${kit.admin}`, now, { reason: did.did, since, waiting }, behind)
}

/** Whether the pause is this person's, whose `undo` without a rollout means it. */
export const pausedBy = (pause: Pause | null, person: PersonId | null): boolean =>
  pause?.by.kind === 'person' && pause.by.id === person

/** The answer to pause and resume leaves though letters are paused: else nobody would know that it worked. */
export const saysPause = (items: readonly ReceiptItem[]): boolean =>
  items.some((item) => item.item === 'done' && (item.did.did === 'paused' || item.did.did === 'resumed'))
