// What a writer has been told often enough today (SPEC §3.5; RFC 3834 §2: no loops): the same rejection once, and
// thanks for plain words a few times. A program that answers our answers, unmarked and in other words each time, is
// known by nothing else; what a command did, and what was unclear in one, is told each time.

import { readLine } from '../intake/grammar.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'

const day = 24 * 60 * 60

/** Receipts a day for mails without a command: their words are kept and passed on all the same. */
const thanksADay = 3

/** True where another receipt with these items would tell nothing new. */
export async function toldEnough(
  kit: Kit,
  person: PersonId,
  items: readonly ReceiptItem[],
  now: Instant,
): Promise<boolean> {
  const refusals = refusalsIn(items)
  const onlyWords = items.every(isWords)
  if (!onlyWords && refusals.length < items.length) return false
  const recent = await kit.archive.letters({ person, limit: 200 })
  const today = recent.flatMap(({ letter, queuedAt }) =>
    letter?.letter === 'receipt' && queuedAt > later(now, -day) ? [letter.items] : [],
  )
  if (onlyWords) return today.filter((told) => told.every(isWords)).length >= thanksADay
  const told = new Set(today.flatMap(refusalsIn))
  return refusals.every((refusal) => told.has(refusal))
}

/** Of a mail that said no command: words passed on, or words that fit no rollout or were no answer. */
const isWords = (item: ReceiptItem): boolean =>
  item.item === 'unclear'
    ? item.unclear.why === 'no-answer-read' || item.unclear.why === 'which-ticket'
    : item.item === 'done' && item.did.did === 'noted' && readLine(item.line) === null

/** By kind: what is refused, about which rollout and team. */
const refusalsIn = (items: readonly ReceiptItem[]) =>
  items.flatMap((item) => (item.item === 'refused' ? [JSON.stringify([item.ticket, item.refusal])] : []))
