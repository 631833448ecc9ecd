// What was found wrong in a config, made into complaints; and zod's issues in our own words: what is wrong and what to
// do, one line, at the key it concerns.

import type { z } from 'zod'
import { type Complaint, inFileOrder } from './complaints.ts'
import type { KeyPath, Places } from './lines.ts'

export type Found = {
  readonly path: KeyPath
  readonly text: string
  readonly weight?: 'warning'
}

const expectations: { readonly [kind: string]: string } = {
  string: 'a text in quotes',
  number: 'a number without quotes',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, as ["one", "two"]',
  object: 'a table',
  record: 'a table',
}

/** What stands at a path, or undefined where nothing does. */
const valueAt = (document: unknown, path: KeyPath): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as { [key: string]: unknown })[part]
        : undefined,
    document,
  )

const whatItIs = (value: unknown): string => {
  if (typeof value === 'string') return `the text "${value}"`
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a table'
}

const choice = (options: readonly unknown[]) =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(options.map((option) => `"${String(option)}"`))

/** Everything that zod found, in one list; an issue about several keys becomes several lines. */
export const foundBy = (issues: readonly z.core.$ZodIssue[], document: unknown): Found[] =>
  issues.flatMap((issue): Found[] => {
    const path = issue.path.filter((part) => typeof part !== 'symbol')
    // One line a key, as the table in schema.ts wrote them.
    if (issue.code === 'unrecognized_keys') {
      const lines = issue.message.split('\n')
      return issue.keys.map((key, index) => ({ path: [...path, key], text: lines[index] ?? issue.message }))
    }
    return [{ path, text: sentence(issue, valueAt(document, path)) }]
  })

const sentence = (issue: z.core.$ZodIssue, value: unknown): string => {
  switch (issue.code) {
    case 'invalid_type': {
      const expected = expectations[issue.expected]
      if (expected === undefined) return issue.message
      return value === undefined ? `missing; write ${expected}` : `is ${whatItIs(value)}; write ${expected}`
    }
    case 'invalid_value':
      return `${isOrMissing(value)}; write ${choice(issue.values)}`
    case 'invalid_union':
      return `${isOrMissing(value)}; write ${choice(('options' in issue && issue.options) || [])}`
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `is ${String(value)}; write at least ${issue.minimum}`
        : `is empty; write ${issue.origin === 'array' ? 'at least one' : 'something'}`
    case 'too_big':
      return `is ${String(value)}; write at most ${issue.maximum}`
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    case 'custom':
    case 'invalid_format':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    default:
      return issue.message
  }
}

const isOrMissing = (value: unknown) => {
  if (value === undefined) return 'missing'
  return typeof value === 'string' ? `is "${value}"` : `is ${whatItIs(value)}`
}

/** Gives everything found its file, line and key, in the order of the file. */
export const complain = (file: string, places: Places, found: readonly Found[]): Complaint[] =>
  inFileOrder(
    found.map(({ path, text, weight }) => ({
      file,
      line: places(path),
      key: keyName(path),
      text,
      weight: weight ?? 'error',
    })),
  )

/** `[stacks.glite] managers[0]`; a table is written with what makes it one: `[bot]`. */
const keyName = (path: KeyPath): string => {
  const depth = path[0] === 'stacks' ? 2 : 1
  const keys = path.slice(depth).map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
  return `[${path.slice(0, depth).join('.')}] ${keys.join('').replace(/^\./, '')}`.trimEnd()
}
