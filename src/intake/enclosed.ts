// What lies inside what was attached: winmail.dat, a forwarded mail with its report, files written as letters in the text
// (SPEC §4). Only files come out, and the words of a winmail.dat where the mail has none of its own: a forwarded
// mail's words are not the writer's. What a file is worth is the reports room's matter.

import { isNamedDocument } from './documentname.ts'
import { withoutControls } from './headers.ts'
import type { Attachment, Message } from './message.ts'
import { readTnef } from './tnef.ts'
import { takeUuencoded } from './uuencode.ts'

export type Opened = Pick<Message, 'text' | 'html' | 'attachments' | 'cuts'>

const most = 200
const isTnef = ({ type, name }: Attachment) =>
  /^application\/(?:vnd\.)?ms-tnef$/.test(type) || /^winmail\d{0,3}\.dat$/i.test(name)
const isMail = ({ type, name }: Attachment) =>
  /^message\/(?:global|rfc822)$/.test(type) || (/\.eml$/i.test(name) && type === 'application/octet-stream')
/** A program's letter that somebody passes on, ours with its empty template among them, brings no report. */
const isProgram = ({ headers }: Message) =>
  headers.some(({ name, value }) => name === 'auto-submitted' && !/^\s*no\b/i.test(value))

/** `parse` reads a forwarded mail one level deeper; null where it is deep enough. */
export async function openEnclosed(
  read: Opened,
  parse: (bytes: Uint8Array) => Promise<Message | null>,
): Promise<Opened> {
  const cuts: string[] = []
  const files: Attachment[] = []
  let { text, html } = read
  for (const attachment of read.attachments) {
    if (files.length > most) break
    if (isTnef(attachment)) {
      const inside = readTnef(attachment.bytes)
      cuts.push(...inside.cuts)
      files.push(...inside.files.map((file) => ({ ...file, inline: false })))
      if (text.trim() === '' && html.trim() === '') {
        text = inside.text
        html = inside.html
      }
    } else if (isMail(attachment)) {
      const inside = await parse(attachment.bytes)
      // Pictures and signatures of a forwarded mail stay there.
      if (inside && !isProgram(inside)) files.push(...inside.attachments.filter(isNamedDocument))
    }
  }
  const written = takeUuencoded(text)
  files.push(...written.files.map((file) => ({ ...file, type: 'application/octet-stream', inline: false })))
  const named = files.map((file) => ({ ...file, name: withoutControls(file.name).trim().slice(0, 255) }))
  if (files.length > most) cuts.push(`more than ${most} enclosed files`)
  return { text: written.text, html, attachments: [...read.attachments, ...named.slice(0, most)], cuts }
}
