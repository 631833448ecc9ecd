// DKIM's corners (RFC 6376, RFC 8301, RFC 8616): keys, tags and times by which a right signature still proves nothing,
// and spellings by which it does.
import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/intake/authenticate.ts'
import type { AuthenticateOptions } from '../../src/intake/authenticate.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { handSigned, makeSigner, resolverOf, signed, type Signer } from '../support/signing.ts'

const bot = 'staged-rollout@egi.example'
const icm = makeSigner('icm.example')
const mail = (from = 'ala@icm.example', more = '') =>
  `From: ${from}\nTo: ${bot}\nDate: Mon, 23 Nov 2026 11:00:00 +0100\nSubject: Re: [staged-rollout #42]\n` +
  `Content-Type: text/plain; charset=utf-8\n${more}\naccept NGI_PL-ICM\n`
const prove = async (text: string, options: Partial<AuthenticateOptions> = {}) => {
  const bytes = Buffer.from(text, 'utf8')
  return authenticate(bytes, await parseMail(bytes), {
    via: 'listen',
    receivedAt: asInstant('2026-11-23T10:00:30Z'),
    authservIds: ['mail.egi.example'],
    verifyDkim: true,
    ourAddresses: [bot],
    threadIds: () => false,
    resolver: resolverOf(icm),
    ...options,
  })
}
/** DNS that answers with these TXT records, whatever is asked. */
const answering = (...rows: readonly string[][]) => ({ resolver: async () => [...rows] })
const failing = (code: string) => ({
  resolver: async () => Promise.reject(Object.assign(new Error('trouble'), { code })),
})

describe('a signature made by hand', () => {
  it('verifies, so that what follows is refused for its own reason', async () => {
    expect(await prove(handSigned(mail(), icm, ''))).toMatchObject({ aligned: 'strict' })
  })
  it.each([
    ['SHA-1 (RFC 8301)', '', { hash: 'sha1' }, /weak algorithm|SHA-1/],
    ['an expiry before its receipt (x=)', ' x=1795428010;', {}, /expired/],
    ['an expiry before its own time', ' x=1795427990;', {}, /expir/],
    ['an identity of another domain (i=)', ' i=ala@elsewhere.example;', {}, /does not hold/],
    ['a version nobody knows', ' v=2;', {}, /DKIM/],
    ['a body length (l=)', ' l=19;', {}, /part of the body/],
    ['no Date among its fields', '', { fields: ['From', 'To'] }, /Date/],
    ['a time three days ago', '', { time: 1795168800 }, /48 h/],
    ['a time an hour ahead', '', { time: 1795431600 }, /later than/],
  ])('with %s proves nothing', async (_what, tags, how, why) => {
    const proof = await prove(handSigned(mail(), icm, tags, how))
    expect(proof).toMatchObject({ aligned: 'none', why: expect.stringMatching(why) as string })
  })
  it('with an expiry to come, or an identity below its domain, verifies', async () => {
    expect(await prove(handSigned(mail(), icm, ' x=1796000000; i=ala@dept.icm.example;'))).toMatchObject({
      aligned: 'strict',
    })
  })
})

describe('a key', () => {
  const p = icm.record.slice(icm.record.indexOf('p='))
  const weak = makeSigner('icm.example', 'rsa', 512)
  it.each([
    ['with the testing flag', `v=DKIM1; k=rsa; t=y; ${p}`, /t=y/],
    ['with the testing flag among others', `v=DKIM1; k=rsa; t=s:y; ${p}`, /t=y/],
    ['revoked', 'v=DKIM1; k=rsa; p=', /DKIM/],
    ['for another service', `v=DKIM1; k=rsa; s=tlsrpt; ${p}`, /DKIM/],
    ['for SHA-1 alone', `v=DKIM1; k=rsa; h=sha1; ${p}`, /DKIM/],
    ['of another kind', `v=DKIM1; k=ed25519; ${p}`, /DKIM/],
    ['of another version', `v=DKIM2; k=rsa; ${p}`, /DKIM/],
    ['that is no key', 'v=DKIM1; k=rsa; p=AAAA', /DKIM/],
  ])('%s proves nothing', async (_what, record, why) => {
    const proof = await prove(await signed(mail(), icm), answering([record]))
    expect(proof).toMatchObject({ aligned: 'none', why: expect.stringMatching(why) as string })
    expect(proof.unsettled).toBeUndefined()
  })
  it('of 512 bits proves nothing, one of 1024 does', async () => {
    const found = await prove(await signed(mail(), weak), { resolver: resolverOf(weak) })
    expect(found).toMatchObject({ aligned: 'none', why: expect.stringMatching(/1024 bits/) as string })
    const least = makeSigner('icm.example', 'rsa', 1024)
    expect(await prove(await signed(mail(), least), { resolver: resolverOf(least) })).toMatchObject({
      aligned: 'strict',
    })
  })
  it('that stands in several strings is read as one', async () => {
    const pieces = icm.record.match(/.{1,100}/g) ?? []
    expect(await prove(await signed(mail(), icm), answering(pieces))).toMatchObject({ aligned: 'strict' })
  })
  it('among other records of its name is found, in any order', async () => {
    const text = await signed(mail(), icm)
    const spf = ['v=spf1 -all']
    expect(await prove(text, answering(spf, [icm.record]))).toMatchObject({ aligned: 'strict' })
    expect(await prove(text, answering([icm.record], spf))).toMatchObject({ aligned: 'strict' })
  })
  it('beside a second key of the same name proves nothing, in any order', async () => {
    const text = await signed(mail(), icm)
    const other = [makeSigner('icm.example').record]
    expect((await prove(text, answering([icm.record], other))).aligned).toBe('none')
    expect((await prove(text, answering(other, [icm.record]))).aligned).toBe('none')
  })
  it.each(['ETIMEOUT', 'ESERVFAIL', 'ECONNREFUSED'])(
    'that cannot be looked up (%s) leaves it unsettled',
    async (code) => {
      expect(await prove(await signed(mail(), icm), failing(code))).toMatchObject({
        aligned: 'none',
        unsettled: true,
      })
    },
  )
  it.each([
    ['is not there', mail(), 'ENOTFOUND'],
    ['of a stranger cannot be looked up', mail('ala@elsewhere.example'), 'ETIMEOUT'],
    ['would not be enough: signed for others', mail().replace(bot, 'ola@icm.example'), 'ETIMEOUT'],
  ])('that %s settles it', async (_what, text, code) => {
    expect((await prove(await signed(text, icm), failing(code))).unsettled).toBeUndefined()
  })
})

