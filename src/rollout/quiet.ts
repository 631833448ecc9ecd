// Quiet days (SPEC §1, §9: no storms): which letters can wait for working hours, which count among the few that a person
// gets in a day, what comes first where several go as one, and when a reader's day begins. How many have left is the
// store's to know; that nothing is dropped is the law of both.

import { Temporal } from 'temporal-polyfill'
import { homeOf } from './addressees.ts'
import { dateIn, onDate } from './day.ts'
import { keyAsked } from './steps/remind.ts'
import { isWorkingDay, workingDayAfter } from './workday.ts'
import type { Effect, GatheredPart, Letter, Recipient } from './effect.ts'
import type { Instant } from './ids.ts'
import type { Calendar, Place, Policy, Roster } from './world.ts'

type LetterEffect = Extract<Effect, { kind: 'letter' }>

/**
 * How much a letter hurries: it can wait for working hours; it cannot, and counts among the day's; a manager asked for it;
 * an emergency needs it, or hours run that it is about. Numbers, since the store keeps and compares them.
 */
export const hastes = { waits: 0, counts: 1, asked: 2, emergency: 3 } as const
export type Haste = (typeof hastes)[keyof typeof hastes]

const kinds: { readonly [name in Letter['letter']]: 'waits' | 'counts' | 'alone' } = {
  reminder: 'waits',
  'trial-reminder': 'waits',
  'team-silent': 'waits',
  'nobody-volunteers': 'waits',
  'call-preview': 'waits',
  digest: 'waits',
  'new-ticket': 'counts',
  invitation: 'counts',
  'trial-started': 'counts',
  'extend-request': 'counts',
  'offer-received': 'counts',
  'offer-result': 'counts',
  'report-received': 'counts',
  'report-question': 'counts',
  'reports-complete': 'counts',
  outcome: 'counts',
  'note-shared': 'counts',
  'no-longer-asked': 'counts',
  'by-hand': 'counts',
  'delivery-failed': 'counts',
  // Answers to one mail, one-time questions, posts, and what says that something is wrong with the bot.
  receipt: 'alone',
  'ask-back': 'alone',
  'offer-confirm': 'alone',
  pointer: 'alone',
  call: 'alone',
  'call-filled': 'alone',
  'parent-outcome': 'alone',
  'admin-alert': 'alone',
  gathered: 'alone',
}

/** Without these an emergency stands still; what else is told of it has the time of other news. */
const needed: ReadonlySet<Letter['letter']> = new Set([
  'new-ticket',
  'invitation',
  'reminder',
  'trial-started',
  'call-preview',
  'nobody-volunteers',
  'offer-received',
  'reports-complete',
])

/** Null for what is neither counted nor gathered: it leaves at once and alone. */
export function hasteOf({ to, letter, key }: LetterEffect): Haste | null {
  const kind = kinds[letter.letter]
  if (!('person' in to) || kind === 'alone') return null
  // The hours of a call run whether its list posted it or not (record 0034).
  if (letter.letter === 'delivery-failed' && letter.failed.to.reader === 'list') return hastes.emergency
  const urgent = letter.about?.emergency === true
  if (urgent && needed.has(letter.letter)) return hastes.emergency
  if (key.includes(`/${keyAsked}/`)) return hastes.asked
  // A team that no letter reaches is news of this moment, not of the clock (SPEC §1.3).
  if (letter.letter === 'team-silent' && letter.bounced) return hastes.counts
  return urgent ? hastes.counts : hastes[kind]
}

/** Whose days count: a team's where its member is written to as one, else the bot's own. */
export function placeOfReader(to: Recipient, roster: Roster, policy: Policy): Place {
  if (!('person' in to)) return homeOf(undefined, policy)
  // Of strangers a zone is known at best.
  if (to.because === 'offerer' || to.because === 'writer') return { zone: to.zone, country: '' }
  if (to.because !== 'team-member') return homeOf(undefined, policy)
  const teams = roster.teams.filter(({ members }) => members.includes(to.person))
  const team = teams.find(({ zone }) => zone === to.zone) ?? teams[0]
  return homeOf(team ?? { zone: to.zone, country: '' }, policy)
}

/** Hours (`HH:MM`, local) between which letters leave that can wait; the same hour twice: at any time. */
export type Hours = { readonly from: string; readonly until: string }

/** When a letter that can wait may leave: now, or when the next working hours of its reader begin. */
export function leavesAt(now: Instant, { zone, country }: Place, hours: Hours, calendar: Calendar): Instant {
  if (hours.from === hours.until) return now
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
  const today = local.toPlainDate().toString()
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  if (isWorkingDay(today, country, calendar)) {
    if (time < hours.from) return opening(today, zone, hours)
    if (time < hours.until) return now
  }
  return morningAfter(now, { zone, country }, hours, calendar)
}

/** When the next working day's hours begin, after today wherever in it we are. */
export function morningAfter(
  now: Instant,
  { zone, country }: Place,
  hours: Hours,
  calendar: Calendar,
): Instant {
  return opening(workingDayAfter(dateIn(now, zone), 1, country, calendar).date, zone, hours)
}

/** When the reader's day began, by the wall clock. */
export const dayBegan = (now: Instant, { zone }: Place): Instant => onDate(dateIn(now, zone), zone, '00:00')

const opening = (date: string, zone: string, { from }: Hours): Instant => onDate(date, zone, from)

/** The days of readers, by the place of their letters; the one under '' stands for every other place. */
export type QuietDays = {
  /** To one person a day; 0: no limit. */
  readonly letters: number
  readonly days: {
    /** `opens`: when working hours begin, null while they are; `morning`: when those of the next working day do. */
    readonly [place: string]: {
      readonly began: Instant
      readonly opens: Instant | null
      readonly morning: Instant
    }
  }
}

/** By when something is wanted of the reader; null where nothing is, or by no set hour. */
export function wantedBy(letter: Letter): Instant | null {
  if (letter.letter === 'invitation') return letter.answerDue.at
  if (letter.letter === 'reminder') return letter.to === 'team' ? letter.due.at : null
  if (letter.letter === 'trial-started') return letter.startBy?.at ?? letter.reportDue.at
  if (letter.letter === 'trial-reminder' || letter.letter === 'extend-request') return letter.reportDue.at
  if (letter.letter === 'new-ticket') return letter.decideBy.at
  return letter.letter === 'call-preview' ? (letter.postAt?.at ?? null) : null
}

/** The most urgent first: emergencies, then by the date by which something is wanted, then as they were written. */
export const byUrgency = <Part extends Omit<GatheredPart, 'number'>>(
  parts: readonly Part[],
): readonly Part[] => parts.toSorted((a, b) => rank(a).localeCompare(rank(b)) || a.of - b.of)

const rank = ({ letter }: { readonly letter: Letter }) =>
  `${letter.about?.emergency ? 0 : 1} ${wantedBy(letter) ?? 'none'}`

/** Several letters as one, numbered through; a daily letter's own numbers stay among them (SPEC §3.4 `<N>`). */
export function gatheredOf(
  parts: readonly Omit<GatheredPart, 'number'>[],
): Extract<Letter, { letter: 'gathered' }> {
  let next = 1
  const numbered = byUrgency(parts).map((part): GatheredPart => {
    const number = next
    next += part.letter.letter === 'digest' ? Math.max(1, part.letter.items.length) : 1
    return { ...part, number }
  })
  return { letter: 'gathered', about: null, parts: numbered }
}
