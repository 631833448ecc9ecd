// Hears of memory as of any other door: a Ledger whose refusals and successes are told, so that a full disk is seen where a
// server that is away is seen. It changes nothing of what the Ledger does, and writes nothing to find out.

import { Fault, type DoorState, type Ledger } from '../ports.ts'

/** The same Ledger; what it throws is thrown on. */
export function memoryHeard(ledger: Ledger, heard: (state: DoorState) => void): Ledger {
  const heed = async <T>(work: Promise<T>, wrote: (result: T) => boolean): Promise<T> => {
    try {
      const result = await work
      // What changes nothing is no proof that something could be written.
      if (wrote(result)) heard({ up: true, what: '' })
      return result
    } catch (error) {
      if (error instanceof Fault && error.system === 'store') heard({ up: false, what: error.message })
      throw error
    }
  }
  return {
    ...ledger,
    recordMail: (batch) => heed(ledger.recordMail(batch), (fresh) => fresh.length > 0),
    beginMailbox: (mailbox, cursor) => heed(ledger.beginMailbox(mailbox, cursor), () => true),
    commit: (commit) => heed(ledger.commit(commit), (result) => result === 'committed'),
    claimDue: (...claim) => heed(ledger.claimDue(...claim), (items) => items.length > 0),
    keepFinished: (...kept) => heed(ledger.keepFinished(...kept), () => true),
    settle: (...settled) => heed(ledger.settle(...settled), () => true),
    setMailAside: (...aside) => heed(ledger.setMailAside(...aside), () => true),
    noteClock: (note) => heed(ledger.noteClock(note), () => true),
  }
}
