// OpenPGP (SPEC §3.3, RFC 3156, RFC 9580): a signature over all that is read, by a key on file for that very address.
import {
  createCleartextMessage,
  enums,
  generateKey,
  reformatKey,
  revokeKey,
  sign,
  type PrivateKey,
} from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { authenticate } from '../../src/intake/authenticate.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { withoutArmour } from '../../src/intake/pgpmail.ts'
import { readKeyFiles, type PgpKeys } from '../../src/intake/pgpkeys.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { clearsigned, detached, makeKey, mimeSigned, parts, plainPart } from '../support/pgp.ts'
import { resolverOf } from '../support/signing.ts'

const at = '2026-11-20T10:00:00Z'
const bot = 'staged-rollout@egi.example'
const manager = 'mgr@egi.example'
const other = 'mgr2@egi.example'
const from = (address = manager) => [
  `From: A Manager <${address}>`,
  `To: ${bot}`,
  'Subject: [staged-rollout #1]',
  `Date: Fri, 20 Nov 2026 10:00:00 +0000`,
  'Message-ID: <1@egi.example>',
]
const words = '#1 resolve\n'
const text = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8']

let key: PrivateKey
let stranger: PrivateKey
let keys: PgpKeys
const fileOf = (one: PrivateKey, owners: readonly string[] = [manager]) => ({
  file: 'keys/somebody.asc',
  bytes: Buffer.from(one.toPublic().armor()),
  owners,
})
beforeAll(async () => {
  key = await makeKey(manager)
  stranger = await makeKey(manager)
  keys = (await readKeyFiles([fileOf(key)], asInstant(at))).keys
})

const prove = async (mail: string | Buffer, receivedAt = at, known: PgpKeys = keys) => {
  const bytes = Buffer.from(mail as string)
  return authenticate(bytes, await parseMail(bytes), {
    via: 'listen',
    receivedAt: asInstant(receivedAt),
    authservIds: [],
    verifyDkim: true,
    ourAddresses: [bot],
    threadIds: () => false,
    resolver: resolverOf(),
    openpgp: known,
  })
}
const inline = async (signing: PrivateKey | readonly PrivateKey[] = key, said = words, when = at) =>
  [...from(), ...text, '', (await clearsigned(said, signing, when)).replace(/\r?\n/g, '\r\n')].join('\r\n')
const mime = async (signing: PrivateKey | readonly PrivateKey[] = key, part = plainPart(words), when = at) =>
  mimeSigned(from(), part, signing, when)
const verified = { aligned: 'strict', bodyOnly: true, subjectSigned: false, signedAt: at }

describe('a mail signed with OpenPGP by a key on file', () => {
  it('is proven: the words, not the headers, as of the signature', async () => {
    expect(await prove(await mime())).toMatchObject(verified)
    expect(await prove(await inline())).toMatchObject(verified)
  })
  it.each([
    [
      'an attachment',
      `Content-Type: multipart/mixed; boundary=in\n\n--in\n${plainPart(words)}\n--in\nContent-Type: application/octet-stream; name=a.odt\nContent-Disposition: attachment; filename=a.odt\nContent-Transfer-Encoding: base64\n\neA==\n--in--\n`,
    ],
    [
      'an HTML version',
      `Content-Type: multipart/alternative; boundary=in\n\n--in\n${plainPart(words)}\n--in\nContent-Type: text/html\n\n<p>#1 resolve</p>\n--in--\n`,
    ],
    [
      'quoted-printable',
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n#1 resolve=20\nGr=C3=BC=C3=9Fe\n',
    ],
    [
      'another character set',
      'Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n#1 resolve\nGr=FC=DFe\n',
    ],
    ['headers of its own', 'Content-Type: text/plain; protected-headers="v1"\nSubject: x\n\n#1 resolve\n'],
  ])('is proven with %s', async (_what, part) => {
    expect(await prove(await mime(key, part))).toMatchObject(verified)
  })
  it('is proven without its carriage returns, and with letters beyond ASCII', async () => {
    expect(await prove((await mime()).replaceAll('\r\n', '\n'))).toMatchObject(verified)
    expect(
      await prove((await inline(key, '#1 note Grüße\n- dash\n-- \nA. Müller')).replaceAll('\r\n', '\n')),
    ).toMatchObject(verified)
  })
  it('is proven from two days before to ten minutes after its receipt', async () => {
    const mail = await mime()
    const levels = await Promise.all(
      ['2026-11-22T10:00:00Z', '2026-11-22T10:00:01Z', '2026-11-20T09:50:00Z', '2026-11-20T09:49:59Z'].map(
        async (received) => (await prove(mail, received)).aligned,
      ),
    )
    expect(levels).toEqual(['strict', 'none', 'strict', 'none'])
  })
})

