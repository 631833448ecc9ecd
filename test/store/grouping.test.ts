// Small writes of one moment share a transaction, and nothing else: each has its own answer, and its own fault.
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { groupingOf } from '../../src/store/grouping.ts'
import { openStore } from '../../src/store/store.ts'
import { aCommit, aDraft, minute } from './values.ts'

describe('writes that are asked for at one moment', () => {
  let db: InstanceType<typeof Database>
  beforeEach(() => {
    db = new Database(':memory:')
    db.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)')
  })
  afterEach(() => db.close())
  const all = () => db.prepare<[], number>('SELECT n FROM numbers ORDER BY n').pluck().all()

  it('are one transaction, in the order in which they were asked for', async () => {
    const { grouped } = groupingOf(db)
    const seen: [number, readonly number[]][] = []
    const add = grouped((n: number) => {
      seen.push([n, all()])
      db.prepare('INSERT INTO numbers VALUES (?)').run(n)
      return db.inTransaction ? n * 10 : -1
    })
    expect(await Promise.all([add(2), add(1), add(3)])).toEqual([20, 10, 30])
    expect(seen).toEqual([
      [2, []],
      [1, [2]],
      [3, [1, 2]],
    ])
  })

  it('fail each by itself, and leave nothing of what failed', async () => {
    const { grouped } = groupingOf(db)
    const add = grouped((n: number, fails: boolean) => {
      db.prepare('INSERT INTO numbers VALUES (?)').run(n)
      if (fails) throw new Error(`no ${n}`)
    })
    const ended = await Promise.allSettled([add(1, false), add(2, true), add(1, false), add(4, false)])
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(all()).toEqual([1, 4])
  })

  it('fail together where the transaction of all has ended, and are answered by nothing that is not kept', async () => {
    const { grouped } = groupingOf(db)
    const add = grouped((n: number) => db.prepare('INSERT INTO numbers VALUES (?)').run(n).changes)
    const breaks = grouped(() => {
      db.exec('ROLLBACK')
      throw new Error('full')
    })
    const ended = await Promise.allSettled([add(1), breaks(), add(3)])
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(all()).toEqual([])
    expect(await add(5)).toBe(1)
    expect(all()).toEqual([5])
  })

  it('are written before memory is closed', async () => {
    const store = openStore(':memory:')
    await store.ledger.commit(aCommit({ outbox: [aDraft('one')] }))
    const [item] = await store.ledger.claimDue(minute(1), minute(9), 1)
    const settled = store.ledger.settle(item?.id ?? 0, { state: 'sent', at: minute(2), response: '250' })
    await store.ledger.close()
    await expect(settled).resolves.toBeUndefined()
  })
})
