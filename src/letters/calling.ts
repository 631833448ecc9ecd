// Letters about the search for early adopters (SPEC §1.4, §1.5): the preview, the call itself, the offers. A call
// goes to a list: nothing in it is bound to a reader, and no person is named.

import {
  alsoLine,
  assignLines,
  declineLine,
  holdLine,
  nowLine,
  skipLine,
  takeLine,
  teamWord,
  yesLine,
} from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import { searchChoices } from './asking.ts'
import { dayWords } from './digestlines.ts'
import type { Letter } from '../rollout/effect.ts'
import { mailto } from './mailto.ts'
import { aligned, fact, releaseFacts } from './pen.ts'
import type { Choice, Pen } from './pen.ts'
import { series, stateWords } from './said.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>

/** `call`: the text that will be posted. */
export const callPreviewView = (letter: Of<'call-preview'>, pen: Pen, call: string) => {
  const waits = letter.postAt === undefined
  const choices: readonly Choice[] = waits
    ? [pen.choice('Post it now', nowLine(), true), pen.choice('Post no call this round', skipLine())]
    : [
        pen.choice('Hold it', holdLine(), true),
        pen.choice('Post it now', nowLine()),
        pen.choice('Post no call this round', skipLine()),
      ]
  return {
    round: letter.round,
    lists: series(letter.lists),
    postAt: letter.postAt === undefined ? '' : pen.date(letter.postAt.at),
    seats: aligned(
      letter.seats.map(({ team, state, silent, reason, away }) => {
        const said = silent ? 'no answer' : stateWords[state]
        const words = away === undefined ? said : `${said}, out of office until ${dayWords(away)}`
        return fact(shortTeam(team), reason === undefined || reason === '' ? words : `${words}: ${reason}`)
      }),
    ),
    held: letter.held.map(({ team, answer, since }) => ({
      team: shortTeam(team),
      answer,
      since: pen.date(since),
    })),
    call: call.trimEnd().split('\n'),
    callParts: partsOf(call.trimEnd()),
    facts: [],
    choices: [...choices, pen.unfinished('Post it to another list too', alsoLine('<list address>'), 'also ')],
  }
}

/** The call's text for a page, which breaks its lines itself: prose in one, facts and the line to send one by one. */
const partsOf = (call: string) =>
  call.split(/\n{2,}/).map((part) => {
    const lines = part.split('\n')
    const isCommand = lines.every((line) => line.startsWith('  '))
    if (isCommand || lines.some((line) => leader.test(line)))
      return { isCommand, lines: lines.map((line) => line.trim().replace(leader, ': ')) }
    return { isCommand, lines: [lines.join(' ')] }
  })
const leader = / \.{3,} /

/** `address`: where offers go; it stands in the text too, since lists hide Reply-To. */
export const callView = (letter: Pick<Of<'call'>, 'about' | 'wanted'>, pen: Pen, address: string) => ({
  wanted: letter.wanted,
  address,
  addressLink: mailto(address, '', []),
  facts: releaseFacts(letter.about),
  choices: [
    { ...pen.unfinished('Volunteer', 'volunteer <NGI>-<Site-name>', 'volunteer '), main: true },
  ] satisfies readonly Choice[],
})

export const nobodyVolunteersView = (letter: Of<'nobody-volunteers'>, pen: Pen) => ({
  rounds: letter.rounds,
  called: series(letter.called),
  by: pen.date(letter.next.at),
  facts: releaseFacts(letter.about),
  choices: searchChoices(pen),
})

export const offerReceivedView = (letter: Of<'offer-received'>, pen: Pen) => ({
  team: shortTeam(letter.team),
  by: pen.nameOf(letter.by),
  knownSite: letter.knownSite,
  proven: letter.proven,
  onRoster: letter.onRoster,
  another: letter.another === true,
  facts: releaseFacts(letter.about),
  choices: [
    pen.choice(`Take ${shortTeam(letter.team)}`, takeLine(letter.team), true),
    pen.choice('Decline it', declineLine(letter.team)),
    ...(letter.onRoster ? [pen.choice('Invite its team instead', assignLines([letter.team]))] : []),
  ],
})

export const offerResultView = (letter: Of<'offer-result'>) => ({
  team: shortTeam(letter.team),
  result: letter.result,
  facts: releaseFacts(letter.about),
  choices: [],
})

export const callFilledView = (letter: Of<'call-filled'>) => ({ why: letter.why, facts: [], choices: [] })

export const offerConfirmView = (letter: Of<'offer-confirm'>, pen: Pen) => ({
  team: teamWord(letter.team),
  by: pen.date(letter.until),
  facts: releaseFacts(letter.about),
  choices: [pen.choice('Yes, we will try it', yesLine(), true)],
})
