import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/intake/authenticate.ts'
import type { AuthenticateOptions } from '../../src/intake/authenticate.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { shared, sharedIsThere } from '../support/shared.ts'
import { makeSigner, resolverOf, signed } from '../support/signing.ts'

const BOT = 'staged-rollout@egi.example'
const icm = makeSigner('icm.example')
const icmMail = makeSigner('mail.icm.example', 'ed25519')
const foreign = makeSigner('elsewhere.example')
const weak = makeSigner('icm.example', 'rsa', 768, 'weak')
const unknown = makeSigner('icm.example', 'rsa', 2048, 'gone')
const resolver = resolverOf(icm, icmMail, foreign, weak)

const mail = (changes: { readonly [name: string]: string | null } = {}, body = 'accept NGI_PL-ICM\n') => {
  const fields: { [name: string]: string | null } = {
    From: 'Ala <ala@icm.example>',
    To: BOT,
    Date: 'Mon, 23 Nov 2026 11:00:00 +0100',
    Subject: 'Re: [staged-rollout #42]',
    'Message-ID': '<1@icm.example>',
    'Content-Type': 'text/plain; charset=utf-8',
    ...changes,
  }
  const head = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  )
  return `${head.join('\n')}\n\n${body}`
}
const prove = async (text: string, options: Partial<AuthenticateOptions> = {}) => {
  const bytes = Buffer.from(text, 'latin1')
  return authenticate(bytes, await parseMail(bytes), {
    via: 'listen',
    receivedAt: asInstant('2026-11-23T10:00:30Z'),
    authservIds: ['mail.egi.example'],
    verifyDkim: true,
    ourAddresses: [BOT, 'early-adopters-glite@lists.egi.example'],
    threadIds: (id) => id === '<ours@egi.example>',
    resolver,
    ...options,
  })
}
const aligned = async (text: string, options: Partial<AuthenticateOptions> = {}) =>
  (await prove(text, options)).aligned

