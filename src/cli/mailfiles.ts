// Mails from files for explain (SPEC §7): one .eml, an mbox (RFC 4155, mboxrd quoting undone), or standard input.

import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'

export type MailFile = { readonly file: string; readonly bytes: Uint8Array }

const standardInput = '-'

/** Every mail of the files, in order. Throws where a file cannot be read. */
export async function* mailsIn(files: readonly string[], stdin: Readable): AsyncGenerator<MailFile> {
  for (const file of files) {
    const bytes = file === standardInput ? await everything(stdin) : await readFile(file)
    for (const mail of splitMbox(bytes)) yield { file, bytes: mail }
  }
}

async function everything(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

/** A file that does not begin with a `From ` line is one mail, whatever else it is. */
export function splitMbox(bytes: Buffer): readonly Buffer[] {
  if (!/^From \S/.test(bytes.subarray(0, 6).toString('latin1'))) return [bytes]
  const text = bytes.toString('latin1')
  // A separator stands at the very start or after a blank line; a mail's own lines of that look are quoted with `>`.
  const starts = [...text.matchAll(/(?:^|\r?\n\r?\n)From \S[^\r\n]*\r?\n/g)].map((found) => ({
    begin: found.index,
    body: found.index + found[0].length,
  }))
  return starts.map(({ body }, index) => {
    const mail = text.slice(body, starts[index + 1]?.begin ?? text.length)
    return Buffer.from(mail.replace(/^>(>*From )/gm, '$1'), 'latin1')
  })
}
