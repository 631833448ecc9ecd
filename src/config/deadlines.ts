// [deadlines]: the spans and hours of a rollout (SPEC §1.3, §1.6, §10). Only settled here; what is due when is the quiet
// room's matter.

import type { z } from 'zod'
import type { Span } from '../rollout/world.ts'
import type { schema } from './schema.ts'

export type DeadlinesConfig = {
  readonly answer: Span
  /** Times of day as `HH:MM`; no `digestAt` where no daily letter is wanted. */
  readonly digestAt?: string
  readonly remindAt: string
  readonly dueAt: string
  /** Letters that can wait leave between these; the same hour twice: at any time. */
  readonly sendFrom: string
  readonly sendUntil: string
  /** The longest pause between two reminders. */
  readonly remindCapDays: number
  readonly trial: Span
  readonly trialCheck: Span
  readonly started: Span
  /** The same as `answer` and `trial` for an emergency. */
  readonly emergencyAnswer: Span
  readonly emergencyTrial: Span
}

/** Absent where the config leaves out the daily letter; all else has a default in the schema. */
export const settleDeadlines = (read: z.output<typeof schema>['deadlines']): DeadlinesConfig => ({
  answer: read.answer,
  remindAt: read.remind_at,
  dueAt: read.due_at,
  sendFrom: read.send_from,
  sendUntil: read.send_until,
  remindCapDays: read.remind_cap,
  trial: read.trial,
  trialCheck: read.trial_check,
  started: read.started,
  emergencyAnswer: read.emergency_answer,
  emergencyTrial: read.emergency_trial,
  ...(read.digest ? { digestAt: read.digest_at } : {}),
})
