// The collected cases of mail authentication: ARC chains with their own DNS, SPF questions, and real mails. What the
// verifier says of each is compared with its label, and our own verdict with what SPEC §3.3 makes of it: DKIM of the
// author's domain verifies, ARC and SPF never do, whatever they come to.

import { readFileSync } from 'node:fs'
import { dkimVerify } from 'mailauth'
import { arc } from 'mailauth/lib/arc/index.js'
import { describe, expect, it } from 'vitest'
import { authenticate, type AuthenticateOptions } from '../../src/intake/authenticate.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { expectFigure } from '../support/figures.ts'
import { shared, sharedIsThere } from '../support/shared.ts'
import { corpus, openReader } from './explaining.ts'

type Chain = { readonly id: string; readonly message: string; readonly dns: Zone; readonly expected: string }
type Zone = { readonly [name: string]: string }
type Resolver = AuthenticateOptions['resolver']

const items = () => corpus('mail-auth')
const chains = () => items().filter(({ kind }) => kind === 'arc-validate') as unknown as readonly Chain[]
const mails = () => items().filter(({ kind }) => kind === 'eml')
const read = (path: string) => readFileSync(shared(`corpora/mail-auth/${path}`))
const zoned =
  (zone: Zone): Resolver =>
  async (name, type) => {
    const record = type === 'TXT' ? zone[name] : undefined
    if (record === undefined) throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' })
    return [[record]]
  }
const wired = (message: string) => Buffer.from(message.replace(/\r?\n/g, '\r\n'))

/** As our own server would have taken it: every list and recipient is ours, so that nothing else stands in the way. */
const prove = async (bytes: Buffer, resolver: Resolver, receivedAt: string) => {
  const message = await parseMail(bytes)
  return authenticate(bytes, message, {
    via: 'imap',
    receivedAt: asInstant(receivedAt),
    authservIds: [],
    verifyDkim: true,
    ourAddresses: [...message.to, ...message.cc].map(({ address }) => address),
    threadIds: () => false,
    resolver,
  })
}

// Google's key of that year, as it stood in DNS; it is published with the mail's own collection (MimeKit).
const gmail: Zone = {
  '20120113._domainkey.gmail.com':
    'k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1Kd87/UeJjenpabgbFwh+eBCsSTrqmwIYYvywlbhbqoo2DymndFkbjOVIPIldNs/m40KF+yzMn1skyoxcTUGCQs8g3FgD2Ap3ZB5DekAo5wMmk4wimDO+U8QzI3SD07y2+07wlNWwIt8svnxgdxGkVbbhzY8i+RQ9DpSVpPbF7ykQxtKXkv/ahW3KjViiAH+ghvvIhkx4xYSIc9oSwVmAl5OctMEeWUwg8Istjqz8BZeTWbf41fbNhte7Y+YqZOwq1Sd0DbvYAD9NOZK9vlfuac0598HY+vtSBczUiKERHv1yRbcaQtZFh5wtiRrN04BLUTD21MycBX5jYchHjPY/wIDAQAB',
}

describe.skipIf(!sharedIsThere)('the collected mail authentication', () => {
  it('of ARC chains is judged as it is labelled, and verifies nobody', async () => {
    const wrong: string[] = []
    const verified: string[] = []
    for (const { id, message, dns, expected } of chains()) {
      const resolver = zoned(dns)
      const settings = { resolver, minBitLength: 1024, strict: true } as const
      const seen = await dkimVerify(wired(message), { ...settings, curTime: '2017-01-10T00:00:00Z' })
      const { status } = await arc(seen.arc as Parameters<typeof arc>[0], settings)
      // An empty label says that the suite expects anything but a pass.
      const right = expected === '' ? status.result !== 'pass' : status.result === expected
      if (!right) wrong.push(`${id}: ${status.result}, not ${expected}`)
      const proof = await prove(wired(message), resolver, '2017-01-05T23:00:00Z')
      if (proof.aligned !== 'none') verified.push(id)
    }
    expect(wrong).toEqual([])
    expect(verified).toEqual([])
    const of = chains().length
    expect(of).toBeGreaterThan(80)
    expectFigure({
      mails: 'mail-auth',
      what: 'ARC chains judged as labelled',
      right: of - wrong.length,
      of,
      wanted: 'all',
    })
    expectFigure({
      mails: 'mail-auth',
      what: 'writers verified by ARC',
      right: verified.length,
      of,
      wanted: 'none',
    })
  })

  it('of real mail is as labelled where the key is known: pass, and not once a word is changed', async () => {
    const labelled = mails().filter(({ expected }) => String(expected).startsWith('dkim='))
    const right: string[] = []
    for (const { path, expected } of labelled) {
      const bytes = read(path)
      const { date } = await parseMail(bytes)
      const proof = await prove(bytes, zoned(gmail), date ?? '')
      if ((proof.aligned === 'strict') === String(expected).startsWith('dkim=pass')) right.push(path)
      const changed = Buffer.from(bytes.toString('latin1').replace(/Subject: /, 'Subject: Re: '), 'latin1')
      expect((await prove(changed, zoned(gmail), date ?? '')).aligned).toBe('none')
    }
    expect(right).toHaveLength(labelled.length)
    expect(labelled.length).toBeGreaterThan(0)
    expectFigure({
      mails: 'mail-auth',
      what: 'DKIM verdicts as labelled',
      right: right.length,
      of: labelled.length,
      wanted: 'all',
    })
  })

  it('of real mail verifies nobody where no key is known, whatever its ARC label says', async () => {
    for (const { path } of mails()) {
      const bytes = read(path)
      const proof = await prove(bytes, zoned({}), (await parseMail(bytes)).date ?? '')
      expect(proof, path).toMatchObject({ aligned: 'none' })
      expect(proof.why).not.toBe('')
    }
  })

  it('is all answered by explain, and verified by no key that is not there', async () => {
    const reader = await openReader()
    const all = [...chains().map(({ message }) => wired(message)), ...mails().map(({ path }) => read(path))]
    for (const bytes of all) {
      const { json, judgement, took } = await reader.explain(bytes)
      expect(judgement, JSON.stringify(json.problems)).not.toBeNull()
      expect(json.level).not.toBe('verified')
      expect(took).toBeLessThan(5000)
    }
    await reader.close()
  })

  it('covers the collection but for SPF, which has no zone of its own here and never counts', () => {
    const others = items().filter(({ kind }) => kind !== 'arc-validate' && kind !== 'eml')
    expect(others.filter(({ kind }) => kind !== 'spf')).toEqual([])
    expect(others.filter((item) => 'dns' in item || 'zonedata' in item)).toEqual([])
    expectFigure({
      mails: 'mail-auth',
      what: 'SPF cases looked at (SPF proves nobody)',
      right: 0,
      of: others.length,
      wanted: 'none',
    })
  })
})
