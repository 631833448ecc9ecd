// One mail, from bytes to judgement (DESIGN, way of one mail, 2 to 5): what kind it is decides who looks at it. Reads
// memory, writes nothing but the people it meets; the commit is handle's.

import { judgeBounce } from './bounced.ts'
import { judgeListNotice } from './listnotice.ts'
import { quiet, type Judgement } from './judgement.ts'
import { judgePersonMail } from './personmail.ts'
import { judgeTrackerMail } from './trackermail.ts'
import { understand, type Understood } from './understand.ts'
import type { Kit, MailInHand } from './kit.ts'
import type { MailVerdict } from '../ports/incoming.ts'
import type { Instant } from '../rollout/ids.ts'

export async function judge(kit: Kit, mail: MailInHand, now: Instant): Promise<Judgement> {
  return judgeUnderstood(kit, await understand(kit, mail), now)
}

export async function judgeUnderstood(kit: Kit, read: Understood, now: Instant): Promise<Judgement> {
  const verdict = firstVerdict(read)
  switch (read.kind.kind) {
    case 'own':
    case 'auto-reply':
      return quiet({ ...verdict, ticket: await threadTicket(kit, read) })
    case 'list-admin':
      return judgeListNotice(kit, read.message, { ...verdict, ticket: await threadTicket(kit, read) }, now)
    case 'bounce':
      if (read.kind.bounce?.letter !== undefined)
        return judgeBounce(kit, read.mail.id, read.kind.bounce, verdict, now)
      return judgeListNotice(kit, read.message, verdict, now)
    case 'tracker':
      return judgeTrackerMail(kit, read, trackerVerdict(kit, read, verdict), now)
    case 'person':
      return judgePersonMail(kit, read, verdict, now)
  }
}

/** What is known of a mail from itself alone. */
function firstVerdict({ message, kind, author, words, wordsHash }: Understood): MailVerdict {
  return {
    state: 'handled',
    kind: kind.kind,
    rule: kind.rule,
    from: author?.address ?? message.from[0]?.address ?? '',
    person: null,
    level: null,
    levelWhy: '',
    ticket: null,
    messageId: message.messageId,
    subject: message.subject,
    date: message.date,
    text: words,
    wordsHash,
    commands: [],
    problems: message.cuts,
    ...(kind.bounce ? { bounce: kind.bounce } : {}),
    ...(kind.away ? { away: kind.away } : {}),
  }
}

/** For the board only: the ticket that our id in the thread names, or the address of ours that it was sent to. */
async function threadTicket(kit: Kit, { message }: Understood): Promise<MailVerdict['ticket']> {
  const ids = [...message.inReplyTo, ...message.references, message.messageId]
  for (const id of ids) {
    const mark = kit.marks.readMessageId(id)
    if (mark?.ticket) return mark.ticket
  }
  for (const { address } of message.to.slice(0, 20)) {
    const mark = kit.marks.readAddress(address)
    if (mark?.mark === 'reply') return mark.ticket
    // Automatic answers go to the envelope's sender (RFC 3834 §4), which names the letter.
    if (mark?.mark === 'bounce') return (await kit.archive.letter(mark.letter))?.ticket ?? null
  }
  return null
}

/** The tracker is proven where its own host signed the mail (SPEC §3.3). */
function trackerVerdict(kit: Kit, { proof, message }: Understood, verdict: MailVerdict): MailVerdict {
  const host = message.from[0]?.address.split('@')[1]?.toLowerCase() ?? ''
  const proven = proof.aligned === 'strict' && kit.trust.trackerHosts.includes(host)
  return { ...verdict, level: proven ? 'verified' : 'claimed', levelWhy: proof.why }
}
