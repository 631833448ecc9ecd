// How the people of the sandbox write (RFC 5322, RFC 6376): an ordinary mail program's mail, signed by their domain
// with a key made at start. Rollcall finds the key where it would for anybody, by its resolver: no back door.
// The one file here that composes and signs; it sends nothing.

import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Resolver } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

export type Draft = {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Message-IDs of the letter that is answered and of its thread; absent for a new mail. */
  readonly answers?: { readonly messageId: string; readonly references: readonly string[] }
  /** Nothing proves who wrote: the domain of the address does not sign it. */
  readonly unsigned?: boolean
  /** A program writes (RFC 3834). */
  readonly automatic?: boolean
  readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}
export type Written = { readonly bytes: Uint8Array; readonly messageId: string }

const selector = 'sandbox'
const ofKeys = `${selector}._domainkey.`
type Key = { readonly pem: string; readonly record: string }

const makeKey = (): Key => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  // RFC 8463 §4.2: the bare key of 32 bytes, without the ASN.1 around it.
  const bare = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { pem, record: `v=DKIM1; k=ed25519; p=${bare}` }
}

const domainOf = (address: string) => (address.split('@').at(-1) ?? '').toLowerCase()

/** Keys of these addresses' domains, each made when it is first needed, and the resolver that publishes them. */
export const makeWriting = (addresses: readonly string[]) => {
  const domains = new Set(addresses.map(domainOf))
  const keys = new Map<string, Key>()
  const keyOf = (domain: string): Key => {
    const key = keys.get(domain) ?? makeKey()
    keys.set(domain, key)
    return key
  }

  const resolver: Resolver = async (name, type) => {
    const asked = name.toLowerCase().replace(/\.$/, '')
    const domain = asked.slice(ofKeys.length)
    if (type.toUpperCase() === 'TXT' && asked.startsWith(ofKeys) && domains.has(domain))
      return [[keyOf(domain).record]]
    throw Object.assign(new Error(`no ${type} record for ${name}`), { code: 'ENOTFOUND' })
  }

  /** The finished mail, dated and signed at `at`. Throws where the draft cannot be made a mail. */
  const write = async (draft: Draft, at: Instant): Promise<Written> => {
    const domain = domainOf(draft.from.address)
    const messageId = `<${randomUUID()}@${domain}>`
    const mail = new MailComposer({
      from: draft.from,
      to: draft.to,
      subject: draft.subject,
      date: new Date(at),
      messageId,
      ...(draft.answers
        ? {
            inReplyTo: draft.answers.messageId,
            references: [...draft.answers.references, draft.answers.messageId],
          }
        : {}),
      text: draft.text,
      attachments: (draft.files ?? []).map(({ name, bytes }) => ({
        filename: name,
        content: Buffer.from(bytes),
      })),
      headers: draft.automatic ? { 'auto-submitted': 'auto-replied' } : {},
      newline: 'windows',
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const unsigned = await mail.compile().build()
    if (draft.unsigned) return { bytes: unsigned, messageId }
    const how = {
      signingDomain: domain,
      selector,
      privateKey: keyOf(domain).pem,
      canonicalization: 'relaxed/relaxed',
      signTime: at,
    }
    const { signatures, errors } = await dkimSign(unsigned, { ...how, signatureData: [how] })
    if (errors[0]) throw new Error('the mail could not be signed', { cause: errors[0] })
    return { bytes: Buffer.concat([Buffer.from(signatures), unsigned]), messageId }
  }

  return { resolver, write }
}
export type Writing = ReturnType<typeof makeWriting>
