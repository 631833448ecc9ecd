// Chance that can be had again: the same seed throws the same dice (mulberry32). Nothing here is secret or even.

export type Dice = {
  /** 0 to n - 1. */
  readonly below: (n: number) => number
  readonly pick: <T>(from: readonly [T, ...T[]] | readonly T[]) => T
  /** True `n` times of a hundred. */
  readonly often: (n: number) => boolean
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    pick: (from) => {
      const found = from[below(from.length)]
      if (found === undefined) throw new RangeError('nothing to pick from')
      return found
    },
    often: (n) => next() * 100 < n,
  }
}