describe('a mail signed with OpenPGP is not proven', () => {
  it('by a key that is not on file, or is on file for somebody else', async () => {
    expect((await prove(await mime(stranger))).why).toMatch(/key that is not on file/)
    expect((await prove(await inline(stranger))).why).toMatch(/key that is not on file/)
    const others = (await readKeyFiles([fileOf(await makeKey(other), [other])], asInstant(at))).keys
    expect((await prove(await mime(), at, others)).why).toMatch(/no key of mgr@egi.example is on file/)
  })
  it('by two signatures, even if one is right', async () => {
    for (const both of [
      [key, stranger],
      [stranger, key],
      [key, key],
    ]) {
      expect((await prove(await mime(both))).aligned).toBe('none')
      expect((await prove(await inline(both))).aligned).toBe('none')
    }
  })
  it('by a key that has expired, at its signature or since', async () => {
    const short = await makeKey(manager, { expires: '2026-11-20T12:00:00Z' })
    const known = (await readKeyFiles([fileOf(short)], asInstant(at))).keys
    expect((await prove(await mime(short), at, known)).aligned).toBe('strict')
    expect((await prove(await mime(short), '2026-11-20T13:00:00Z', known)).aligned).toBe('none')
  })

  const spoiled: readonly (readonly [string, () => Promise<string>])[] = [
    ['changed words', async () => (await mime()).replace('resolve', 'reopen!')],
    ['changed words, inline', async () => (await inline()).replace('resolve', 'reopen!')],
    [
      'words before the block',
      async () =>
        (await inline()).replace('-----BEGIN PGP SIGNED', '#2 resolve\r\n\r\n-----BEGIN PGP SIGNED'),
    ],
    ['words behind the block', async () => `${await inline()}\r\n#2 resolve\r\n`],
    [
      'words among the armour’s headers',
      async () => (await inline()).replace(/\r\nHash: [^\r]*\r\n/, '\r\nHash: SHA512\r\n#2 resolve\r\n'),
    ],
    ['two blocks', async () => `${await inline()}\r\n${await clearsigned('#2 resolve', key, at)}`],
    [
      'an HTML version beside the block',
      async () => {
        const block = await clearsigned(words, key, at)
        return [
          ...from(),
          'MIME-Version: 1.0',
          'Content-Type: multipart/alternative; boundary=b',
          '',
          '--b',
          plainPart(block),
          '--b',
          'Content-Type: text/html',
          '',
          '<p>#2 resolve</p>',
          '--b--',
          '',
        ].join('\r\n')
      },
    ],
    [
      'a file beside the block',
      async () => {
        const block = await clearsigned(words, key, at)
        return [
          ...from(),
          'MIME-Version: 1.0',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          plainPart(block),
          '--b',
          'Content-Disposition: attachment; filename=a.odt',
          '',
          'x',
          '--b--',
          '',
        ].join('\r\n')
      },
    ],
    [
      'a signed part inside a larger mail',
      async () => {
        const inner = (await mime())
          .split('\r\n')
          .slice(from().length + 1)
          .join('\r\n')
        return [
          ...from(),
          'MIME-Version: 1.0',
          'Content-Type: multipart/mixed; boundary=out',
          '',
          '--out',
          plainPart('#2 resolve'),
          '--out',
          inner,
          '--out--',
          '',
        ].join('\r\n')
      },
    ],
    [
      'a signed mail passed on as a whole',
      async () =>
        [...from(), 'MIME-Version: 1.0', 'Content-Type: message/rfc822', '', await mime()].join('\r\n'),
    ],
    [
      'a third part',
      async () => (await mime()).replace('\r\n--sig--', `\r\n--sig\r\n${plainPart('#2 resolve')}\r\n--sig--`),
    ],
    ['words behind the last part', async () => `${await mime()}#2 resolve\r\n`],
    ['no last delimiter', async () => (await mime()).replace('\r\n--sig--', '')],
    [
      'a boundary said twice',
      async () =>
        mimeSigned(from(), plainPart(words), key, at, {
          type: 'multipart/signed; protocol="application/pgp-signature"; boundary="x"; boundary="sig"',
        }),
    ],
    [
      'Content-Type said twice',
      async () => (await mime()).replace('MIME-Version', `Content-Type: text/plain\r\nMIME-Version`),
    ],
    [
      'more words than are read',
      async () => mime(key, plainPart(`${words}${'word '.repeat(15)}\n`.repeat(15_000))),
    ],
    [
      'a re-encoded part',
      async () =>
        (await mime(key, plainPart('#1 resolve now=really\n')))
          .replace('charset=utf-8', 'charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable')
          .replace('now=', 'now=3D'),
    ],
    [
      'a signature that is none',
      async () =>
        [
          ...from(),
          'MIME-Version: 1.0',
          'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="sig"',
          '',
          parts(plainPart(words), 'rubbish'),
        ].join('\r\n'),
    ],
    [
      'the signature of other words',
      async () =>
        [
          ...from(),
          'MIME-Version: 1.0',
          'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="sig"',
          '',
          parts(plainPart(words), await detached('x', key, at)),
        ].join('\r\n'),
    ],
    ['a second From', async () => `From: ${other}\r\n${await mime()}`],
    [
      'two addresses in From',
      async () => (await mime()).replace('From: A Manager', `From: ${other}, A Manager`),
    ],
    ['another From', async () => (await mime()).replace(`<${manager}>`, `<${other}>`)],
  ]
  it.each(spoiled)('with %s', async (_what, make) => {
    expect((await prove(await make())).aligned).toBe('none')
  })
  it('where nothing is signed', async () => {
    expect((await prove([...from(), ...text, '', words].join('\r\n'))).why).toBe('no DKIM signature')
  })
  it('by a hash that can be forged', async () => {
    const { privateKey } = await generateKey({
      type: 'rsa',
      rsaBits: 2048,
      userIDs: [{ email: manager }],
      date: new Date('2026-11-19T00:00:00Z'),
      format: 'object',
    })
    const known = (await readKeyFiles([fileOf(privateKey)], asInstant(at))).keys
    const why: string[] = []
    for (const hash of [enums.hash.sha1, enums.hash.sha256]) {
      for (const one of privateKey.users[0]?.selfCertifications ?? []) one.preferredHashAlgorithms = [hash]
      const block = await sign({
        message: await createCleartextMessage({ text: words }),
        signingKeys: privateKey,
        date: new Date(at),
        config: {
          preferredHashAlgorithm: hash,
          nonDeterministicSignaturesViaNotation: false,
          rejectHashAlgorithms: new Set(),
          rejectMessageHashAlgorithms: new Set(),
        },
      })
      why.push((await prove([...from(), ...text, '', block].join('\n'), at, known)).why)
    }
    expect(why).toEqual([
      expect.stringMatching(/Insecure message hash algorithm: SHA1/),
      `OpenPGP signature by the key of ${manager}`,
    ])
  })
  it('by a key too short to count, which is refused on file too', async () => {
    const { privateKey } = await generateKey({
      type: 'rsa',
      rsaBits: 1024,
      userIDs: [{ email: manager }],
      date: new Date('2026-11-19T00:00:00Z'),
      format: 'object',
      config: { minRSABits: 1024 },
    })
    expect((await readKeyFiles([fileOf(privateKey)], asInstant(at))).complaints).toMatchObject([
      { weight: 'error', text: expect.stringMatching(/cannot be used for signatures/) as string },
    ])
  })
})

