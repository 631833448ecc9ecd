// The words of the intake: what a mail is once it has been read. Bytes in, meaning out (SPEC §3). Types only, so that
// the doors' page can name a mail's kind and level without knowing how they were found.

import type { Instant } from '../rollout/ids.ts'

export type Address = { readonly address: string; readonly name: string }

export type Attachment = {
  readonly name: string
  /** Media type as the mail claims it, lower case; the true type is the reports room's matter. */
  readonly type: string
  readonly bytes: Uint8Array
  readonly inline: boolean
}

export type HeaderLine = { readonly name: string; readonly value: string }

/** A parsed mail. Addresses are lower case in the domain, as written in the local part. */
export type Message = {
  /** All header lines in order, names lower case, values unfolded. */
  readonly headers: readonly HeaderLine[]
  readonly from: readonly Address[]
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly replyTo: readonly Address[]
  readonly subject: string
  /** With angle brackets, as written; empty where there is none. */
  readonly messageId: string
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  readonly date: Instant | null
  readonly text: string
  readonly html: string
  readonly attachments: readonly Attachment[]
  /** The text of message/delivery-status and message/feedback-report parts. */
  readonly reports: readonly string[]
  /** Limits that cut something away, in words; empty for an ordinary mail. */
  readonly cuts: readonly string[]
}

export type MailKind = 'own' | 'bounce' | 'auto-reply' | 'list-admin' | 'tracker' | 'person'
export type Kind = {
  readonly kind: MailKind
  /** The rule that said so, in a few words: shown on the board and by explain. */
  readonly rule: string
  readonly bounce?: Bounce
  readonly away?: { readonly until?: string }
  /** Mail that a list or the tracker passed on: its person is the author, not the From. */
  readonly relayed?: { readonly by: 'list' | 'tracker'; readonly list?: string; readonly author: Address }
}
export type Bounce = {
  readonly recipient: string
  /** RFC 3464 §2.3.3, lower case. */
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** RFC 3463, e.g. 5.1.1; only the class (5.0.0) where the bounce names none. */
  readonly status: string
  /** The outbox number our signed envelope address carried (VERP), where it did. */
  readonly letter?: number
}

/** How sure we are of the writer (SPEC §3.3), from left to right in its table. */
export type Level = 'verified' | 'token' | 'token-other' | 'claimed' | 'unknown'

/** What a mail's authentication shows, before anybody asks whose address it is. */
export type Proof = {
  /** An aligned DKIM pass over From, Date and the whole body, inside the age window; an OpenPGP key on file is strict. */
  readonly aligned: 'strict' | 'relaxed' | 'none'
  readonly why: string
  /** The instant the signature vouches for: DKIM t=, else the signed Date. */
  readonly signedAt: Instant | null
  readonly subjectSigned: boolean
  /** Proven by OpenPGP: the words and the attachments, no header, so not for which ticket they were written. */
  readonly bodyOnly?: true
  /** A key could not be looked up just now; with it the mail might prove more. */
  readonly unsettled?: true
}

/** Where a mail came in: decides whether Authentication-Results count (SPEC §3.3). */
export type Via = 'imap' | 'listen' | 'folder'
