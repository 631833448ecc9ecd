// [limits] of the config (SPEC §3.3, §3.5, §10): how much mail is read, and how many letters and questions leave. What
// is past a rate waits; nothing is dropped.

import { z } from 'zod'
import { readSpan } from '../rollout/deadline.ts'

export type Limits = {
  readonly lettersPerHour: number
  /** To people on no file. */
  readonly strangersPerHour: number
  /** To one reader; to one who proves nothing, a day. */
  readonly answersPerHour: number
  readonly unprovenAnswersPerDay: number
  /** Distinct statements a person is asked about. */
  readonly questionsPerDay: number
  /** To one person, outside of receipts; 0: no limit, and none are gathered. */
  readonly lettersADay: number
  /** Seconds that the clock may go forth or back at once. */
  readonly clockJump: number
  /** For which a letter is tried that its server puts off. */
  readonly giveUpDays: number
  /** Bytes. */
  readonly mailSize: number
}

/** Seconds; below a minute clocks are set right all the time, and above a day hardly a jump would be noticed. */
export function readClockJump(text: string): number | null {
  const span = readSpan(text)
  const seconds = span?.unit === 'minute' ? span.n * 60 : span?.unit === 'hour' ? span.n * 3600 : 0
  return seconds >= 60 && seconds <= 86_400 ? seconds : null
}
export const noClockJump = () => 'no time between a minute and a day; write one like "5 minutes" or "1 hour"'

/** Days. RFC 5321 §4.5.4.1 asks for four or five; greylisting needs the first, and after a month nobody waits for a letter. */
export function readGiveUp(text: string): number | null {
  const span = readSpan(text)
  return span?.unit === 'day' && span.n >= 1 && span.n <= 30 ? span.n : null
}
export const noGiveUp = () => 'no time between a day and 30 days; write one like "5 days"'

export const limitKeys = {
  letters_per_hour: z.int().min(1).default(2000),
  strangers_per_hour: z.int().min(0).default(60),
  answers_per_hour: z.int().min(1).default(20),
  unproven_answers_per_day: z.int().min(1).default(1),
  questions_per_day: z.int().min(1).default(3),
  letters_a_day: z.int().min(0).default(3),
}

type Read = { readonly [key in keyof typeof limitKeys]: number } & {
  readonly mail_size: number
  readonly clock_jump: number
  readonly give_up: number
}

export const settleLimits = (read: Read): Limits => ({
  lettersPerHour: read.letters_per_hour,
  strangersPerHour: read.strangers_per_hour,
  answersPerHour: read.answers_per_hour,
  unprovenAnswersPerDay: read.unproven_answers_per_day,
  questionsPerDay: read.questions_per_day,
  lettersADay: read.letters_a_day,
  clockJump: read.clock_jump,
  giveUpDays: read.give_up,
  mailSize: read.mail_size,
})