describe('a clearsigned text', () => {
  it('is read without its armour, whoever signed it, and nothing of it is lost', async () => {
    const read = async (mail: string) => withoutArmour(await parseMail(Buffer.from(mail))).text
    expect((await read(await inline(stranger, '#1 resolve\n- dash\n\nbye'))).trim()).toBe(
      '#1 resolve\n- dash\n\nbye',
    )
    const around = (await inline()).replace('-----BEGIN PGP SIGNED', 'above\r\n-----BEGIN PGP SIGNED')
    expect(await read(`${around}\r\nbelow\r\n`)).toMatch(/^above\s+#1 resolve\s+below\s*$/)
    expect(await read([...from(), ...text, '', 'plain'].join('\r\n'))).toBe('plain')
  })
})

describe('a file of keys', () => {
  const complain = async (bytes: string | Uint8Array, owners: readonly string[] = [manager], now = at) =>
    (await readKeyFiles([{ file: 'k.asc', bytes: Buffer.from(bytes as string), owners }], asInstant(now)))
      .complaints
  it('with one public key of a manager is good, armoured or not, with that manager’s other addresses', async () => {
    const two = await makeKey('elsewhere@home.example', { more: ['MGR@egi.example', other] })
    const found = await readKeyFiles(
      [
        { file: 'a', bytes: Buffer.from(two.toPublic().armor()), owners: [manager, other] },
        { file: 'b', bytes: key.toPublic().write(), owners: [manager] },
      ],
      asInstant(at),
    )
    expect(found.complaints).toEqual([])
    expect([...found.keys].map(([address, { length }]) => [address, length])).toEqual([
      [manager, 2],
      [other, 1],
    ])
  })
  it.each<[string, () => Promise<string | Uint8Array>, RegExp]>([
    ['nothing', async () => '', /no OpenPGP key/],
    ['something else', async () => 'hello', /no OpenPGP key/],
    [
      'a damaged key',
      async () =>
        key
          .toPublic()
          .armor()
          .replace(/[A-Z]{3}/g, 'AAA'),
      /no OpenPGP key|cannot be used|nobody/,
    ],
    ['a private key', async () => key.armor(), /PRIVATE/],
    [
      'a private key beside a public one',
      async () => `${stranger.toPublic().armor()}\n${key.armor()}`,
      /PRIVATE/,
    ],
    [
      'a key of nobody here',
      async () => (await makeKey('x@y.example')).toPublic().armor(),
      /x@y.example, who is no manager/,
    ],
    [
      'two keys',
      async () => Buffer.concat([key.toPublic().write(), stranger.toPublic().write()]),
      /several keys/,
    ],
  ])('with %s is refused: the file must be mended', async (_what, make, why) => {
    const [complaint, ...more] = await complain(await make())
    expect(complaint).toMatchObject({
      file: 'k.asc',
      weight: 'error',
      text: expect.stringMatching(why) as string,
    })
    expect(more).toEqual([])
  })
  it('past its end, or revoked, is a warning, and proves nothing', async () => {
    const short = await makeKey(manager, { expires: '2026-11-20T12:00:00Z' })
    const ended = await complain(short.toPublic().armor(), [manager], '2026-11-21T00:00:00Z')
    expect(ended).toMatchObject([
      { weight: 'warning', text: expect.stringMatching(/expired on 2026-11-20/) as string },
    ])
    const { publicKey } = await revokeKey({ key, date: new Date(at), format: 'object' })
    const file = { file: 'k', bytes: Buffer.from(publicKey.armor()), owners: [manager] }
    const found = await readKeyFiles([file], asInstant(at))
    expect(found.complaints).toMatchObject([
      { weight: 'warning', text: expect.stringMatching(/revoked/) as string },
    ])
    expect((await prove(await mime(), at, found.keys)).aligned).toBe('none')
  })
  it('does not speak for an address that its owner never signed', async () => {
    const { privateKey } = await reformatKey({
      privateKey: await makeKey('x@y.example'),
      userIDs: [{ email: manager }],
      date: new Date('2026-11-19T01:00:00Z'),
      format: 'object',
    })
    expect(await complain(privateKey.toPublic().armor())).toEqual([])
    const mixed = privateKey.toPublic()
    for (const user of mixed.users)
      user.selfCertifications = (await makeKey(manager)).users[0]?.selfCertifications ?? []
    expect((await complain(mixed.write()))[0]?.weight).toBe('error')
  })
})
