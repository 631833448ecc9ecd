// What could not be read in a mail, and the lines it may have meant. Nothing near is ever acted on (SPEC §2): it is
// offered, and the writer sends it.

import { acceptLine, numbered, openLine, rejectLine, teamWord } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Unclear } from '../rollout/refusal.ts'
import { dayWords, digestLines } from './digestlines.ts'
import { said, series } from './said.ts'
import type { Said } from './said.ts'

type Named = Extract<Unclear, { readonly suggestions: readonly unknown[] }>

const meant = (text: string, { suggestions, verb }: Named, lead: string): Said =>
  suggestions.length === 0
    ? said(text)
    : said(text, lead, ...suggestions.map((team) => `${verb} ${teamWord(team)}`))

export const unclearSaid = (unclear: Unclear): Said => {
  switch (unclear.why) {
    case 'unknown-team':
      if (unclear.verb === 'volunteer' && unclear.suggestions.length === 0)
        return said(
          `No site is called “${unclear.said}”, so nothing of this line was done.`,
          'Please write its name as it stands in GOCDB, with its NGI:',
          'volunteer <NGI>-<Site-name>',
        )
      return meant(
        `No team is called “${unclear.said}”, so nothing of this line was done.`,
        unclear,
        'Perhaps you meant:',
      )
    case 'ambiguous-team':
      return meant(`“${unclear.said}” could be more than one team.`, unclear, 'Please say which:')
    case 'which-team':
      return unclear.suggestions.length > 0
        ? meant('The line names no team.', unclear, 'Please say which:')
        : said('The line names no team.', 'It is written like this:', `${unclear.verb} <NGI>-<Site-name>`)
    case 'which-report':
      return unclear.waiting === 0
        ? said('No report of this rollout waits to be taken or refused.')
        : said(
            unclear.said === ''
              ? 'The line names no report.'
              : `No report that waits is called “${unclear.said}”, or more than one is.`,
            unclear.waiting > 1 ? 'One of these waits:' : 'This one waits:',
            ...unclear.meant,
          )
    case 'which-ticket':
      return unclear.lines.length === 0
        ? said(
            'No rollout fits, so nothing was done. Please answer our letter about it, or begin with its number.',
          )
        : said(
            (unclear.missing === undefined
              ? 'It could be about more than one rollout, or about none for certain: '
              : `There is no rollout #${unclear.missing}, so nothing was done; `) +
              `${series(unclear.lines.map(({ ticket, title }) => `#${ticket} is ${title.replace(/^Staged Rollout /, '')}`))}.`,
            unclear.lines.length > 1 ? 'Please send one of these:' : 'If you meant this one, please send:',
            ...unclear.lines.map(({ ticket, line }) =>
              line.startsWith('#') ? line : numbered(ticket, line),
            ),
          )
    case 'tickets-disagree':
      return said(
        `The mail points to ${series(unclear.tickets.map((ticket) => `#${ticket}`))} at once. ` +
          'Please begin the line with the number you mean.',
      )
    case 'no-digest':
      return said(
        `<${unclear.number}> is a number of our daily letter, and this mail answers none. ` +
          (unclear.day === undefined
            ? 'Please name the rollout by its own number instead.'
            : `Please write it in an answer to that letter; the last one is of ${dayWords(unclear.day)}.`),
      )
    case 'digest-number':
      return said(
        `The letter that you answer has no <${unclear.number}>.`,
        'It has:',
        ...unclear.items.map((item, at) => digestLines(item, at + 1)[0] ?? ''),
      )
    case 'digest-disagrees':
      return said(
        `In the letter that you answer <${unclear.number}> is #${unclear.means}, and the line says #${unclear.said}. ` +
          'Please send it with one of them.',
      )
    case 'both-answers':
      return said(
        `The mail says both accept and reject for ${shortTeam(unclear.team)}.`,
        'Please send one of them:',
        acceptLine(unclear.team),
        rejectLine(unclear.team),
      )
    case 'accept-with-condition':
      return said(
        `“${unclear.said}” names a condition, and a condition is for people to weigh. Please send the bare accept ` +
          'or reject as the first line, and write the condition below it: the managers read it.',
      )
    case 'title':
      return said(
        `“${unclear.said}” is not the title of a release as we read them.`,
        'It has this form; stack, os and arch may be left out:',
        openLine('Staged Rollout <stack> <component> <version> <os> <arch>'),
      )
    case 'arguments':
      return said(
        `“${unclear.verb}” needs ${unclear.usage.includes('<date>') ? 'more, or a day that is one day to everybody: 2026-12-04 or 4 December' : 'a little more'}.`,
        'It is written like this:',
        unclear.usage,
      )
    case 'not-on-top':
      return said(
        'This stood below other words, where quoted text gets in easily, so nothing was done.',
        'If you meant it, please send it as the first line:',
        unclear.suggestion,
      )
    case 'needs-prefix':
      return said(
        'The mail was sent to us as a copy only, so nothing was done.',
        'If it was meant for us, please send:',
        unclear.suggestion,
      )
    case 'too-many':
      return said(`Only the first ${unclear.limit} commands of a mail are read; please send the rest again.`)
    case 'near-miss':
      return said(
        'This is nearly a command, but not quite, so nothing was done.',
        'If you meant it, please send this as the first line, and any further words below it:',
        ...unclear.meant,
      )
    case 'tracker-unproven':
      return said(
        'A mail that looks like the tracker’s says that this release entered StageRollOut, but nothing proves that ' +
          'the tracker sent it.',
        'If it is so, please open the rollout:',
        unclear.suggestion,
      )
    case 'question-over':
      return said('That question was answered before, or its time is over; nothing changed.')
    case 'no-command':
      return said('This is no command we know.', 'This lists those we know:', 'help')
    case 'no-answer-read':
      return said('We could not read an answer in your mail, and would rather ask than guess.')
  }
}
