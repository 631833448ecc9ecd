// The single values an operator writes, in the config and in the roster: addresses, zones, sizes, times of day.
// Each reader answers with the plain value or null; which words the complaint uses is the caller's matter.

import { isIP } from 'node:net'
import { nearest } from './nearest.ts'

/** RFC 5321 §4.5.3.1: longest local part and longest path. */
const longestLocal = 64
const longestAddress = 254

const addressShape =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/

/** A plain address (RFC 5321 Mailbox, without quoted local parts); its domain in lower case. Domains have a dot,
 *  but for localhost: what looks like a host name alone is a forgotten ending far more often. */
export const readAddress = (text: string): string | null => {
  const at = text.lastIndexOf('@')
  const domain = text.slice(at + 1).toLowerCase()
  if (text.length > longestAddress || at > longestLocal || !addressShape.test(text)) return null
  if (!domain.includes('.') && domain !== 'localhost') return null
  return `${text.slice(0, at)}@${domain}`
}

/** An IANA zone that this machine knows. Offsets are refused: they have no summer time. */
export const readZone = (text: string): string | null => {
  if (!/^[A-Za-z]/.test(text)) return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) === '' ? null : text
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Every zone of this machine, for suggestions. */
export const knownZones = (): readonly string[] => Intl.supportedValuesOf('timeZone')

/** Reserved or grouping codes that Intl names although no country has them. */
const noCountries = new Set(['AC', 'CP', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ'])

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/**
 * An ISO 3166-1 alpha-2 code, upper case; `instead`: the code of today for an old or wrong one (UK: GB), or of the country
 * whose English name was written.
 */
export const readCountry = (text: string): { country: string } | { instead: string | null } => {
  const code = text.toUpperCase()
  if (!/^[A-Z]{2}$/.test(code)) return { instead: codeOf(text) }
  if (noCountries.has(code) || names.of(code) === undefined) return { instead: null }
  const today = new Intl.Locale(`und-${code}`).region
  return today === code || today === undefined ? { country: code } : { instead: today }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')

/** The country of nearly this English name. */
function codeOf(text: string): string | null {
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  const known = new Map(
    codes.flatMap((code) => ('country' in readCountry(code) ? [[names.of(code) ?? '', code]] : [])),
  )
  return known.get(nearest(text.slice(0, 60), [...known.keys()]) ?? '') ?? null
}

/** Finishes the sentence `"UK" is …`, for what readCountry does not read. */
export const noCountry = (text: string): string => {
  const read = readCountry(text)
  const instead = 'instead' in read ? read.instead : null
  return `no country code; ${instead === null ? 'write two letters of ISO 3166-1, as PT' : `did you mean "${instead}"?`}`
}

/** NGI and site names (GOCDB's rule, SPEC §2). */
export const readName = (text: string): string | null => (/^[A-Za-z0-9._-]{1,255}$/.test(text) ? text : null)

const units: { readonly [unit: string]: number } = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

/** `40 MB` in bytes; a kB has 1024 of them, as limits err on the generous side. */
export const readSize = (text: string): number | null => {
  const [, number, unit] = /^(\d{1,6}) ?([kmg]?b)$/i.exec(text) ?? []
  const bytes = Number(number) * (units[(unit ?? '').toLowerCase()] ?? Number.NaN)
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null
}

/** `09:00`, kept as written. */
export const readTime = (text: string): string | null =>
  /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : null

/** `2026-12-24`, a day that exists, kept as written. */
export const readDay = (text: string): string | null => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : null
}

/** A host name or an IP address, lower case. */
export const readHost = (text: string): string | null => {
  const named = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i
  return named.test(text) || /^[0-9a-f]*:[0-9a-f:.]*$/i.test(text) ? text.toLowerCase() : null
}

/** `127.0.0.1:8025` or `[::1]:8025`. */
export const readListen = (text: string): { readonly host: string; readonly port: number } | null => {
  const [, six, four, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const host = readHost(six ?? four ?? '')
  const port = Number(digits)
  return host !== null && port >= 1 && port <= 65_535 ? { host, port } : null
}

/** A link that people can follow. */
export const readLink = (text: string): string | null => {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? text : null
}

/** Whether a host is this machine itself: the only place where mail may travel without TLS. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
