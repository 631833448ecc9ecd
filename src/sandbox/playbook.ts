// What the sandbox itself remembers beside Rollcall's memory: how far its clock was put forward, which letters its people
// have opened, who really wrote what they wrote in another's name, how their addresses behave, whether somebody takes the
// tour. One small file in its folder, written whole or not at all. Nothing of the process stands in it: without it the
// rollouts are the same.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Instant } from '../rollout/ids.ts'

/** How somebody's mail server treats letters; empty: it takes them. */
export type Habit = {
  readonly bounces?: boolean
  /** YYYY-MM-DD: the first day on which they are back. */
  readonly awayUntil?: string
  /** Takes every letter at the second try. */
  readonly slow?: boolean
}
export type Played = {
  /** Milliseconds the clock is ahead of the machine's. */
  readonly ahead: number
  /** The latest instant it was put to: it never shows an earlier one again. */
  readonly latest: Instant | null
  /** Message-ID of a mail under another's name, and who wrote it. */
  readonly pretended: { readonly [messageId: string]: string }
  /** `run` counts its beginnings; the steps that were left out, by index. */
  readonly tour: { readonly on: boolean; readonly run: number; readonly skipped: readonly number[] }
  readonly habits: { readonly [person: string]: Habit }
  /** Message-IDs of letters that were not taken at the first try, and of those answered automatically. */
  readonly putOff: readonly string[]
  readonly answered: readonly string[]
  /** Letters that were opened, by person. */
  readonly opened: { readonly [person: string]: readonly number[] }
}
export type Playbook = {
  read(): Played
  change(part: Partial<Played>): void
  /** Counts the changes, for whoever shows them. */
  changes(): number
}

const blank: Played = {
  ahead: 0,
  latest: null,
  opened: {},
  pretended: {},
  tour: { on: false, run: 0, skipped: [] },
  habits: {},
  putOff: [],
  answered: [],
}

/** A file that is missing or no longer readable as ours begins anew. Throws what the disk throws. */
export function openPlaybook(file: string): Playbook {
  let played = { ...blank, ...kept(file) }
  let changes = 0
  return {
    read: () => played,
    change(part) {
      played = { ...played, ...part }
      changes += 1
      const temporary = `${file}.part`
      writeFileSync(temporary, JSON.stringify(played), { mode: 0o600, flush: true })
      renameSync(temporary, file)
    },
    changes: () => changes,
  }
}

function kept(file: string): Partial<Played> {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof read !== 'object' || read === null) return {}
    const given = new Map<string, unknown>(Object.entries(read))
    // A field of another shape than ours is left out, as if it had never been kept.
    return Object.fromEntries(
      Object.entries(shapes).flatMap(([name, fits]) =>
        fits(given.get(name)) ? [[name, given.get(name)]] : [],
      ),
    )
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

const isTable = (value: unknown, fits: (entry: unknown) => boolean) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(fits)

const isNumbers = (value: unknown) => Array.isArray(value) && value.every(Number.isSafeInteger)
const isTexts = (value: unknown) => Array.isArray(value) && value.every((text) => typeof text === 'string')
const isHabit = (value: unknown) => {
  const { bounces = false, awayUntil = '', slow = false }: { [name: string]: unknown } = Object(value)
  return typeof bounces === 'boolean' && typeof awayUntil === 'string' && typeof slow === 'boolean'
}

const isTour = (value: unknown) => {
  const { on, run, skipped }: { [name: string]: unknown } = Object(value)
  return typeof on === 'boolean' && Number.isSafeInteger(run) && isNumbers(skipped)
}

const shapes: { readonly [name in keyof Played]: (value: unknown) => boolean } = {
  ahead: (value) => typeof value === 'number' && value >= 0 && Number.isSafeInteger(Math.round(value)),
  latest: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value),
  opened: (value) => isTable(value, isNumbers),
  tour: isTour,
  habits: (value) => isTable(value, isHabit),
  putOff: isTexts,
  answered: isTexts,
  pretended: (value) => isTable(value, (person) => typeof person === 'string'),
}
