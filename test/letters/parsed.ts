// A finished letter read back by somebody else's parser.
import { simpleParser } from 'mailparser'
import type { FinishedLetter } from '../../src/letters/letter.ts'

export type Parsed = {
  readonly names: readonly string[]
  readonly header: (name: string) => string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Raw header lines, unfolded, in order; the value still encoded. */
const rawHeaders = (bytes: Uint8Array): readonly (readonly [string, string])[] =>
  (Buffer.from(bytes).toString('latin1').split('\r\n\r\n')[0] ?? '')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const)

export const parse = async (letter: FinishedLetter): Promise<Parsed> => {
  const mail = await simpleParser(Buffer.from(letter.bytes))
  const raw = rawHeaders(letter.bytes)
  return {
    names: raw.map(([name]) => name),
    header: (name) => raw.find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1] ?? '',
    subject: mail.subject ?? '',
    text: (mail.text ?? '').replaceAll('\r\n', '\n'),
    html: mail.html === false ? '' : (mail.html ?? ''),
  }
}
