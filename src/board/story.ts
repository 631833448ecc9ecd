// A ticket’s journal as a story: what was brought together is told together, in the words of letters/history.ts, with
// the mail that brought it and the letters that followed. Reads only what it is handed.

import { factsWords } from '../letters/happened.ts'
import type { JournalRow, LetterRow, MailId } from '../ports.ts'
import type { Actor } from '../rollout/event.ts'
import type { Fact } from '../rollout/fact.ts'
import type { EventId, Instant } from '../rollout/ids.ts'

export type Chapter = {
  readonly at: Instant
  readonly by: Actor
  /** The administrator let it through in the writer's place. */
  readonly released: boolean
  readonly mail: MailId | null
  readonly sentences: readonly string[]
  readonly letters: readonly LetterRow[]
}

/** Oldest first. What one mail said is one chapter. */
export function tellStory(journal: readonly JournalRow[], letters: readonly LetterRow[]): readonly Chapter[] {
  const drafts: { first: JournalRow; events: EventId[]; facts: Fact[]; letters: LetterRow[] }[] = []
  for (const row of journal) {
    const last = drafts.at(-1)
    const together = last?.first.event.releasedBy === row.event.releasedBy
    if (last !== undefined && together && row.mail !== null && last.first.mail === row.mail) {
      last.facts.push(...row.facts)
      last.events.push(row.event.id)
    } else drafts.push({ first: row, events: [row.event.id], facts: [...row.facts], letters: [] })
  }
  // A letter names the event that queued it; what answers a mail as a whole names the mail in its key.
  for (const letter of letters.toReversed()) {
    const mail = Number(/^m(\d+)\//.exec(letter.key)?.[1] ?? Number.NaN)
    const cause =
      drafts.find(({ events }) => letter.event !== null && events.includes(letter.event)) ??
      drafts.find(({ first }) => first.mail === mail)
    cause?.letters.push(letter)
  }
  return drafts.flatMap(({ first, facts, letters: sent }) => {
    const sentences = factsWords(facts)
    if (sentences.length + sent.length === 0) return []
    const released = first.event.releasedBy !== undefined
    return [{ at: first.at, by: first.event.by, released, mail: first.mail, sentences, letters: sent }]
  })
}
