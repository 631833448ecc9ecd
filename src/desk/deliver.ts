// Delivering what is in the outbox: at least once, with a stable Message-ID. The first claim of a letter composes it
// and keeps the finished bytes; every try sends those (DESIGN, way of one mail, 7).

import PQueue from 'p-queue'
import { isOvertaken } from '../rollout/overtaken.ts'
import { enclosuresFor } from './enclosures.ts'
import { asItLeaves, isMadeAnew } from './leaving.ts'
import { handOver } from './posted.ts'
import { gathered, quietDays } from './quietday.ts'
import { afterFault } from './retry.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { Finished, OutboxItem, Person, Post } from '../ports.ts'
import type { Effect, Letter, Recipient } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'

type LetterEffect = Extract<Effect, { kind: 'letter' }>

// RFC 5321 §4.5.3.2 lets a server take ten minutes after the final dot; a lease outlives that.
const leaseSeconds = 15 * 60
const batch = 50
// What leaves at once cannot be overtaken; what waited longer is looked at again.
const waitsLong = 60 * 60

export type Delivery = {
  readonly sent: number
  readonly deferred: number
  readonly failed: readonly OutboxItem[]
  /** What kept the last of the deferred letters from leaving; null where none was deferred. */
  readonly trouble: string | null
}

/** Sends whatever may leave now, `lanes` letters at a time. Throws for the store's sake only, never for a letter's. */
export async function deliver(kit: Kit, post: Post, lanes: number, signal: AbortSignal): Promise<Delivery> {
  const lane = new PQueue({ concurrency: lanes })
  const failed: OutboxItem[] = []
  let sent = 0
  let deferred = 0
  let trouble: string | null = null
  while (!signal.aborted) {
    const now = kit.clock.now()
    const items = await kit.ledger.claimDue(
      now,
      later(now, leaseSeconds),
      batch,
      kit.rates,
      quietDays(kit, now),
    )
    if (items.length === 0) break
    // What has not begun when we are told to stop keeps its lease, which the next start gives back.
    const tasks = inCompany(items).map((together) =>
      lane.add(async () => (signal.aborted ? left : await sendTogether(kit, post, together))),
    )
    // All of them end before anything is thrown: none may still be under way when the store is closed.
    const ended = await Promise.allSettled(tasks)
    for (const task of ended) {
      if (task.status === 'rejected') continue
      const { result, error } = task.value
      if (result === 'sent') sent += 1
      if (result === 'deferred') {
        deferred += 1
        trouble = error
      }
      if (task.value.item) failed.push(task.value.item)
    }
    const broken = ended.find((task) => task.status === 'rejected')
    if (broken) throw broken.reason
  }
  return { sent, deferred, failed, trouble }
}

type Sending = {
  readonly result: 'sent' | 'deferred' | 'failed' | 'left' | 'overtaken'
  readonly error: string
  /** What failed. */
  readonly item?: OutboxItem
}
const left: Sending = { result: 'left', error: '' }

/** What was leased together, each in its place; what leaves alone is alone. */
const inCompany = (items: readonly OutboxItem[]): readonly (readonly OutboxItem[])[] => [
  ...Map.groupBy(items, ({ id, company }) => company ?? id).values(),
]

/** Several are made one first; what means nothing any more stays behind. */
async function sendTogether(kit: Kit, post: Post, items: readonly OutboxItem[]): Promise<Sending> {
  const [first, ...others] = items
  if (first === undefined) return left
  if (others.length === 0) return sendOne(kit, post, first)
  const at = kit.clock.now()
  const parts = []
  for (const item of items) {
    if (item.effect.kind !== 'letter') continue
    if (await lostItsMeaning(kit, item, item.effect, at)) await overtaken(kit, item, at)
    else parts.push({ item, effect: item.effect })
  }
  const [only, ...more] = parts
  if (only === undefined) return { result: 'overtaken', error: '' }
  if (more.length === 0) return sendOne(kit, post, only.item)
  const whole = await gathered(kit, parts, at, leaseSeconds)
  kit.log('letters gathered', { letter: whole.id, key: whole.key, of: parts.map(({ item }) => item.key) })
  return sendOne(kit, post, whole)
}

async function overtaken(kit: Kit, { id, key, ticket }: OutboxItem, at: Instant): Promise<Sending> {
  await kit.ledger.settle(id, { state: 'overtaken', at })
  kit.log('letter overtaken', { letter: id, key, ticket })
  return { result: 'overtaken', error: '' }
}

