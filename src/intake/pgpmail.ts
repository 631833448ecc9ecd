// Where an OpenPGP signature stands in a mail and what it covers: multipart/signed as the outermost part (RFC 3156 §5),
// or a text that is one clearsigned block and nothing else (RFC 9580 §7). Takes apart, verifies nothing.

import { withLineEnds } from './crlf.ts'
import { readHead, valueOf, valuesOf } from './headers.ts'
import type { Message } from './message.ts'

export type SignedWords =
  /** The first part with its own head, as it was signed, and the armoured signature over it. */
  | { readonly form: 'mime'; readonly part: Buffer; readonly signature: string }
  | { readonly form: 'inline'; readonly block: string }
  | { readonly fails: string }

const LONGEST_HEAD = 256 * 1024
const LONGEST_SIGNATURE = 64 * 1024
const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----'
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----'
const END = '-----END PGP SIGNATURE-----'
/** The type of a part that is a signature and no document. */
export const SIGNATURE_TYPE = 'application/pgp-signature'

/** Null where the mail has no OpenPGP signature at all. */
export function signedWords(bytes: Uint8Array, message: Message): SignedWords | null {
  const types = valuesOf(message, 'content-type')
  if (/^\s*multipart\/signed\b/i.test(types[0] ?? '') && /pgp-signature/i.test(types[0] ?? ''))
    return types.length === 1 ? partsOf(bytes, types[0] ?? '') : { fails: 'Content-Type stands twice' }
  const block = clearsigned(message.text)
  if (block === null) {
    const inside = message.attachments.some(({ type }) => type === SIGNATURE_TYPE)
    return inside ? { fails: 'it covers only a part of the mail' } : null
  }
  if (block.before.trim() !== '' || block.after.trim() !== '') return { fails: 'there is text outside of it' }
  if (message.html !== '' || message.attachments.length > 0)
    return { fails: 'it covers only the text of the mail' }
  return { form: 'inline', block: message.text.trim() }
}

function partsOf(bytes: Uint8Array, type: string): SignedWords {
  const found = [...type.matchAll(/;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/gi)]
  const boundary = (found[0]?.[1] ?? found[0]?.[2])?.trimEnd()
  const mail = withLineEnds(bytes)
  if (found.length !== 1 || boundary === undefined || mail === null)
    return { fails: 'its parts cannot be told apart' }
  // From the line end before the body on, so that the first delimiter has one too.
  const body = mail.subarray(Math.max(0, readHead(mail, LONGEST_HEAD).bodyAt - 2))
  const marks = delimiters(body, boundary)
  const [first, second, last] = marks
  if (!first || !second || !last || marks.length > 3 || first.closes || second.closes || !last.closes)
    return { fails: 'it has not exactly two parts' }
  if (body.subarray(last.to).toString('latin1').trim() !== '') return { fails: 'there is text behind it' }
  const signaturePart = body.subarray(second.to, last.at)
  const head = readHead(signaturePart, LONGEST_HEAD)
  if (!/^\s*application\/pgp-signature\b/i.test(valueOf({ headers: head.lines }, 'content-type')))
    return { fails: 'its second part is no OpenPGP signature' }
  if (signaturePart.length > LONGEST_SIGNATURE) return { fails: 'its signature is too long' }
  const signature = signaturePart.subarray(head.bodyAt).toString('latin1').trim()
  return { form: 'mime', part: body.subarray(first.to, second.at), signature }
}

/** Every line that begins with the boundary: `at` its line end before, `to` what follows it (RFC 2046 §5.1.1). */
function delimiters(body: Buffer, boundary: string) {
  const marks: { readonly at: number; readonly to: number; readonly closes: boolean }[] = []
  const mark = `\r\n--${boundary}`
  for (let at = body.indexOf(mark); at >= 0 && marks.length < 4; at = body.indexOf(mark, at + 2)) {
    const end = body.indexOf('\r\n', at + mark.length)
    const line = body.subarray(at + mark.length, end < 0 ? body.length : end).toString('latin1')
    const closes = line.startsWith('--')
    // A longer word than ours is the boundary of an inner part.
    if (line.slice(closes ? 2 : 0).trim() === '')
      marks.push({ at, to: end < 0 ? body.length : end + 2, closes })
  }
  return marks
}

/** The first clearsigned block of a text, undone: its words, and what stands around it; null where there is none. */
function clearsigned(text: string) {
  if (!text.includes(BEGIN)) return null
  const lines = text.split('\n').map((line) => line.trimEnd())
  const begin = lines.indexOf(BEGIN)
  const signature = lines.indexOf(SIGNATURE, begin + 1)
  const end = lines.indexOf(END, signature + 1)
  if (begin < 0 || signature < 0 || end < 0) return null
  // The armour's own headers end at an empty line.
  const words = lines.indexOf('', begin)
  if (words < 0 || words > signature) return null
  const escaped = (line: string) => (line.startsWith('- ') ? line.slice(2) : line)
  return {
    before: lines.slice(0, begin).join('\n'),
    words: lines
      .slice(words + 1, signature)
      .map(escaped)
      .join('\n'),
    after: lines.slice(end + 1).join('\n'),
  }
}

/** The mail as its writer meant it read: without the armour of a clearsigned block, whoever signed it. */
export function withoutArmour(message: Message): Message {
  const block = clearsigned(message.text)
  if (block === null) return message
  return {
    ...message,
    text: `${block.before}${block.before === '' ? '' : '\n'}${block.words}\n${block.after}`,
  }
}
