// The transport that leaves nothing off the machine: each finished letter becomes two files in a folder, the bytes as
// `.eml` and the envelope as `.json` (SPEC §6). The name comes from the Message-ID, so that a repeated try writes the
// same file again and a letter is in the folder once. It does not deliver, list or clean up.

import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault, type Finished, type Post } from '../ports.ts'

/** A file name from a Message-ID: readable where it can be, with a hash so that no two ids share a name. */
const nameFor = (messageId: string) => {
  const bare = messageId.replace(/^<|>$/g, '')
  const readable = bare.replace(/[^A-Za-z0-9@_+=-]+/g, '.').replace(/^\.+|(?<!\.)\.+$/g, '')
  if (readable === bare && bare !== '' && bare.length <= 120) return bare
  const hash = createHash('sha256').update(messageId).digest('hex').slice(0, 16)
  return `${readable.slice(0, 100)}.${hash}`.replace(/^\./, '')
}

/** Temp file, fsync, rename, fsync of the directory: after power loss the file is whole or not there. */
const writeWhole = async (folder: string, name: string, bytes: Uint8Array | string) => {
  const temporary = join(folder, `.${name}.${process.pid}.part`)
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(folder, name))
  await syncFolder(folder)
}

const syncFolder = async (folder: string) => {
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/**
 * A Post that writes `<Message-ID>.eml` and `<Message-ID>.json` (`{ messageId, from, to }`) into `folder`, made if it is
 * missing. The envelope is written first: a reader that sees the letter finds its envelope. Trouble with the disk is
 * a transient Fault.
 */
export const outboxPost = (folder: string): Post => ({
  async send(letter: Finished) {
    const name = nameFor(letter.messageId)
    const envelope = { messageId: letter.messageId, from: letter.envelope.from, to: letter.envelope.to }
    try {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 })
      // A folder that power loss takes would take its letters along.
      if (made !== undefined) await syncFolder(dirname(made))
      await writeWhole(folder, `${name}.json`, `${JSON.stringify(envelope)}\n`)
      await writeWhole(folder, `${name}.eml`, letter.bytes)
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new Fault(
        'outbox',
        'transient',
        `cannot write into ${folder} (${code}): is there space, and may we write?`,
        cause,
      )
    }
    return { response: `kept as ${name}.eml` }
  },
  // The same file again.
  repeatsAreOne: true,
  async close() {},
})
