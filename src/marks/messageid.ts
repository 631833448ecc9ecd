// Our Message-IDs (SPEC §3.2 key 2, 3.6): derived from a letter's key, so that a repeat is the same message, with the
// ticket readable and a seal over it all. A Message-ID is public on lists and selects a ticket; it proves nobody.

import { asTicketId } from '../rollout/ids.ts'
import type { TicketId } from '../rollout/ids.ts'
import { seal, sealFits } from './seal.ts'
import type { Secrets } from './seal.ts'

// Ticket 0 stands for a letter about no ticket; the Ledger numbers tickets from 1.
const shape = /^<?rollcall\.(\d{1,10})\.([a-z2-7]{16})\.([a-z2-7]{16})@([^@<>\s]{1,255})>?$/

export const messageIdMarks = (domain: string, secrets: Secrets, ids: Uint8Array) => {
  // One secret for good: a repeat is the same message, and a thread keeps its root, whatever signs addresses by now.
  const lasting = [ids]
  const messageId = (key: string, ticket: TicketId | null): string => {
    const number = String(ticket ?? 0)
    // Sealed, not hashed: keys hold team and person numbers that could be guessed from a bare hash.
    const digest = seal(lasting, ['message-key', key])
    return `<rollcall.${number}.${digest}.${seal(lasting, ['message', number, digest])}@${domain}>`
  }
  return {
    /** With angle brackets (RFC 5322 §3.6.4). */
    messageId,
    /** The id every letter of a ticket refers to, so that mail programs show one thread. */
    threadRoot: (ticket: TicketId) => messageId(`thread-root ${ticket}`, ticket),
    /** Null where it is not ours or forged. Domains are folded by some relays: read without case. */
    readMessageId: (id: string): { readonly ticket: TicketId | null } | null => {
      const found = shape.exec(id.trim().toLowerCase())
      const [, number, digest, code, host] = found ?? []
      if (number === undefined || digest === undefined || code === undefined || host !== domain) return null
      if (!sealFits([ids, ...secrets], ['message', number, digest], code)) return null
      return { ticket: number === '0' ? null : asTicketId(Number(number)) }
    },
  }
}
