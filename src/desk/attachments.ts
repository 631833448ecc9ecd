// Attached reports, by name and bytes (SPEC §2, §4): the name is compared with what this ticket's teams would send.
// What a document says is not read here.

import { createHash } from 'node:crypto'
import { recogniseReport } from '../rollout/filename.ts'
import type { SeenAttachment } from './judgement.ts'
import type { Statement } from './statements.ts'
import type { Attachment } from '../intake/message.ts'
import type { Situation } from '../intake/whichteam.ts'
import type { Ticket } from '../rollout/ticket.ts'

const largestReport = 25 * 1024 * 1024

export type ReadAttachments = {
  readonly seen: readonly SeenAttachment[]
  readonly statements: readonly Statement[]
  readonly files: readonly { readonly sha256: string; readonly bytes: Uint8Array }[]
}

export function readAttachments(
  attachments: readonly Attachment[],
  ticket: Ticket | null,
  roles: Situation['roles'],
): ReadAttachments {
  const seen: SeenAttachment[] = []
  const statements: Statement[] = []
  const files: { sha256: string; bytes: Uint8Array }[] = []
  const seated = (ticket?.seats ?? []).filter((seat) => seat.state !== 'removed').map((seat) => seat.team)
  const own = seated.filter((team) => roles.teams.includes(team))
  for (const { name, type, bytes } of attachments) {
    if (!ticket) {
      seen.push({ name, type, verdict: 'kept' })
      continue
    }
    const read = recogniseReport(name, {
      teams: seated,
      release: ticket.release,
      senderTeam: own.length === 1 ? (own[0] ?? null) : null,
    })
    // Nobody reports for somebody else; only the managers pass on what a team sent them.
    const foreign = read.team !== null && !own.includes(read.team) && !roles.manager
    const named = foreign && (read.verdict === 'filed' || read.verdict === 'renamed') ? 'asked' : read.verdict
    const verdict = named !== 'ignored' && bytes.length > largestReport ? 'refused' : named
    seen.push({ name, type, verdict, ...(read.name === name ? {} : { canonicalName: read.name }) })
    if (verdict === 'ignored') continue
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    // A refused document is named to its sender and the managers, but not kept: its mail is.
    if (verdict !== 'refused') files.push({ sha256, bytes })
    statements.push({
      line: name,
      ticket: ticket.id,
      draft: {
        type: 'report-received',
        team: foreign ? null : read.team,
        name: read.name,
        original: name,
        sha256,
        bytes: bytes.length,
        verdict,
      },
    })
  }
  return { seen, statements, files }
}
