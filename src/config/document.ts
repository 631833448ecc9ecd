// A file that an operator wrote, from bytes to text and from text to a TOML document; what goes wrong on the way is
// a complaint. Knows nothing of the keys in it.

import { readFileSync } from 'node:fs'
import { parse, TomlError } from 'smol-toml'
import type { Complaint } from './complaints.ts'

type Toml = { readonly [key: string]: unknown }

const complaint = (file: string, line: number | null, text: string): { readonly complaint: Complaint } => ({
  complaint: {
    file,
    line,
    key: '',
    text,
    weight: 'error',
  },
})

/** A whole text file (UTF-8, with or without a byte order mark). */
export const readText = (file: string): { readonly text: string } | { readonly complaint: Complaint } => {
  let bytes
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return complaint(file, null, `cannot be read (${why}); mend the path or its rights`)
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return complaint(file, null, 'is not UTF-8 text; save it as UTF-8')
  }
}

/** A TOML document, or the first place where it is none. */
export const readToml = (
  file: string,
  source: string,
): { readonly toml: Toml } | { readonly complaint: Complaint } => {
  try {
    return { toml: parse(source, { unsafeKeyBehaviour: 'throw' }) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // The library's first line says what; the excerpt that follows is replaced by the line's number.
    const what = (error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '')
    return complaint(file, error.line, `${what} (column ${error.column}); mend the TOML here`)
  }
}
