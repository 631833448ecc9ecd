import { describe, expect, it } from 'vitest'
import { allPoints, nextOrder, summary, type Order, type Result, type State } from './plan.ts'

const wanted = { kills: 100, mails: 1000, times: 5, runs: 4, seed: 7 }
const fresh: State = { wanted, results: [], broken: [] }

/** A run that did what it was told. */
const done = (order: Order, changes: Partial<Result> = {}): Result => ({
  seed: order.seed,
  seconds: 1,
  random: order.kills,
  starting: 3,
  inside: 0,
  outside: 0,
  points: order.points,
  unmet: [],
  mails: order.mails,
  rollouts: 1,
  letters: 1,
  lost: 0,
  doubled: 0,
  wrong: 0,
  copies: 1,
  tooMany: 0,
  inDoubt: 2,
  livesInDoubt: 1,
  refusedDrafts: 0,
  ready: [900, 1000, 1100],
  complaints: [],
  ...changes,
})
/** Run after run, as many at once as given. */
const played = (
  from: State,
  come: (order: Order) => Result = (order) => done(order),
  atOnce = 1,
): { readonly state: State; readonly orders: readonly Order[] } => {
  const orders: Order[] = []
  let state = from
  for (;;) {
    const underWay: Order[] = []
    for (let order = nextOrder(state, underWay); order && underWay.length < atOnce;) {
      underWay.push(order)
      order = nextOrder(state, underWay)
    }
    if (underWay.length === 0) return { state, orders }
    orders.push(...underWay)
    state = { ...state, results: [...state.results, ...underWay.map(come)] }
  }
}

describe('a trial that is cut into runs', () => {
  it.each([1, 2, 3])('asks for everything once, with %i at once', (atOnce) => {
    const { state, orders } = played(fresh, undefined, atOnce)
    expect(orders).toHaveLength(4)
    expect(new Set(orders.map(({ seed }) => seed)).size).toBe(4)
    expect(orders.reduce((all, { kills }) => all + kills, 0)).toBe(100)
    for (const point of allPoints)
      expect(
        orders.reduce((all, { points }) => all + (points[point] ?? 0), 0),
        point,
      ).toBe(5)
    expect(summary(state).failures).toEqual([])
  })

  it('gives no run much more than another', () => {
    const { orders } = played({ ...fresh, wanted: { ...wanted, times: 1 } })
    const points = orders.map((order) => Object.values(order.points).reduce((all, times) => all + times, 0))
    expect(Math.max(...points) - Math.min(...points)).toBeLessThan(3)
  })

  it('makes up in later runs for a point that one did not meet', () => {
    const [point = ''] = allPoints
    let runs = 0
    const { state, orders } = played(fresh, (order) => {
      runs += 1
      return runs === 1
        ? done(order, { points: { ...order.points, [point]: 0 }, unmet: [point] })
        : done(order)
    })
    expect(orders).toHaveLength(4)
    expect(summary(state).failures).toEqual([])
  })

  it('names a point that is never met, and ends all the same', () => {
    const [point = ''] = allPoints
    const { state } = played(fresh, (order) => done(order, { points: { ...order.points, [point]: 0 } }))
    expect(summary(state).failures).toEqual([`met 0 times of 5: ${point}`])
    expect(state.results.length).toBe(7)
  })

  it('goes on where an interrupted one stood', () => {
    const { state, orders } = played(fresh)
    const half = { ...state, results: state.results.slice(0, 2) }
    const rest = played(half)
    expect(rest.orders).toEqual(orders.slice(2))
    expect(nextOrder(state, [])).toBeNull()
  })

  it('takes no seed twice, whichever run was interrupted', () => {
    const { state } = played(fresh, undefined, 2)
    const rest = played({ ...state, results: state.results.toSpliced(1, 1) })
    expect(rest.orders.map(({ seed }) => seed)).toEqual([1007])
  })

  it('is given up where runs do not come to their end', () => {
    const broken = [1, 2, 3].map((seed) => ({ seed, why: 'the lab did not come up\nat …' }))
    expect(nextOrder({ ...fresh, broken }, [])).toBeNull()
    expect(summary({ ...fresh, broken }).failures).toContain(
      'the run with seed 1 broke: the lab did not come up',
    )
  })
})

describe('what is promised', () => {
  it.each([
    [{ lost: 1 }, '1 lost'],
    [{ doubled: 2 }, '2 doubled'],
    [{ wrong: 1 }, '1 not as it must be'],
    [{ tooMany: 1 }, '1 copies too many'],
    [{ ready: [900, 5001] }, 'ready again after 5001 ms, of 5000'],
    [{ random: 10 }, '85 random kills of 100'],
    [{ mails: 100 }, '850 mails of 1000'],
  ] satisfies readonly (readonly [Partial<Result>, string])[])('is not kept with %j', (changes, failure) => {
    const { state } = played(fresh)
    const [first, ...others] = state.results
    if (!first) throw new Error('no run')
    const results = [{ ...first, ...changes }, ...others]
    expect(summary({ ...state, results }).failures).toEqual([failure])
  })
})