describe('an author’s domain', () => {
  const books = makeSigner('xn--bcher-kva.example')
  it.each(['ala@xn--bcher-kva.example', 'ala@bücher.example', 'Ala <ala@BÜCHER.example>'])(
    'is the same in letters and in A-labels: %s',
    async (from) => {
      expect(await prove(await signed(mail(from), books), { resolver: resolverOf(books) })).toMatchObject({
        aligned: 'strict',
      })
    },
  )
  it.each([
    ['a letter that looks alike', 'ala@iсm.example'],
    ['a longer name', 'ala@icm.example.elsewhere.example'],
    ['a name that ends alike', 'ala@nicm.example'],
    ['a public suffix', 'ala@example'],
    ['quotes', '"ala@icm.example" <ala@elsewhere.example>'],
  ])('is not another by %s', async (_what, from) => {
    expect((await prove(await signed(mail(from), icm))).aligned).toBe('none')
  })
})

describe('several signatures', () => {
  const other = makeSigner('elsewhere.example')
  const gone = makeSigner('icm.example', 'rsa', 2048, 'gone')
  const both = resolverOf(icm, other)
  it.each<[string, readonly Signer[]]>([
    ['one of another domain', [icm, other]],
    ['one of another domain, first', [other, icm]],
    ['one whose key is gone', [icm, gone]],
    ['one whose key is gone, first', [gone, icm]],
  ])('verify where the author’s own passes beside %s', async (_what, signers) => {
    let text = mail()
    for (const signer of signers) text = await signed(text, signer)
    expect(await prove(text, { resolver: both })).toMatchObject({ aligned: 'strict' })
  })
  it('cost one look at DNS each, and over five are not looked at', async () => {
    let text = mail()
    let asked = 0
    const counting: AuthenticateOptions['resolver'] = async (name) => {
      asked += 1
      return resolverOf(icm)(name)
    }
    for (let n = 0; n < 5; n += 1) text = handSigned(text, { ...icm, selector: `s${n}` }, '')
    await prove(text, { resolver: counting })
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThanOrEqual(5)
    asked = 0
    const proof = await prove(handSigned(text, icm, ''), { resolver: counting })
    expect(proof).toMatchObject({ aligned: 'none', why: expect.stringMatching(/too many/) as string })
    expect(asked).toBe(0)
  })
})

describe('From', () => {
  it.each([
    ['added once more above', (text: string) => `From: boss@icm.example\r\n${text}`],
    ['added once more below', (text: string) => text.replace('\r\nTo:', '\r\nFrom: boss@icm.example\r\nTo:')],
    ['doubled with the same address', (text: string) => `From: ala@icm.example\r\n${text}`],
    ['in another case', (text: string) => `FROM: boss@icm.example\r\n${text}`],
    ['folded', (text: string) => `From:\r\n boss@icm.example\r\n${text}`],
    ['exchanged', (text: string) => text.replace('From: ala', 'From: boss')],
  ])('%s after signing proves nothing', async (_what, change) => {
    expect((await prove(change(await signed(mail(), icm)))).aligned).toBe('none')
  })
  it.each(['ala@icm.example, ola@icm.example', 'us: ala@icm.example, ola@icm.example;', '', 'ala', '<>'])(
    'of not exactly one address proves nothing though it is signed: %s',
    async (from) => {
      expect((await prove(await signed(mail(from), icm))).aligned).toBe('none')
    },
  )
  it('that is not signed proves nothing', async () => {
    expect((await prove(handSigned(mail(), icm, '', { fields: ['Date', 'To', 'Subject'] }))).aligned).toBe(
      'none',
    )
  })
})

describe('our border’s word for a signature', () => {
  const border =
    'Authentication-Results: mail.egi.example; dkim=pass header.d=icm.example\r\n' +
    'Received: from mx.icm.example (mx.icm.example [192.0.2.7]) by mail.egi.example; Mon, 23 Nov 2026 11:00:05 +0100\r\n'
  const believed = { via: 'imap', verifyDkim: false } as const
  it('does not make up for SHA-1 or for an expiry', async () => {
    expect((await prove(border + handSigned(mail(), icm, ''), believed)).aligned).toBe('strict')
    expect((await prove(border + handSigned(mail(), icm, '', { hash: 'sha1' }), believed)).aligned).toBe(
      'none',
    )
    expect((await prove(border + handSigned(mail(), icm, ' x=1795428010;'), believed)).aligned).toBe('none')
  })
  it('settles what we could not look up ourselves', async () => {
    const proof = await prove(border + handSigned(mail(), icm, ''), { via: 'imap', ...failing('ETIMEOUT') })
    expect(proof.aligned).toBe('strict')
    expect(proof.unsettled).toBeUndefined()
  })
})
