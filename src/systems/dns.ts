// The door to DNS: TXT records for DKIM (RFC 6376 §3.6.2.2) and, for the doctor's advice, the addresses and mail servers
// of a name; by the system's servers, from a file, or not at all. It decides nothing about signatures and keeps no cache:
// mailauth asks once a signature, and the system's resolver caches. No record is an Error with code ENOTFOUND or ENODATA;
// anything else is the world's trouble.

import { Resolver as SystemResolver } from 'node:dns/promises'
import { boundedLookups } from './dns/lookuptime.ts'
import { Fault, type Resolver } from '../ports.ts'

const answerless = (code: 'ENOTFOUND' | 'ENODATA', name: string, type: string) =>
  Object.assign(new Error(`no ${type} record for ${name}`), { code })

/**
 * Asks the system's name servers, at most 3 tries of `timeout` milliseconds and never longer than dns/lookuptime.ts lets it. TXT, A, AAAA and MX (`10 mail.example`) are
 * asked for; other types answer ENODATA. Errors keep the code that node gives them (ENOTFOUND, ETIMEOUT, ESERVFAIL …).
 */
export const systemResolver = (timeout = 4000): Resolver => {
  const servers = new SystemResolver({ timeout, tries: 3 })
  return boundedLookups(async (name, type) => {
    switch (type.toUpperCase()) {
      case 'TXT':
        return servers.resolveTxt(name)
      case 'A':
        return (await servers.resolve4(name)).map((address) => [address])
      case 'AAAA':
        return (await servers.resolve6(name)).map((address) => [address])
      case 'MX':
        return (await servers.resolveMx(name)).map(({ priority, exchange }) => [`${priority} ${exchange}`])
      default:
        throw answerless('ENODATA', name, type)
    }
  })
}

/** `off`: no name exists. What needs a key is then unverified, never wrong. */
export const noResolver: Resolver = async (name, type) => {
  throw answerless('ENOTFOUND', name, type)
}

const key = (name: string) => name.toLowerCase().replace(/\.$/, '')

/** The quoted strings of a value, joined or apart as written; an unquoted value is one string (RFC 1035 §5.1). */
const strings = (value: string): string[] => {
  const quoted = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => (m[1] ?? '').replace(/\\(.)/g, '$1'))
  return quoted.length > 0 ? quoted : [value]
}

/**
 * Answers from a text of lines `name TYPE value`; a TTL and `IN` before the type are passed over, `#` and `;` open a
 * comment line, values may be quoted strings. Throws a permanent Fault that names the first line it cannot read.
 */
export const fileResolver = (text: string): Resolver => {
  const zone = new Map<string, Map<string, string[][]>>()
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const match = /^(\S+)\s+(?:\d+\s+)?(?:IN\s+)?([A-Za-z]+)\s+(\S.*)$/i.exec(line)
    const [, name, type, value] = match ?? []
    if (name === undefined || type === undefined || value === undefined) {
      throw new Fault('dns', 'permanent', `line ${index + 1} is not "name TYPE value": ${line.slice(0, 60)}`)
    }
    const types = zone.get(key(name)) ?? new Map<string, string[][]>()
    zone.set(key(name), types)
    types.set(type.toUpperCase(), [...(types.get(type.toUpperCase()) ?? []), strings(value)])
  }
  return async (name, type) => {
    const types = zone.get(key(name))
    if (types === undefined) throw answerless('ENOTFOUND', name, type)
    const rows = types.get(type.toUpperCase())
    if (rows === undefined) throw answerless('ENODATA', name, type)
    return rows
  }
}
