// Comma-separated values (RFC 4180): quoted cells, doubled quotes, line breaks inside quotes. Tolerates what
// spreadsheets leave behind: a byte order mark, CRLF or LF, blank lines, blanks around a cell.

export type Row = {
  /** The line its first cell stands on, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}
type CsvTrouble = { readonly line: number; readonly text: string }

/** All rows that hold anything, or every place where a quote is wrong. */
export const readCsv = (
  source: string,
): { readonly rows: readonly Row[]; readonly troubles: readonly CsvTrouble[] } => {
  const rows: Row[] = []
  const troubles: CsvTrouble[] = []
  const text = source.replace(/^\uFEFF/, '')
  let at = 0
  let line = 1

  /** From an opening quote to behind the closing one. */
  const quoted = (): string => {
    const start = line
    let cell = ''
    for (at++; at < text.length; at++) {
      const character = text[at] ?? ''
      if (character === '"' && text[at + 1] !== '"') {
        at++
        return cell
      }
      if (character === '"') at++
      if (character === '\n') line++
      cell += character
    }
    troubles.push({ line: start, text: 'a quote is opened and never closed; close it' })
    return cell
  }
  const plain = (): string => {
    const from = at
    while (at < text.length && !/[,\r\n]/.test(text[at] ?? '')) at++
    return text.slice(from, at).trim()
  }
  const cell = (): string => {
    while (text[at] === ' ' || text[at] === '\t') at++
    if (text[at] !== '"') {
      const found = plain()
      if (found.includes('"'))
        troubles.push({
          line,
          text: `a quote inside ${found}; put the whole cell in quotes, and double that one`,
        })
      return found
    }
    const found = quoted().trim()
    const rest = plain()
    if (rest !== '')
      troubles.push({ line, text: `"${rest}" stands behind a closing quote; put a comma between` })
    return found
  }

  while (at < text.length) {
    const cells: string[] = []
    const start = line
    do {
      if (text[at] === ',' && cells.length > 0) at++
      cells.push(cell())
    } while (text[at] === ',')
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line++
    if (cells.some((found) => found !== '')) rows.push({ line: start, cells })
  }
  return { rows, troubles }
}
