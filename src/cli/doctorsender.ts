// What doctor says of the bot as a sender: what DNS publishes of its domain, so that sites can tell its letters from
// forged ones. SPF (RFC 7208), the key that letters are signed with (DKIM, RFC 6376) and DMARC (RFC 7489). Asks DNS only.

import { readFileSync } from 'node:fs'
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { isLoopback } from '../config/values.ts'
import { addressesOf, answers, passes, spfRecords } from './spf.ts'
import type { Config } from '../config.ts'
import type { Resolver } from '../ports.ts'
import type { Finding } from './finding.ts'

export async function lookAtSender(config: Config, resolver: Resolver): Promise<readonly Finding[]> {
  const { transport, bot } = config
  if (transport.kind === 'outbox') {
    const says = 'SPF, DKIM and DMARC matter once letters leave this machine'
    return [{ check: 'sender', state: 'skipped', says }]
  }
  const domain = bot.address.split('@')[1] ?? ''
  return Promise.all([
    asked('spf', domain, async () => spf(domain, transport.host, resolver)),
    signature(transport.dkim, resolver),
    asked('dmarc', `_dmarc.${domain}`, async () => dmarc(domain, bot.admin, resolver)),
  ])
}

/** DNS that does not answer is worth a look; that a record is missing is not known then. */
async function asked(check: string, name: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const mend = 'see whether this machine reaches a name server, then ask again'
    return { check, state: 'warning', says: `${name} could not be asked for (${code})`, mend }
  }
}

async function spf(domain: string, host: string, resolver: Resolver): Promise<Finding> {
  const check = 'spf'
  const [record, second] = await spfRecords(resolver, domain)
  const example = `"v=spf1 ${isLoopback(host) ? 'mx' : `a:${host}`} -all"`
  if (record === undefined) {
    const says = `${domain} does not say who may send for it; some servers distrust its letters`
    return { check, state: 'warning', says, mend: `publish ${domain} TXT ${example}` }
  }
  if (second !== undefined) {
    const says = `${domain} has several SPF records, so that none counts (RFC 7208 §4.5)`
    return { check, state: 'fails', says, mend: 'leave one' }
  }
  if (/ \+?all(?: |$)/i.test(record)) {
    const says = `${domain} lets everybody send for it (${record})`
    return { check, state: 'fails', says, mend: 'end the record with -all' }
  }
  if (isLoopback(host))
    return {
      check,
      state: 'ok',
      says: `${record}; letters leave by this machine, whose outer address is not known here`,
    }
  const verdict = await passes(resolver, domain, record, await addressesOf(resolver, host))
  if (verdict === 'yes') return { check, state: 'ok', says: `${domain} lets ${host} send (${record})` }
  if (verdict === 'unclear')
    return { check, state: 'ok', says: `${record}; whether it lets ${host} send cannot be seen from here` }
  const says = `${domain} does not let ${host} send (${record})`
  const mend = `add a:${host} to the record, unless ${host} hands letters on to a server that it names`
  return { check, state: 'warning', says, mend }
}

/** RFC 7489 §6.6.3, and its successor’s walk up the tree: the nearest name that has one record. */
async function dmarc(domain: string, admin: string, resolver: Resolver): Promise<Finding> {
  const check = 'dmarc'
  const labels = domain.split('.')
  for (let at = 0; at <= Math.min(labels.length - 2, 7); at += 1) {
    const name = `_dmarc.${labels.slice(at).join('.')}`
    const records = (await answers(resolver, name, 'TXT')).filter((record) =>
      /^v=DMARC1 *(?:;|$)/i.test(record),
    )
    if (records.length > 1) {
      const says = `${name} has several records, so that none counts (RFC 7489 §6.6.3)`
      return { check, state: 'fails', says, mend: 'leave one' }
    }
    const [record] = records
    if (record !== undefined) return { check, state: 'ok', says: `${name}: ${record}` }
  }
  const says = `${domain} does not say what servers should do with mail that is forged in its name`
  return {
    check,
    state: 'warning',
    says,
    mend: `publish _dmarc.${domain} TXT "v=DMARC1; p=none; rua=mailto:${admin}"`,
  }
}

type Dkim = { readonly domain: string; readonly selector: string; readonly keyFile: string }

/** RFC 8301 §3.2: signatures by a shorter RSA key count as none. */
const fewestBits = 1024

/** RFC 6376 §3.6.1: the record that belongs to the key. */
const publicPart = (key: KeyObject): string => {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  // RFC 8463 §4: of an Ed25519 key only the 32 bytes themselves are published.
  return (key.asymmetricKeyType === 'ed25519' ? der.subarray(-32) : der).toString('base64')
}

async function signature(dkim: Dkim | null, resolver: Resolver): Promise<Finding> {
  const check = 'signature'
  if (dkim === null) {
    const says = 'there is no dkim in [transport]; the server that takes letters has to sign them'
    return { check, state: 'skipped', says }
  }
  const { domain, selector, keyFile } = dkim
  let key: KeyObject
  try {
    key = createPrivateKey(readFileSync(keyFile))
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return {
      check,
      state: 'fails',
      says: `${keyFile} holds no private key (${said})`,
      mend: 'write it as PEM',
    }
  }
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < fewestBits) {
    const says = `the key in ${keyFile} has ${bits} bits; signatures by it count as none`
    return { check, state: 'fails', says, mend: `openssl genrsa -out ${keyFile} 2048` }
  }
  const name = `${selector}._domainkey.${domain}`
  const wanted = publicPart(key)
  const kind = key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa'
  const mend = `publish ${name} TXT "v=DKIM1; k=${kind}; p=${wanted}"`
  return asked(check, name, async () => {
    const records = await answers(resolver, name, 'TXT')
    const published = records.map((record) => /(?:^|;)\s*p\s*=([^;]*)/.exec(record)?.[1]?.replace(/\s+/g, ''))
    if (published.includes(wanted)) return { check, state: 'ok', says: `${name} is the key in ${keyFile}` }
    const says =
      records.length === 0
        ? `${name} is not published: signatures cannot be verified`
        : `${name} publishes another key than ${keyFile}`
    return { check, state: 'fails', says, mend }
  })
}