async function sendOne(kit: Kit, post: Post, item: OutboxItem): Promise<Sending> {
  const startedAt = kit.clock.now()
  try {
    if (item.effect.kind !== 'letter') throw new Error(`no door is open for ${item.key}`)
    const { effect } = item
    if ((await lostItsMeaning(kit, item, effect, startedAt)) || (await isMadeAnew(kit, item, startedAt)))
      return await overtaken(kit, item, startedAt)
    const finished =
      item.finished ?? (await finish(kit, item, await asItLeaves(kit, effect, startedAt), startedAt))
    const handed = await handOver(kit, post, item, finished)
    if ('until' in handed) {
      await kit.ledger.settle(item.id, { state: 'deferred', until: handed.until, error: handed.why })
      return left
    }
    const { response } = handed
    await kit.ledger.settle(item.id, { state: 'sent', at: kit.clock.now(), response })
    kit.log('letter sent', { letter: item.id, key: item.key, ticket: item.ticket, response })
    return { result: 'sent', error: '' }
  } catch (error) {
    const now = kit.clock.now()
    const verdict = afterFault(error, item.attempts + 1, item.firstTriedAt ?? startedAt, now)
    if ('never' in verdict) {
      await kit.ledger.settle(item.id, { state: 'failed', at: now, error: verdict.error })
      kit.log('letter failed', { letter: item.id, key: item.key, ticket: item.ticket, error: verdict.error })
      return { result: 'failed', error: verdict.error, item }
    }
    await kit.ledger.settle(item.id, { state: 'deferred', until: verdict.again, error: verdict.error })
    kit.log('letter deferred', { letter: item.id, key: item.key, until: verdict.again, error: verdict.error })
    return { result: 'deferred', error: verdict.error }
  }
}

async function lostItsMeaning(
  kit: Kit,
  { ticket: id, queuedAt }: OutboxItem,
  { letter }: LetterEffect,
  now: Instant,
): Promise<boolean> {
  if (later(queuedAt, waitsLong) > now) return false
  // Proven or answered meanwhile: nobody needs to be asked.
  if (letter.letter === 'ask-back') return (await kit.archive.question(letter.question))?.state !== 'open'
  // One letter of several is reason enough for all of them.
  if (letter.letter === 'gathered') {
    const lost = await Promise.all(
      letter.parts.map(async (part) => {
        const ticket = part.letter.about && (await kit.archive.ticket(part.letter.about.ticket))
        return ticket !== null && isOvertaken(part.letter, ticket, queuedAt, now)
      }),
    )
    return lost.every((one) => one)
  }
  if (id === null) return false
  const ticket = await kit.archive.ticket(id)
  return ticket !== null && isOvertaken(letter, ticket, queuedAt, now)
}

async function finish(kit: Kit, item: OutboxItem, effect: LetterEffect, at: Instant): Promise<Finished> {
  const to = await addressOf(kit, effect.to)
  const answers = 'answers' in effect.letter ? effect.letter.answers : undefined
  const request = {
    key: item.key,
    letter: effect.letter,
    to: { ...to, recipient: effect.to },
    id: item.id,
    at,
    enclosures: await enclosuresFor(kit, item, effect.letter, effect.to),
    ...(answers ? { inReplyTo: answers } : {}),
  }
  return kit.ledger.keepFinished(item.id, await kit.compose(request, await namesIn(kit, effect.letter)), at)
}

async function addressOf(kit: Kit, to: Recipient): Promise<{ address: string; name: string }> {
  if ('list' in to) return { address: to.list, name: '' }
  if ('tracker' in to) return { address: kit.trust.trackerAddress ?? '', name: '' }
  const person = await kit.archive.person(to.person)
  if (!person) throw new Error(`no address on file for ${to.person}`)
  return { address: person.address, name: person.name }
}

/** The people a letter names, by name, to its readers among the managers. */
async function namesIn(kit: Kit, letter: Letter): Promise<ReadonlyMap<PersonId, Person>> {
  const names = new Map<PersonId, Person>()
  for (const one of letter.letter === 'gathered' ? letter.parts.map((part) => part.letter) : [letter]) {
    const by = 'by' in one ? one.by : null
    const person = by ? await kit.archive.person(by) : null
    if (person) names.set(person.id, person)
  }
  return names
}
