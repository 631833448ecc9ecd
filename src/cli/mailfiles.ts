// Mails from files for explain (SPEC §7): one .eml, an mbox (RFC 4155, mboxrd quoting undone), or standard input. Only
// finds where mails begin and end; what they mean is the intake's.

import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'

export type MailFile = { readonly file: string; readonly bytes: Uint8Array }

const standardInput = '-'

/** The bytes of a file, or of standard input for `-`. Throws what the system throws. */
export const bytesOf = async (file: string, stdin: Readable): Promise<Buffer> =>
  file === standardInput ? everything(stdin) : readFile(file)

async function everything(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

const reasons: { readonly [code: string]: string } = {
  EISDIR: 'it is a folder; name a file in it',
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  ERR_FS_FILE_TOO_LARGE: 'it is over 2 GiB; split it first',
}

/** Why a file cannot be read, in words. */
export function whyUnread(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}

/** `From ` and the rest of such a line: whoever wrote it, then when. */
const separator = /^From \S[^\r\n]*\d{1,2}:\d\d[^\r\n]*\r?\n(?:[!-9;-~]+:|From |>From )/

/**
 * A file that does not begin with a `From ` line is one mail, whatever else it is. Inside, a separator is a `From `
 * line with a time of day, after an empty line, with a header field below it: not a sentence that begins with From.
 */
export function* splitMbox(bytes: Buffer): Generator<Uint8Array> {
  if (bytes.subarray(0, 5).toString('latin1') !== 'From ') {
    yield bytes
    return
  }
  let begin = behindLine(bytes, 0)
  while (begin <= bytes.length) {
    const next = nextSeparator(bytes, begin)
    yield unquoted(bytes.subarray(begin, next === null ? bytes.length : beforeBlank(bytes, next)))
    if (next === null) return
    begin = behindLine(bytes, next)
  }
}

/** The empty line before a separator belongs to the mbox, not to the mail (RFC 4155). */
const beforeBlank = (bytes: Buffer, next: number) => next - (bytes[next - 2] === 0x0d ? 2 : 1)

function behindLine(bytes: Buffer, at: number): number {
  const end = bytes.indexOf('\n', at, 'latin1')
  return end < 0 ? bytes.length : end + 1
}

function nextSeparator(bytes: Buffer, from: number): number | null {
  for (let at = bytes.indexOf('\nFrom ', from, 'latin1'); at >= 0; at = bytes.indexOf('\nFrom ', at + 1)) {
    const before = bytes.subarray(Math.max(0, at - 2), at + 1).toString('latin1')
    const here = bytes.subarray(at + 1, at + 1 + 2000).toString('latin1')
    if (/\n\r?\n$/.test(before) && separator.test(here)) return at + 1
  }
  return null
}

/** mboxrd: a body's own `From ` lines carry one `>` more than they had. */
function unquoted(mail: Buffer): Uint8Array {
  if (mail.indexOf('>From ', 0, 'latin1') < 0) return mail
  return Buffer.from(mail.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1')
}
