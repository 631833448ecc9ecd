// Bytes in, a Message out (SPEC §3, limits of §9). Never throws: what cannot be read, or is more than any honest mail
// holds, ends in `cuts`. The head is read in headers.ts, its addresses in addresses.ts, the parts in partsplit.ts and
// partcontent.ts. Embedded mails stay attachments: their words are not the writer's, their reports are opened in
// enclosed.ts.

import { isUtf8 } from 'node:buffer'
import { readAddresses } from './addresses.ts'
import { decodeWords } from './encodedwords.ts'
import { openEnclosed } from './enclosed.ts'
import { messageIdsIn, readDate, readHead, valueOf, valuesOf, withoutControls } from './headers.ts'
import type { Attachment, HeaderLine, Message } from './message.ts'
import { bytesOf, textOf } from './partcontent.ts'
import { splitParts } from './partsplit.ts'
import { wordsIn, type Said } from './partwords.ts'

export type Limits = {
  /** Bytes of a whole mail; of a larger one only the head is read. */
  readonly mail: number
  readonly head: number
  readonly parts: number
  readonly depth: number
  /** Characters of text, and of HTML, that are kept. */
  readonly text: number
}
const defaults: Limits = {
  mail: 40 * 1024 * 1024,
  head: 256 * 1024,
  parts: 1000,
  depth: 20,
  text: 1024 * 1024,
}

type Body = Pick<Message, 'text' | 'html' | 'attachments' | 'reports' | 'cuts'>

const reportType = /^message\/(?:global-)?(?:delivery-status|feedback-report)$/
const headOnly = (why: string): Body => ({
  text: '',
  html: '',
  attachments: [],
  reports: [],
  cuts: [`${why}: head only`],
})
const reasonOf = (cause: unknown) =>
  withoutControls(String(cause instanceof Error ? cause.message : cause)).slice(0, 200)

const noAddresses = { from: [], to: [], cc: [], replyTo: [] } as const

/**
 * Line ends as \n, no other control characters but tab; NBSP and the like are kept. A bare CR among other line ends is
 * none: a mail program that quotes puts no sign behind it.
 */
const tidy = (text: string) =>
  (text.includes('\r\r') ? text.replace(/(?<!\r)\r+\n/g, '\n') : text.replaceAll('\r\n', '\n'))
    .replace(/\r/g, text.includes('\n') ? ' ' : '\n')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')

/** Mails forwarded in mails are opened for their files this deep, and as many of them. */
const deepestMail = 3
const mostMails = 100
type Enclosed = { left: number }
/** Bytes of a text part are at most this many times its characters: `=E2=82=AC`. */
const widest = 9

const readBody = async (
  lines: readonly HeaderLine[],
  body: Uint8Array,
  limits: Limits,
  level: number,
  enclosed: Enclosed,
): Promise<Body> => {
  const attachments: Attachment[] = []
  const reports: string[] = []
  const texts: Said[] = []
  const structure = lines.filter(({ name }) => /^content-[a-z-]+$/.test(name))
  const { parts, cut } = splitParts(structure, body, limits)
  if (cut === 'depth') return headOnly(`parts nested deeper than ${limits.depth}`)
  const cuts: string[] = cut === 'parts' ? [`more than ${limits.parts} parts`] : []
  // What many long texts hold together counts.
  let left = limits.text * widest
  for (const part of parts) {
    const { type, name, disposition } = part.head
    const isText = /^text\/(?:plain|html)$|^[^/]*$/.test(type) && ['', 'inline'].includes(disposition)
    // A text with a name behind other words is a file that its program shows.
    if (isText && (name === '' || texts.length === 0)) {
      texts.push({ html: type === 'text/html', said: textOf(part, left), choice: part.choice })
      left = Math.max(left - part.content.length, 0)
      continue
    }
    const bytes = bytesOf(part)
    if (reportType.test(type)) reports.push(tidy(bytes.subarray(0, limits.head).toString()))
    attachments.push({
      name,
      type: type || 'text/plain',
      bytes,
      inline: disposition === 'inline' || part.related,
    })
  }
  const words = wordsIn(texts)
  const lost = words.text + words.html === '' && attachments.length === 0
  const opened = await openEnclosed(
    {
      text: lost ? asItStands(lines, body.subarray(0, limits.text)) : words.text,
      html: words.html,
      attachments,
      cuts,
    },
    async (bytes) => {
      if (level >= deepestMail) return null
      enclosed.left -= 1
      if (enclosed.left >= 0) return parseAt(bytes, limits, level + 1, enclosed)
      const cut = `more than ${mostMails} mails in it`
      if (!cuts.includes(cut)) cuts.push(cut)
      return null
    },
  )
  const kept = (what: string, text: string) => {
    if (text.length > limits.text) cuts.push(`${what} over ${limits.text} characters`)
    return tidy(text.slice(0, limits.text))
  }
  return {
    text: kept('text', opened.text),
    html: kept('html', opened.html),
    attachments: opened.attachments,
    reports,
    cuts: [...cuts, ...opened.cuts],
  }
}

