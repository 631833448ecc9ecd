// What a near miss may have meant on a ticket (SPEC §2, §3.5): the line that would have worked, with the team's name as
// the roster has it. Prose that only looks like one stays prose: without a name, or from somebody who could not say it.

import { acceptLine, rejectLine, teamWord } from '../marks/lines.ts'
import type { Unclear } from '../rollout/refusal.ts'
import { readLine } from './grammar.ts'
import { interpret } from './interpret.ts'
import type { Interpreted } from './draft.ts'
import { looksLikeTeam } from './nearmiss.ts'
import type { NearMiss } from './nearmiss.ts'
import { everyLine } from './vocabulary.ts'
import { teamSaid } from './whichteam.ts'
import type { Situation } from './whichteam.ts'

/** How far into a sentence a team's name is looked for. */
const WORDS_SEARCHED = 8
/** Under what mail programs wrap, less `#123456 ` before it. */
const columns = 64
/** Words with which a condition begins; whoever reads `accept` alone would not read it. */
const CONDITION =
  /^(?:but |and |only )?(?:if|unless|provided|once|when|until|after|as (?:long|soon) as)(?= )/iu

/** What is asked about a near miss; null where its words are words to people. */
export function nearlyMeant(near: NearMiss, situation: Situation): Unclear | null {
  const speaker = everyLine.find(({ verb }) => verb === near.verb)?.who
  if (speaker === 'manager' && !situation.roles.manager) return null
  const { mended } = near
  if (mended !== null) {
    const bare = mended.line === near.verb
    const meant = asked(near, interpret(mended, situation), mended.line, bare ? near.words.join(' ') : '')
    // "accept it": no team is called that, and nobody said one was.
    const noName =
      (meant?.why === 'unknown-team' || meant?.why === 'ambiguous-team') && !isName(meant.said, situation)
    if (meant !== null && !noName) return meant
  }
  for (const [at, word] of near.words.slice(0, WORDS_SEARCHED).entries()) {
    if (!isName(word, situation)) continue
    const command = readLine(`${near.verb} ${word.replace(/[,:;]$/u, '')}`)
    if (command === null) continue
    const tail = near.words.slice(at + 1).join(' ')
    const meant = asked(near, interpret(command, situation), command.line, tail)
    if (meant !== null) return meant
  }
  const pair = near.words.slice(0, 2).join(' ')
  const two = near.words.length > 1 && isAnswer(near.verb) ? teamSaid(pair, near.verb, situation) : null
  if (two && 'unclear' in two && 'suggestions' in two.unclear && two.unclear.suggestions.length > 0)
    return two.unclear
  return null
}

function asked(near: NearMiss, meant: Interpreted, line: string, tail = ''): Unclear | null {
  if ('unclear' in meant) return meant.unclear.why === 'title' ? null : meant.unclear
  if (!('draft' in meant) || !('team' in meant.draft) || meant.draft.team === null)
    return { why: 'near-miss', meant: [line] }
  const { team } = meant.draft
  if (near.verb === 'accept' && CONDITION.test(tail)) return { why: 'accept-with-condition', said: tail }
  if (near.verb === 'accept') return { why: 'near-miss', meant: [acceptLine(team)] }
  if (near.verb === 'reject') {
    const said = 'reason' in meant.draft ? (meant.draft.reason ?? '') : tail.replace(/^[-,:; ]{1,5}/u, '')
    const whole = `${rejectLine(team)}, ${said}`
    const fits = said !== '' && whole.length <= columns && readLine(whole)?.verb === 'reject'
    return { why: 'near-miss', meant: [fits ? whole : rejectLine(team)] }
  }
  const oneName = near.verb === 'volunteer' || near.verb === 'take'
  return { why: 'near-miss', meant: [oneName ? `${near.verb} ${teamWord(team)}` : line] }
}

const isAnswer = (verb: string) => verb === 'accept' || verb === 'reject' || verb === 'volunteer'

/** A word that is a team's name, nearly one, or of its shape. */
function isName(word: string, situation: Situation): boolean {
  if (looksLikeTeam(word)) return true
  const found = teamSaid(word, '', situation)
  return 'team' in found && !/^[a-z]{1,4}$/u.test(word)
}
