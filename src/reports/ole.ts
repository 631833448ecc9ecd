// What an OLE2 file holds ([MS-CFB], [MS-DOC] §2.5): a Word document of the old kind, an encrypted new one, or something
// else; macros, embedded objects and fields that call programs are found by the names of its streams and its codes.

import cfb from 'cfb'
import type { DocumentType, Note } from './document.ts'

/** FibBase flags at 0x0A ([MS-DOC] §2.5.2): fEncrypted is the 9th bit. */
const fibFlags = 0x0a
const encryptedBit = 0x0100
const fieldBegin = '\u0013'

export type Ole = { readonly type: DocumentType; readonly notes: readonly Note[] }

/** Null where it is no compound file that can be taken apart. */
export function inspectOle(bytes: Uint8Array): Ole | null {
  const file = opened(bytes)
  if (file === null) return null
  const paths = file.FullPaths.map((path) => path.replace(/^Root Entry/i, '').toLowerCase())
  const has = (pattern: RegExp) => paths.some((path) => pattern.test(path))
  if (has(/\/encryptedpackage$/) || has(/\/dataspaces\//)) return { type: 'docx', notes: ['encrypted'] }
  const main = cfb.find(file, '/WordDocument')
  const content = main ? Uint8Array.from(main.content as ArrayLike<number>) : null
  if (content === null) return { type: 'ole2', notes: [] }
  const notes = new Set<Note>()
  const flags =
    content.length > fibFlags + 1 ? (content[fibFlags] ?? 0) | ((content[fibFlags + 1] ?? 0) << 8) : 0
  if ((flags & encryptedBit) !== 0) notes.add('encrypted')
  if (has(/\/(?:macros|_vba_project_cur|vba)(?:\/|$)/) || has(/\/_vba_project$/)) notes.add('macro')
  if (has(/\/objectpool\/./) || paths.some((path) => path.endsWith('\u0001ole10native')))
    notes.add('embedded')
  for (const codes of [inBytes(content), inWide(content)]) {
    if (/^[^\S\r\n\u2028\u2029]*DDE(?:AUTO)?\b/im.test(codes)) notes.add('dde')
    if (/^[^\S\r\n\u2028\u2029]*(?:INCLUDETEXT|INCLUDEPICTURE)\s+"?(?:https?:|file:|ftp:|\\\\)/im.test(codes))
      notes.add('external-link')
  }
  return { type: 'doc', notes: [...notes] }
}

function opened(bytes: Uint8Array): cfb.CFB$Container | null {
  try {
    return cfb.read(Buffer.from(bytes), { type: 'buffer' })
  } catch {
    // The library throws for whatever it cannot read; that is the answer here.
    return null
  }
}

const longestCode = 400

/** The codes of the fields, one a line: text in single bytes, and in the two bytes of Unicode. */
function codesIn(text: string): string {
  const codes: string[] = []
  for (let at = text.indexOf(fieldBegin); at >= 0; at = text.indexOf(fieldBegin, at + 1))
    // oxlint-disable-next-line no-control-regex
    codes.push(text.slice(at + 1, at + 1 + longestCode).replace(/[\u0013-\u0015].*/s, ''))
  return codes.join('\n')
}
const inBytes = (content: Uint8Array) => codesIn(new TextDecoder('latin1').decode(content))
const inWide = (content: Uint8Array) => codesIn(new TextDecoder('utf-16le').decode(content))
