// Mail of several megabytes in memory: stored and read in pieces, and never half there.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { anIncoming } from './values.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-rawmail-'))
  file = join(folder, 'rollcall.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const megabyte = 1 << 20
const large = (uid: number, length = 3.5 * megabyte) => {
  const bytes = Buffer.alloc(length, `Message-ID: <${uid}@example.org>\r\n\r\n0123456789 of ${uid} `)
  return { ...anIncoming(uid, 'large'), bytes }
}
const pieces = (uid: number) => {
  const db = new Database(file, { readonly: true })
  const found = db.prepare('SELECT count(*) FROM raw_rest WHERE uid = ?').pluck().get(uid)
  db.close()
  return found
}
const byHand = (sql: string) => {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

describe('a large mail', () => {
  it.each([1, megabyte - 1, megabyte, megabyte + 1, 2 * megabyte, 3.5 * megabyte])(
    'of %i bytes is read as it was stored, and found whole',
    async (length) => {
      const { ledger, archive, checkIntegrity } = openStore(file)
      const [before, mail, after] = [anIncoming(1, 'one'), large(2, length), anIncoming(3, 'three')]
      const ids = await ledger.recordMail([before, mail, after])
      expect(ids).toEqual([1, 2, 3])
      const read = await Promise.all(ids.map(async (id) => Buffer.from((await archive.rawMail(id)) ?? [])))
      expect(
        read.map((bytes, at) => bytes.equals([before, mail, after][at]?.bytes ?? Buffer.alloc(0))),
      ).toEqual([true, true, true])
      expect(checkIntegrity()).toEqual([])
      await ledger.close()
    },
  )

  it('lets others have their turn while it is stored, and while it is read', async () => {
    const { ledger, archive } = openStore(file)
    const turns = async (work: Promise<unknown>) => {
      let count = 0
      let going = true
      const turn = () => {
        count += 1
        if (going) setImmediate(turn)
      }
      setImmediate(turn)
      await work
      going = false
      return count
    }
    expect(await turns(ledger.recordMail([large(1)]))).toBeGreaterThanOrEqual(6)
    expect(await turns(archive.rawMail(1))).toBeGreaterThanOrEqual(3)
    await ledger.close()
  })

  it('that an agent had not stored to its end is not there, and comes again whole', async () => {
    const dying = openStore(file)
    let looks = 0
    const died = new Promise<void>((resolve) => {
      const look = () => {
        looks += 1
        if (looks === 6) void dying.ledger.close().then(resolve)
        else setImmediate(look)
      }
      setImmediate(look)
    })
    await expect(dying.ledger.recordMail([large(1)])).rejects.toThrow()
    await died
    expect(pieces(1)).toBeGreaterThan(0)

    const { ledger, archive, checkIntegrity } = openStore(file)
    expect(await archive.mail(1)).toBeNull()
    expect(await archive.cursor('INBOX')).toBeNull()
    expect(checkIntegrity()).toEqual([])
    await ledger.recordMail([large(1)])
    expect(Buffer.from((await archive.rawMail(1)) ?? []).equals(large(1).bytes)).toBe(true)
    await ledger.close()
  })

  it('leaves no pieces behind after the next start where it never comes again', async () => {
    const { ledger } = openStore(file)
    await ledger.recordMail([large(1)])
    byHand('INSERT INTO raw_rest SELECT mailbox, uid_validity, 2, first, bytes FROM raw_rest')
    expect(pieces(2)).toBe(3)
    await ledger.reclaimMails()
    expect([pieces(1), pieces(2)]).toEqual([3, 0])
    await ledger.close()
  })

  it('is refused by name where a piece is gone, and named by the check where one was changed', async () => {
    const { ledger, archive, checkIntegrity } = openStore(file)
    await ledger.recordMail([large(1)])
    byHand(`UPDATE raw_rest SET bytes = CAST(replace(bytes, '3', '4') AS BLOB) WHERE first = ${2 * megabyte}`)
    expect(checkIntegrity()).toEqual(['the bytes of mail 1 are not those that were stored'])
    byHand(`DELETE FROM raw_rest WHERE first = ${2 * megabyte}`)
    await expect(archive.rawMail(1)).rejects.toMatchObject({
      name: 'Fault',
      lasting: 'permanent',
      message: expect.stringContaining('row 1 of table raw_rest'),
    })
    await ledger.close()
  })

  it('that an older version stored in one piece is read as it is', async () => {
    const { ledger, archive, checkIntegrity } = openStore(file)
    const mail = large(1)
    await ledger.recordMail([mail])
    byHand(
      `UPDATE raw_mail SET bytes = CAST(bytes || (SELECT group_concat(CAST(bytes AS TEXT), '' ORDER BY first) FROM raw_rest) AS BLOB);
       DELETE FROM raw_rest`,
    )
    expect(Buffer.from((await archive.rawMail(1)) ?? []).equals(mail.bytes)).toBe(true)
    expect(checkIntegrity()).toEqual([])
    await ledger.close()
  })
})
