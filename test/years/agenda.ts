// What people will do and when: a heap by moment, then by the order of planning, so that a seed plays the same twice.
import type { Instant } from '../../src/rollout/ids.ts'

export type Plan = { readonly at: Instant; readonly number: number; readonly act: () => Promise<void> }

const before = (a: Plan, b: Plan) => (a.at === b.at ? a.number < b.number : a.at < b.at)

export function makeAgenda() {
  const heap: Plan[] = []
  let number = 0
  const swap = (a: number, b: number) => {
    const [one, other] = [heap[a], heap[b]]
    if (!one || !other) return
    heap[a] = other
    heap[b] = one
  }
  const earlier = (a: number, b: number) => {
    const [one, other] = [heap[a], heap[b]]
    return one !== undefined && other !== undefined && before(one, other)
  }
  return {
    plan(at: Instant, act: Plan['act']) {
      number += 1
      heap.push({ at, number, act })
      for (let n = heap.length - 1; n > 0 && earlier(n, (n - 1) >> 1); n = (n - 1) >> 1) swap(n, (n - 1) >> 1)
    },
    next: (): Instant | null => heap[0]?.at ?? null,
    take(): Plan | null {
      const first = heap[0] ?? null
      const last = heap.pop()
      if (first && last && heap.length > 0) {
        heap[0] = last
        for (let n = 0; ;) {
          const [left, right] = [2 * n + 1, 2 * n + 2]
          const least = earlier(right, left) ? right : left
          if (!earlier(least, n)) break
          swap(n, least)
          n = least
        }
      }
      return first
    },
  }
}
