// Comma-separated values for a spreadsheet (RFC 4180): a header, a row a line, lines ended by CRLF. Cells may hold names
// that came by mail, so none is taken for a formula.

/** A spreadsheet runs what begins like this; an apostrophe before it makes it text (OWASP, CSV injection). */
const formula = /^\s*[=+\-@\t\r]/

const cellOf = (value: string | number | null): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const plain = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** Null is an empty cell. Each row ends with CRLF, the last one too. */
export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
