// OpenPGP for tests: keys made on the spot, and mails signed as mail programs do it.

import { createCleartextMessage, createMessage, generateKey, sign, type PrivateKey } from 'openpgp'

/** A day before the stories begin. */
const made = new Date('2026-11-19T00:00:00Z')

export async function makeKey(
  address: string,
  options: { readonly expires?: string; readonly more?: readonly string[]; readonly made?: Date } = {},
): Promise<PrivateKey> {
  const date = options.made ?? made
  const { privateKey } = await generateKey({
    userIDs: [address, ...(options.more ?? [])].map((email) => ({ name: 'Somebody', email })),
    date,
    format: 'object',
    ...(options.expires && {
      keyExpirationTime: (Date.parse(options.expires) - date.getTime()) / 1000,
    }),
  })
  return privateKey
}

export type Head = readonly string[]
const crlf = (text: string) => text.replace(/\r?\n/g, '\r\n')

/** The part with its own head, and the signature over it beside it (RFC 3156 §5). */
export async function mimeSigned(
  head: Head,
  part: string,
  key: PrivateKey | readonly PrivateKey[],
  at: string,
  { type = 'multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="sig"' } = {},
): Promise<string> {
  const signature = await detached(crlf(part), key, at)
  return [...head, 'MIME-Version: 1.0', `Content-Type: ${type}`, '', parts(part, signature)].join('\r\n')
}

export const parts = (part: string, signature: string) =>
  [
    'This is an OpenPGP/MIME signed message (RFC 4880 and 3156)',
    '--sig',
    crlf(part),
    '--sig',
    'Content-Type: application/pgp-signature; name="signature.asc"',
    'Content-Disposition: attachment; filename="signature.asc"',
    '',
    crlf(signature.trim()),
    '',
    '--sig--',
    '',
  ].join('\r\n')

export const detached = async (
  text: string,
  key: PrivateKey | readonly PrivateKey[],
  at: string,
): Promise<string> =>
  sign({
    message: await createMessage({ binary: new Uint8Array(Buffer.from(text)) }),
    signingKeys: [key].flat(),
    detached: true,
    date: new Date(at),
  })

export const clearsigned = async (
  text: string,
  key: PrivateKey | readonly PrivateKey[],
  at: string,
): Promise<string> =>
  sign({ message: await createCleartextMessage({ text }), signingKeys: [key].flat(), date: new Date(at) })

export const plainPart = (text: string) => `Content-Type: text/plain; charset=utf-8\n\n${text}`
