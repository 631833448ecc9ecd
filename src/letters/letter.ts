// What the letters room is asked and what it hands back (SPEC §5). The desk resolves people to addresses and hands
// out the outbox number; this room knows neither the ledger nor the roster.

import type { Letter, Recipient } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import type { Enclosure } from './enclosed.ts'
import type { Marks } from '../marks/marks.ts'
import type { Templates } from './templates.ts'

/** One letter to one reader. */
export type LetterRequest = {
  /** The effect's key: the Message-ID is made from it, so that a repeat is the same message. */
  readonly key: string
  readonly letter: Letter
  readonly to: { readonly address: string; readonly name: string; readonly recipient: Recipient }
  /** The outbox number, carried by the envelope sender (VERP). */
  readonly id: number
  /** Becomes the Date header. */
  readonly at: Instant
  /** The Message-ID of the mail that this answers, with angle brackets. */
  readonly inReplyTo?: string
  /** What goes with it. A post to a list carries nothing, whatever stands here (SPEC §5). */
  readonly enclosures?: readonly Enclosure[]
}

export type LetterContext = {
  readonly marks: Marks
  /** The bot: From is exactly this address, since lists compare it (SPEC §5). */
  readonly sender: { readonly address: string; readonly name: string }
  /** The name in the tracker's subject tags, e.g. `rt.egi.example`: a letter to the tracker begins with it. */
  readonly trackerTag?: string
  /** How a person is named to managers; never used in letters to lists or other teams. */
  readonly nameOf: (person: PersonId) => string
  readonly templates: Templates
}

/** A finished letter: every try sends these bytes. The shape of the doors' `Finished`. */
export type FinishedLetter = {
  readonly bytes: Uint8Array
  readonly messageId: string
  readonly envelope: { readonly from: string; readonly to: string }
}
