// The deadlines reckoned a second time, by other means: whole days counted from 1970, offsets from luxon, weekends
// written by hand, working hours walked window by window. It shares the table of holidays with the product and nothing
// else, so that a mistake in either shows. SPEC §1.3, §1.4, §1.6; RFC 5545 §3.3.5 for times that are none or come twice.
import { IANAZone } from 'luxon'

export type Place = { readonly country: string; readonly zone: string }

/** Days of the week, Sunday is 0. As the countries keep them, by hand; Iran's Thursday is half a day. */
const rests: { readonly [country: string]: readonly number[] } = {
  PT: [6, 0],
  DE: [6, 0],
  GB: [6, 0],
  GR: [6, 0],
  TR: [6, 0],
  AU: [6, 0],
  TW: [6, 0],
  IL: [5, 6],
  IR: [5],
  IN: [0],
}

/** Ten countries of three weekends, five kinds of summer time, half and whole hours, both hemispheres. */
export const places: readonly Place[] = [
  { country: 'PT', zone: 'Europe/Lisbon' },
  { country: 'DE', zone: 'Europe/Berlin' },
  { country: 'GB', zone: 'Europe/London' },
  { country: 'GR', zone: 'Europe/Athens' },
  { country: 'TR', zone: 'Europe/Istanbul' },
  { country: 'IL', zone: 'Asia/Jerusalem' },
  { country: 'IR', zone: 'Asia/Tehran' },
  { country: 'IN', zone: 'Asia/Kolkata' },
  { country: 'AU', zone: 'Australia/Sydney' },
  { country: 'TW', zone: 'Asia/Taipei' },
]

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Days since 1970 as ISO 8601. */
const dateOf = (days: number) => new Date(days * day).toISOString().slice(0, 10)

export function second({ country, zone }: Place, holidays: { readonly [date: string]: string }) {
  const tz = IANAZone.create(zone)
  const known = new Map<number, number>()
  /** Clocks are changed at whole quarters of an hour; luxon is asked once about each. */
  const offset = (at: number): number => {
    const quarter = Math.floor(at / (15 * minute))
    const found = known.get(quarter) ?? tz.offset(at) * minute
    known.set(quarter, found)
    return found
  }
  /** The local clock as if it were UTC. */
  const localOf = (at: number) => at + offset(at)
  const dayOf = (at: number) => Math.floor(localOf(at) / day)
  /** What comes twice is meant the first time; what is left out is read with the offset of before. */
  const atLocal = (days: number, time: number): number => {
    const local = days * day + time
    const [before, after] = [offset(local - day), offset(local + day)]
    const fits = [local - before, local - after].filter((at) => localOf(at) === local)
    return fits.length > 0 ? Math.min(...fits) : local - before
  }
  const isFree = (days: number) =>
    (rests[country] ?? []).includes(new Date(days * day).getUTCDay()) || Object.hasOwn(holidays, dateOf(days))
  const nextWorkday = (days: number): number => (isFree(days + 1) ? nextWorkday(days + 1) : days + 1)

  return {
    /** 18:00 of the next working day, and 09:00 of that day. */
    answer(sent: number): { readonly due: number; readonly reminder: number } {
      const on = nextWorkday(dayOf(sent))
      return { due: atLocal(on, 18 * hour), reminder: atLocal(on, 9 * hour) }
    },
    /** A working day after acceptance, and seven days from there, by the same clock. */
    reportDue(accepted: number): number {
      const clock = (at: number) => localOf(at) - dayOf(at) * day
      const begins = atLocal(nextWorkday(dayOf(accepted)), clock(accepted))
      return atLocal(dayOf(begins) + 7, clock(begins))
    },
    /** So many hours, of those from 08:00 to 18:00 on working days. */
    afterWorkingHours(from: number, hours: number): number {
      let left = hours * hour
      for (let days = dayOf(from); ; days += 1) {
        if (isFree(days)) continue
        const opens = Math.max(from, atLocal(days, 8 * hour))
        const open = atLocal(days, 18 * hour) - opens
        // At the very minute of closing nothing is open any more, nor is anything left to wait for.
        if (open <= 0) continue
        if (left <= open) return opens + left
        left -= open
      }
    },
  }
}
