// One document, looked at in this very process: whether it is safe, then what it says. Called in the child that may die
// of it; never by the agent itself.

import type { Examination } from './document.ts'
import { inspect } from './inspect.ts'
import { read } from './read.ts'

/**
 * What is refused is not opened further. What waits for a manager is read all the same, here, so that nobody has to open
 * it again once it counts. What cannot be read although it looked safe is broken.
 */
export async function examineHere(bytes: Uint8Array, name: string): Promise<Examination> {
  const seen = await inspect(bytes, name)
  if (seen.verdict === 'refused') return { ...seen, reading: null }
  const reading = await read(bytes, seen.type)
  if (reading === 'broken' && seen.verdict === 'quarantined') return { ...seen, reading: null }
  if (reading === 'broken')
    return { ...seen, verdict: 'refused', notes: [...seen.notes, 'broken'], reading: null }
  return { ...seen, reading }
}
