// When somebody who is away says to be back (SPEC §1.3): shown to the managers, never acted on. Only dates that can
// be read one way are read: 05/06/2026 is left alone, and so is a month's name that means another month next door.
// Names of months and weekdays are those of the platform's locale tables (CLDR).

import type { Instant } from '../rollout/ids.ts'

const locales =
  'en de fr es it pt nl sv da nb fi et lv lt pl cs sk sl hr sr sr-Latn hu ro tr el ru uk bg ca is eu gl ga mt mk sq'.split(
    ' ',
  )
const day = 86_400_000
const key = (word: string) =>
  word
    .toLocaleLowerCase('en')
    .normalize('NFKD')
    .replace(/[\p{M}.]/gu, '')

/** Words to numbers; a word that two languages use for different ones is left out. */
const wordsOf = (entries: Iterable<readonly [string, number]>): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const [word, number] of entries) {
    if (!/^\p{L}[\p{L}-]{2,20}$/u.test(word)) continue
    const before = found.get(word)
    found.set(word, before === undefined || before === number ? number : -1)
  }
  return new Map([...found].filter(([, number]) => number >= 0))
}

type Names = { readonly months: ReadonlyMap<string, number>; readonly days: ReadonlyMap<string, number> }
function namesOf(): Names {
  const named = (locale: string, type: 'month' | 'weekday', options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
    return (at: number) => key(format.formatToParts(at).find((one) => one.type === type)?.value ?? '')
  }
  // Short names are many languages' ordinary words; those of the commonest are read.
  const short = ['en', 'de', 'fr', 'nl', 'es', 'pt']
  const months = locales.flatMap((locale) =>
    [
      named(locale, 'month', { month: 'long' }),
      named(locale, 'month', { month: 'long', day: 'numeric' }),
      ...(short.includes(locale) ? [named(locale, 'month', { month: 'short', day: 'numeric' })] : []),
    ].flatMap((name) =>
      Array.from({ length: 12 }, (_, month) => [name(Date.UTC(2026, month, 5)), month + 1] as const),
    ),
  )
  const days = locales.flatMap((locale) => {
    const name = named(locale, 'weekday', { weekday: 'long' })
    // 2026-11-22 was a Sunday.
    return Array.from(
      { length: 7 },
      (_, weekday) => [name(Date.UTC(2026, 10, 22 + weekday)), weekday] as const,
    )
  })
  return { months: wordsOf([...months, ['sept', 9]]), days: wordsOf(days) }
}
/** Made at the first absence: the tables of so many languages cost some milliseconds. */
let made: Names | undefined
const names = () => (made ??= namesOf())

const iso = /(?<![\d.])(20\d\d)([-/.])[ ]?(\d{1,2})\2[ ]?(\d{1,2})(?!\d)/gu
const dotted = /(?<![\d.])(\d{1,2})\.[ ]?(\d{1,2})\.[ ]?(20\d\d)(?!\d)/gu
const slashed = /(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-](20\d\d)(?![\d/])/gu
const cjk = /(?:(20\d\d) ?[年년] ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일号號]/gu
const dayFirst =
  /(?<![\d.])(\d{1,2})(?:st|nd|rd|th|er|[.ºª°])?\s{1,3}(?:of\s|d[eo]s?\s|d[’'])?(\p{L}{3,20})\.?,?(?:\s{1,3}(?:de[l]?\s)?(20\d\d))?/gu
const monthFirst =
  /(?<!(?<!\d)\d{1,2}(?:\.|st|nd|rd|th)?\s{1,3}(?:of\s)?)(?<!\p{L})(\p{L}{3,20})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?(?![\d:.])(?:,?\s{1,3}(20\d\d))?/gu
/** A day and a month alone are a date only behind a word that makes them one: `bis 4.12.` */
const bound =
  "(?:until|till|through|back(?: on)?|returning(?: on)?|return(?: on)?|bis(?: zum| einschließlich)?|jusqu[’'] ?(?:au|à)|au|hasta(?: el)?|até(?: o)?|fino al?|tot(?: en met)?|t\\/m|till(?: och med)?|til(?: og med)?|asti|do|до|până(?: la| pe)?|μέχρι|έως|kuni|līdz|iki|ab(?: dem)?|le|el|il|am|den|on)"
const bare = new RegExp(
  String.raw`(?<![\p{L}\d])${bound}\s{1,3}(\d{1,2})\.[ ]?(\d{1,2})\.(\d\d(?![\d.])|(?!\d))`,
  'giu',
)
const weekday = new RegExp(
  String.raw`(?<![\p{L}\d])${bound}\s{1,3}(?:next\s|nächsten\s|the\s|el\s|le\s)?(\p{L}{3,20}(?:-feira)?)`,
  'giu',
)

const dayOf = (year: number, month: number, date: number): string | null => {
  const at = new Date(Date.UTC(year, month - 1, date))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date ? at.toISOString().slice(0, 10) : null
}

/** The last day named in the text that lies after the mail's date, as YYYY-MM-DD; undefined where there is none. */
export function awayUntil(words: string, date: Instant | null): string | undefined {
  const text = words.slice(0, 4000).normalize('NFC')
  const sent = date ?? ''
  // A date without a year is the next such day after the mail.
  const next = (month: number | undefined, at: string | undefined, year: string | undefined) => {
    if (month === undefined || month < 1 || (year === undefined && sent === '')) return null
    const first = Number(year ?? sent.slice(0, 4))
    const found = dayOf(first, month, Number(at))
    return year === undefined && found !== null && found < sent.slice(0, 10)
      ? dayOf(first + 1, month, Number(at))
      : found
  }
  const monthOf = (word: string | undefined) => names().months.get(key(word ?? ''))
  const found = [
    ...[...text.matchAll(iso)].map(([, y, , m, d]) => dayOf(Number(y), Number(m), Number(d))),
    ...[...text.matchAll(dotted)].map(([, d, m, y]) => dayOf(Number(y), Number(m), Number(d))),
    ...[...text.matchAll(slashed)].map(([, a, b, y]) => {
      const [one, two] = [Number(a), Number(b)]
      if (one > 12 || one === two) return dayOf(Number(y), two, one)
      return two > 12 ? dayOf(Number(y), one, two) : null
    }),
    ...[...text.matchAll(cjk)].map(([, y, m, d]) => next(Number(m), d, y)),
    ...[...text.matchAll(bare)].map(([, d, m, y]) =>
      next(Number(m), d, y === undefined || y === '' ? undefined : `20${y}`),
    ),
    ...[...text.matchAll(dayFirst)].map(([, d, m, y]) => next(monthOf(m), d, y)),
    ...[...text.matchAll(monthFirst)].map(([, m, d, y]) => next(monthOf(m), d, y)),
  ].flatMap((one) => (one !== null && one >= sent.slice(0, 10) ? [one] : []))
  const last = found.reduce<string | undefined>((late, one) => (one > (late ?? '') ? one : late), undefined)
  if (last !== undefined || date === null) return last
  const named = [...text.matchAll(weekday)].flatMap(([, word]) => names().days.get(key(word ?? '')) ?? [])[0]
  if (named === undefined) return undefined
  const start = new Date(date)
  const ahead = (named - start.getUTCDay() + 6) % 7
  return new Date(start.getTime() + (ahead + 1) * day).toISOString().slice(0, 10)
}
