// What a safe document says (SPEC §4): its text, the answers to the template's questions, the site's verdict, and whose
// it is where it grew out of our own template. Called only in the process that may die of it.

import { answersIn, unreadIn, verdictIn } from './answers.ts'
import { textOf, type ReadDocument } from './blocks.ts'
import type { DocumentType, Reading } from './document.ts'
import { longest } from './heard.ts'
import { originIn } from './origin.ts'
import { openParts } from './packageparts.ts'
import { readDoc } from './readdoc.ts'
import { readDocx } from './readdocx.ts'
import { readOdt } from './readodt.ts'
import { openZip } from './zip.ts'

async function documentIn(bytes: Uint8Array, type: DocumentType): Promise<ReadDocument | null> {
  if (type === 'doc') return readDoc(bytes)
  const zip = openZip(bytes)
  if ('wrong' in zip) return null
  const { parts } = openParts(zip)
  return type === 'odt' || type === 'ott' ? readOdt(parts) : readDocx(parts)
}

/** Null for types that are kept unread (pdf, txt, rtf, images); `broken` where the document cannot be read. */
export async function read(bytes: Uint8Array, type: DocumentType): Promise<Reading | 'broken' | null> {
  if (!['odt', 'ott', 'docx', 'docm', 'dotx', 'dotm', 'doc'].includes(type)) return null
  let document: ReadDocument | null
  try {
    document = await documentIn(bytes, type)
  } catch {
    // The libraries throw whatever they like for what they cannot read; that is the answer here.
    return 'broken'
  }
  if (document === null) return 'broken'
  const fields = answersIn(document.blocks)
  return {
    text: textOf(document.blocks).slice(0, longest.text),
    fields,
    unread: unreadIn(fields),
    origin: originIn(document.properties),
    verdict: verdictIn(fields),
  }
}
