// What each mail asks of memory is found by an index, however long the agent has run: no walk through what has left, what
// is over or what was asked of others, and nothing sorted (docs/performance.md, growth).
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openStore } from '../../src/store/store.ts'

afterEach(() => vi.restoreAllMocks())

/** The steps of every statement of the store that looks like this, as SQLite would take them. */
async function stepsOf(shape: RegExp): Promise<readonly string[]> {
  const prepare = vi.spyOn(Database.prototype, 'prepare')
  const { ledger } = openStore(':memory:')
  const found = prepare.mock.calls.flatMap(([sql], call) =>
    shape.test(sql) ? [{ sql, db: prepare.mock.contexts[call] as Database.Database }] : [],
  )
  prepare.mockRestore()
  const steps = found.flatMap(({ sql, db }) => {
    const names = [...sql.matchAll(/@([a-zA-Z]+)/g)].map(([, name = '']) => [name, null] as const)
    const places = [...sql.matchAll(/\?/g)].map(() => null)
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    const given = names.length > 0 ? [Object.fromEntries(names)] : places
    return plan.all(...given).map(({ detail }) => detail)
  })
  await ledger.close()
  return steps
}

describe('what a mail asks of memory', () => {
  it.each([
    ['letters of a rollout that have not left', /^SELECT id, effect FROM outbox/, 'outbox_unsent'],
    ['who is away, of a rollout', /FROM mail INDEXED BY mail_away/, 'mail_away'],
    ['what was asked because of a mail', /FROM questions WHERE mail = /, 'questions_by_mail'],
    ['what was asked about a rollout', /FROM questions WHERE ticket = /, 'questions_by_ticket'],
    ['what somebody was asked', /FROM questions WHERE person = /, 'questions_by_person'],
    ['the rollout of a parent', /version FROM tickets INDEXED BY one_ticket_a_parent/, 'one_ticket_a_parent'],
    ['the open rollout of a title', /version FROM tickets\s+INDEXED BY one_unresolved/, 'one_unresolved'],
  ])('is found, not searched for: %s', async (_what, shape, index) => {
    const steps = await stepsOf(shape)
    expect(steps.join('\n')).toContain(`INDEX ${index}`)
    expect(steps.filter((step) => /^SCAN (?!\(subquery)|TEMP B-TREE/.test(step))).toEqual([])
  })

  it('takes what is open from an index that holds all it needs', async () => {
    const steps = await stepsOf(/version FROM tickets INDEXED BY tickets_open/)
    expect(steps).toEqual(['SCAN tickets USING COVERING INDEX tickets_open'])
  })
})
