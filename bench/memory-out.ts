// What an agent holds in memory while letters leave: the resident set after the last of many, beside that after the first
// thousand, when the engine has taken what it takes. To a post that takes them at once, for what is looked for is what stays behind; all else as in earnest.

import { deliver } from '../src/desk/deliver.ts'
import type { Post } from '../src/ports.ts'
import { openPostroom, queueLetters } from './postroom.ts'
import { row, type Measure, type Report } from './row.ts'

const few = 1200
const many = Number(process.env['ROLLCALL_BENCH_LETTERS'] ?? 1200)
const never = new AbortController().signal
const taken: Post = {
  send: async () => ({ response: '250 ok' }),
  close: async () => {},
}

/** MB, with all garbage gone. */
function held(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().rss / 1e6
}

export const measure: Measure = async (report: Report) => {
  const room = await openPostroom('kind = "outbox"\npath = "out"')
  try {
    await queueLetters(room.house, few)
    await deliver(room.house.kit, taken, 5, never)
    const peer = held()
    let sent = 0
    for (let round = 1; sent < many; round += 1) {
      await queueLetters(room.house, Math.min(1000, many - sent), round)
      sent += (await deliver(room.house.kit, taken, 5, never)).sent
    }
    const ours = held()
    report(
      row(
        { what: `memory after ${sent} letters beside ${few}`, unit: 'MB', ours, peer },
        { most: [1.25, 1.1] },
      ),
    )
    report(row({ what: `memory after ${sent} letters`, unit: 'MB', ours }, { most: [250, 150] }))
  } finally {
    await room.close()
  }
}
