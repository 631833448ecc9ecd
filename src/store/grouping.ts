// Small writes that are asked for at one moment, in one transaction: letters leave side by side, and a disk takes as long
// for one commit as for five. Each is answered once it is on disk, and fails alone where the fault is its own; nothing
// waits for others longer than until the events at hand are seen to.

import type { Connection } from './database.ts'

type Wish = {
  readonly attempt: () => void
  /** Answers as the attempt went, once it is on disk. */
  readonly answer: () => void
  readonly refuse: (error: unknown) => void
}

export const groupingOf = (db: Connection) => {
  let wishes: Wish[] = []
  const attemptAll = db.transaction((those: readonly Wish[]) => {
    for (const { attempt } of those) attempt()
  })
  const flush = (): void => {
    const those = wishes
    wishes = []
    if (those.length === 0) return
    try {
      attemptAll.immediate(those)
    } catch (error) {
      for (const { refuse } of those) refuse(error)
      return
    }
    for (const { answer } of those) answer()
  }

  const grouped = <Args extends unknown[], Result>(work: (...args: Args) => Result) => {
    // Inside the transaction of all it is a savepoint: what it did is undone where it throws.
    const alone = db.transaction(work)
    return (...args: Args): Promise<Result> =>
      new Promise((resolve, reject) => {
        let answer = (): void => {}
        const attempt = () => {
          try {
            const result = alone(...args)
            answer = () => resolve(result)
          } catch (error) {
            // A full disk ends the transaction of all (sqlite.org/lang_transaction.html §3.1).
            if (!db.inTransaction) throw error
            answer = () => reject(error)
          }
        }
        if (wishes.push({ attempt, answer: () => answer(), refuse: reject }) === 1) setImmediate(flush)
      })
  }
  /** `flush`: what is asked for and not yet written, before the database is closed. */
  return { grouped, flush }
}
