// What an event did, in a sentence or two, with the line that undoes it where there is one (SPEC §3.5). Nothing here
// decides anything: it reads what the quiet room did.

import {
  acceptLine,
  assignLines,
  holdLine,
  nowLine,
  outcomeLine,
  reopenLine,
  takeLine,
  teamWord,
  withdrawLine,
} from '../marks/lines.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Did } from '../rollout/did.ts'
import type { Because } from '../rollout/effect.ts'
import { beyondSaid, cutoffForTeam, cutoffSetSaid } from './cutoffsaid.ts'
import { pausedSaid } from './pausesaid.ts'
import { documentWords, linkWords, said, series, stateWords, teamSeries, undo } from './said.ts'
import type { Said } from './said.ts'
import { openedSaid } from './openedsaid.ts'
import {
  reportDeclinedForTeam,
  reportDeclinedSaid,
  reportedSaid,
  reportTakenForTeam,
  reportTakenSaid,
} from './reportsaid.ts'
import { summarySaid } from './concludedsaid.ts'
import { notedSaid } from './notedsaid.ts'
import { betaSaid, problemSaid } from './elsewheresaid.ts'
import { undoneSaid, unwishedSaid } from './takenback.ts'
import { extendAskedSaid, extendedForTeam, extendedSaid, remindedSaid, startedSaid } from './trialsaid.ts'

type Of<K extends Did['did']> = Extract<Did, { readonly did: K }>

const assigned = (did: Of<'assigned'>, zone: string | undefined): Said => {
  const invited = did.teams.map(
    ({ team, answerDue, zone: own }) =>
      `${shortTeam(team)} is invited; its answer is due by ${formatInZone(answerDue.at, zone ?? own)}.`,
  )
  if (did.already.length > 0)
    invited.push(`${teamSeries(did.already)} ${did.already.length > 1 ? 'were' : 'was'} invited before.`)
  const lines = did.teams.map(({ team }) => `unassign ${teamWord(team)}`)
  return lines.length > 0 ? undo(invited.join(' '), ...lines) : said(invited.join(' '))
}

const answered = (did: Of<'answered'>, zone: string | undefined): Said => {
  const team = shortTeam(did.team)
  const words: string[] = []
  if (did.answer === 'accept') words.push(`Thank you: ${team} will try it.`)
  else words.push(`Thank you for saying so: ${team} will not try it this time.`)
  if (did.answer === 'accept' && did.reportDue !== undefined)
    words.push(`Its report is due by ${formatInZone(did.reportDue.at, zone ?? did.zone)}.`)
  if (did.beyond !== undefined) words.push(beyondSaid(did.beyond))
  if (did.before === 'accepted' || did.before === 'rejected' || did.before === 'withdrawn')
    words.push(`Before, the team had ${did.before === 'withdrawn' ? 'withdrawn' : stateWords[did.before]}.`)
  if (did.contradicts)
    words.push('A colleague of the team had said the opposite; the last clear statement counts.')
  return undo(words.join(' '), did.answer === 'accept' ? withdrawLine(did.team) : acceptLine(did.team))
}

const contradicted = (did: Of<'answered'> | Of<'withdrawn'>): string => {
  const team = shortTeam(did.team)
  if (did.did === 'withdrawn') return `${team} has withdrawn; before, it had accepted.`
  const words = did.answer === 'accept' ? [`${team} will try it.`] : [`${team} will not try it.`]
  if (did.reportDue !== undefined)
    words.push(`Its report is due by ${formatInZone(did.reportDue.at, did.zone)}.`)
  words.push(`Before, it had ${stateWords[did.before]}.`)
  return words.join(' ')
}

/** What happened, for a reader who did not write the mail; null where the writer's sentences serve them as well. */
export const othersSaid = (did: Did, reader: Because): Said | null => {
  if (did.did === 'unassigned' && reader === 'team-member')
    return said(
      `${shortTeam(did.team)} is taken off this rollout: nothing is asked of it any more.`,
      'If you would still try it:',
      `volunteer ${teamWord(did.team)}`,
    )
  if (did.did === 'extended' && reader === 'team-member') return extendedForTeam(did)
  if (did.did === 'cutoff' && did.seat) return cutoffForTeam(did)
  if (did.did === 'report-taken' && reader !== 'writer') return reportTakenForTeam(did)
  if (did.did === 'report-declined' && reader !== 'writer') return reportDeclinedForTeam(did)
  if (did.did === 'undone' && reader !== 'writer') return unwishedSaid(did)
  const isAnswer = did.did === 'answered' || did.did === 'withdrawn'
  if (!isAnswer || reader === 'writer') return null
  const words = `${contradicted(did)} The last clear statement of the team counts.`
  if (reader !== 'team-member') return said(words)
  const back = did.did === 'answered' && did.answer === 'accept' ? withdrawLine : acceptLine
  return said(words, 'If that is a mistake:', back(did.team))
}

const several = (people = 1) =>
  people === 1 ? '' : ` ${people} people offered it, and each of them speaks for it.`

