// One line of what `npm run bench` says: what was measured, beside what, and whether that is enough. A floor is what must
// hold, a goal what we are out for; both are measured against the ratio where there is a peer, else against the figure
// itself. Whoever measures calls `row`; nobody else says what is met.

type Wanted =
  | { readonly least: readonly [floor: number, goal: number] }
  | { readonly most: readonly [floor: number, goal: number] }

export type Row = {
  readonly what: string
  readonly ours: number
  readonly peer: number | null
  readonly unit: string
  /** Ours by the peer's; null without a peer. */
  readonly ratio: number | null
  readonly sense: '≥' | '≤' | ''
  readonly floor: number | null
  readonly goal: number | null
  /** null where nothing is asked of it. */
  readonly met: 'goal' | 'floor' | 'below' | null
}

export type Report = (row: Row) => void

/** What a file of this folder exports to be a bench. It throws where both sides do not give the same. */
export type Measure = (report: Report) => Promise<void>

/** Judges what was measured; `wanted` is left out of what is only told. */
export function row(
  { what, unit, ours, peer = null }: { what: string; unit: string; ours: number; peer?: number | null },
  wanted?: Wanted,
): Row {
  const ratio = peer === null ? null : ours / peer
  const base = { what, unit, ours, peer, ratio }
  if (wanted === undefined) return { ...base, sense: '', floor: null, goal: null, met: null }
  const judged = ratio ?? ours
  const [floor, goal] = 'least' in wanted ? wanted.least : wanted.most
  const holds = (bound: number) => ('least' in wanted ? judged >= bound : judged <= bound)
  let met: Row['met'] = 'below'
  if (holds(floor)) met = 'floor'
  if (holds(goal)) met = 'goal'
  return { ...base, sense: 'least' in wanted ? '≥' : '≤', floor, goal, met }
}

/** The middle of what was measured; what else a machine does moves it least. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = Math.floor(sorted.length / 2)
  const upper = sorted[at] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[at - 1] ?? upper) + upper) / 2
}
