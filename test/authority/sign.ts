// A DKIM signer of our own (RFC 6376), so that the table shares no code with what it tests: relaxed/relaxed, rsa-sha256,
// one key for every domain, and every knob that a forger turns: h=, l=, t=, d=.
import { createHash, createSign, generateKeyPairSync } from 'node:crypto'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

/** Knows our key under every domain. */
export const everyDomain = async (name: string): Promise<string[][]> => {
  if (name.startsWith('s1._domainkey.')) return [[record]]
  throw Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' })
}

export type Knobs = {
  readonly d: string
  readonly h?: readonly string[]
  readonly l?: number
  /** Seconds since 1970; null leaves t= out. */
  readonly t: number | null
}
export const usual = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'reply-to',
  'mime-version',
  'content-type',
]

const relaxedLine = (line: string) => line.replace(/[ \t]+/g, ' ').replace(/ $/, '')
const relaxedHeader = (line: string) => {
  const colon = line.indexOf(':')
  const value = line.slice(colon + 1).replace(/\r\n/g, '')
  return `${line.slice(0, colon).trim().toLowerCase()}:${relaxedLine(value).trim()}`
}

/** `mail` has CRLF ends and unfolded headers. Returns the DKIM-Signature line, without the mail. */
export function signatureOf(mail: string, { d, h = usual, l, t }: Knobs): string {
  const cut = mail.indexOf('\r\n\r\n')
  const lines = mail.slice(0, cut).split('\r\n')
  const body = `${mail
    .slice(cut + 4)
    .split('\r\n')
    .map(relaxedLine)
    .join('\r\n')
    .replace(/(?:\r\n)+$/, '')}\r\n`
  const counted = l === undefined ? body : Buffer.from(body).subarray(0, l)
  const hash = createHash('sha256').update(counted).digest('base64')
  const found = h.flatMap((name) => {
    const at = lines.findLastIndex((line) => line.toLowerCase().startsWith(`${name}:`))
    return at < 0 ? [] : [lines[at] ?? '']
  })
  const names = found.map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
  const unsigned =
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${d}; s=s1;` +
    `${t === null ? '' : ` t=${t};`}${l === undefined ? '' : ` l=${l};`} h=${names.join(':')}; bh=${hash}; b=`
  const text = [...found.map(relaxedHeader), relaxedHeader(unsigned)].join('\r\n')
  return `${unsigned}${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64')}`
}
