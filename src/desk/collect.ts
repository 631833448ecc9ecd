// Collecting mail: the door hands over raw bytes, the Ledger makes them safe, and only then does the door tell its
// server (SPEC §3.6). Nothing is read here; what came is handled afterwards, in order of arrival.

import type { Kit } from './kit.ts'
import type { Cursor, DoorState, Incoming, Mailbox } from '../ports.ts'

/** Runs until the signal aborts. `arrived` is called when new mail is in line. Throws what the door throws. */
export async function collect(
  kit: Kit,
  mailbox: Mailbox,
  options: {
    readonly fromBeginning: boolean
    readonly signal: AbortSignal
    /** All that lay in the mailbox is safe. */
    readonly atEnd?: () => void
  },
  arrived: () => void,
  tell: (state: DoorState) => void,
): Promise<void> {
  const cursor = await kit.archive.cursor(mailbox.name)
  // A large mailbox comes in many batches, and is counted once.
  let backlog = 0
  let reading = false
  const count = () => {
    const [were, them] = backlog === 1 ? ['1 mail was', 'it'] : [`${backlog} mails were`, 'them']
    const from = `${were} in ${mailbox.name} before the first start`
    if (backlog > 0)
      tell({ up: true, what: `${from}: stored, not acted on; run --from-beginning acts on ${them}` })
    backlog = 0
  }
  const take = async (batch: readonly Incoming[]) => {
    const wanted = options.fromBeginning ? batch.map((mail) => ({ ...mail, backlog: false })) : batch
    const fresh = await kit.ledger.recordMail(wanted)
    for (const id of fresh) kit.log('mail stored', { mail: id, mailbox: mailbox.name })
    backlog += wanted.filter((mail) => mail.backlog).length
    if (!reading) count()
    if (fresh.length > 0) arrived()
  }
  const tellOn = (state: DoorState) => {
    tell(state)
    reading = state.part !== undefined && state.part.done < state.part.of
    if (!reading) count()
  }
  const begin = (first: Cursor) => kit.ledger.beginMailbox(mailbox.name, first)
  await mailbox.run(cursor, take, tellOn, options.signal, begin, options.atEnd)
}
