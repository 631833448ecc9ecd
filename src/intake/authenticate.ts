// Who really wrote a mail (SPEC §3.3): an aligned DKIM signature that passes, computed by us or read from the verdict
// of our own border, and that vouches for what is acted on; else OpenPGP (pgp.ts). SPF, ARC and DMARC verdicts never
// count. Whose address it is and what follows is authority's matter. Never throws for what is in a mail or in DNS.

import { dkimVerify } from 'mailauth'
import { getAlignment } from 'mailauth/lib/tools.js'
import type { DKIMResult, DKIMVerifyResult } from 'mailauth'
import type { Instant } from '../rollout/ids.ts'
import type { DkimPass } from './authresults.ts'
import type { Message, Proof, Via } from './message.ts'
import { withLineEnds } from './crlf.ts'
import { provePgp } from './pgp.ts'
import type { PgpKeys } from './pgpkeys.ts'
import { borderVerdict } from './receivedchain.ts'
import { doubledField, soleAuthor, vouches, weakness } from './signature.ts'

/** DNS as DKIM needs it: rejects with an Error whose `code` is ENOTFOUND or ENODATA where there is no record. */
type Resolver = (name: string, type: string) => Promise<string[][]>

export type AuthenticateOptions = {
  readonly via: Via
  /** When our border took the mail. */
  readonly receivedAt: Instant
  /** Whose Authentication-Results count, and only for mail that our own server handed us (via imap). */
  readonly authservIds: readonly string[]
  /** Whether to compute DKIM ourselves too. */
  readonly verifyDkim: boolean
  /** The bot's address and those of its lists. */
  readonly ourAddresses: readonly string[]
  readonly threadIds: (id: string) => boolean
  readonly resolver: Resolver
  /** The keys on file of managers; left out: none. */
  readonly openpgp?: PgpKeys
}

// Bounds on what one mail may cost: each signature may want its own hash of the body.
const MOST_SIGNATURES = 5
const LONGEST_HEAD = 256 * 1024
const SMALLEST_RSA_KEY = 1024

/** What the mail proves about the address in its From. */
export async function authenticate(
  bytes: Uint8Array,
  message: Message,
  options: AuthenticateOptions,
): Promise<Proof> {
  const dkim = await proveDkim(bytes, message, options)
  if (dkim.aligned === 'strict') return dkim
  const pgp = await provePgp(bytes, message, options.openpgp ?? new Map(), options.receivedAt)
  if (pgp === null) return dkim
  // Who is on file with a key is a manager, for whom a relaxed pass would not do.
  if (pgp.aligned !== 'none') return pgp
  return { ...dkim, why: `${dkim.why}; ${pgp.why}` }
}

async function proveDkim(bytes: Uint8Array, message: Message, options: AuthenticateOptions): Promise<Proof> {
  if (!message.headers.some(({ name }) => name === 'dkim-signature')) return nothing('no DKIM signature')
  const seen = await look(bytes, message, options)
  if (seen === null) return nothing('too large a head, too long a line or too many signatures')
  const author = soleAuthor(message, seen)
  if (author === null) return nothing('not exactly one author in From')
  const doubled = doubledField(seen)
  if (doubled !== null) return nothing(`${doubled} stands twice`)
  const domain = author.slice(author.lastIndexOf('@') + 1)
  const signatures = seen.results.filter((one) => one.signingDomain)
  const complaints: string[] = []
  let best: Proof | null = null
  let unsettled = false
  const consider = (candidates: readonly DKIMResult[], by: string) => {
    // Where it is not known which of several signatures was seen to pass, all of them must hold.
    const proofs = candidates.map((one) => weigh(one, domain, by, message, bytes, options))
    for (const one of proofs) if (one.aligned === 'none') complaints.push(one.why)
    const least =
      proofs.find((one) => one.aligned === 'none') ?? proofs.find((one) => one.aligned === 'relaxed')
    const found = least ?? proofs[0]
    if (found && found.aligned !== 'none' && best?.aligned !== 'strict') best = found
  }
  if (options.verifyDkim) {
    for (const one of signatures) {
      if (one.status.result === 'pass') consider([one], 'DKIM pass')
      else complaints.push(foreign(one, domain) ?? failure(one))
      // Worth another look only where the key is all that is missing.
      if (
        one.status.result === 'temperror' &&
        weigh(one, domain, '', message, bytes, options).aligned !== 'none'
      )
        unsettled = true
    }
  }
  if (options.via === 'imap') {
    const verdict = borderVerdict(message.headers, options.authservIds)
    if ('none' in verdict) complaints.push(verdict.none)
    else {
      for (const pass of verdict.dkimPasses.slice(0, MOST_SIGNATURES)) {
        const meant = signatures.filter((one) => isMeant(one, pass))
        if (meant.length === 0) complaints.push('our server saw a signature pass that the mail does not have')
        consider(meant, 'DKIM pass seen by our server')
      }
      if (verdict.dkimPasses.length === 0) complaints.push('our server saw no DKIM signature pass')
    }
  }
  if (best !== null) return best
  if (signatures.length === 0) complaints.unshift('no DKIM signature')
  const found = nothing([...new Set(complaints)].slice(0, 3).join('; ') || 'nothing vouches for the author')
  return unsettled ? { ...found, unsettled: true } : found
}

