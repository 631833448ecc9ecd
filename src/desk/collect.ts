// Collecting mail: the door hands over raw bytes, the Ledger makes them safe, and only then does the door tell its
// server (SPEC 3.6). Nothing is read here; what came is handled afterwards, in order of arrival.

import type { Kit } from './kit.ts'
import type { Cursor, DoorState, Incoming, Mailbox } from '../ports.ts'

/** Runs until the signal aborts. `arrived` is called when new mail is in line. Throws what the door throws. */
export async function collect(
  kit: Kit,
  mailbox: Mailbox,
  options: { readonly fromBeginning: boolean; readonly signal: AbortSignal },
  arrived: () => void,
  tell: (state: DoorState) => void,
): Promise<void> {
  const cursor = await kit.archive.cursor(mailbox.name)
  const take = async (batch: readonly Incoming[]) => {
    const wanted = options.fromBeginning ? batch.map((mail) => ({ ...mail, backlog: false })) : batch
    const fresh = await kit.ledger.recordMail(wanted)
    for (const id of fresh) kit.log('mail stored', { mail: id, mailbox: mailbox.name })
    const backlog = wanted.filter((mail) => mail.backlog).length
    if (backlog > 0)
      tell({
        up: true,
        what: `${backlog === 1 ? '1 mail was' : `${backlog} mails were`} in ${mailbox.name} before the first start: stored, not acted on; run --from-beginning acts on ${backlog === 1 ? 'it' : 'them'}`,
      })
    if (fresh.length > 0) arrived()
  }
  const begin = (first: Cursor) => kit.ledger.beginMailbox(mailbox.name, first)
  await mailbox.run(cursor, take, tell, options.signal, begin)
}