const took = (did: Of<'took'>): Said => {
  const team = shortTeam(did.team)
  const remove = `unassign ${teamWord(did.team)}`
  switch (did.how) {
    case 'seated':
      return undo(`${team} takes part now and counts as having accepted.${several(did.people)}`, remove)
    case 'invited-team':
      return undo(`${team} has a team on the roster, so that team is invited and decides for itself.`, remove)
    case 'asked-offerer':
      return said(`Whoever offered ${team} is asked to confirm it, and takes part once they do.`)
  }
}

const previewed = (did: Of<'previewed'>, zone: string | undefined): Said => {
  const lists = did.lists.length > 0 ? ` to ${series(did.lists)}` : ''
  return did.postAt === undefined
    ? said(`Call ${did.round}${lists} is ready and waits for a manager. To post it:`, '', nowLine())
    : said(
        `Call ${did.round}${lists} goes out on ${formatInZone(did.postAt.at, zone ?? did.zone)}.`,
        'To stop it:',
        holdLine(),
      )
}

/** What happened, for the receipt; with the lines that undo it. `zone` goes before the one in the news itself. */
export const didSaid = (did: Did, zone?: string): Said => {
  switch (did.did) {
    case 'paused':
    case 'resumed':
    case 'trusted':
      return pausedSaid(did, zone)
    case 'opened':
    case 'already-open':
    case 'asked-to-reopen':
      return openedSaid(did)
    case 'cutoff':
      return cutoffSetSaid(did)
    case 'linked':
      return undo(`${did.url} is noted as the ${linkWords[did.link]}.`, 'undo')
    case 'assigned':
      return assigned(did, zone)
    case 'unassigned':
      return undo(`${shortTeam(did.team)} is taken off this rollout.`, ...assignLines([did.team]))
    case 'answered':
      return answered(did, zone)
    case 'withdrawn':
      return undo(`${shortTeam(did.team)} has withdrawn.`, acceptLine(did.team))
    case 'started':
      return startedSaid(did, zone)
    case 'extended':
      return extendedSaid(did, zone)
    case 'extend-asked':
      return extendAskedSaid(did, zone)
    case 'summary':
      return summarySaid(did)
    case 'reminded':
      return remindedSaid(did)
    case 'offered':
      return said(
        `Thank you for offering ${shortTeam(did.team)}. The managers have it before them and you will hear from us.` +
          (did.knownSite ? '' : ' The name is not in our list of sites, so they look at that first.'),
      )
    case 'took':
      return took(did)
    case 'declined':
      return undo(
        `The offer of ${shortTeam(did.team)} is declined` +
          (did.told
            ? '; whoever made it is told.'
            : '. Nobody was written to about it before, and nobody is now.'),
        takeLine(did.team),
      )
    case 'previewed':
      return previewed(did, zone)
    case 'called':
      return said(`Call ${did.round} is on its way to ${series(did.lists)}. A post cannot be taken back.`)
    case 'held':
      return said(
        'The call is held: nothing is posted until a manager says so.',
        'To post it after all:',
        nowLine(),
      )
    case 'skipped':
      return undo(`No call goes out in round ${did.round}.`, 'undo')
    case 'report':
      return reportedSaid(did)
    case 'report-taken':
      return reportTakenSaid(did)
    case 'report-declined':
      return reportDeclinedSaid(did)
    case 'documented':
      return undo(`Noted where the reports are: ${documentWords(did.document)}.`, 'undo')
    case 'outcome':
      return said(
        `Noted the outcome: ${did.outcome}.`,
        'To change it:',
        outcomeLine(did.outcome === 'ACCEPT' ? 'REJECT' : 'ACCEPT'),
      )
    case 'resolved':
      return undo(
        did.late.length === 0
          ? 'The rollout is resolved.'
          : `The rollout is resolved without a report of ${teamSeries(did.late)}, which is still welcome.`,
        reopenLine(),
      )
    case 'reopened':
      return said(
        'The rollout is open again. Before it can be resolved, its outcome is to be said anew:',
        '',
        outcomeLine('ACCEPT'),
        outcomeLine('REJECT'),
      )
    case 'noted':
      return notedSaid(did)
    case 'ggus':
      return said(`Noted with the rollout: ${series(did.tickets.map(({ number }) => `GGUS ${number}`))}.`)
    case 'problem':
      return problemSaid(did)
    case 'beta':
      return betaSaid(did)
    case 'undone':
      return undoneSaid(did, zone)
    case 'bounced':
      return said(
        did.all
          ? `No invitation reached ${shortTeam(did.team)}: every address came back.`
          : `An invitation to ${shortTeam(did.team)} came back; its other members have theirs.`,
      )
    case 'ticked':
      return said(did.things === 0 ? 'Nothing was due.' : `Done what was due: ${did.things}.`)
    case 'kept-after-resolve':
      return said(
        `This rollout is resolved: your ${did.what} is kept and shown to the managers, and changes nothing.`,
      )
    case 'nothing': {
      const whose = did.team === undefined ? '' : ` for ${shortTeam(did.team)}`
      if (did.due !== undefined)
        return said(`There is time already${whose}: until ${formatInZone(did.due.at, zone ?? did.due.zone)}.`)
      if (did.why === 'older')
        return said(`A later statement${whose} had reached us before and counts; this one changed nothing.`)
      return said(
        did.why === 'repeated' ? `Said before${whose}; nothing changed.` : `It was so already${whose}.`,
      )
    }
  }
}
