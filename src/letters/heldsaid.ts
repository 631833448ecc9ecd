// What managers read where a list holds a letter of ours until its moderator lets it through (SPEC §5, delivery-failed):
// it is not lost, nobody has read it, and somebody else has to act (record 0034).

import { says, type Paragraph } from './paragraphs.ts'
import type { FailedLetter } from '../rollout/alert.ts'

/** Mailman, Sympa and Majordomo all take mail to a list's owners there. */
const ownersOf = (list: string) => list.replace('@', '-owner@')

/** Null where the letter is not held, or by no list. */
export function heldWords({ how, to, said }: FailedLetter): readonly Paragraph[] | null {
  if (how !== 'held' || to.reader !== 'list') return null
  const { list } = to
  return [
    says(
      `Please ask the owners of ${list} to let a letter of ours through: ${said}. Their list holds it until a ` +
        'moderator approves it, and nobody on it has read it yet. They can also let mail from us pass from now on. ' +
        'Their address:',
      ownersOf(list),
    ),
    says(
      'Meanwhile all goes on by the dates that you know, as if the list had read it. If they take long, ask sites ' +
        'yourself, or call another list.',
    ),
  ]
}
