// Second copies (SPEC 3.1): the list's or the tracker's copy of a known mail joins it, with no event and no receipt,
// unless it proves more than the first: then it acts, and the open question is withdrawn. A known Message-ID with
// another author or other words is no copy but a new mail, else a forger who sends first would silence the real one.

import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { Writer } from './writer.ts'
import type { Commit, MailId, MailRow } from '../ports.ts'
import type { Level } from '../intake/message.ts'

const strength: { readonly [level in Level]: number } = {
  unknown: 0,
  claimed: 1,
  'token-other': 2,
  token: 3,
  verified: 4,
}

export type Copy = {
  readonly of: MailId
  readonly joins: boolean
  readonly withdraws: Commit['settledQuestions']
}

export async function earlierCopy(kit: Kit, mail: Understood, writer: Writer): Promise<Copy | null> {
  const rows = await kit.archive.copiesOf({
    messageId: mail.message.messageId,
    inReplyTo: mail.message.inReplyTo,
    wordsHash: mail.wordsHash,
    except: mail.mail.id,
  })
  const first = rows.find((row) => isCopy(row, mail))
  if (!first) return null
  const before = first.verdict?.level ?? 'unknown'
  const stronger = strength[writer.level] > strength[before]
  if (!stronger || first.state === 'copy') return { of: first.id, joins: true, withdraws: [] }
  const open = await kit.archive.questions({ mail: first.id, state: 'open' })
  // What the first copy did already, it did with proof enough: the second has nothing to add.
  if (first.state !== 'held' && before !== 'claimed' && before !== 'unknown')
    return { of: first.id, joins: true, withdraws: [] }
  return { of: first.id, joins: false, withdraws: open.map(({ id }) => ({ id, state: 'withdrawn' })) }
}

/** Equal author and own words, and the same mail by its id, by what a relay answers, or by its Date. */
function isCopy(row: MailRow, mail: Understood): boolean {
  const { verdict } = row
  if (!verdict || verdict.wordsHash !== mail.wordsHash) return false
  const { messageId, inReplyTo, date } = mail.message
  if (messageId !== '' && verdict.messageId === messageId) return true
  if (verdict.messageId !== '' && inReplyTo.includes(verdict.messageId)) return true
  return date !== null && verdict.date === date
}
