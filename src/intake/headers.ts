// The head of a mail, read line by line (RFC 5322 §2.2) with limits of its own: how many bytes, how long a line.
// Values are unfolded, control characters become blanks; what a field means is not judged here.

import { isUtf8 } from 'node:buffer'
import { instantAt } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Address, HeaderLine } from './message.ts'

export type Head = {
  readonly lines: readonly HeaderLine[]
  /** Where the body begins, in bytes; the mail's length where there is none. */
  readonly bodyAt: number
  readonly cuts: readonly string[]
}

/** Longer values are cut: a To of a thousand addresses still fits. */
const longestValue = 64 * 1024
const field = /^([!-9;-~]{1,200})[ \t]{0,200}:([^]*)$/
const newline = 0x0a
const carriageReturn = 0x0d

/** The end of the head: behind the first empty line; `limit` bytes are looked at. */
const headEnd = (bytes: Uint8Array, limit: number): { end: number; bodyAt: number } => {
  let start = 0
  while (start < bytes.length && start <= limit) {
    const found = bytes.indexOf(newline, start)
    const stop = found < 0 ? bytes.length : found
    const empty = stop === start || (stop === start + 1 && bytes[start] === carriageReturn)
    if (empty && found >= 0) return { end: start, bodyAt: stop + 1 }
    start = stop + 1
  }
  return { end: Math.min(start, bytes.length), bodyAt: bytes.length }
}

/** Raw 8-bit headers are UTF-8 today (RFC 6532) and were Latin-1 before. */
const decoded = (line: string) => {
  if (!/[\x80-\xff]/.test(line)) return line
  const bytes = Buffer.from(line, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : line
}

// oxlint-disable-next-line no-control-regex
export const withoutControls = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')

/** Reads at most `limit` bytes of head. A line without a colon is passed over, as mail programs do. */
export function readHead(bytes: Uint8Array, limit: number): Head {
  const { end, bodyAt } = headEnd(bytes, limit)
  const cuts: string[] = end > limit ? [`headers over ${limit} bytes`] : []
  const text = Buffer.from(bytes.subarray(0, Math.min(end, limit))).toString('latin1')
  const raw: string[] = []
  for (const line of text.split('\n')) {
    const last = raw.length - 1
    if (last >= 0 && /^[ \t]/.test(line)) raw[last] += line
    else raw.push(line)
  }
  const lines = raw.flatMap((line): HeaderLine[] => {
    const [, name, value] = field.exec(decoded(line)) ?? []
    if (name === undefined || value === undefined) return []
    if (value.length > longestValue) cuts.push(`header ${name} over ${longestValue} characters`)
    return [{ name: name.toLowerCase(), value: withoutControls(value.slice(0, longestValue)).trim() }]
  })
  return { lines, bodyAt, cuts }
}

/** The values of a field in order of the head; `name` in lower case. */
export const valuesOf = (
  message: { readonly headers: readonly HeaderLine[] },
  name: string,
): readonly string[] => message.headers.flatMap((line) => (line.name === name ? [line.value] : []))

/** The first value of a field, or ''. */
export const valueOf = (message: { readonly headers: readonly HeaderLine[] }, name: string): string =>
  message.headers.find((line) => line.name === name)?.value ?? ''

/** The Message-IDs in a value, with their angle brackets (RFC 5322 §3.6.4); words without brackets are left out. */
export const messageIdsIn = (value: string): readonly string[] =>
  value.match(/<[^<>\s]{1,996}>/g)?.slice(0, 500) ?? []

const months = 'janfebmaraprmayjunjulaugsepoctnovdec'
const date =
  /(\d{1,2})\s{1,9}([a-z]{3})[a-z]{0,6}\s{1,9}(\d{2,4})\s{1,9}(\d{1,2}):(\d{2})(?::(\d{2}))?\s{0,9}([+-]\d{4}|[a-z]{1,4})?/i
/** RFC 5322 §4.3: the named zones that still mean something; every other one counts as UTC. */
const zones: ReadonlyMap<string, number> = new Map([
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
])

/** RFC 5322 §3.3 with the obsolete forms of §4.3; null where there is no such date. */
export function readDate(value: string): Instant | null {
  const [, day, monthName, yearText, hour, minute, second, zone] = date.exec(value.slice(0, 200)) ?? []
  const month = months.indexOf((monthName ?? '-').toLowerCase())
  if (month < 0 || month % 3 !== 0) return null
  const short = Number(yearText)
  const year = short < 50 ? short + 2000 : short < 1000 ? short + 1900 : short
  const sign = zone?.startsWith('-') === true ? -1 : 1
  const offset = /^[+-]/.test(zone ?? '')
    ? sign * (Number(zone?.slice(1, 3)) * 60 + Number(zone?.slice(3)))
    : (zones.get((zone ?? '').toLowerCase()) ?? 0)
  const at = Date.UTC(year, month / 3, Number(day), Number(hour), Number(minute), Number(second ?? 0))
  const moved = new Date(at - offset * 60_000)
  // After the year 9999 an instant is written otherwise, and would sort before all others.
  return !(moved.getTime() < Date.UTC(10_000, 0)) ? null : instantAt(moved.getTime())
}

const bare = /<([^<>\s@]{1,64}@[^<>\s@]{1,255})>|([^<>\s@"'(),;:]{1,64}@[^<>\s@"'(),;:]{1,255})/

/** The first address in a field that holds one, as old relays write it; null where there is none. */
export function addressIn(value: string): Address | null {
  const [all, angled, plain] = bare.exec(value.slice(0, 2000)) ?? []
  const found = angled ?? plain
  if (all === undefined || found === undefined) return null
  const at = found.lastIndexOf('@')
  const name = angled === undefined ? '' : value.slice(0, value.indexOf(all)).replace(/"/g, '').trim()
  return { address: found.slice(0, at) + found.slice(at).toLowerCase(), name }
}
