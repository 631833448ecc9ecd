// What a mail comes to before it is committed: everything worked out, nothing done. The commit stores it, explain
// prints it; there is one judge, whatever brought the news.

import type { Change, Commit } from '../ports.ts'
import type { MailVerdict } from '../ports/incoming.ts'
import type { OutboxDraft, Question } from '../ports/outgoing.ts'
import type { Command } from '../intake/grammar.ts'
import type { Unclear } from '../rollout/refusal.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { ReportVerdict } from '../rollout/ticket.ts'

export type SeenAttachment = {
  readonly name: string
  readonly type: string
  readonly verdict: ReportVerdict
  readonly canonicalName?: string
}

export type Judgement = {
  readonly verdict: MailVerdict
  readonly changes: readonly Change[]
  readonly outbox: readonly OutboxDraft[]
  readonly questions: readonly Question[]
  readonly settledQuestions: Commit['settledQuestions']
  readonly files: Commit['files']
  readonly bouncedLetters: Commit['bouncedLetters']
  readonly pausing?: Commit['pausing']
  /** What the writer is told, line by line. */
  readonly items: readonly ReceiptItem[]
  readonly commands: readonly Command[]
  readonly problems: readonly { readonly line: string; readonly why: Unclear }[]
  readonly attachments: readonly SeenAttachment[]
}

/** A judgement that changes nothing. */
export const quiet = (verdict: MailVerdict): Judgement => ({
  verdict,
  changes: [],
  outbox: [],
  questions: [],
  settledQuestions: [],
  files: [],
  bouncedLetters: [],
  items: [],
  commands: [],
  problems: [],
  attachments: [],
})
