// pause and resume at the desk (SPEC §3.4): the rule asked, the administrator told, and which letters pass a pause. What
// is queued meanwhile waits in the outbox; nothing falls due either, so that no deadline runs out on people who heard
// nothing (record 0015). While the clock is in doubt `resume` says that it is right. After `resume` what waited leaves in
// its order, but for what was overtaken.

import { isInCharge, mayRule, type Jump, type Pause, type PostDid, type PostEvent } from '../rollout/pause.ts'
import { alertDraft } from './alarms.ts'
import type { Kit } from './kit.ts'
import type { Commit } from '../ports.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'
import type { Alert } from '../rollout/alert.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'

type Paused = Extract<PostDid, { did: 'paused' | 'resumed' }>
export type PostRuling = {
  readonly item: ReceiptItem
  /** How it stands afterwards. */
  readonly pause: Pause | null
  readonly jump: Jump | null
  readonly pausing: NonNullable<Commit['pausing']>
  readonly outbox: readonly OutboxDraft[]
}

/** How it stands, as what was ruled on before left it. */
export type Standstill = { readonly pause: Pause | null; readonly jump: Jump | null }

export async function rulePost(
  kit: Kit,
  { pause: standing, jump }: Standstill,
  event: PostEvent,
  line: string,
  now: Instant,
): Promise<PostRuling> {
  const unchanged = { pause: standing, jump, pausing: [], outbox: [] }
  if (jump !== null && event.type === 'resumed') return trust(kit, standing, jump, event, line, now)
  const why = mayRule(standing, event, { all: kit.settled.managers.all, admin: kit.admin })
  if (why === 'already-so')
    return {
      ...unchanged,
      item: { item: 'done', line, ticket: null, did: { did: 'nothing', why: 'already-so' } },
    }
  if (why !== null) return { ...unchanged, item: { item: 'refused', line, ticket: null, refusal: why } }
  const { letters } = await kit.archive.counts()
  const did: Paused = {
    did: event.type,
    since: event.type === 'paused' ? now : (standing?.since ?? now),
    waiting: letters.queued + letters.deferred,
    zone: kit.settled.policy.zone,
  }
  return {
    item: { item: 'done', line, ticket: null, did },
    pause: event.type === 'paused' ? { since: now, by: event.by } : null,
    jump,
    pausing: [{ to: event.type, by: event.by }],
    outbox: [alertOf(kit, event, did, now)],
  }
}

/**
 * Somebody says that the clock is right as it is (SPEC §9). Letters that somebody has paused stay so: whoever clears up
 * the one may not know of the other.
 */
function trust(
  kit: Kit,
  pause: Pause | null,
  { since, seen }: Jump,
  event: PostEvent,
  line: string,
  now: Instant,
): PostRuling {
  const inCharge = { all: kit.settled.managers.all, admin: kit.admin }
  if (!isInCharge(event.by, inCharge)) {
    const item: ReceiptItem = { item: 'refused', line, ticket: null, refusal: { code: 'not-in-charge' } }
    return { item, pause, jump: { since, seen }, pausing: [], outbox: [] }
  }
  const { zone } = kit.settled.policy
  const did: PostDid = { did: 'trusted', since, now, paused: pause !== null, zone }
  const alert: Alert = { reason: 'clock', since, seen, over: true, how: 'said' }
  return {
    item: { item: 'done', line, ticket: null, did },
    pause,
    jump: null,
    pausing: [{ to: 'trusted', by: event.by, wasWrong: false }],
    outbox: [alertDraft(kit, `clock/${since}/over`, now, alert, behind(event))],
  }
}

const behind = ({ by }: PostEvent) => ({
  by: by.kind === 'person' ? by.id : null,
  admin: by.kind === 'admin' ? by.name : null,
})

/** To the administrator, whoever paused: a silent bot is the administrator's matter. */
function alertOf(kit: Kit, event: PostEvent, did: Paused, now: Instant): OutboxDraft {
  const { since, waiting } = did
  const alert = { reason: did.did, since, waiting }
  return alertDraft(kit, `post/${event.id}/${kit.admin}`, now, alert, behind(event))
}

/** Whether the pause is this person's, whose `undo` without a rollout means it. */
export const pausedBy = (pause: Pause | null, person: PersonId | null): boolean =>
  pause?.by.kind === 'person' && pause.by.id === person

/** The answer to pause and resume leaves though letters are paused: else nobody would know that it worked. */
export const saysPause = (items: readonly ReceiptItem[]): boolean =>
  items.some((item) => item.item === 'done' && ['paused', 'resumed', 'trusted'].includes(item.did.did))
