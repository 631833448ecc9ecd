// Mail while the clock is in doubt (SPEC §9): it is stored and stays in line, but for one thing. A mail whose first
// command is `resume`, proven to be from somebody who may say it, says that the clock is right as it is; it alone is
// judged. Everything else is as new when all goes on.

import { handleOne } from './handle.ts'
import { commandsOf } from './mailslines.ts'
import { understand } from './understand.ts'
import { writerOf } from './writer.ts'
import { isInCharge } from '../rollout/pause.ts'
import { Fault, type MailId } from '../ports.ts'
import type { Kit } from './kit.ts'
import type { Patience } from './patience.ts'

const batch = 100

/** `looked`: what was looked at already, and is added to. */
export async function lookForResume(
  kit: Kit,
  patience: Patience,
  looked: Set<MailId>,
  signal: AbortSignal,
): Promise<void> {
  const line = await kit.archive.mailInLine(batch + looked.size)
  for (const id of line.filter((one) => !looked.has(one))) {
    if (signal.aborted) return
    looked.add(id)
    if (await saysResume(kit, id, looked)) await handleOne(kit, patience, id)
  }
}

async function saysResume(kit: Kit, id: MailId, looked: Set<MailId>): Promise<boolean> {
  await kit.ledger.takeInHand(id)
  try {
    const [row, bytes] = await Promise.all([kit.archive.mail(id), kit.archive.rawMail(id)])
    if (!row || !bytes) return false
    const read = await understand(kit, { id, bytes, via: row.via, receivedAt: row.receivedAt })
    const [first] = read.kind.kind === 'person' ? commandsOf(read, () => false).commands : []
    if (first?.verb !== 'resume') return false
    // Where DNS does not answer it is looked at again.
    if (read.proof.unsettled) looked.delete(id)
    const { level, person } = await writerOf(kit, read, null, null)
    const inCharge = { all: kit.settled.managers.all, admin: kit.admin }
    return level === 'verified' && person !== null && isInCharge({ kind: 'person', id: person }, inCharge)
  } catch (error) {
    if (error instanceof Fault) throw error
    // What cannot be read says nothing now; once all goes on it is tried, and set aside, like any other.
    kit.log('mail not read', { mail: id, reason: error instanceof Error ? error.message : String(error) })
    return false
  } finally {
    await kit.ledger.putDown(id)
  }
}
