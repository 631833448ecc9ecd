// The text part's line breaks. Templates are written loosely; here prose is filled to 74 columns, while command
// lines, addresses and the signature stay exactly as they are (SPEC §5: suggested lines never wrap).

const columns = 74

// Mailman 2 and 3 look at the first lines of a post for these, at the start of a line (SPEC §5).
const listCommands = new Set(
  (
    'add approve confirm delete echo end exit faq get help info index join leave list lists mailcmd option options ' +
    'password query quit remove review set show signoff stop sub subscribe unsub unsubscribe which who'
  ).split(' '),
)
const readAsCommand = (word: string) => listCommands.has(word.toLowerCase().replace(/[^a-z]/g, ''))

/** Fills words into lines; `first` begins the first line, `rest` the others. A word too long stands alone. */
const fill = (text: string, first = '', rest = first): string[] => {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const lines: string[][] = []
  let line: string[] = []
  let width = first.length
  for (const word of words) {
    if (line.length > 0 && width + 1 + word.length > columns) {
      lines.push(line)
      // Keeps list commands from the start of a line, by taking the word before along.
      const before = readAsCommand(word) && line.length > 1 ? line.splice(-1) : []
      line = [...before, word]
      width = rest.length + line.join(' ').length
    } else {
      width += word.length + (line.length > 0 ? 1 : 0)
      line.push(word)
    }
  }
  if (line.length > 0) lines.push(line)
  return lines.map((words, at) => `${at === 0 ? first : rest}${words.join(' ')}`)
}

/** `What is new ....... value`: the value's further lines stand under its first. */
const leader = /^[^ ][^:]{0,47}? \.{3,} /

const block = (lines: readonly string[]): string[] => {
  const out: string[] = []
  let prose: string[] = []
  const flush = () => {
    out.push(...fill(prose.join(' ')))
    prose = []
  }
  for (const line of lines) {
    const dots = leader.exec(line)?.[0]
    const short = line.startsWith('> ') && line.length <= columns + 2
    const kept = short || line.startsWith('  ') || line === '-- ' || line.startsWith('[ref ')
    if (!kept && dots === undefined && !line.startsWith('> ') && !line.startsWith('- ')) {
      prose.push(line)
      continue
    }
    flush()
    if (kept) out.push(line)
    else if (dots !== undefined) out.push(...fill(line.slice(dots.length), dots, ' '.repeat(dots.length)))
    else if (line.startsWith('> ')) {
      const filled = fill(line.slice(2), '> ')
      out.push(...(filled.length > 0 ? filled : ['>']))
    } else out.push(...fill(line.slice(2), '- ', '  '))
  }
  flush()
  return out
}

/** Blank lines part paragraphs; several count as one. Ends with one line end. */
export const wrap = (text: string): string => {
  const paragraphs = text
    // The signature line's blank belongs to it (RFC 3676 §4.3); no other line keeps trailing blanks.
    .split(/\n(?:[ \t]*\n)+/)
    .map((part) => block(part.split('\n').map((line) => (line === '-- ' ? line : line.trimEnd()))))
    .map((lines) => lines.filter((line) => line !== '').join('\n'))
    .filter((part) => part !== '')
  return `${paragraphs.join('\n\n')}\n`
}
