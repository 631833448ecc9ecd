// What a statement becomes before it is known whose it is: a draft of an event with its row in the table of rights. And
// the one draft that needs no command, a note of plain words (SPEC §1.6).

import type { Event } from '../rollout/event.ts'
import type { PostEvent } from '../rollout/pause.ts'
import type { Unclear } from '../rollout/refusal.ts'
import { rowOf } from './authority.ts'
import type { AuthorityRow } from './authority.ts'
import { ownSeats } from './whichteam.ts'
import type { Situation } from './whichteam.ts'

type WithoutStamp<E> = E extends unknown ? Omit<E, 'id' | 'by' | 'at'> : never
/** An event before it is known whose it is, when it was said, and under which key. */
export type EventDraft = WithoutStamp<Event | PostEvent>
export type Drafted = { readonly draft: EventDraft; readonly row: AuthorityRow }
/** A question changes nothing; its answer is the desk's to give, from memory. */
export type Asked =
  | { readonly ask: 'status'; readonly all: boolean }
  | { readonly ask: 'why' }
  | { readonly ask: 'help' }
/** Taking back: which act that is only memory knows. */
export type TakesBack = { readonly takesBack: true }
export type Interpreted = Drafted | TakesBack | { readonly asks: Asked } | { readonly unclear: Unclear }

const LONGEST_NOTE = 16_000

/** A mail without a command is a note on the ticket (SPEC §1.6); null where it says nothing. */
export const noteFrom = (prose: string, situation: Situation, hidden = false): Drafted | null =>
  prose.trim() === ''
    ? null
    : hidden
      ? byVerb(noteOf(prose.trim(), situation, true))
      : noteOf(prose.trim(), situation)

/** The same, said by its verb: something that can be asked to be taken back. */
export const byVerb = ({ draft, row }: Drafted): Drafted => ({
  draft: draft.type === 'noted' ? { ...draft, byVerb: true } : draft,
  row,
})

/** For whom the writer's words to people speak. */
export function speakerIn(situation: Situation) {
  const { manager } = situation.roles
  const [team, ...others] = ownSeats(situation)
  const author: 'managers' | 'subscriber' = manager ? 'managers' : 'subscriber'
  return { team: manager || others.length > 0 ? null : (team ?? null), author }
}

export function noteOf(text: string, situation: Situation, hidden = false): Drafted {
  const { manager } = situation.roles
  return {
    draft: {
      type: 'noted',
      text: text.slice(0, LONGEST_NOTE),
      ...speakerIn(situation),
      ...(hidden && { private: true }),
    },
    row: rowOf('noted', manager),
  }
}
