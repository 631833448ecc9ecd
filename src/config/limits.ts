// [limits] of the config (SPEC §3.3, §3.5, §10): how much mail is read, and how many letters and questions leave. What
// is past a rate waits; nothing is dropped.

import { z } from 'zod'

export type Limits = {
  readonly lettersPerHour: number
  /** To people on no file. */
  readonly strangersPerHour: number
  /** To one reader; to one who proves nothing, a day. */
  readonly answersPerHour: number
  readonly unprovenAnswersPerDay: number
  /** Distinct statements a person is asked about. */
  readonly questionsPerDay: number
  /** Bytes. */
  readonly mailSize: number
}

export const limitKeys = {
  letters_per_hour: z.int().min(1).default(2000),
  strangers_per_hour: z.int().min(0).default(60),
  answers_per_hour: z.int().min(1).default(20),
  unproven_answers_per_day: z.int().min(1).default(1),
  questions_per_day: z.int().min(1).default(3),
}

type Read = { readonly [key in keyof typeof limitKeys]: number } & { readonly mail_size: number }

export const settleLimits = (read: Read): Limits => ({
  lettersPerHour: read.letters_per_hour,
  strangersPerHour: read.strangers_per_hour,
  answersPerHour: read.answers_per_hour,
  unprovenAnswersPerDay: read.unproven_answers_per_day,
  questionsPerDay: read.questions_per_day,
  mailSize: read.mail_size,
})
