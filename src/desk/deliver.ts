// Delivering what is in the outbox: at least once, with a stable Message-ID (SPEC §3.6). Takes what may leave, lets go of
// what means nothing any more, has the rest finished (finish.ts) and handed over (posted.ts), and settles each letter's
// fate. When something is tried again is retry.ts's matter.

import { isSaidBeside } from '../rollout/overtaken.ts'
import type { Turn } from './atthedot.ts'
import { makeBreaker, type Breaker } from './breaker.ts'
import { finish } from './finish.ts'
import { asItLeaves, isMadeAnew } from './leaving.ts'
import { lostItsMeaning } from './overtaken.ts'
import { handOver, notBefore } from './posted.ts'
import { gathered, quietDays } from './quietday.ts'
import { afterFault } from './retry.ts'
import { makeUnderWay, type UnderWay } from './underway.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { OutboxItem, Post } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

// RFC 5321 §4.5.3.2 lets a server take ten minutes after the final dot; a lease outlives that.
const leaseSeconds = 15 * 60
const batch = 50

export type Delivery = {
  readonly sent: number
  readonly deferred: number
  readonly failed: readonly OutboxItem[]
  /** What kept a letter of the last look from leaving; null where all of them left. */
  readonly trouble: string | null
}

/**
 * Sends whatever may leave now, `lanes` letters at a time; one alone, or none, where the breaker knows that the post is
 * shut. A breaker that is given guards the post already. Where `way` is given slow letters stay under way in it, and what
 * becomes of them is told by the next look; else they are waited for. Throws for the store's sake only, never for a letter's.
 */
export async function deliver(
  kit: Kit,
  post: Post,
  lanes: number,
  signal: AbortSignal,
  given?: Breaker,
  way?: UnderWay<Ending>,
): Promise<Delivery> {
  const underWay = way ?? makeUnderWay<Ending>(lanes)
  const breaker = given ?? makeBreaker(kit.clock)
  const heard = given ? post : breaker.guard(post)
  const failed: OutboxItem[] = []
  let sent = 0
  let deferred = 0
  let trouble: string | null = null
  const count = (endings: readonly Ending[]) => {
    for (const ending of endings) {
      if (ending.result === 'sent') sent += 1
      if (ending.result === 'failed') failed.push(ending.item)
      if (ending.result === 'deferred') {
        deferred += 1
        trouble = ending.error
      }
    }
  }
  while (!signal.aborted) {
    const now = kit.clock.now()
    const room = underWay.room(breaker.room(batch))
    if (room === 0) break
    const claimed = await kit.ledger.claimDue(
      now,
      later(now, leaseSeconds),
      room,
      kit.rates,
      quietDays(kit, now),
    )
    if (claimed.length === 0) break
    // The lease of a slow one may have run out; it is in good hands, and is leased anew.
    const items = claimed.filter(({ id }) => !underWay.has(id))
    if (items.length === 0) continue
    // What left after it had a better time.
    trouble = null
    // What has not begun when we are told to stop keeps its lease, which the next start gives back.
    for (const together of inCompany(items)) {
      underWay.begin(
        together.map(({ id }) => id),
        async () => {
          if (signal.aborted) return left
          const refused = breaker.refusal()
          // Nothing is composed for a door that is shut.
          return refused
            ? putBack(kit, together, refused.message, kit.clock.now())
            : sendTogether(kit, { post: heard, breaker, turn: underWay.turn }, together)
        },
      )
    }
    count(await underWay.ended())
  }
  count(way ? way.endedSoFar() : await underWay.idle())
  return { sent, deferred, failed, trouble }
}

/** What became of one letter, or of several that left as one. */
export type Ending =
  | { readonly result: 'sent' | 'overtaken' }
  /** Not begun, or put off without any trouble. */
  | { readonly result: 'left' }
  | { readonly result: 'deferred'; readonly error: string }
  | { readonly result: 'failed'; readonly item: OutboxItem }
const left: Ending = { result: 'left' }

