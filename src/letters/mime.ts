// A composed tree of parts as bytes (RFC 2045, RFC 2046). The library says the headers and has the encodings; by itself
// it would carry every part through a dozen streams, which takes longer than all else of a letter. Byte for byte what it
// would give. A large file is encoded in slices, between which other work goes on.

import { setImmediate } from 'node:timers/promises'
import type MimeNode from 'nodemailer/lib/mime-node'
import { encode as base64, wrap as base64Lines } from 'nodemailer/lib/base64'
import { encode as quoted, wrap as quotedLines } from 'nodemailer/lib/qp'

/** Whole lines of 76 characters, each of 57 bytes (RFC 2045 §6.8); a millisecond or two. */
const slice = 57 * 4096

/** With CRLF line ends. Rejects where a part is a stream: nothing is read or fetched here. */
export const bytesOf = async (root: MimeNode): Promise<Uint8Array> => {
  const pieces: Buffer[] = []
  await write(root, pieces)
  const last = pieces.findLast(({ length }) => length > 0)?.at(-1)
  if (last !== 10) pieces.push(Buffer.from(last === 13 ? '\n' : '\r\n'))
  return Buffer.concat(pieces)
}

const write = async (node: MimeNode, pieces: Buffer[]): Promise<void> => {
  const encoding = node.getTransferEncoding()
  pieces.push(Buffer.from(`${withCrlf(node.buildHeaders())}\r\n\r\n`, 'latin1'))
  const { content, childNodes, boundary } = node
  if (typeof content === 'string' || Buffer.isBuffer(content)) await encode(content, encoding, pieces)
  else if (content !== undefined) throw new TypeError('a part of a letter is neither text nor bytes')
  if (!node.multipart) return
  for (const [at, child] of childNodes.entries()) {
    pieces.push(Buffer.from(`${at === 0 ? '' : '\r\n'}--${boundary}\r\n`, 'latin1'))
    await write(child, pieces)
  }
  pieces.push(Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1'))
}

const withCrlf = (text: string): string => text.replace(/(?<!\r)\n/g, '\r\n')

const encode = async (
  content: string | Buffer,
  encoding: string | false,
  pieces: Buffer[],
): Promise<void> => {
  if (encoding === 'quoted-printable')
    pieces.push(Buffer.from(withCrlf(quotedLines(quoted(content))), 'latin1'))
  else if (encoding === 'base64') await inLines(Buffer.from(content), pieces)
  else pieces.push(Buffer.from(withCrlf(Buffer.from(content).toString('latin1')), 'latin1'))
}

const inLines = async (content: Buffer, pieces: Buffer[]): Promise<void> => {
  for (let from = 0; from < content.length; from += slice) {
    if (from > 0) await setImmediate()
    const lines = base64Lines(base64(content.subarray(from, from + slice)))
    pieces.push(Buffer.from(from === 0 ? lines : `\r\n${lines}`, 'latin1'))
  }
}
