// What an OpenPGP signature proves of a mail's author (SPEC §3.3): made by a key that the operator keeps of that very
// address, over everything that is read of the mail, when the mail was sent. It covers no header: not To, not Subject,
// not Date. So the ticket must be named in the words, which authority.ts sees to (docs/decisions). Never throws for
// what is in a mail.

import { createHash } from 'node:crypto'
import type { PublicKey, VerifyMessageResult } from 'openpgp'
import { asInstant } from '../rollout/ids.ts'
import type { Instant } from '../rollout/ids.ts'
import { parseMail } from './parse.ts'
import { SIGNATURE_TYPE, signedWords, withoutArmour } from './pgpmail.ts'
import { reasonOf, type PgpKeys } from './pgpkeys.ts'
import { ageFault, NEWEST_MS } from './signature.ts'
import type { SignedWords } from './pgpmail.ts'
import type { Message, Proof } from './message.ts'

/** Binary and canonical text; any other type does not sign the document (RFC 9580 §5.2.1). */
const DOCUMENT_TYPES = [0, 1]

/** Null where the mail has no OpenPGP signature. */
export async function provePgp(
  bytes: Uint8Array,
  message: Message,
  keys: PgpKeys,
  receivedAt: Instant,
): Promise<Proof | null> {
  const words = signedWords(bytes, message)
  if (words === null) return null
  const refuse = (why: string): Proof => ({
    aligned: 'none',
    why: `its OpenPGP signature proves nothing: ${why}`,
    signedAt: null,
    subjectSigned: false,
  })
  if ('fails' in words) return refuse(words.fails)
  const [author, ...others] = message.from
  if (!author || others.length > 0 || message.headers.filter(({ name }) => name === 'from').length !== 1)
    return refuse('not exactly one author in From')
  const address = author.address.toLowerCase()
  const known = keys.get(address) ?? []
  if (known.length === 0) return refuse(`no key of ${address} is on file`)
  const read = await check(words, message, known, receivedAt)
  if ('fails' in read) return refuse(read.fails)
  return {
    aligned: 'strict',
    why: `OpenPGP signature by the key of ${address}`,
    signedAt: asInstant(`${read.made.toISOString().slice(0, 19)}Z`),
    subjectSigned: false,
    bodyOnly: true,
  }
}

type Checked = { readonly made: Date } | { readonly fails: string }

async function check(
  words: Exclude<SignedWords, { readonly fails: string }>,
  message: Message,
  keys: readonly PublicKey[],
  receivedAt: Instant,
): Promise<Checked> {
  const latest = new Date(Date.parse(receivedAt) + NEWEST_MS)
  try {
    const { results, signed } = await verified(words, keys, latest)
    const [result] = results
    if (result === undefined) return { fails: 'there is not exactly one' }
    const key = keys.find((one) => one.getKeys(result.keyID).length > 0)
    if (key === undefined) return { fails: 'it is made by a key that is not on file' }
    const [packet] = (await result.signature).packets
    if (!packet?.created || !DOCUMENT_TYPES.includes(packet.signatureType ?? -1))
      return { fails: 'it does not sign a document' }
    const age = ageFault(packet.created.toISOString(), receivedAt)
    if (age !== null) return { fails: age }
    await result.verified
    // Also now, not only when it was made: a key may have ended since.
    await key.getSigningKey(result.keyID, new Date(receivedAt))
    if (!(await readsAs(signed, message))) return { fails: 'the mail reads otherwise than what was signed' }
    return { made: packet.created }
  } catch (error) {
    return { fails: reasonOf(error) }
  }
}

/**
 * What the one signature came to, and the signed words as a mail of their own. No result where there is not exactly one.
 * Throws an Error where nothing can be read.
 */
async function verified(
  words: Exclude<SignedWords, { readonly fails: string }>,
  keys: readonly PublicKey[],
  date: Date,
): Promise<{ readonly results: VerifyMessageResult['signatures']; readonly signed: Buffer | string }> {
  const { createMessage, readCleartextMessage, readSignature, verify } = await import('openpgp')
  const verificationKeys = [...keys]
  if (words.form === 'inline') {
    const message = await readCleartextMessage({ cleartextMessage: words.block })
    if (message.getSigningKeyIDs().length !== 1) return { results: [], signed: '' }
    const { signatures, data } = await verify({ message, verificationKeys, date })
    return { results: signatures, signed: data }
  }
  const signature = await readSignature({ armoredSignature: words.signature })
  // Each would be verified; nobody signs one mail a hundred times.
  if (signature.packets.length !== 1) return { results: [], signed: '' }
  const message = await createMessage({ binary: new Uint8Array(words.part) })
  const { signatures } = await verify({ message, signature, verificationKeys, date, format: 'binary' })
  return { results: signatures, signed: words.part }
}

/** Whoever changes an unsigned header may have the same bytes read as other words: what is read must be what was signed. */
async function readsAs(signed: Buffer | string, message: Message): Promise<boolean> {
  if (typeof signed === 'string') return flat(signed) === flat(withoutArmour(message).text)
  const alone = await parseMail(signed)
  return (
    flat(alone.text) === flat(message.text) &&
    flat(alone.html) === flat(message.html) &&
    filesOf(alone) === filesOf(message) &&
    alone.cuts.length + message.cuts.length === 0
  )
}

const flat = (text: string) => text.replace(/(?<![ \t\r])[ \t\r]+$/gmu, '').trim()
const filesOf = ({ attachments }: Message) =>
  JSON.stringify(
    attachments
      .filter(({ type }) => type !== SIGNATURE_TYPE)
      .map(({ name, type, bytes }) => [name, type, createHash('sha256').update(bytes).digest('hex')]),
  )
