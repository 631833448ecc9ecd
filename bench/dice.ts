// Chance with a seed (mulberry32): the same mails on every machine and in every round. Not a bench.

export type Dice = {
  readonly next: () => number
  readonly below: (bound: number) => number
  readonly bytes: (length: number) => Buffer
}

export function dice(seed: number): Dice {
  let state = seed >>> 0
  const whole = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    next: () => whole() / 2 ** 32,
    below: (bound) => whole() % bound,
    bytes(length) {
      const made = Buffer.allocUnsafe(length)
      for (let at = 0; at < length; at += 1) made[at] = whole() & 0xff
      return made
    },
  }
}
