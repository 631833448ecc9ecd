// The tracker's own notifications (SPEC §1.1, 3.3): the parent entered StageRollOut. Proven, it opens the ticket;
// else the managers are shown the line that opens it. Never answered.

import { readParentNotice } from '../intake/parentnotice.ts'
import { quiet, type Judgement } from './judgement.ts'
import { draftOf, questionIds, startRuling } from './ruling.ts'
import { openLine } from '../marks/lines.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { MailVerdict } from '../ports.ts'
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
  if (verdict.level !== 'verified') {
    const subject = mail.message.subject
    const letters = kit.settled.managers.all.map((person) =>
      draftOf(
        {
          kind: 'letter',
          // The same notice again that day, or a forger's thousandth, is not told again.
          key: `tracker/${notice.parent.ref}/${notice.title}/${mail.mail.receivedAt.slice(0, 10)}/${person}`,
          to: { person, zone: kit.settled.policy.zone, because: 'group-staged-rollout' },
          letter: {
            letter: 'receipt',
            about: null,
            subject,
            items: [
              {
                item: 'unclear',
                line: subject,
                unclear: { why: 'tracker-unproven', suggestion: openLine(notice.title) },
              },
            ],
            prose: '',
          },
        },
        null,
        now,
      ),
    )
    return { ...quiet(verdict), outbox: letters }
  }
  const ruling = startRuling(kit, now, id, questionIds(`${id}t`))
  const item = await ruling.rule(
    null,
    {
      type: 'opened',
      title: notice.title,
      release: notice.release,
      parent: notice.parent,
      id: asEventId(`m${id}.0`),
      by: { kind: 'tracker' },
      at: mail.mail.receivedAt,
    },
    openLine(notice.title),
  )
  const ticket = 'ticket' in item ? item.ticket : null
  return {
    ...quiet({ ...verdict, ticket }),
    changes: ruling.changes,
    outbox: ruling.outbox,
    items: [item],
  }
}
