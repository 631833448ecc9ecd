// Aligned columns for the terminal (LOOK): words only, no colours. What does not fit goes on under its own column;
// nothing is cut. Everything printed here may come from mail, so control characters never reach the terminal.

/** As one line that a terminal takes for text: control and format characters become blanks. */
export const printable = (text: string): string => text.replace(/[\p{C}\s]+/gu, ' ').trim()

/**
 * Rows of cells, left-aligned; the last cell of a row wraps under itself where it is longer than the width left. Each
 * row may thus be several lines. Cells with line ends keep them in the last column.
 */
export function rowsOf(rows: readonly (readonly string[])[], width: number, indent = ''): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => (column < row.length - 1 ? (row[column] ?? '').length : 0))),
  )
  return rows.map((row) => {
    const before = row.slice(0, -1).map((cell, column) => cell.padEnd(widths[column] ?? 0))
    const start = before.map((cell) => `${cell}  `).join('')
    const lines = fold(row.at(-1) ?? '', Math.max(20, width - indent.length - start.length))
    return lines
      .map((line, at) => `${indent}${at === 0 ? start : ' '.repeat(start.length)}${line}`.trimEnd())
      .join('\n')
  })
}

export const table = (rows: readonly (readonly string[])[], width: number, indent = ''): string =>
  rowsOf(rows, width, indent).join('\n')

/** Breaks at blanks; a word that is too long stands whole on a line of its own, so that it can be copied. */
export function fold(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    // A line that is indented is one to be sent or copied: it stays as it is.
    if (line.length <= width || line.startsWith('  ')) return [line]
    const lines: string[] = []
    let current = ''
    for (const word of line.split(' ')) {
      if (current !== '' && current.length + 1 + word.length > width) {
        lines.push(current)
        current = word
      } else current = current === '' ? word : `${current} ${word}`
    }
    return [...lines, current]
  })
}
