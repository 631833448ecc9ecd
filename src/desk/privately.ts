// Words that their writer keeps to the managers (SPEC §1.6: `private` as the first line): the note is made of the mail's
// own words without the lines that were read as commands. Nothing of them is shared, also where no rollout fits.

import { RULES } from '../intake/verbs.ts'
import type { Command } from '../intake/grammar.ts'
import type { Hearing } from './statements.ts'
import type { Ticket } from '../rollout/ticket.ts'

type Private = Extract<Command, { verb: 'private' }>

/** False where there are words and no ticket to keep them on. `alone`: the mail says and brings nothing else. */
export async function tellPrivately(
  hearing: Hearing,
  own: string,
  commands: readonly Command[],
  hidden: Private,
  ticket: Ticket | null,
  alone: boolean,
): Promise<boolean> {
  const read = new Set(commands.map(({ line }) => line))
  const rest = own.split('\n').filter((line) => !read.has(line.trim()))
  const words = [hidden.text, ...rest].join('\n').trim()
  if (words === '' && alone)
    hearing.unclear(hidden.line, { why: 'arguments', verb: 'private', usage: RULES.private.usage })
  if (words === '') return true
  if (!ticket) return false
  await hearing.note(words, ticket, true)
  return true
}
