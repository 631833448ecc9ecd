// DKIM-signed mails for tests: keys made on the spot, and a resolver that knows them and nothing else.

import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'

export type Signer = {
  readonly domain: string
  readonly selector: string
  readonly privateKey: string
  readonly record: string
}

export function makeSigner(
  domain: string,
  kind: 'rsa' | 'ed25519' = 'rsa',
  bits = 2048,
  selector = 's1',
): Signer {
  if (kind === 'ed25519') {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
    return {
      domain,
      selector,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      record: `v=DKIM1; k=ed25519; p=${raw.toString('base64')}`,
    }
  }
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return {
    domain,
    selector,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    record: `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  }
}

export const resolverOf =
  (...signers: readonly Signer[]) =>
  async (name: string): Promise<string[][]> => {
    const found = signers.find((one) => `${one.selector}._domainkey.${one.domain}` === name)
    if (!found) throw Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' })
    return [[found.record]]
  }

/** The mail with a DKIM-Signature on top. `fields` is what h= lists, `length` becomes l=, `signTime` t=. */
export async function signed(
  mail: string,
  signer: Signer,
  options: {
    readonly fields?: readonly string[]
    readonly length?: number
    readonly signTime?: string
    readonly canonicalization?: string
  } = {},
): Promise<string> {
  const crlf = mail.replace(/\r?\n/g, '\r\n')
  const how = {
    signingDomain: signer.domain,
    selector: signer.selector,
    privateKey: signer.privateKey,
    canonicalization: options.canonicalization ?? 'relaxed/relaxed',
    ...(options.fields && { headerList: [...options.fields] }),
    ...(options.length !== undefined && { maxBodyLength: options.length }),
  }
  const signTime = options.signTime ?? '2026-11-23T10:00:00Z'
  const { signatures, errors } = await dkimSign(crlf, {
    ...how,
    signTime,
    signatureData: [{ ...how, signTime }],
  })
  if (errors[0]) throw new Error('the test mail could not be signed', { cause: errors[0] })
  return signatures + crlf
}

/**
 * A signature made by hand, simple/simple, for tags that no library writes: `tags` go between the usual ones and h=,
 * `hash` other than sha256 makes one that must not count any more.
 */
export function handSigned(
  mail: string,
  signer: Signer,
  tags: string,
  { hash = 'sha256', fields = ['From', 'Date', 'To', 'Subject', 'Content-Type'], time = 1795428000 } = {},
): string {
  const crlf = mail.replace(/\r?\n/g, '\r\n')
  const cut = crlf.indexOf('\r\n\r\n')
  const head = crlf.slice(0, cut).split(/\r\n(?![ \t])/)
  const body = `${crlf.slice(cut + 4).replace(/(?:\r\n)*$/, '')}\r\n`
  const kind = createPrivateKey(signer.privateKey).asymmetricKeyType
  const bh = createHash(hash).update(body).digest('base64')
  const field =
    `DKIM-Signature: v=1; a=${kind}-${hash}; c=simple/simple; d=${signer.domain}; s=${signer.selector}; ` +
    `t=${time};${tags} h=${fields.join(':')}; bh=${bh}; b=`
  const lines = fields.flatMap((name) =>
    head.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)),
  )
  const covered = [...lines, field].join('\r\n')
  const made =
    kind === 'rsa'
      ? sign(hash, Buffer.from(covered), signer.privateKey)
      : sign(null, createHash(hash).update(covered).digest(), signer.privateKey)
  return `${field}${made.toString('base64')}\r\n${crlf}`
}
