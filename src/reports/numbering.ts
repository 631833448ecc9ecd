// The numbers that a word processor shows before list paragraphs and does not store as text: 1., a), iv. (ISO/IEC 29500-1
// §17.9; ODF 1.3 part 3 §19.504 uses the same five ways of counting).

const letters = 'abcdefghijklmnopqrstuvwxyz'
const romans: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
]

export type Counting = 'decimal' | 'lowerLetter' | 'upperLetter' | 'lowerRoman' | 'upperRoman' | 'none'

/** Past z comes aa, then bb: as both formats count. */
const inLetters = (value: number) =>
  (letters[(value - 1) % letters.length] ?? '').repeat(Math.min(20, Math.ceil(value / letters.length)))

function inRoman(value: number): string {
  let rest = Math.min(value, 5000)
  let out = ''
  for (const [worth, sign] of romans)
    while (rest >= worth) {
      out += sign
      rest -= worth
    }
  return out
}

/** One number as it is shown; empty below one and where nothing is counted. */
export function counted(value: number, how: Counting): string {
  if (value < 1 || how === 'none') return how === 'decimal' ? String(value) : ''
  if (how === 'decimal') return String(value)
  const lower = how === 'lowerLetter' || how === 'upperLetter' ? inLetters(value) : inRoman(value)
  return how === 'upperLetter' || how === 'upperRoman' ? lower.toUpperCase() : lower
}

/** Counters of one list, a level each: a step on a level begins the deeper ones anew. */
export class ListCounter {
  readonly #values: number[] = []
  /** The next paragraph on this level begins there anew. */
  restart(level: number): void {
    this.#values.length = Math.min(this.#values.length, level)
  }
  /** The values down to this level after one more paragraph on it; `starts` says where each level begins. */
  next(level: number, starts: (level: number) => number): readonly number[] {
    for (let above = 0; above < level; above += 1) this.#values[above] ??= starts(above)
    const known = this.#values[level]
    this.#values[level] = known === undefined ? starts(level) : known + 1
    this.#values.length = level + 1
    return this.#values
  }
}
