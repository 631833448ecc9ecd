// The daily letter to a manager (SPEC §5, digest): what waits, since when, and the numbered line to send for each. The
// numbers are the places of the items, so that an answer means what its letter said.

import { shortTeam } from '../rollout/team.ts'
import type { Letter } from '../rollout/effect.ts'
import type { DigestItem } from '../rollout/told.ts'
import { dayOf, dayWords, digestLines } from './digestlines.ts'
import { plainName } from './pen.ts'
import type { Pen } from './pen.ts'

const whatWaits = ({ waits, team, day }: DigestItem): string => {
  const name = team === undefined ? '' : shortTeam(team)
  switch (waits) {
    case 'silent':
      return `${name} has not answered`
    case 'late':
      return `the report of ${name} is missing`
    case 'extend':
      return `${name} asks for time until ${day === undefined ? '' : dayWords(day)}`
    case 'offer':
      return `${name} is offered`
    case 'file':
      return name === '' ? 'a report is kept apart' : `a report of ${name} is kept apart`
    case 'teams':
      return 'no team is chosen'
    case 'call':
      return 'nobody accepts; the call is ready'
    case 'search':
      return 'no site has come forward'
    case 'outcome':
      return 'the reports are here, and the outcome is missing'
    case 'resolve':
      return 'it has its outcome and is not resolved'
    case 'reopen':
      return 'it is resolved, and its release has come again'
    case 'letter':
      return 'a letter about it'
  }
}

export const digestView = (letter: Extract<Letter, { letter: 'digest' }>, pen: Pen, numbered: number) => {
  const items = letter.items.map((item, at) => {
    const number = numbered + at + 1
    const lines = digestLines(item, number)
    return {
      number,
      ticket: item.ticket,
      release: plainName(item.release),
      what: whatWaits(item),
      since: dayOf(pen.date(item.since)),
      until: item.until === undefined ? '' : pen.date(item.until),
      choices: lines.map((line) =>
        line.includes(' <')
          ? pen.unfinished(line, line, line.replace(/ <NGI>.*$/, ' '))
          : pen.choice(line, line),
      ),
    }
  })
  return {
    day: dayWords(letter.day),
    items,
    more: letter.more,
    unread: letter.unreadSince === undefined ? '' : pen.date(letter.unreadSince),
    facts: [],
    choices: [],
  }
}
