// When somebody who is away says to be back (SPEC §1.3): shown to the managers, never acted on. Only dates that can
// be read one way are read; 05/06/2026 is left alone.

import type { Instant } from '../rollout/ids.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const name = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}'
const iso = /\b(20\d\d)-(\d\d)-(\d\d)\b/g
const dotted = /\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b/g
const dayFirst = new RegExp(
  String.raw`\b(\d{1,2})(?:st|nd|rd|th|\.)?\s{1,3}(?:of\s)?${name},?(?:\s{1,3}(20\d\d))?`,
  'gi',
)
const monthFirst = new RegExp(
  String.raw`\b${name}\s{1,3}(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s{1,3}(20\d\d))?`,
  'gi',
)
const weekday = new RegExp(
  String.raw`\b(?:until|till|back(?: on)?|return(?:ing)?(?: on)?)\s{1,3}(?:next\s)?(${days.join('|')})\b`,
  'i',
)

const dayOf = (year: number, month: number, day: number): string | null => {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null
}

/** The last day named in the text that lies after the mail's date, as YYYY-MM-DD; undefined where there is none. */
export function awayUntil(words: string, date: Instant | null): string | undefined {
  const text = words.slice(0, 4000)
  const sent = date ?? ''
  // A date without a year is the next such day after the mail.
  const next = (month: number, day: number, year: string | undefined) => {
    const first = Number(year ?? sent.slice(0, 4))
    const found = dayOf(first, month, day)
    return year === undefined && found !== null && found < sent.slice(0, 10)
      ? dayOf(first + 1, month, day)
      : found
  }
  const monthOf = (word: string | undefined) => months.indexOf((word ?? '').slice(0, 3).toLowerCase()) + 1
  const found = [
    ...[...text.matchAll(iso)].map(([, y, m, d]) => dayOf(Number(y), Number(m), Number(d))),
    ...[...text.matchAll(dotted)].map(([, d, m, y]) => dayOf(Number(y), Number(m), Number(d))),
    ...[...text.matchAll(dayFirst)].map(([, d, m, y]) => next(monthOf(m), Number(d), y)),
    ...[...text.matchAll(monthFirst)].map(([, m, d, y]) => next(monthOf(m), Number(d), y)),
  ].flatMap((day) => (day !== null && day >= sent.slice(0, 10) ? [day] : []))
  const last = found.reduce<string | undefined>((late, day) => (day > (late ?? '') ? day : late), undefined)
  const named = weekday.exec(text)?.[1]
  if (last !== undefined || named === undefined || date === null) return last
  const start = new Date(date)
  const ahead = (days.indexOf(named.toLowerCase()) - start.getUTCDay() + 6) % 7
  return new Date(start.getTime() + (ahead + 1) * 86_400_000).toISOString().slice(0, 10)
}
