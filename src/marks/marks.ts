// What we know ourselves by: one set of marks for one mailbox and its secrets (SPEC §3.2, §5). Each mark is written
// and recognised in the same file beside this one.

import { addressMarks, longestLocal } from './address.ts'
import { footMarks, footStart } from './foot.ts'
import { messageIdMarks } from './messageid.ts'
import type { Secrets } from './seal.ts'
import { readTags, readTrackerTags, subjectTag } from './subject.ts'

/**
 * `address`: the bot's bare mailbox, domain in A-label form; its local part at most 27 characters, so that every plus
 * address stays within 64. `secrets`: newest first; the first signs, all are accepted, looked at anew each time. `ids`:
 * what Message-IDs are signed with, the oldest of them where it is left out. Throws a RangeError for others.
 */
export const createMarks = ({
  address,
  secrets,
  ids = secrets.at(-1) ?? new Uint8Array(),
}: {
  address: string
  secrets: Secrets
  ids?: Uint8Array
}) => {
  const cut = address.lastIndexOf('@')
  const local = address.slice(0, cut).toLowerCase()
  const domain = address.slice(cut + 1).toLowerCase()
  if (cut < 1 || domain === '') throw new RangeError('marks need an address, local part and domain')
  if (local.length > longestLocal)
    throw new RangeError(`the bot's local part is over ${longestLocal} characters`)
  if (secrets.length === 0 || [...secrets, ids].some((secret) => secret.length < 16))
    throw new RangeError('marks need secrets of at least 16 bytes')
  return {
    /** The bare mailbox, lower case. */
    address: `${local}@${domain}`,
    ...addressMarks(local, domain, secrets),
    ...messageIdMarks(domain, secrets, ids),
    ...footMarks(secrets),
    footStart,
    subjectTag,
    readTags,
    readTrackerTags,
  }
}

export type Marks = ReturnType<typeof createMarks>
