// The tracker's own notifications (SPEC §1.1, 3.3): the parent entered StageRollOut. Proven, it opens the ticket;
// else the managers are shown the line that opens it. Never answered.

import { readParentNotice, type ParentNotice } from '../intake/parentnotice.ts'
import { writeTitle } from '../rollout/release.ts'
import type { Unclear } from '../rollout/refusal.ts'
import { quiet, type Judgement } from './judgement.ts'
import { draftOf, questionIds, startRuling } from './ruling.ts'
import { openLine } from '../marks/lines.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { MailVerdict } from '../ports/incoming.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'
import { asEventId, type Instant } from '../rollout/ids.ts'

export async function judgeTrackerMail(
  kit: Kit,
  mail: Understood,
  verdict: MailVerdict,
  now: Instant,
): Promise<Judgement> {
  const notice = readParentNotice(mail.message, kit.names, kit.trust.trackerTags)
  if (!notice) return quiet(verdict)
  const id = mail.mail.id
  const { release, parent } = notice
  if (!release)
    return { ...quiet(verdict), outbox: tell(kit, mail, notice, { why: 'title', said: notice.subject }, now) }
  const title = writeTitle(release)
  if (verdict.level !== 'verified') {
    const unproven: Unclear = { why: 'tracker-unproven', suggestion: openLine(title) }
    return { ...quiet(verdict), outbox: tell(kit, mail, notice, unproven, now) }
  }
  const ruling = startRuling(kit, now, id, questionIds(`${id}t`))
  const item = await ruling.rule(
    null,
    {
      type: 'opened',
      title,
      release,
      parent,
      id: asEventId(`m${id}.0`),
      by: { kind: 'tracker' },
      at: mail.mail.receivedAt,
    },
    openLine(title),
  )
  const ticket = 'ticket' in item ? item.ticket : null
  return {
    ...quiet({ ...verdict, ticket }),
    changes: ruling.changes,
    outbox: ruling.outbox,
    items: [item],
  }
}

/** To the group: what the tracker says and the line that opens the ticket. The same once a day, also a forger's. */
function tell(
  kit: Kit,
  { mail, message }: Understood,
  { parent, subject }: ParentNotice,
  unclear: Unclear,
  now: Instant,
): readonly OutboxDraft[] {
  const { policy, managers } = kit.settled
  return managers.all.map((person) =>
    draftOf(
      {
        kind: 'letter',
        key: `tracker/${parent.ref}/${subject}/${mail.receivedAt.slice(0, 10)}/${person}`,
        to: { person, zone: policy.zone, because: 'group-staged-rollout' },
        letter: {
          letter: 'receipt',
          about: null,
          subject: message.subject,
          items: [{ item: 'unclear', line: message.subject, unclear }],
          prose: '',
        },
      },
      null,
      now,
    ),
  )
}
