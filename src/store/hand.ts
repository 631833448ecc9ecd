// Which mail is being handled just now (SPEC §3.6). A mail that ends the process leaves its mark here and is counted at the
// next start. Marks are written without waiting for the disk: they have to outlive the process, not a power loss, and a
// wait for each mail would halve how many are handled.

import type { MailId } from '../ports.ts'
import type { Connection } from './database.ts'

/** Throws SQLite's errors, as all tables here do. */
export const handTable = (db: Connection) => {
  const take = db.prepare<[MailId]>('INSERT OR IGNORE INTO mail_in_hand (mail) VALUES (?)')
  const inHand = db.prepare<[MailId], 1>('SELECT 1 FROM mail_in_hand WHERE mail = ?').pluck()
  const putDown = db.prepare<[MailId]>('DELETE FROM mail_in_hand WHERE mail = ?')
  // One that was handled just before the end left the line: nothing is to be counted.
  const count = db.prepare<[], { mail: MailId; attempts: number }>(
    `UPDATE mail SET attempts = attempts + 1 WHERE state = 'new' AND id IN (SELECT mail FROM mail_in_hand)
     RETURNING id AS mail, attempts`,
  )
  const clear = db.prepare<[]>('DELETE FROM mail_in_hand')
  const reclaim = db.transaction(() => {
    const counted = count.all()
    clear.run()
    return counted
  })
  const unhurried = (write: () => void) => {
    db.pragma('synchronous = NORMAL')
    try {
      write()
    } finally {
      db.pragma('synchronous = FULL')
    }
  }

  return {
    take: (id: MailId): void => unhurried(() => take.run(id)),
    /** To be called inside the transaction that settles it: what is handled is in nobody's hand. */
    handled: (id: MailId): void => {
      putDown.run(id)
    },
    /** Where nothing was decided. */
    putDown: (id: MailId): void => {
      if (inHand.get(id) !== undefined) unhurried(() => putDown.run(id))
    },
    /** Counts an attempt for each mail that was in hand, and forgets that it was. */
    reclaim: (): readonly { readonly mail: MailId; readonly attempts: number }[] => reclaim.immediate(),
  }
}