describe('a signature that we compute', () => {
  it('verifies the very domain strictly, and says when and what it signed', async () => {
    expect(await prove(await signed(mail(), icm))).toEqual({
      aligned: 'strict',
      why: 'DKIM pass for icm.example',
      signedAt: '2026-11-23T10:00:00Z',
      subjectSigned: true,
    })
  })
  it('verifies a subdomain only loosely, with an ed25519 key too', async () => {
    expect(await aligned(await signed(mail(), icmMail))).toBe('relaxed')
    expect(await aligned(await signed(mail({ From: 'ala@www.icm.example' }), icm))).toBe('relaxed')
  })
  it('prefers the very domain where both signed', async () => {
    expect(await aligned(await signed(await signed(mail(), icmMail), icm))).toBe('strict')
    expect(await aligned(await signed(await signed(mail(), icm), icmMail))).toBe('strict')
  })
  it('reads mail whose line ends lost their carriage return', async () => {
    expect(await aligned((await signed(mail(), icm)).replaceAll('\r\n', '\n'))).toBe('strict')
  })
  it('is not computed where that is switched off', async () => {
    expect(await aligned(await signed(mail(), icm), { verifyDkim: false })).toBe('none')
  })
  it('does not sign the subject where it leaves it out', async () => {
    const text = await signed(mail(), icm, { fields: ['from', 'date', 'to', 'content-type'] })
    expect(await prove(text)).toMatchObject({ aligned: 'strict', subjectSigned: false })
  })

  const bad: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    ['no signature', async () => mail(), /no DKIM signature/],
    [
      'another domain signed',
      async () => signed(mail(), foreign),
      /signed by elsewhere.example, not by icm.example/,
    ],
    [
      'the body was changed',
      async () => (await signed(mail(), icm)).replace('accept NGI', 'reject NGI'),
      /body hash/,
    ],
    ['the body grew', async () => `${await signed(mail(), icm)}more\r\n`, /body hash/],
    [
      'From was changed',
      async () => (await signed(mail(), icm)).replace('From: Ala', 'From: Ola'),
      /bad signature/,
    ],
    [
      'part of the body is unsigned (l=)',
      async () => signed(mail(), icm, { length: 19 }),
      /part of the body/,
    ],
    ['none of the body is signed (l=0)', async () => signed(mail(), icm, { length: 0 }), /part of the body/],
    ['Date is not signed', async () => signed(mail(), icm, { fields: ['from', 'to', 'subject'] }), /Date/],
    [
      'a second From was put on top',
      async () => `From: boss@icm.example\r\n${await signed(mail(), icm)}`,
      /author/,
    ],
    [
      'a second From was put below',
      async () => (await signed(mail(), icm)).replace('\r\nTo:', '\r\nFrom: boss@icm.example\r\nTo:'),
      /author/,
    ],
    [
      'a second From is spelled with a blank',
      async () => `From : boss@icm.example\r\n${await signed(mail(), icm)}`,
      /./,
    ],
    [
      'two addresses in From',
      async () => signed(mail({ From: 'ala@icm.example, boss@icm.example' }), icm),
      /author/,
    ],
    [
      'a group in From',
      async () => signed(mail({ From: 'all: ala@icm.example, boss@icm.example;' }), icm),
      /author/,
    ],
    ['no From', async () => `DKIM-Signature: v=1\r\n${mail({ From: null })}`, /author/],
    [
      'a second Date was put on top',
      async () => `Date: Mon, 23 Nov 2026 11:00:01 +0100\r\n${await signed(mail(), icm)}`,
      /date stands twice/,
    ],
    [
      'a second Subject was put on top',
      async () => `Subject: accept\r\n${await signed(mail(), icm)}`,
      /subject stands twice/,
    ],
    [
      'a second To was put on top',
      async () => `To: ${BOT}\r\n${await signed(mail({ To: 'x@y.example' }), icm)}`,
      /to stands twice/,
    ],
    ['the key is too short', async () => signed(mail(), weak), /policy/],
    ['the key is not in DNS', async () => signed(mail(), unknown), /no key/],
    ['the hash is SHA-1', async () => (await signed(mail(), icm)).replace('rsa-sha256', 'rsa-sha1'), /./],
    [
      'it was signed for somebody else',
      async () => signed(mail({ To: 'ola@icm.example' }), icm),
      /other recipients/,
    ],
    [
      'a signed Cc names others, an unsigned To us',
      async () =>
        signed(mail({ Cc: 'x@y.example' }), icm, { fields: ['from', 'date', 'cc', 'content-type'] }),
      /other recipients/,
    ],
    [
      'a reference to our thread is not signed',
      async () =>
        signed(mail({ To: 'ola@icm.example', 'In-Reply-To': '<ours@egi.example>' }), icm, {
          fields: ['from', 'date', 'to', 'content-type'],
        }),
      /other recipients/,
    ],
    [
      'it has more signatures than anybody needs',
      async () => 'DKIM-Signature: v=1\r\n'.repeat(5) + (await signed(mail(), icm)),
      /too many/,
    ],
  ]
  it.each(bad)('proves nothing where $0', async (_what, make, why) => {
    const proof = await prove(await make())
    expect(proof.aligned).toBe('none')
    expect(proof.why).toMatch(why)
    expect(proof.signedAt).toBeNull()
  })

  it.each([
    ['the bot in a plus address', { To: 'staged-rollout+42.abcdef@egi.example' }],
    ['the bot in Cc', { To: 'x@y.example', Cc: `Bot <${BOT.toUpperCase()}>` }],
    ['its list', { To: 'early-adopters-glite@lists.egi.example' }],
    ['its thread', { To: 'x@y.example', 'In-Reply-To': '<ours@egi.example>' }],
    ['nobody at all', { To: null }],
  ])('is meant for us where it names $0', async (_what, fields) => {
    expect(await aligned(await signed(mail(fields), icm))).toBe('strict')
  })

  it.each([
    ['2026-11-25T10:00:00Z', 'strict'],
    ['2026-11-25T10:00:01Z', 'none'],
    ['2026-11-23T09:50:00Z', 'strict'],
    ['2026-11-23T09:49:59Z', 'none'],
  ])('received at %s, signed at 10:00: %s', async (received, expected) => {
    expect(await aligned(await signed(mail(), icm), { receivedAt: asInstant(received) })).toBe(expected)
  })

  it('says so where the key cannot be looked up, and does not throw', async () => {
    const proof = await prove(await signed(mail(), icm), {
      resolver: async () => Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' })),
    })
    expect(proof).toMatchObject({ aligned: 'none', why: expect.stringMatching(/DNS failure/) as string })
  })

  it('is looked up where it could vouch for the author, and not again where DNS fails', async () => {
    const text = await signed(await signed(await signed(mail(), icm), icmMail), foreign)
    const names: string[] = []
    const proof = await prove(text, {
      resolver: async (name) => {
        names.push(name)
        throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' })
      },
    })
    expect(names).toHaveLength(1)
    expect(names[0]).toMatch(/icm\.example$/)
    expect(proof).toMatchObject({ aligned: 'none', unsettled: true })
  })

  describe('without a signed Content-Type', () => {
    const fields = ['from', 'date', 'to', 'subject']
    const parts = '--b1\nContent-Type: text/plain\n\naccept NGI_PL-ICM\n--b1--\n'
    it('still verifies an ordinary multipart', async () => {
      const type = { 'Content-Type': 'multipart/alternative; boundary="b1"' }
      expect(await aligned(await signed(mail(type, parts), icm, { fields }))).toBe('strict')
      const preamble = 'This is a multi-part message in MIME format.\n'
      expect(await aligned(await signed(mail(type, preamble + parts), icm, { fields }))).toBe('strict')
    })
    it('proves nothing where another boundary was chosen later', async () => {
      const body = 'no, sorry\n\n-----Original Message-----\nFrom: x\n\naccept NGI_PL-ICM\n'
      const text = await signed(mail({}, body), icm, { fields })
      expect(await aligned(text)).toBe('strict')
      const forged = text.replace(
        'text/plain; charset=utf-8',
        'multipart/mixed; boundary="---Original Message-----"',
      )
      expect(await prove(forged)).toMatchObject({
        aligned: 'none',
        why: expect.stringMatching(/another way/) as string,
      })
    })
    // What somebody else wrote is in there as a quote; none of these makes a line of its own of it.
    const type = 'Content-Type: text/plain; charset=utf-8'
    const encoding = 'Content-Transfer-Encoding:'
    const quoting = (coded: string) => `> ${coded}\n\nNo, sorry.\n`
    it.each([
      ['in UTF-7', '+AAoACg-now+AAo-', type, 'Content-Type: text/plain; charset="unicode-1-1-utf-7"'],
      ['in UTF-16', 'now', type, 'Content-Type: text/plain; charset=utf-16'],
      ['with lines written as codes', '=0A=0Anow=0A', type, `${type}\n${encoding} quoted-printable`],
      ['in base64', 'Cm5vdwo=', type, `${type}\n${encoding} base64`],
    ])('proves nothing where a text came to be read %s', async (_what, quote, from, to) => {
      const text = await signed(mail({}, quoting(quote)), icm, { fields })
      expect(await aligned(text)).toBe('strict')
      expect(await prove(text.replace(from, to))).toMatchObject({
        aligned: 'none',
        why: expect.stringMatching(/another way/) as string,
      })
    })
    it('proves nothing where only the encoding was not signed, and came to be another', async () => {
      const text = await signed(mail({}, quoting('=0A=0Anow=0A')), icm, {
        fields: [...fields, 'content-type'],
      })
      expect(await aligned(text)).toBe('strict')
      expect(await aligned(text.replace(type, `${type}\n${encoding} quoted-printable`))).toBe('none')
    })
    it.each([
      ['quoted-printable', 'accept NGI_PL-ICM, gr=C3=BC=C3=9Fe =\nx=3D1\n'],
      ['base64', 'YWNjZXB0IE5HSV9QTC1JQ00NCg==\n'],
      ['7bit', 'accept NGI_PL-ICM\n\nhttps://x.example/?a=\n'],
    ])('still verifies an ordinary text in %s', async (name, body) => {
      const more = { 'Content-Transfer-Encoding': name }
      expect(await aligned(await signed(mail(more, body), icm, { fields }))).toBe('strict')
    })
    it('proves nothing where the body became a mail of its own', async () => {
      const text = (await signed(mail(), icm, { fields })).replace(
        'text/plain; charset=utf-8',
        'message/rfc822',
      )
      expect(await aligned(text)).toBe('none')
    })
  })
})

