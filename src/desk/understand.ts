// Reading one mail, before memory is asked anything: parsed with limits, its kind, its keys, its proof, the writer's
// own words. The same for a mail from the door, for explain and for a second try.

import { hash } from 'node:crypto'
import { authenticate } from '../intake/authenticate.ts'
import { kindOf } from '../intake/kind.ts'
import { ownWords, readingText } from '../intake/ownwords.ts'
import { parseApart } from '../intake/parseapart.ts'
import { withoutArmour } from '../intake/pgpmail.ts'
import { answersUs } from '../intake/thread.ts'
import type { Kit, MailInHand } from './kit.ts'
import type { Address, Kind, Message, Proof } from '../intake/message.ts'

export type Understood = {
  readonly mail: MailInHand
  readonly message: Message
  readonly kind: Kind
  /** The author: behind a list or the tracker not the From. Null where no single address stands there. */
  readonly author: Address | null
  readonly proof: Proof
  readonly words: string
  /** The text the grammar reads: not trimmed, for trimming never decides what is a command. */
  readonly text: string
  readonly wordsHash: string
  readonly answersUs: boolean
  /** How the bot is addressed (SPEC §3.4, top block rule). */
  readonly mode: 'direct' | 'copied' | 'list'
}

export async function understand(kit: Kit, mail: MailInHand): Promise<Understood> {
  const parsed = await parseApart(mail.bytes)
  const kind = kindOf(parsed, {
    marks: kit.marks,
    botAddress: kit.marks.address,
    trackerHosts: kit.trust.trackerHosts,
    ...(kit.trust.trackerAddress ? { trackerAddresses: [kit.trust.trackerAddress] } : {}),
    lists: kit.lists,
  })
  const proof = await authenticate(mail.bytes, parsed, {
    via: mail.via,
    receivedAt: mail.receivedAt,
    authservIds: kit.trust.authservIds,
    verifyDkim: kit.trust.verifyDkim,
    ourAddresses: [kit.marks.address, ...kit.lists],
    threadIds: (id) => kit.marks.readMessageId(id) !== null,
    resolver: kit.resolver,
    ...(kit.trust.openpgp ? { openpgp: kit.trust.openpgp } : {}),
  })
  const bare = withoutArmour(parsed)
  // OpenPGP signs no Date: who sends the mail again may write another, so that a copy is known by the signature's time.
  const message = proof.bodyOnly ? { ...bare, date: proof.signedAt } : bare
  const said = kind.relayed?.author ?? (message.from.length === 1 ? (message.from[0] ?? null) : null)
  // Who writes by an anonymous list is nobody: an answer would go to the whole list.
  const author = said !== null && isList(kit, kind, said) ? null : said
  const text = readingText(message, kind, kit.trust.banners)
  const words = ownWords(text, kit.marks)
  const answers = answersUs(message, kit.marks)
  return {
    mail,
    message,
    kind,
    author,
    proof,
    words,
    text,
    wordsHash: hashOf(author, words),
    answersUs: answers,
    mode: modeOf(kit, message, kind, answers),
  }
}

const isList = (kit: Kit, { relayed }: Kind, { address }: Address) =>
  [relayed?.list ?? '', ...kit.lists].some((list) => list.toLowerCase() === address.toLowerCase())

/** Author and own words: a second copy by another way has the same (SPEC §3.1). */
function hashOf(author: Address | null, words: string): string {
  const same = words.replace(/\s+/g, ' ').trim()
  return hash('sha256', `${author?.address.toLowerCase() ?? ''}\n${same}`)
}

function modeOf(kit: Kit, message: Message, kind: Kind, answers: boolean): Understood['mode'] {
  if (kind.relayed?.by === 'list') return 'list'
  if (kind.relayed?.by === 'tracker' || answers) return 'direct'
  return message.to.some(({ address }) => kit.marks.readAddress(address) !== null) ? 'direct' : 'copied'
}
