// Answers to what was kept to the managers (SPEC §1.6): whatever is said in the thread of a private note stays private, and
// a manager's answer reaches the one team that wrote. Known by the letter that is answered, also through its receipt.

import { fitForOthers } from './mailslines.ts'
import type { Kit } from './kit.ts'
import type { EventDraft } from '../intake/draft.ts'
import type { Understood } from './understand.ts'
import type { Letter } from '../rollout/effect.ts'
import type { TeamName } from '../rollout/ids.ts'

/** `team`: who kept it to the managers; null where no team did. */
export type Secrecy = { readonly team: TeamName | null }

const mostIds = 50

/** Null where nothing private is answered. */
export async function secrecyOf(kit: Kit, { message }: Understood): Promise<Secrecy | null> {
  const ids = new Set([...message.inReplyTo, ...message.references.toReversed()])
  for (const id of [...ids].slice(0, mostIds)) {
    const ours = kit.marks.readMessageId(id)
    const row = ours && (await kit.archive.letterByMessageId([id]))
    const secrecy = row?.letter ? secrecyIn(row.letter) : null
    if (secrecy) return secrecy
  }
  return null
}

function secrecyIn(letter: Letter): Secrecy | null {
  if (letter.letter === 'note-shared') {
    if (!letter.private) return null
    const { author, to } = letter
    return { team: to ?? (author === 'managers' || author === 'subscriber' ? null : author) }
  }
  if (letter.letter !== 'receipt') return null
  const noted = letter.items.flatMap((item) =>
    item.item === 'done' && (item.did.did === 'noted' || item.did.did === 'problem') && item.did.private
      ? [item.did]
      : [],
  )
  return noted[0] ? { team: noted[0].to ?? null } : null
}

/** A note as it is kept. What its writer keeps to the managers by its own word goes to no team, whatever it answers. */
export function noteKept(
  draft: Extract<EventDraft, { type: 'noted' | 'problem-named' }>,
  secrecy: Secrecy | null,
): EventDraft {
  const note = { ...draft, text: fitForOthers(draft.text) }
  if (note.private || secrecy === null) return note
  return { ...note, private: true, ...(secrecy.team ? { to: secrecy.team } : {}) }
}
