// What Debian's GnuPG signs, as mail programs call it: read with the keys it exports, and refused where it was told to
// sign weakly. Its home is a folder of the test's own; nothing of the machine's is touched.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { provePgp } from '../../src/intake/pgp.ts'
import { readKeyFiles } from '../../src/intake/pgpkeys.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { parts, plainPart } from '../support/pgp.ts'

const gpg = '/usr/bin/gpg'
const there = existsSync(gpg)
const inCi = process.env['CI'] === 'true'
const manager = 'mgr@egi.example'
let home = ''

const run = (args: readonly string[], input = '') =>
  execFileSync(
    gpg,
    [
      '--homedir',
      home,
      '--batch',
      '--quiet',
      '--no-tty',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      ...args,
    ],
    {
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
const make = (kind: string, address = manager) =>
  run(['--quick-generate-key', `Somebody ${kind} <${address}>`, kind, 'sign', '1y'])
const exported = (kind: string) => run(['--armor', '--export', `Somebody ${kind}`])
// GnuPG signs by the machine's clock, so the mail is received by it too.
const now = () => asInstant(new Date().toISOString().replace(/\.\d+Z$/, 'Z'))
const keysOf = async (kind: string) =>
  readKeyFiles([{ file: kind, bytes: exported(kind), owners: [manager] }], now())
const head = [`From: <${manager}>`, 'To: <bot@egi.example>', 'Subject: x', 'MIME-Version: 1.0']
const words = '#1 resolve\n\n- a dash, Grüße\nbye'
const crlf = (text: string) => text.replace(/\r?\n/g, '\r\n')
const forms: { readonly [form: string]: (user: string, more: readonly string[]) => string } = {
  inline: (user, more) =>
    crlf(
      [
        ...head,
        'Content-Type: text/plain; charset=utf-8',
        '',
        run([...more, '--local-user', user, '--clearsign'], `${words}\n`).toString(),
      ].join('\n'),
    ),
  'PGP/MIME': (user, more) => {
    const part = plainPart(`${words}\n`)
    const signature = run([...more, '--local-user', user, '--armor', '--detach-sign'], crlf(part)).toString()
    const type = 'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary="sig"'
    return crlf([...head, `Content-Type: ${type}`, '', parts(part, signature)].join('\n'))
  },
  'PGP/MIME in text mode': (user, more) => forms['PGP/MIME']?.(user, [...more, '--textmode']) ?? '',
}
const prove = async (kind: string, form: string, more: readonly string[] = []) => {
  const bytes = Buffer.from(forms[form]?.(`Somebody ${kind}`, more) ?? '')
  return provePgp(bytes, await parseMail(bytes), (await keysOf(kind)).keys, now())
}

describe.skipIf(!there && !inCi)('GnuPG (needs package gpg)', () => {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'rollcall-gpg-'))
  })
  afterAll(() => {
    execFileSync('/usr/bin/gpgconf', ['--homedir', home, '--kill', 'all'])
    rmSync(home, { recursive: true })
  })

  it.each(['ed25519', 'rsa2048', 'nistp256'])('signs with %s what we verify, in every form', async (kind) => {
    make(kind)
    expect((await keysOf(kind)).complaints).toEqual([])
    for (const form of Object.keys(forms))
      expect(await prove(kind, form), form).toMatchObject({ aligned: 'strict', bodyOnly: true })
  })

  it.each(['rsa1024', 'dsa1024'])('keys of %s are refused on file', async (kind) => {
    make(kind)
    expect((await keysOf(kind)).complaints).toMatchObject([{ weight: 'error' }])
  })

  it.each(['SHA1', 'RIPEMD160'])('signatures with %s prove nothing', async (hash) => {
    for (const form of ['inline', 'PGP/MIME'])
      expect(await prove('rsa2048', form, ['--digest-algo', hash]), form).toMatchObject({
        aligned: 'none',
        why: expect.stringMatching(/hash algorithm/) as string,
      })
  })

  it('private keys are refused on file', async () => {
    const bytes = run(['--armor', '--export-secret-keys', 'Somebody ed25519'])
    const { complaints } = await readKeyFiles([{ file: 'k', bytes, owners: [manager] }], now())
    expect(complaints).toMatchObject([{ weight: 'error', text: expect.stringMatching(/PRIVATE/) as string }])
  })

  it('keys it revoked prove nothing', async () => {
    const kind = 'ed25519'
    const [, fingerprint = ''] =
      /fpr:+([0-9A-F]{40}):/.exec(run(['--with-colons', '--list-keys', `Somebody ${kind}`]).toString()) ?? []
    const signed = Buffer.from(forms['inline']?.(`Somebody ${kind}`, []) ?? '')
    run(['--yes', '--import'], revocationOf(fingerprint))
    const { keys, complaints } = await keysOf(kind)
    expect(complaints).toMatchObject([
      { weight: 'warning', text: expect.stringMatching(/revoked/) as string },
    ])
    expect(await provePgp(signed, await parseMail(signed), keys, now())).toMatchObject({ aligned: 'none' })
  })
})

/** GnuPG lays a revocation beside each new key, with a colon before it lest it be used by mistake. */
const revocationOf = (fingerprint: string) =>
  execFileSync('/bin/cat', [join(home, 'openpgp-revocs.d', `${fingerprint}.rev`)])
    .toString()
    .replace(/^:/m, '')
