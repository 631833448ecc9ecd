// A thread that ends over one mail, and answers the others: for parseapart.test.ts.
import { parentPort } from 'node:worker_threads'
import type { Asked } from '../../src/intake/parsethread.ts'

parentPort?.on('message', ({ number, mail }: Asked) => {
  const text = Buffer.from(new Uint8Array(mail)).toString()
  if (text.includes('poison')) process.exit(3)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage({ number, message: { text, attachments: [] } })
})
