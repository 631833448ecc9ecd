// How the doors stand, written beside the database by the agent that sees them, for `rollcall status` in a process of its
// own. Like the name beside the lock it informs and decides nothing: it may be missing, or of an agent that has ended. A
// file and no table, so that it can say as well that the database refuses to be written.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DoorsSeen } from '../ports/doors.ts'

const fileIn = (dataDir: string): string => join(dataDir, 'doors.json')

/** False where it could not be written, as on a full disk: whoever reads it then reads what stood there before. */
export const writeDoors = (dataDir: string, pid: number, doors: DoorsSeen): boolean => {
  const file = fileIn(dataDir)
  const text = `${JSON.stringify({ pid, doors })}\n`
  try {
    writeFileSync(`${file}.new`, text, { mode: 0o600 })
    renameSync(`${file}.new`, file)
    return true
  } catch {
    // A disk without room for another file may still take it in the place of the old one.
    return writtenOver(file, text)
  }
}

const writtenOver = (file: string, text: string): boolean => {
  try {
    writeFileSync(file, text)
    return true
  } catch {
    return false
  }
}

/** What the agent of this process saw last; null where nobody can say. */
export const readDoors = (dataDir: string, pid: number): DoorsSeen | null => {
  try {
    const said: unknown = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'))
    if (typeof said !== 'object' || said === null || !('pid' in said && 'doors' in said)) return null
    return said.pid === pid && areDoors(said.doors) ? said.doors : null
  } catch {
    return null
  }
}

const areDoors = (said: unknown): said is DoorsSeen =>
  typeof said === 'object' &&
  said !== null &&
  'mailbox' in said &&
  'transport' in said &&
  'memory' in said &&
  [said.mailbox, said.transport, said.memory].every(isSeen)

const isSeen = (said: unknown): boolean => {
  if (said === 'unknown') return true
  if (typeof said !== 'object' || said === null) return false
  if ('upSince' in said) return typeof said.upSince === 'string'
  if (!('downSince' in said && 'what' in said)) return false
  const again = 'again' in said ? said.again : undefined
  return (
    typeof said.downSince === 'string' &&
    typeof said.what === 'string' &&
    (again === undefined || typeof again === 'string')
  )
}
