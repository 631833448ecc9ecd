// An instant as somebody writes it at a terminal or a program prints it: ISO 8601 and RFC 3339 with the zone, to the minute
// or finer. What is none is answered with what is missing, since a zone that is left out is the usual slip. Nothing is
// guessed: the same words would mean another instant in another place.

import { readDay } from '../config/values.ts'
import { instantAt } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'

const example = 'as 2026-11-23T09:00:00Z'
const shape =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)? ?(Z|[+\u2212-]\d\d(?::?\d\d)?)?$/i
/** Deadlines a few weeks later must still have a year of four digits. */
const lastYear = '9998'

/** In UTC to the second, fractions cut off; `wrong` finishes a sentence that names the text. */
export function readMoment(text: string): { readonly at: Instant } | { readonly wrong: string } {
  const [whole, day = '', time, second = '00', zone] = shape.exec(text) ?? []
  if (whole === undefined) return { wrong: `write an instant with its zone, ${example}` }
  if (readDay(day) === null)
    return { wrong: `there is no day ${day}; write an instant with its zone, ${example}` }
  if (time === undefined) return { wrong: `the time is missing; write an instant with its zone, ${example}` }
  if (zone === undefined)
    return { wrong: `the zone is missing; write it behind the time, ${example} or 2026-11-23T10:00:00+01:00` }
  const at = Date.parse(`${day}T${time}:${second}${offsetOf(zone)}`)
  if (Number.isNaN(at))
    return { wrong: `no clock shows that time; write an instant with its zone, ${example}` }
  const instant = instantAt(at)
  if (!/^\d{4}-/.test(instant) || instant.slice(0, 4) > lastYear)
    return { wrong: `nothing is reckoned that far away; write an instant of years to ${lastYear}` }
  return { at: instant }
}

/** As ECMAScript reads it: `+01:00`. */
function offsetOf(zone: string): string {
  if (/^z$/i.test(zone)) return 'Z'
  const minutes = zone.length > 3 ? zone.slice(-2) : '00'
  return `${zone.startsWith('+') ? '+' : '-'}${zone.slice(1, 3)}:${minutes}`
}