/** The words of a body whose structure is too broken to find any part in, without what was meant as structure. */
const asItStands = (lines: readonly HeaderLine[], body: Uint8Array): string => {
  const encoding = valueOf({ headers: lines }, 'content-transfer-encoding')
  if (/base64|quoted-printable/i.test(encoding)) return ''
  const bytes = Buffer.from(body)
  const structure =
    /^(?:--\S{1,200}[ \t]*|(?:mime-version|content-[a-z-]{1,40})[ \t]{0,8}:.*|[ \t]*[a-z-]{1,40}="[^"]{0,200}";?[ \t]*)$/i
  return (isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1'))
    .split(/\r?\n/)
    .filter((line) => !structure.test(line))
    .join('\n')
    .trim()
}

/** Files of old Macs end their lines by a bare CR; mail that came by wire never lacks LF (RFC 5321 §2.3.8). */
const withLineEnds = (bytes: Uint8Array): Uint8Array => {
  if (bytes.includes(0x0a) || !bytes.includes(0x0d)) return bytes
  return bytes.map((byte) => (byte === 0x0d ? 0x0a : byte))
}

/** Reads any bytes as a mail. `limits` are an operator's, in bytes and counts (SPEC §10 [limits]). */
export function parseMail(given: Uint8Array, limits: Partial<Limits> = {}): Promise<Message> {
  return parseAt(given, { ...defaults, ...limits }, 0, { left: mostMails })
}

async function parseAt(
  given: Uint8Array,
  limits: Limits,
  level: number,
  enclosed: Enclosed,
): Promise<Message> {
  const bytes = withLineEnds(given)
  const head = readHead(bytes, limits.head)
  const cuts = [...head.cuts]
  const headers = { headers: head.lines }
  const read =
    bytes.length > limits.mail
      ? headOnly(`mail over ${limits.mail} bytes`)
      : await readBody(head.lines, bytes.subarray(head.bodyAt), limits, level, enclosed)
  const fields = await readAddresses(headers).catch((cause: unknown) => {
    cuts.push(`addresses unreadable: ${reasonOf(cause)}`)
    return noAddresses
  })
  const id = valueOf(headers, 'message-id')
  return {
    headers: head.lines,
    ...fields,
    subject: withoutControls(decodeWords(valueOf(headers, 'subject').slice(0, 8000)))
      .trim()
      .slice(0, 2000),
    messageId: messageIdsIn(id)[0] ?? (id === '' ? '' : `<${id.replace(/[<>\s]/g, '').slice(0, 996)}>`),
    inReplyTo: valuesOf(headers, 'in-reply-to').flatMap(messageIdsIn),
    references: valuesOf(headers, 'references').flatMap(messageIdsIn),
    date: readDate(valueOf(headers, 'date')),
    ...read,
    cuts: [...cuts, ...read.cuts],
  }
}
