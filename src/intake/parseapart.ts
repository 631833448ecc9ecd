// Large mails read in a thread of its own, so that undoing the encoding of 25 MB holds up nothing else (SPEC §9). The answer is
// that of parse.ts, which does the work there as well as here; what a mail means is not asked. A thread that dies of a mail
// fails that mail and no other.

import { extname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Message } from './message.ts'
import { parseMail } from './parse.ts'
import type { Answered, Asked } from './parsethread.ts'

type Waiting = {
  readonly resolve: (message: Message) => void
  readonly reject: (error: Error) => void
}
type Thread = { readonly worker: Worker; readonly waiting: Map<number, Waiting> }

/** Bytes: up to here a mail is read where it is, in some milliseconds. */
const apartFrom = 256 << 10
/** Bytes copied at once. */
const piece = 1 << 20
/** Megabytes of a thread's own objects; the bytes of a mail do not count. Far more than the texts that are kept. */
const room = 256

/** `.ts` in a checkout, `.js` when packaged. */
const thread = join(import.meta.dirname, `parsethread${extname(import.meta.filename)}`)

/** Shared, so that it is copied once, and not in one go. */
const shared = async (bytes: Uint8Array): Promise<SharedArrayBuffer> => {
  const mail = new SharedArrayBuffer(bytes.byteLength)
  const view = new Uint8Array(mail)
  for (let at = 0; at < bytes.byteLength; at += piece) {
    view.set(bytes.subarray(at, at + piece), at)
    await setImmediate()
  }
  return mail
}

/** A reader with a thread of its own, begun with the first large mail. `program` is what runs in it. */
export function makeParseApart(program = thread) {
  let running: Thread | null = null
  let asked = 0

  const begin = (): Thread => {
    const worker = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: room } })
    const begun: Thread = { worker, waiting: new Map() }
    const end = (why: Error) => {
      if (running === begun) running = null
      for (const { reject } of begun.waiting.values()) reject(why)
      begun.waiting.clear()
    }
    worker.on('message', ({ number, message }: Answered) => {
      begun.waiting.get(number)?.resolve(message)
      begun.waiting.delete(number)
      // Nobody waits for it any more: it keeps no process alive.
      if (begun.waiting.size === 0) worker.unref()
    })
    worker.on('error', end)
    worker.on('exit', (code) => end(new Error(`the thread that reads large mail ended with ${code}`)))
    return begun
  }

  /** Reads any bytes as a mail, as `parseMail` does; those of up to `upTo` bytes here. Rejects only where a larger one ends
   *  the thread; the next one has another. */
  return async (bytes: Uint8Array, upTo = apartFrom): Promise<Message> => {
    if (bytes.byteLength <= upTo) return parseMail(bytes)
    const mail = await shared(bytes)
    running ??= begin()
    const { worker, waiting } = running
    const message = await new Promise<Message>((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve, reject })
      worker.ref()
      const question: Asked = { number: asked, mail }
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      worker.postMessage(question)
    })
    const attachments = message.attachments.map((one) => ({ ...one, bytes: Buffer.from(one.bytes.buffer) }))
    return { ...message, attachments }
  }
}

/** One for all mails: large ones mostly come after each other, and a start takes longer than reading one. */
export const parseApart = makeParseApart()
