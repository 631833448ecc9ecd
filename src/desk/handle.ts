// Handling the mails in line, oldest first: each judged and committed in one transaction. A mail that cannot be
// handled is set aside with its reason after some tries and never stops the others (SPEC §3.6). Trouble of the store
// is not the mail's fault: it is thrown, and the mail stays in line. So does, for a while, one whose proof waits for DNS.
// A mail that ends the process counts as tried as well, lest it end every start (record 0047).

import { cutShort } from './cutmail.ts'
import { commitTogether } from './together.ts'
import type { Patience } from './patience.ts'
import type { Kit } from './kit.ts'
import type { Judgement } from './judgement.ts'
import type { Understood } from './understand.ts'
import { Fault, type MailId } from '../ports.ts'

const triesBeforeAside = 3
/** Whoever ends the agent from outside, again and again, hits the same mail more than once. */
const endsBeforeAside = 10
const batch = 100

/** Looks at whatever is in line, at each mail once; answers with how many could not be handled and wait for another try. */
export async function handleAll(kit: Kit, patience: Patience, signal: AbortSignal): Promise<number> {
  const waiting = new Set<MailId>()
  while (!signal.aborted) {
    const line = await kit.archive.mailInLine(batch + waiting.size)
    const fresh = line.filter((id) => !waiting.has(id))
    if (fresh.length === 0) break
    for (const id of fresh) {
      if (signal.aborted) break
      if (patience.waits(id, kit.clock.now()) || !(await handleOne(kit, patience, id))) waiting.add(id)
    }
  }
  return waiting.size
}

/** At a start, before anything is handled: what an agent that died had in hand was tried once more. */
export async function countInterrupted(kit: Kit): Promise<void> {
  for (const { mail, attempts } of await kit.ledger.reclaimMails())
    await tried(kit, mail, attempts, endsBeforeAside, {
      reason: 'the agent ended while it handled this mail',
      stack: '',
    })
}

/** False where it stays in line. */
export async function handleOne(kit: Kit, patience: Patience, id: MailId): Promise<boolean> {
  await kit.ledger.takeInHand(id)
  try {
    const judgement = await handle(kit, patience, id)
    if (judgement === 'waits') return false
    patience.forget(id)
    if (judgement === 'aside') return true
    kit.log('mail handled', {
      mail: id,
      kind: judgement.verdict.kind,
      state: judgement.verdict.state,
      ticket: judgement.verdict.ticket,
      level: judgement.verdict.level,
      events: judgement.changes.map(({ event }) => event.type),
      letters: judgement.outbox.map(({ effect }) => effect.key),
    })
    return true
  } catch (error) {
    if (error instanceof Fault && error.lasting === 'transient') throw error
    const reason = error instanceof Error ? error.message : String(error)
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    const attempts = await kit.ledger.countMailAttempt(id)
    return await tried(kit, id, attempts, triesBeforeAside, { reason, stack })
  } finally {
    await kit.ledger.putDown(id)
  }
}

/** False where it may be tried again. */
async function tried(
  kit: Kit,
  id: MailId,
  attempts: number,
  enough: number,
  why: { readonly reason: string; readonly stack: string },
): Promise<boolean> {
  kit.log('mail not handled', { mail: id, attempts, ...why })
  if (attempts < enough) return false
  await kit.ledger.setMailAside(id, why.reason, kit.clock.now())
  return true
}

/** Strangers are not waited for: their own name server decides how long each try takes, and what they say is kept. */
const isKnown = async ({ archive }: Kit, { author }: Understood) =>
  author !== null && (await archive.personByAddress(author.address)) !== null

/** `waits` where it is worth waiting for DNS, `aside` where too little of it is there to be judged. */
async function handle(kit: Kit, patience: Patience, id: MailId): Promise<Judgement | 'waits' | 'aside'> {
  const row = await kit.archive.mail(id)
  const bytes = await kit.archive.rawMail(id)
  // All that reads mail is loaded with the first one: an agent is ready before it.
  const [{ understand }, { judgeUnderstood }] = await Promise.all([
    import('./understand.ts'),
    import('./judge.ts'),
  ])
  if (!row || !bytes) throw new Error(`mail ${id} is in line but not in the store`)
  const cut = row.via === 'imap' ? cutShort(bytes) : null
  if (cut !== null) {
    kit.log('mail not handled', { mail: id, reason: cut })
    await kit.ledger.setMailAside(id, cut, kit.clock.now())
    return 'aside'
  }
  const read = await understand(kit, { id, bytes, via: row.via, receivedAt: row.receivedAt })
  if (read.proof.unsettled && (await isKnown(kit, read)) && patience.again(id, kit.clock.now())) {
    kit.log('mail waits for DNS', { mail: id, why: read.proof.why })
    return 'waits'
  }
  return commitTogether(kit, `mail ${id}: its tickets kept changing while it was judged`, async (now) => {
    const judgement = await judgeUnderstood(kit, read, now)
    return { answer: judgement, commit: { at: now, mail: { id, verdict: judgement.verdict }, ...judgement } }
  })
}
