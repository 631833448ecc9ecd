// One-time questions (SPEC §3.3, ask back): a `yes` to the one-time address releases what was held, once, within its
// time, whatever address it comes from; what it releases counts from the receipt of the held mail.

import type { Kit } from './kit.ts'
import type { Ruling } from './ruling.ts'
import type { Writer } from './writer.ts'
import type { Commit } from '../ports.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Instant, PersonId, TicketId } from '../rollout/ids.ts'

export type Released = {
  readonly ticket: TicketId | null
  readonly items: readonly ReceiptItem[]
  readonly settled: Commit['settledQuestions']
  /** The receipt goes to the address on file, not to where the `yes` came from. */
  readonly writer: Writer
}

export async function releaseQuestion(
  kit: Kit,
  { id, person }: { readonly id: string; readonly person: PersonId },
  ruling: Ruling,
  receivedAt: Instant,
): Promise<Released | null> {
  const question = await kit.archive.question(id)
  if (!question || question.person !== person) return null
  const owner = await kit.archive.person(question.person)
  if (!owner) return null
  const writer: Writer = {
    address: owner.address,
    person: owner.id,
    onFile: true,
    level: 'token',
    why: 'a yes to a one-time question',
    tokenOwner: owner.id,
    proven: false,
  }
  if (question.state !== 'open' || question.until < receivedAt) {
    const over: ReceiptItem = { item: 'unclear', line: 'yes', unclear: { why: 'question-over' } }
    // A second yes to a question that was answered is the same yes: nothing to say.
    if (question.state === 'released') return { ticket: question.ticket, items: [], settled: [], writer }
    const expired = question.state === 'open' ? [{ id, state: 'expired' as const }] : []
    return { ticket: question.ticket, items: [over], settled: expired, writer }
  }
  const items: ReceiptItem[] = []
  for (const { ticket, event, line } of question.events) items.push(await ruling.rule(ticket, event, line))
  return { ticket: question.ticket, items, settled: [{ id, state: 'released' }], writer }
}
