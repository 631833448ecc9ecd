// Signatures short enough for a mail address: lower-case base32 (RFC 4648 §6, no padding) around a truncated
// HMAC-SHA256 (RFC 2104 §5: 80 bits). A seal is bound to its purpose, so that one kind of mark never passes for
// another. What a seal is worth (SPEC §3.3) is not judged here.

import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import { asPersonId } from '../rollout/ids.ts'
import type { PersonId } from '../rollout/ids.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const macBytes = 10

export type Secrets = readonly Uint8Array[]

const base32 = (bytes: Uint8Array): string => {
  let out = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += alphabet.charAt((held >> bits) & 31)
    }
  }
  return bits > 0 ? out + alphabet.charAt((held << (5 - bits)) & 31) : out
}

/** Null for anything that `base32` would not have written itself: a token has one spelling only. */
const unbase32 = (text: string): Uint8Array | null => {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const char of text) {
    const value = alphabet.indexOf(char)
    if (value < 0) return null
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
  }
  const out = Uint8Array.from(bytes)
  return base32(out) === text ? out : null
}

// Every letter makes several seals and every mail is tried for them: a key that is made once costs a fifth. One mail is
// asked about the same address by each who wants to know something of it, so that the last seals are kept beside it.
const keys = new WeakMap<Uint8Array, { readonly key: KeyObject; readonly made: Map<string, Uint8Array> }>()
/** As many as a mail has ids and addresses of ours, and some more. */
const mostMade = 64
const keyOf = (secret: Uint8Array) => {
  const known = keys.get(secret) ?? { key: createSecretKey(secret), made: new Map<string, Uint8Array>() }
  keys.set(secret, known)
  return known
}

/** The first 80 bits of the HMAC over the parts; parts hold no NUL, so they cannot run into each other. */
const mac = (secret: Uint8Array, parts: readonly string[]): Uint8Array => {
  const { key, made } = keyOf(secret)
  const sealed = parts.join('\0')
  const before = made.get(sealed)
  if (before !== undefined) return before
  const code = createHmac('sha256', key).update(sealed).digest().subarray(0, macBytes)
  if (made.size >= mostMade) made.clear()
  made.set(sealed, code)
  return code
}

const macFits = (secrets: Secrets, parts: readonly string[], given: Uint8Array): boolean =>
  given.length === macBytes && secrets.some((secret) => timingSafeEqual(mac(secret, parts), given))

/** Signs with the newest secret. */
export const seal = (secrets: Secrets, parts: readonly string[]): string => {
  const newest = secrets[0]
  if (newest === undefined) throw new RangeError('a seal needs a secret')
  return base32(mac(newest, parts))
}

/** Accepts every secret still listed, so that keys can be changed while letters are out. */
export const sealFits = (secrets: Secrets, parts: readonly string[], text: string): boolean => {
  const given = unbase32(text)
  return given !== null && macFits(secrets, parts, given)
}

const numberOf = (person: PersonId): number => {
  const n = Number(/^p(\d{1,10})$/.exec(person)?.[1] ?? Number.NaN)
  if (!Number.isSafeInteger(n) || n < 0 || n > 0xffffffff)
    throw new RangeError('a person is p and a row number')
  return n
}

const numberBytes = (n: number): Uint8Array => {
  const bytes: number[] = []
  for (let rest = n; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.from(bytes)
}

/** A token: the person's number, readable by us alone from the address, then the seal over parts and person. */
export const personSeal = (secrets: Secrets, parts: readonly string[], person: PersonId): string => {
  const newest = secrets[0]
  if (newest === undefined) throw new RangeError('a seal needs a secret')
  const code = mac(newest, [...parts, person])
  return base32(Buffer.concat([numberBytes(numberOf(person)), code]))
}

/** The person whose token this is, or null where no listed secret made it for these parts. */
export const sealedPerson = (secrets: Secrets, parts: readonly string[], text: string): PersonId | null => {
  const given = unbase32(text)
  if (given === null || given.length < macBytes || given.length > macBytes + 4) return null
  const number = given.subarray(0, given.length - macBytes)
  if (number[0] === 0) return null
  const person = asPersonId(`p${number.reduce((sum, byte) => sum * 256 + byte, 0)}`)
  return macFits(secrets, [...parts, person], given.subarray(given.length - macBytes)) ? person : null
}
