// What mail programs do to a line, undone before the grammar reads it (SPEC §2, §3.4): entities, autolinks, hard
// blanks, brackets around words, bold marks. And the sample line of the process text, known in any dress.
// Letters that only look alike are left as they are: a name with one is a near miss, never a match.

const ENTITIES: { readonly [name: string]: string } = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&#124;': '|',
}

/** What is undone only where one of these stands: entities, links, brackets, bold; or letters of other alphabets. */
const DRESSED = /[^\x20-\x7e]|[&<*[]/u

/** The words of a line with single blanks between them, without brackets around words. */
export function plainWords(line: string): string {
  // Nearly every line of nearly every mail is words and single blanks, and each is read several times.
  if (!DRESSED.test(line)) {
    const said = line.trim()
    if (!/^[_`]|  /u.test(said)) return said
  }
  return undressed(line)
}

/** The same of any line, whatever stands in it. */
export function undressed(line: string): string {
  const text = line
    .replace(/&(?:lt|gt|amp|quot|nbsp|#39|#124);/gu, (entity) => ENTITIES[entity] ?? entity)
    .replace(/^[\ufeff\u200b]/u, '')
    // To JavaScript a byte order mark is a blank; inside a name it is as invisible as any other.
    .replaceAll('\ufeff', '\u200b')
    .replace(/[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu, ' ')
  const bare = withoutAutolinks(text)
    .replace(/<([^<>]{1,400})>/gu, '$1')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.replace(/^\*{1,2}([^*]{1,200})\*{1,2}$/u, '$1'))
    .join(' ')
  // Gmail's text part writes bold as *…*; others speak Markdown.
  return /^(\*{1,2}|_|`)(?! )(.{1,900}[^ ])\1$/u.exec(bare)?.[2] ?? bare
}

/** `egee.srce.hr<http://egee.srce.hr/>` and `egee.srce.hr <http://egee.srce.hr/>` say the same thing twice. */
function withoutAutolinks(text: string): string {
  const plain = text.replace(/\[([^[\]]{1,200})\]\((?:https?:\/\/|mailto:)[^()\s]{1,400}\)/giu, '$1')
  return plain.replace(/<(?:https?:\/\/|mailto:)[^<>\s]{1,400}>/giu, (link, at: number) => {
    const before = plain.slice(Math.max(0, at - 200), at)
    const word = before.trimEnd().slice(before.trimEnd().lastIndexOf(' ') + 1)
    // A word that is no name of a host was not made a link of: `ggus <https://ggus.eu/…>`.
    const repeats = /[.@]/u.test(word) && link.toLowerCase().includes(word.toLowerCase())
    return repeats || !/\s$/u.test(before) ? '' : link
  })
}

/**
 * `<accept|reject> <NGI>-<Site-name>` of the process text and of our own letters, in any brackets and quoting:
 * nobody who leaves it standing has said anything (SPEC §3.4).
 */
export function isSampleLine(text: string): boolean {
  // Every such line has how `accept`, `reject` or `NGI-Site` begins in it.
  if (!/[^\x20-\x7e]/u.test(text) && !/a[^a-z]*c[^a-z]*c|r[^a-z]*e[^a-z]*j|n[^a-z]*g[^a-z]*i/iu.test(text))
    return false
  const letters = text.toLowerCase().replace(/[^a-z]/gu, '')
  if (/^(?:accept|reject)(?:or)?(?:reject|accept)/u.test(letters)) return true
  return (
    /^(?:accept|reject|withdraw|volunteer|take|assign|unassign|started|extend|remind|decline)(?:s|ed)?(?:ea)?ngisite(?:name)?(?:reason|date|d|until|untildate)?$/u.test(
      letters,
    ) || /^(?:ea)?ngisite(?:name)?(?:accept|reject)/u.test(letters)
  )
}