/** Runs the verifier; without keys too it says how the signatures are made. A mail it cannot read proves nothing. */
async function look(
  bytes: Uint8Array,
  message: Message,
  options: AuthenticateOptions,
): Promise<DKIMVerifyResult | null> {
  const mail = withLineEnds(bytes)
  if (mail === null) return null
  const head = mail.subarray(0, LONGEST_HEAD).toString('latin1')
  if (!head.includes('\r\n\r\n') && mail.length > LONGEST_HEAD) return null
  const signatures = head.match(/^(?:dkim-signature|arc-message-signature)[ \t\r\n]{0,9}:/gimu)
  if ((signatures?.length ?? 0) > MOST_SIGNATURES) return null
  // Only keys that could vouch for the author are worth the time that a silent name server takes, and that once.
  let trouble: unknown
  const resolver: Resolver = async (name, type) => {
    if (!options.verifyDkim || !mayVouch(name, message))
      throw Object.assign(new Error('not looked up'), { code: 'ENOTFOUND' })
    if (trouble !== undefined) throw trouble
    try {
      return theOneKey(await options.resolver(name, type))
    } catch (error) {
      if (!isNoRecord(error)) trouble = error
      throw error
    }
  }
  try {
    return await dkimVerify(mail, {
      resolver,
      minBitLength: SMALLEST_RSA_KEY,
      curTime: options.receivedAt,
      strict: true,
    })
  } catch {
    return null
  }
}

/** Whether a key's name (`s1._domainkey.lip.example`) is aligned with an author's domain at all. */
function mayVouch(name: string, { from }: Message): boolean {
  const domain = name.replace(/^[^]*\._domainkey\./iu, '')
  return from.some(
    ({ address }) => getAlignment(address.slice(address.lastIndexOf('@') + 1), [domain]) !== false,
  )
}
const isNoRecord = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')

/**
 * The TXT records that may be a key: a wildcard answers for every name with what it has (SPF, a site's proof). Of two
 * keys under one name the result is undefined (RFC 6376 §3.6.2.2) and would change with the order of the answer: none.
 */
function theOneKey(rows: string[][]): string[][] {
  const keys = rows.filter((row) => /(?:^|;)\s*p\s*=/u.test(row.join('')))
  if (keys.length > 1) throw Object.assign(new Error('several keys under one name'), { code: 'ENODATA' })
  return keys.length === 1 ? keys : rows
}

function weigh(
  signature: DKIMResult,
  domain: string,
  by: string,
  message: Message,
  bytes: Uint8Array,
  options: AuthenticateOptions,
): Proof {
  const d = signature.signingDomain ?? ''
  const strict = getAlignment(domain, [d], true) !== false
  const other = strict ? null : foreign(signature, domain)
  if (other !== null) return nothing(other)
  const weak = weakness(signature, options.receivedAt)
  if (weak !== null) return nothing(`${by} for ${printable(d)}, but ${weak}`)
  const vouched = vouches(signature, message, bytes, options)
  if ('fails' in vouched) return nothing(`${by} for ${printable(d)}, but ${vouched.fails}`)
  return { aligned: strict ? 'strict' : 'relaxed', why: `${by} for ${printable(d)}`, ...vouched }
}

/** That a signature is another domain's, in words; null where it is aligned. */
const foreign = ({ signingDomain = '' }: DKIMResult, domain: string): string | null =>
  getAlignment(domain, [signingDomain]) === false
    ? `signed by ${printable(signingDomain)}, not by ${printable(domain)}`
    : null

/** Whether our server's line speaks of this signature (RFC 8601 §2.7.1, RFC 6008 for header.b). */
function isMeant(signature: DKIMResult, pass: DkimPass): boolean {
  const d = signature.signingDomain?.toLowerCase() ?? ''
  if (pass.d !== undefined && pass.d !== d) return false
  if (pass.i !== undefined && pass.i !== d && !pass.i.endsWith(`.${d}`)) return false
  if (pass.s !== undefined && pass.s.toLowerCase() !== signature.selector?.toLowerCase()) return false
  return pass.b === undefined || (signature.signature?.startsWith(pass.b) ?? false)
}

function failure({ status, signingDomain }: DKIMResult): string {
  const of = printable(signingDomain ?? '')
  if (status.result === 'temperror') return `the key of ${of} could not be looked up (DNS failure)`
  if (status.policy?.['dkim-rules'] === 'weak-key')
    return `the key of ${of} is shorter than ${SMALLEST_RSA_KEY} bits, which proves nothing (policy)`
  const because = typeof status.comment === 'string' ? status.comment : status.result
  return `the DKIM signature of ${of} does not hold (${printable(because)})`
}

const printable = (text: string) => text.replace(/[^\x20-\x7e]/gu, '?').slice(0, 100)
const nothing = (why: string): Proof => ({ aligned: 'none', why, signedAt: null, subjectSigned: false })