/** What was leased together, each in its place; what leaves alone is alone. */
const inCompany = (items: readonly OutboxItem[]): readonly (readonly OutboxItem[])[] => [
  ...Map.groupBy(items, ({ id, company }) => company ?? id).values(),
]

type Out = { readonly post: Post; readonly breaker: Breaker; readonly turn: () => Turn }

/** Several are made one first; what means nothing any more stays behind. */
async function sendTogether(kit: Kit, out: Out, items: readonly OutboxItem[]): Promise<Ending> {
  const [first, ...others] = items
  if (first === undefined) return left
  if (others.length === 0) return sendOne(kit, out, first)
  const at = kit.clock.now()
  const parts = []
  const letters = items.flatMap(({ effect }) => (effect.kind === 'letter' ? [effect.letter] : []))
  for (const item of items) {
    if (item.effect.kind !== 'letter') continue
    const { letter } = item.effect
    if (isSaidBeside(letter, letters) || (await lostItsMeaning(kit, item, item.effect, at)))
      await overtaken(kit, item, at)
    else parts.push({ item, effect: item.effect })
  }
  const [only, ...more] = parts
  if (only === undefined) return { result: 'overtaken' }
  if (more.length === 0) return sendOne(kit, out, only.item)
  const whole = await gathered(kit, parts, at, leaseSeconds)
  kit.log('letters gathered', { letter: whole.id, key: whole.key, of: parts.map(({ item }) => item.key) })
  return sendOne(kit, out, whole)
}

/** As if they had not been taken up. */
async function putBack(
  kit: Kit,
  items: readonly OutboxItem[],
  error: string,
  until: Instant,
): Promise<Ending> {
  for (const { id } of items)
    await kit.ledger.settle(id, { state: 'deferred', until, error, uncounted: true })
  return { result: 'deferred', error }
}

async function overtaken(kit: Kit, { id, key, ticket }: OutboxItem, at: Instant): Promise<Ending> {
  await kit.ledger.settle(id, { state: 'overtaken', at })
  kit.log('letter overtaken', { letter: id, key, ticket })
  return { result: 'overtaken' }
}

async function sendOne(kit: Kit, out: Out, item: OutboxItem): Promise<Ending> {
  const startedAt = kit.clock.now()
  const { leave, end } = out.turn()
  try {
    if (item.effect.kind !== 'letter') throw new Error(`no door is open for ${item.key}`)
    const { effect } = item
    if ((await lostItsMeaning(kit, item, effect, startedAt)) || (await isMadeAnew(kit, item, startedAt)))
      return await overtaken(kit, item, startedAt)
    const finished =
      item.finished ?? (await finish(kit, item, await asItLeaves(kit, effect, startedAt), startedAt))
    const handed = await handOver(kit, out.post, item, finished, leave)
    if ('until' in handed) {
      await kit.ledger.settle(item.id, { state: 'deferred', until: handed.until, error: handed.why })
      return left
    }
    const { response } = handed
    await kit.ledger.settle(item.id, { state: 'sent', at: kit.clock.now(), response })
    kit.log('letter sent', { letter: item.id, key: item.key, ticket: item.ticket, response })
    return { result: 'sent' }
  } catch (error) {
    const now = kit.clock.now()
    const verdict = afterFault(error, item, now, kit.giveUpDays)
    if ('never' in verdict) {
      await kit.ledger.settle(item.id, { state: 'failed', at: now, error: verdict.error })
      kit.log('letter failed', { letter: item.id, key: item.key, ticket: item.ticket, error: verdict.error })
      return { result: 'failed', item }
    }
    // The next to try is another one: should this letter be the trouble, it holds up nobody.
    if (verdict.uncounted)
      return putBack(kit, [item], verdict.error, later(out.breaker.nextTry() ?? verdict.again, 1))
    const until = notBefore(item, error, verdict.again, now)
    await kit.ledger.settle(item.id, { state: 'deferred', until, error: verdict.error })
    kit.log('letter deferred', { letter: item.id, key: item.key, until, error: verdict.error })
    return { result: 'deferred', error: verdict.error }
  } finally {
    end()
  }
}
