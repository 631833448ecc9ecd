// Letters of a ticket that were made and have not left (SPEC §1.3, §1.4): invitations, whose teams have not been asked
// before they leave, and previews of a call. What that means is the quiet room's matter.

import type { Archive } from '../ports.ts'
import type { TicketId } from '../rollout/ids.ts'
import type { Unsent } from '../rollout/world.ts'

/** What was overtaken or given up is not among them: it never leaves, and nobody waits for it. */
export async function unsentOf(archive: Archive, ticket: TicketId): Promise<readonly Unsent[]> {
  const waiting = await archive.letters({ ticket, unsent: ['invitation', 'call-preview'] })
  return waiting.flatMap(({ letter, to, queuedAt }): readonly Unsent[] => {
    if (!letter || !to || !('person' in to)) return []
    const { person } = to
    if (letter.letter === 'invitation')
      return [{ letter: 'invitation', team: letter.team, person, round: letter.round ?? 1 }]
    if (letter.letter === 'call-preview')
      return [{ letter: 'call-preview', person, round: letter.round, since: queuedAt }]
    return []
  })
}
