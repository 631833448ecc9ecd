// What arrived, read by its own means: the folders in which Dovecot keeps mail, and the tables of the database by plain
// SQL. Nothing of src is imported here.

import Database from 'better-sqlite3'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export type Copy = {
  readonly reader: string
  readonly messageId: string
  readonly inReplyTo: string
  readonly subject: string
}

const header = (head: string, name: string) =>
  new RegExp(`^${name}:[ \\t]*((?:[^\\r\\n]|\\r?\\n[ \\t])*)`, 'im')
    .exec(head)?.[1]
    ?.replaceAll(/\r?\n[ \t]/g, ' ')
    .trim() ?? ''

/** Every copy in a folder of somebody's, INBOX where none is named. */
export function copiesOf(dir: string, reader: string, folder = ''): readonly Copy[] {
  const home = join(dir, 'mail', reader, 'Maildir', folder === '' ? '' : `.${folder}`)
  return ['new', 'cur'].flatMap((part) =>
    filesIn(join(home, part)).map((name) => {
      const raw = readFileSync(join(home, part, name), 'latin1')
      const head = raw.slice(0, raw.search(/\r?\n\r?\n/))
      return {
        reader,
        messageId: header(head, 'Message-ID'),
        inReplyTo: header(head, 'In-Reply-To'),
        subject: header(head, 'Subject'),
      }
    }),
  )
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    // Nobody wrote to them yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Opened for one look and closed again: a connection that stayed would keep a killed agent's log from being recovered. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the shape of a row is its query's, which the caller wrote
export function rows<T>(file: string, sql: string, ...given: readonly (string | number)[]): readonly T[] {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    return db.prepare(sql).all(...given) as T[]
  } finally {
    db.close()
  }
}
