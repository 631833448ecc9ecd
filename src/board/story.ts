// A ticket's journal as a story: what was brought together is told together, in the words of words.ts, with the mail
// that brought it and the letters that followed. Reads only what it is handed.

import { shortTeam } from '../rollout/team.ts'
import { factWords } from './words.ts'
import type { JournalRow, LetterRow, MailId } from '../ports.ts'
import type { LetterName } from '../rollout/effect.ts'
import type { Actor } from '../rollout/event.ts'
import type { Fact } from '../rollout/fact.ts'
import type { Instant } from '../rollout/ids.ts'

export type Chapter = {
  readonly at: Instant
  readonly by: Actor
  readonly mail: MailId | null
  readonly sentences: readonly string[]
  readonly letters: readonly LetterRow[]
}

/** What brings each letter about; letters that are not here follow whatever happened last at their instant. */
const causes: { readonly [name in LetterName]?: Fact['what'] } = {
  'new-ticket': 'opened',
  invitation: 'invited',
  'team-silent': 'due-noted',
  'call-preview': 'escalated',
  call: 'called',
  'offer-received': 'offered',
  'report-received': 'report-filed',
  'reports-complete': 'reports-complete',
  outcome: 'resolved',
  'note-shared': 'noted',
}

/** Oldest first. What one mail said is one chapter. */
export function tellStory(journal: readonly JournalRow[], letters: readonly LetterRow[]): readonly Chapter[] {
  const drafts: { first: JournalRow; facts: Fact[]; letters: LetterRow[] }[] = []
  for (const row of journal) {
    const last = drafts.at(-1)
    if (last !== undefined && row.mail !== null && last.first.mail === row.mail) last.facts.push(...row.facts)
    else drafts.push({ first: row, facts: [...row.facts], letters: [] })
  }
  // A letter is queued by the commit that caused it, at its very instant; an answer names the mail it answers.
  for (const letter of letters.toReversed()) {
    const then = drafts.filter(({ first }) => first.at === letter.queuedAt)
    const mail = /^m(\d+)\//.exec(letter.key)?.[1]
    const cause = letter.letter ? causes[letter.letter.letter] : undefined
    const draft =
      then.find(({ first }) => mail !== undefined && first.mail === Number(mail)) ??
      then.find(({ facts }) => facts.some(({ what }) => what === cause)) ??
      then.at(-1)
    draft?.letters.push(letter)
  }
  return drafts.flatMap(({ first, facts, letters: sent }) => {
    const sentences = sentencesOf(facts)
    if (sentences.length + sent.length === 0) return []
    return [{ at: first.at, by: first.event.by, mail: first.mail, sentences, letters: sent }]
  })
}

/** Teams invited together are named together. */
function sentencesOf(facts: readonly Fact[]): readonly string[] {
  const asked = facts.flatMap((fact) =>
    fact.what === 'invited' && fact.seat.state === 'notified' ? [shortTeam(fact.seat.team)] : [],
  )
  const rest = facts.filter((fact) => fact.what !== 'invited' || fact.seat.state !== 'notified')
  const invited = asked.length > 0 ? [`Invited ${asked.join(', ')}.`] : []
  return [...invited, ...rest.flatMap((fact) => factWords(fact) ?? [])]
}
