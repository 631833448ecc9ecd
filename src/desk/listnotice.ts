// What a list server says about a post of ours (SPEC §3.1, list-admin): held until a moderator approves it, or refused. It
// names no Message-ID, only list and subject; our tag there names the rollout. Nothing is ever answered. A forged one
// costs the managers one letter a post, and changes no rollout.

import { heldPost, listOfNotice } from '../intake/list.ts'
import { undelivered } from './undelivered.ts'
import { quiet, type Judgement } from './judgement.ts'
import type { Kit } from './kit.ts'
import type { LetterRow } from '../ports.ts'
import type { MailVerdict } from '../ports/incoming.ts'
import type { Message } from '../intake/message.ts'
import type { Instant } from '../rollout/ids.ts'

/** Characters of a notice: what it repeats of our post comes first, archives and advertisements behind. */
const longestLooked = 4000
/** More tags than these are no notice about one post. */
const mostTickets = 3

/** `verdict`: as the kind alone gives it, `list-admin` or a `bounce` that names no letter of ours. */
export async function judgeListNotice(
  kit: Kit,
  message: Message,
  verdict: MailVerdict,
  now: Instant,
): Promise<Judgement> {
  const how = verdict.kind === 'bounce' ? 'refused' : heldPost(message) ? 'held' : null
  const list = listOfNotice(message, kit.lists)
  const row = how === null || list === null ? null : await lastPost(kit, message, list)
  if (how === null || list === null || row === null) return quiet(verdict)
  const action = how === 'held' ? 'delayed' : 'failed'
  const known = row.bounce !== null && (row.bounce.action === action || row.bounce.action === 'failed')
  return {
    ...quiet({ ...verdict, ticket: row.ticket }),
    bouncedLetters: [{ letter: row.id, bounce: { recipient: list, action, status: '' } }],
    outbox: known ? [] : await undelivered(kit, row, how, '', now),
  }
}

/** Our newest post to that list on a rollout that the notice names: in its subject, or where it repeats ours. */
async function lastPost(kit: Kit, message: Message, list: string): Promise<LetterRow | null> {
  const tickets = kit.marks.readTags(`${message.subject}\n${message.text.slice(0, longestLooked)}`)
  for (const ticket of tickets.slice(0, mostTickets)) {
    const rows = await kit.archive.letters({ ticket, state: 'sent' })
    const post = rows.find(({ to }) => to !== null && 'list' in to && to.list.toLowerCase() === list)
    if (post) return post
  }
  return null
}
