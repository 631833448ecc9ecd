// A small genuine document for the people of the sandbox to attach: a .docx of one part (ECMA-376, ZIP without
// compression), so that a report looks like one to whoever inspects it.

import { crc32 } from 'node:zlib'

const numbers = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]) => {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0))
  let at = 0
  for (const [size, value] of fields) at = bytes.writeUIntLE(value, at, size)
  return bytes
}

/** A ZIP archive of stored files (APPNOTE 4.3.7, 4.3.12, 4.3.16). The date is the format's first day. */
function zip(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, text] of files) {
    const body = Buffer.from(text)
    const path = Buffer.from(name)
    const common = numbers(
      [2, 20],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 33],
      [4, crc32(body)],
      [4, body.length],
      [4, body.length],
      [2, path.length],
      [2, 0],
    )
    locals.push(numbers([4, 0x04034b50]), common, path, body)
    central.push(
      numbers([4, 0x02014b50], [2, 20]),
      common,
      numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
      path,
    )
    offset += 4 + common.length + path.length + body.length
  }
  const directory = Buffer.concat(central)
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  )
  return Buffer.concat([...locals, directory, end])
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const namespaces = 'http://schemas.openxmlformats.org'

/** One paragraph a line. */
export const wordDocument = (lines: readonly string[]): Uint8Array =>
  zip([
    [
      '[Content_Types].xml',
      `${xml}<Types xmlns="${namespaces}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${xml}<Relationships xmlns="${namespaces}/package/2006/relationships"><Relationship Id="r1" Type="${namespaces}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ],
    [
      'word/document.xml',
      `${xml}<w:document xmlns:w="${namespaces}/wordprocessingml/2006/main"><w:body>${lines.map((line) => `<w:p><w:r><w:t>${escape(line)}</w:t></w:r></w:p>`).join('')}</w:body></w:document>`,
    ],
  ])
