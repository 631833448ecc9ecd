// Aligned columns for the terminal (LOOK): words only, the last column takes what width is left.

/** Rows of cells, left-aligned; the last cell of each row is cut to the width with an ellipsis. */
export function table(rows: readonly (readonly string[])[], width: number): string {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => (column < row.length - 1 ? (row[column] ?? '').length : 0))),
  )
  return rows
    .map((row) => {
      const line = row
        .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
        .join('  ')
      return line.length > width ? `${line.slice(0, Math.max(20, width) - 1)}…` : line
    })
    .join('\n')
}
