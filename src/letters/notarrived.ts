// Letters about letters that did not arrive (SPEC §5): what it was, for whom by team or role, what the other side said,
// and what mends it. To managers about their rollout's letters, to the administrator about the rest.

import { shortTeam } from '../rollout/team.ts'
import type { FailedLetter } from '../rollout/alert.ts'
import type { Letter } from '../rollout/effect.ts'
import { heldWords } from './heldsaid.ts'
import { says, type Paragraph } from './paragraphs.ts'

/** What a letter that did not arrive was, for whom, why, and what to do. */
export function failedWords(failed: FailedLetter): readonly Paragraph[] {
  const { what, said, to, how, error, many } = failed
  const held = heldWords(failed)
  if (held !== null) return held
  return [
    says(
      `A letter (${what}) to ${readerWords(to)} ${how === 'bounced' ? 'came back' : 'was not taken'} and will not be ` +
        `sent again. What it was about: ${said}. The other side said: ${error || 'nothing we could read'}`,
    ),
    ...(many
      ? [
          says(
            'It is one of many, and the others are not told one by one. Where the same is said of each, the ' +
              'addresses are not to blame but the server that takes our letters.',
          ),
        ]
      : [says(mend(to))]),
  ]
}

const readerWords = (to: FailedLetter['to']): string => {
  switch (to.reader) {
    case 'team':
      return `a member of ${shortTeam(to.team)}`
    case 'list':
      return `the list ${to.list}`
    case 'manager':
      return 'one of the managers'
    case 'offerer':
      return 'somebody who offered a site'
    case 'writer':
      return 'somebody who wrote to us'
    case 'release':
      return 'the group that owns the release'
    case 'tracker':
      return 'the tracker'
  }
}

const mend = (to: FailedLetter['to']): string => {
  switch (to.reader) {
    case 'team':
      return (
        `Please ask ${shortTeam(to.team)} by another way, and whoever keeps the roster to put its address right. ` +
        'Other members of the team get their letters as before.'
      )
    case 'list':
      return 'Please see to it that this list takes mail from this bot; until then nobody on it hears from us.'
    case 'manager':
    case 'release':
      return 'Please have the address put right where this service is configured.'
    case 'offerer':
    case 'writer':
      return 'Please write to them yourself where it matters; the address is not ours to mend.'
    case 'tracker':
      return 'Please do by hand in the tracker what the letter would have said there.'
  }
}

/** For the managers, who can do something about their rollout's letters; no button, since the mend lies outside. */
export const deliveryFailedView = ({ failed }: Extract<Letter, { letter: 'delivery-failed' }>) => ({
  held: failed.how === 'held',
  paragraphs: failedWords(failed),
  facts: [],
  choices: [],
})
