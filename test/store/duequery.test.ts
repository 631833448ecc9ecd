// What is due is found by the index, however many tickets there are: one look a second must cost nothing (SPEC §9).
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openStore } from '../../src/store/store.ts'

afterEach(() => vi.restoreAllMocks())

describe('what is due', () => {
  it('is found by the index of next deadlines, and nothing is sorted or walked through for it', async () => {
    const prepare = vi.spyOn(Database.prototype, 'prepare')
    const { ledger } = openStore(':memory:')
    const asked = prepare.mock.calls.flatMap(([sql], call) => {
      const db = prepare.mock.contexts[call] as Database.Database
      return /^SELECT .*next_due/s.test(sql) && !sql.includes('sealed(') ? [{ sql, db }] : []
    })
    prepare.mockRestore()
    expect(asked).toHaveLength(2)
    for (const { sql, db } of asked) {
      const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      const steps = plan
        .all(...(sql.includes('?') ? ['2026-11-20T10:00:00Z'] : []))
        .map(({ detail }) => detail)
      expect(steps.join('\n')).toContain('USING')
      expect(steps.join('\n')).toContain('tickets_due')
      expect(steps.join('\n')).not.toMatch(/SCAN tickets$|TEMP B-TREE/m)
    }
    await ledger.close()
  })
})
