// How near a written name comes to a known one (SPEC §2: edit distance ≤2, or `_`, `-` and `.` confused, or letters
// that only look alike). Serves suggestions; nothing is ever matched by it.

/** Latin letters by those that look like them: Cyrillic, then Greek (Unicode UTS #39, the single letters). */
const LOOKALIKES = new Map(
  [
    ['аАαΑ', 'a'],
    ['ВвΒβ', 'b'],
    ['сСϲ', 'c'],
    ['ԁ', 'd'],
    ['еЕёЁΕε', 'e'],
    ['ɡ', 'g'],
    ['НнҺһΗ', 'h'],
    ['іІїЇΙι', 'i'],
    ['јЈ', 'j'],
    ['кКΚκ', 'k'],
    ['ӏ', 'l'],
    ['МмΜ', 'm'],
    ['Ν', 'n'],
    ['оОοΟ', 'o'],
    ['рРρΡ', 'p'],
    ['ԛ', 'q'],
    ['ѕЅ', 's'],
    ['ТтΤτ', 't'],
    ['υ', 'u'],
    ['ѵν', 'v'],
    ['ԝ', 'w'],
    ['хХΧχ', 'x'],
    ['уУүΥ', 'y'],
    ['Ζ', 'z'],
  ].flatMap(([letters = '', latin = '']) => Array.from(letters, (letter) => [letter, latin] as const)),
)

/** A name as the eye takes it: one case, one separator, nothing invisible, look-alike letters made Latin. */
export function foldName(name: string): string {
  // Known names are plain ASCII and many: they are spared the long way.
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : makeLatin(name)
  return plain.toLowerCase().replace(/[\s._-]+/g, '-')
}
const makeLatin = (name: string) =>
  Array.from(name.normalize('NFKC'), (letter) => LOOKALIKES.get(letter) ?? letter)
    .join('')
    .replace(/\p{Cf}/gu, '')

/**
 * Edits between two folded names (insert, delete, replace, swap of neighbours), Infinity where there are too many:
 * none for names under 4 characters (`pic` is not meant by every short word), one under 8, else two. `allowed`: where
 * the words compared are fewer and better known than names.
 */
export function nearness(
  a: string,
  b: string,
  allowed = Math.min(2, Math.floor(Math.min(a.length, b.length) / 4)),
): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > allowed) return Infinity
  // Damerau and Levenshtein's rows, given up as soon as a whole row is too far.
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity
      const replaced = (above[j - 1] ?? Infinity) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, swapped, (above[j] ?? Infinity) + 1, (row[j - 1] ?? Infinity) + 1))
    }
    if (Math.min(...row) > allowed) return Infinity
    before = above
    above = row
  }
  const edits = above[b.length] ?? Infinity
  return edits <= allowed ? edits : Infinity
}
