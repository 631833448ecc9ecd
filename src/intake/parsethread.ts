// The thread in which large mails are read (parseapart.ts). It knows no more than the parser does: shared bytes come in, what
// was read goes out with its files, and nothing is kept.

import { parentPort } from 'node:worker_threads'
import type { Message } from './message.ts'
import { parseMail } from './parse.ts'

/** What goes into the thread, and what comes out of it; attachments arrive as plain bytes. */
export type Asked = { readonly number: number; readonly mail: SharedArrayBuffer }
export type Answered = { readonly number: number; readonly message: Message }

const answer = async ({ number, mail }: Asked): Promise<void> => {
  // Decoders take no shared memory.
  const message = await parseMail(Buffer.from(new Uint8Array(mail)))
  // A part may be a piece of the mail, or of a buffer that many share: each goes by itself, and without another copy.
  const attachments = message.attachments.map((one) => ({ ...one, bytes: new Uint8Array(one.bytes) }))
  const answered: Answered = { number, message: { ...message, attachments } }
  parentPort?.postMessage(
    answered,
    attachments.map(({ bytes }) => bytes.buffer),
  )
}

parentPort?.on('message', (asked: Asked) => void answer(asked))
