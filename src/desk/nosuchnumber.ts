// The number before a line is no rollout's (SPEC §3.2): nothing is done, and the line that means the rollout which its mail
// is about is offered.

import type { Command } from '../intake/grammar.ts'
import type { Unclear } from '../rollout/refusal.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** `command` names a number; `ticket` is the one that the mail's other keys name. */
export const noSuchNumber = ({ line, ticket: missing }: Command, { id, title }: Ticket): Unclear => ({
  why: 'which-ticket',
  ...(missing !== undefined && { missing }),
  lines: [{ ticket: id, title, line: line.replace(`#${missing}`, `#${id}`) }],
})