describe('a verdict of our own border', () => {
  const OWN = 'Authentication-Results: mail.egi.example;'
  const BORDER =
    'Received: from mx.icm.example (mx.icm.example [192.0.2.7])\n by mail.egi.example (Postfix) with ESMTPS id 1;\n Mon, 23 Nov 2026 11:00:05 +0100'
  const LMTP =
    'Received: from mail.egi.example ([10.0.0.5])\n by store.egi.example with LMTP\n id 2; Mon, 23 Nov 2026 11:00:06 +0100'
  const SENDER = 'Received: from [10.1.1.1] by mx.icm.example; Mon, 23 Nov 2026 11:00:01 +0100'
  const signature = (tags = '') =>
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=icm.example; s=s1; t=1795428000;${tags}\n h=from:to:date:subject:content-type; bh=g3zLYH4xKxcPrHOD18z9YfpQcnk/GaJedfustWU5uGs=; b=dGhpc2lz`
  const pass = `${OWN} dkim=pass (2048-bit key) header.d=icm.example header.b=dGhpc2lz`
  const via = { via: 'imap', verifyDkim: false } as const
  const stack = (...fields: readonly string[]) => `${fields.join('\n')}\n${mail()}`

  it.each([
    ['stands on top', [pass, BORDER, signature()], 'strict'],
    ['stands below our own hop', [LMTP, pass, BORDER, signature()], 'strict'],
    [
      'stands below a hop over the loopback address',
      ['Received: from filter (localhost [127.0.0.1]) by mail.egi.example; x', pass, BORDER, signature()],
      'strict',
    ],
    [
      'stands below a hop from our border',
      [
        'Received: from mail.egi.example (mail.egi.example [192.0.2.1]) by store.egi.example; x',
        pass,
        BORDER,
        signature(),
      ],
      'strict',
    ],
    [
      'names the identity',
      [`${OWN} dkim=pass header.i=@icm.example header.s=s1 header.b=dGhpc2lz`, BORDER, signature()],
      'strict',
    ],
    [
      'names an identity below the domain',
      [`${OWN} dkim=pass header.i=ala@x.icm.example`, BORDER, signature()],
      'strict',
    ],
    [
      'is spelled in other ways',
      [
        'authentication-results: (us) "MAIL.egi.example" 1 ;\n spf=fail; DKIM = PASS reason="fine; really" header.d = icm.example',
        BORDER,
        signature(),
      ],
      'strict',
    ],
    [
      'comes with others in the same field',
      [
        `${OWN} dkim=fail header.d=other.example;\n dkim=pass header.d=icm.example; spf=fail`,
        BORDER,
        signature(),
      ],
      'strict',
    ],
    [
      'is of a foreign server',
      [
        'Authentication-Results: mail.egi.example.evil.example; dkim=pass header.d=icm.example',
        BORDER,
        signature(),
      ],
      'none',
    ],
    [
      'is of a foreign server with ours in a comment',
      [
        'Authentication-Results: evil.example (mail.egi.example); dkim=pass header.d=icm.example',
        BORDER,
        signature(),
      ],
      'none',
    ],
    ['stands below the Received of our border', [BORDER, pass, signature()], 'none'],
    ['stands below a foreign Received', [BORDER, SENDER, pass, signature()], 'none'],
    [
      'stands below a Received whose sender calls itself us',
      [
        'Received: from mail.egi.example (unknown [203.0.113.9]) by mail.egi.example; x',
        pass,
        BORDER,
        signature(),
      ],
      'none',
    ],
    [
      'stands below a Received whose sender calls itself localhost',
      [
        'Received: from [127.0.0.1] (evil.example [203.0.113.9]) by mail.egi.example; x',
        pass,
        BORDER,
        signature(),
      ],
      'none',
    ],
    [
      'stands below a Received with a made-up note',
      [
        'Received: from (localhost [127.0.0.1]) (evil.example [203.0.113.9]) by mail.egi.example; x',
        pass,
        BORDER,
        signature(),
      ],
      'none',
    ],
    [
      'stands below a Received that quotes LMTP in a recipient',
      [
        'Received: from x (x.example [203.0.113.9]) by mail.egi.example with ESMTP id 1 for <"a with LMTP b"@egi.example>; x',
        pass,
        BORDER,
        signature(),
      ],
      'none',
    ],
    [
      'stands below a Received of a maybe forged name',
      [
        'Received: from x (mail.egi.example [203.0.113.9] (may be forged)) by mail.egi.example; x',
        pass,
        BORDER,
        signature(),
      ],
      'none',
    ],
    ['stands in a mail without any Received', [pass, signature()], 'none'],
    [
      'follows a topmost one that saw no pass',
      [`${OWN} dkim=fail header.d=icm.example`, pass, BORDER, signature()],
      'none',
    ],
    ['speaks of SPF alone', [`${OWN} spf=pass smtp.mailfrom=ala@icm.example`, BORDER, signature()], 'none'],
    ['speaks of DMARC alone', [`${OWN} dmarc=pass header.from=icm.example`, BORDER, signature()], 'none'],
    [
      'speaks of ARC alone',
      [`${OWN} arc=pass (dkim=pass header.d=icm.example)`, BORDER, signature()],
      'none',
    ],
    [
      'hides the pass in a comment',
      [`${OWN} dkim=fail (; dkim=pass header.d=icm.example)`, BORDER, signature()],
      'none',
    ],
    [
      'hides the pass in a quoted string',
      [`${OWN} spf=pass smtp.mailfrom="x; dkim=pass header.d=icm.example"`, BORDER, signature()],
      'none',
    ],
    ['never closes its comment', [`${OWN} dkim=pass header.d=icm.example (`, BORDER, signature()], 'none'],
    ['names no domain', [`${OWN} dkim=pass`, BORDER, signature()], 'none'],
    ['names another domain', [`${OWN} dkim=pass header.d=elsewhere.example`, BORDER, signature()], 'none'],
    [
      'names another signature',
      [`${OWN} dkim=pass header.d=icm.example header.b=YW5vdGhl`, BORDER, signature()],
      'none',
    ],
    [
      'names the domain twice',
      [`${OWN} dkim=pass header.d=elsewhere.example header.d=icm.example`, BORDER, signature()],
      'none',
    ],
    ['speaks of a signature that is not there', [pass, BORDER], 'none'],
    ['speaks of a signature with l=', [pass, BORDER, signature(' l=5;')], 'none'],
    ['speaks of a signature without Date', [pass, BORDER, signature().replace(':date', '')], 'none'],
    ['speaks of an old signature', [pass, BORDER, signature().replace('1795428000', '1795255140')], 'none'],
    [
      'speaks of one of two signatures, the other partial',
      [`${OWN} dkim=pass header.d=icm.example`, BORDER, signature(), signature(' l=5;')],
      'none',
    ],
  ] as const)('that $0', async (_what, fields, expected) => {
    expect(await aligned(stack(...fields), via)).toBe(expected)
  })

  it('takes the signed Date where the signature has no time of its own', async () => {
    const text = stack(pass, BORDER, signature().replace(' t=1795428000;', ''))
    expect(await prove(text, via)).toMatchObject({ aligned: 'strict', signedAt: '2026-11-23T10:00:00Z' })
    expect(await aligned(text, { ...via, receivedAt: asInstant('2026-11-25T10:00:01Z') })).toBe('none')
  })
  it.each(['listen', 'folder'] as const)('counts for nothing in mail that came by %s', async (by) => {
    expect(await aligned(stack(pass, BORDER, signature()), { via: by, verifyDkim: false })).toBe('none')
  })
  it('does not undo what we compute ourselves', async () => {
    const text = `${OWN} dkim=fail header.d=icm.example\r\n${BORDER}\r\n${await signed(mail(), icm)}`
    expect(await aligned(text, { via: 'imap' })).toBe('strict')
  })
})

describe('hostile bytes', () => {
  it('prove nothing and take no time', { timeout: 5000 }, async () => {
    for (const text of [
      '',
      '\n',
      'From',
      'DKIM-Signature:\n\n',
      `DKIM-Signature: v=1\nFrom: a@b.example\n\n${'\n'.repeat(1_000_000)}`,
      `DKIM-Signature: v=1\n\n${' '.repeat(2_000_000)}`,
    ])
      expect(await aligned(text)).toBe('none')
  })
})

describe.skipIf(!sharedIsThere)('real mail', () => {
  const read = (name: string) => readFileSync(shared(`corpora/mail-auth/files/${name}`), 'latin1')
  const at = (receivedAt: string, ...ourAddresses: string[]) =>
    ({ via: 'imap', verifyDkim: false, receivedAt: asInstant(receivedAt), ourAddresses }) as const
  it('is verified by the verdict above the border of its server', async () => {
    const options = { ...at('2020-11-06T12:20:14Z', 'andris@zone.ee'), authservIds: ['zonemx.eu'] }
    expect(await prove(read('zproov.eml'), options)).toMatchObject({
      aligned: 'strict',
      signedAt: '2020-11-06T12:19:43Z',
    })
    expect(await aligned(read('zproov.eml'), { ...options, ourAddresses: [BOT] })).toBe('none')
  })
  it('is not verified by a verdict below the border, nor by ARC', async () => {
    const options = {
      ...at('2020-10-26T12:43:29Z', 'andris.reinman@gmail.com', 'andris@tr.ee'),
      authservIds: ['mx.google.com'],
    }
    for (const name of ['arc-pass.eml', 'arc-pass2.eml', 'authtest.eml', 'message3.eml'])
      expect(await aligned(read(name), options)).toBe('none')
  })
})
