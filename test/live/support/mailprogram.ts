// How people answer: as their mail programs do, to Reply-To, in the thread, with the original quoted below. And one
// report as an office program would save it.

import { crc32 } from 'node:zlib'
import type { Draft, Mail } from '../lab/correspondence.ts'

/** An answer to a letter; the writer's own text stands on top. */
export function answer(letter: Mail, text: string, attachments: Draft['attachments'] = []): Draft {
  const { replyTo, subject = '', messageId = '', references = [], text: original = '' } = letter.parsed
  const to = replyTo?.value[0]?.address
  if (to === undefined) throw new Error(`"${subject}" names nobody to answer to`)
  const thread = [...(typeof references === 'string' ? [references] : references), messageId]
  return {
    to,
    subject: `Re: ${subject}`,
    text: `${text}\n\nOn some day, Staged Rollout wrote:\n${quoted(original)}`,
    inReplyTo: messageId,
    references: thread,
    attachments,
  }
}

export const quoted = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}\n`)
    .join('')

/** The smallest OpenDocument text: an uncompressed archive whose first entry is its type (ODF 1.2 part 3, §3.3). */
export function odt(text: string): Buffer {
  const manifest =
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">' +
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>' +
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
  const content =
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' +
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">' +
    `<office:body><office:text><text:p>${text}</text:p></office:text></office:body></office:document-content>`
  return stored([
    ['mimetype', 'application/vnd.oasis.opendocument.text'],
    ['content.xml', content],
    ['META-INF/manifest.xml', manifest],
  ])
}

/** A zip archive without compression (APPNOTE 4.3). */
function stored(entries: readonly (readonly [name: string, text: string])[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of entries) {
    const data = Buffer.from(text)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    // 1 January 1980, where the format's time begins.
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(name.length, 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data])
    bodies.push(body)
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name))
    offset += body.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(listing.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, listing, Buffer.from('PK\x05\x06'), end])
}
