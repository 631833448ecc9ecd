// Second copies (SPEC §3.1): the list's or the tracker's copy of a known mail joins it, with no event and no receipt,
// unless it proves more than the first: then it acts, and the open question is withdrawn. A known Message-ID with
// another author or other words is no copy but a new mail, else a forger who sends first would silence the real one.

import { createHash } from 'node:crypto'
import { parseApart } from '../intake/parseapart.ts'
import { SIGNATURE_TYPE } from '../intake/pgpmail.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { Writer } from './writer.ts'
import type { Commit, MailId, MailRow } from '../ports.ts'
import type { Level, Message } from '../intake/message.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** A token in a mail from another address proves nothing about its author: no more than claimed. */
const strength: { readonly [level in Level]: number } = {
  unknown: 0,
  claimed: 1,
  'token-other': 1,
  token: 2,
  verified: 3,
}

export type Copy = {
  readonly of: MailId
  readonly joins: boolean
  readonly withdraws: Commit['settledQuestions']
}

/** All copies are looked at, not only the first: whatever one of them brought about is not brought about again. */
export async function earlierCopy(
  kit: Kit,
  mail: Understood,
  writer: Writer,
  ticket: Ticket | null,
): Promise<Copy | null> {
  const rows = await kit.archive.copiesOf({
    messageId: mail.message.messageId,
    inReplyTo: mail.message.inReplyTo,
    wordsHash: mail.wordsHash,
    date: mail.message.date,
    except: mail.mail.id,
  })
  const copies: MailRow[] = []
  for (const row of rows) if (isCopy(row, mail) && (await sameDocuments(kit, row, mail))) copies.push(row)
  const [first] = copies
  if (!first) return null
  const joined: Copy = { of: first.id, joins: true, withdraws: [] }
  const strongest = Math.max(...copies.map(({ verdict }) => strength[verdict?.level ?? 'unknown']))
  if (strength[writer.level] <= strongest && !provesOffer(writer, ticket)) return joined
  // What a copy with proof enough asked for was done then: this one has nothing to add.
  if (copies.some(({ state, verdict }) => state === 'handled' && strength[verdict?.level ?? 'unknown'] > 1))
    return joined
  const asked = await Promise.all(copies.map(({ id }) => kit.archive.questions({ mail: id })))
  if (asked.flat().some(({ state }) => state === 'released')) return joined
  const open = asked.flat().filter(({ state }) => state === 'open')
  return { of: first.id, joins: false, withdraws: open.map(({ id }) => ({ id, state: 'withdrawn' })) }
}

/** The list's copy came first and its offer still wants proof, which this one has. */
const provesOffer = (writer: Writer, ticket: Ticket | null) =>
  writer.proven &&
  (ticket?.offers ?? []).some(
    ({ by, proven, state }) => by === writer.person && !proven && (state === 'open' || state === 'asked'),
  )

/** Relays drop and rewrite attachments; whoever else brings other ones under the same words has sent another mail. */
async function sameDocuments(kit: Kit, row: MailRow, mail: Understood): Promise<boolean> {
  if (mail.kind.relayed) return true
  const bytes = await kit.archive.rawMail(row.id)
  return bytes !== null && documentsOf(await parseApart(bytes)) === documentsOf(mail.message)
}

const documentsOf = ({ attachments }: Message) =>
  JSON.stringify(
    attachments
      .filter(({ type }) => type !== SIGNATURE_TYPE)
      .map(({ name, bytes }) => [name, createHash('sha256').update(bytes).digest('hex')].join(' '))
      .toSorted(),
  )

/** Equal author and own words, and the same mail by its id, by what a relay answers, or by its Date. */
function isCopy(row: MailRow, mail: Understood): boolean {
  const { verdict } = row
  if (!verdict || verdict.wordsHash !== mail.wordsHash) return false
  // Without words the subject speaks, where it is its writer's for certain.
  if (mail.words === '' && mail.proof.subjectSigned && verdict.subject !== mail.message.subject) return false
  const { messageId, inReplyTo, date } = mail.message
  if (messageId !== '' && verdict.messageId === messageId) return true
  if (verdict.messageId !== '' && inReplyTo.includes(verdict.messageId)) return true
  return date !== null && verdict.date === date
}

/**
 * The same words without a command again within a day: a program that answers our answers, unmarked as one. Kept, but
 * nothing is made of it, so that we never talk to it for ever. Words that proved less do not count: whoever guesses
 * somebody's words must not silence them.
 */
export function saidBefore(kit: Kit, { mail, wordsHash }: Understood, { level }: Writer): Promise<boolean> {
  const since = later(mail.receivedAt, -86_400)
  return kit.archive.saidBefore({ wordsHash, level, since, except: mail.id })
}
