// What happened on a rollout, one plain sentence a fact, in one vocabulary for letters, board and terminal (LOOK). No
// address of a person passes through here, also where people wrote one.

import { formatDay } from '../rollout/deadline.ts'
import { shortTeam } from '../rollout/team.ts'
import { documentWords, linkWords, stateWords } from './said.ts'
import { offerWords, verdictWords } from './standing.ts'
import type { Fact } from '../rollout/fact.ts'

/** Addresses that stand in what people wrote are nobody else's business (SPEC §8). */
export const withoutAddresses = (text: string): string =>
  text.replace(/[^\s<>()[\]",;:@]{1,64}@[^\s<>()[\]",;:@]{1,255}/g, '(address)')

const kindOf = ({ problem }: { readonly problem?: true }) => (problem ? 'Problem for GGUS' : 'Note')
const because = (reason: string | undefined) =>
  reason === undefined || reason === '' ? '' : `: ${withoutAddresses(reason)}`

/** One sentence for what a fact changed; null where there is nothing to tell. */
export const factWords = (fact: Fact): string | null => {
  switch (fact.what) {
    case 'opened':
      return `Opened ${fact.title}${fact.emergency ? ' as an emergency' : ''}.`
    case 'parent-linked':
      return `Joined to the release’s ticket ${fact.parent.ref}.`
    case 'emergency':
      return 'It is an emergency from now on.'
    case 'cutoff':
      return fact.cutoff
        ? `The distribution closes on ${formatDay(fact.cutoff.date)}.`
        : 'The distribution has no closing day any more.'
    case 'linked':
      return `Noted ${linkWords[fact.link]}: ${fact.url}`
    case 'status':
      return fact.status === 'open' ? 'The rollout is open.' : null
    case 'invited':
      return fact.seat.state === 'accepted'
        ? `${shortTeam(fact.seat.team)} takes part.`
        : `Invited ${shortTeam(fact.seat.team)}.`
    case 'removed':
      return `Took ${shortTeam(fact.team)} off${because(fact.reason)}.`
    case 'answered':
      return `${shortTeam(fact.team)} ${fact.answer}s${because(fact.reason)}.`
    case 'started':
      return `${shortTeam(fact.team)} has it in production.`
    case 'extended':
      return `Gave ${shortTeam(fact.team)} another date for its report.`
    case 'extend-asked':
      return `${shortTeam(fact.team)} asks for more time.`
    case 'reminded-now':
      return `Reminded ${shortTeam(fact.team)}.`
    case 'start-asked':
      return `Asked ${shortTeam(fact.team)} whether its trial has begun.`
    case 'trial-checked':
      return `Reminded ${shortTeam(fact.team)} of its report.`
    case 'withdrawn':
      return `${shortTeam(fact.team)} withdraws${because(fact.reason)}.`
    case 'bounced':
      return `An invitation to ${shortTeam(fact.team)} came back.`
    case 'answer-moved':
      return `${shortTeam(fact.team)} has longer to answer: its invitation left late.`
    case 'reminded':
      return `Reminded ${shortTeam(fact.team)}.`
    case 'due-noted':
      return `${shortTeam(fact.team)} has not answered in time.`
    case 'report-asked':
      return `Asked ${shortTeam(fact.team)} for its report.`
    case 'offered':
      return `Somebody offers ${shortTeam(fact.offer.team)}.`
    case 'offer-moved':
      return `An offer: ${offerWords[fact.state]}.`
    case 'call-closed':
      return `Told ${fact.list} that no more sites are looked for.`
    case 'offer-told':
      return 'Whoever offered it is told.'
    case 'escalated':
      return escalationWords(fact.escalation)
    case 'called':
      return `Posted call ${fact.call.round} to ${fact.call.list}.`
    case 'report-filed':
      return `Report ${fact.report.name}: ${verdictWords[fact.report.verdict]}.`
    case 'report-settled':
      return fact.report.verdict === 'refused'
        ? `Report ${fact.report.original}: refused by a manager${because(fact.report.reason)}.`
        : `Report ${fact.report.name}: ${verdictWords[fact.report.verdict]}.`
    case 'ggus-asked':
      return `Asked ${shortTeam(fact.team)} for the GGUS ticket of what it found.`
    case 'summed-up':
      return 'Sent the managers the reports that are there, and a summary.'
    case 'reports-complete':
      return fact.complete ? 'All reports are here.' : null
    case 'documented':
      return `Noted where the reports are: ${documentWords(fact.document)}.`
    case 'outcome':
      return `Outcome ${fact.outcome}${because(fact.reason)}.`
    case 'resolved':
      return fact.anyway === undefined ? 'Resolved.' : `Resolved anyway${because(fact.anyway)}.`
    case 'reopened':
      return `Opened again${because(fact.reason)}.`
    case 'noted':
      if (fact.note.private)
        return `${kindOf(fact.note)}${fact.note.team ? ` of ${shortTeam(fact.note.team)}` : ''} for ${fact.note.to ? `${shortTeam(fact.note.to)} and the managers` : 'the managers alone'}.`
      return `${kindOf(fact.note)}${fact.note.team ? ` of ${shortTeam(fact.note.team)}` : ''}: ${withoutAddresses(fact.note.text).slice(0, 400)}`
    case 'ggus-named':
      return `Noted ${fact.tickets.map(({ number }) => `GGUS ${number}`).join(' and ')}.`
    case 'beta':
      return fact.on
        ? `${shortTeam(fact.team)} is to have the beta tag in GOCDB.`
        : `${shortTeam(fact.team)} is to have no beta tag in GOCDB any more.`
    case 'undone':
      return 'Took the last step back.'
    case 'seat-restored':
      return `${shortTeam(fact.seat.team)} stands at “${stateWords[fact.seat.state]}” again.`
    case 'restored':
    case 'managers-due':
    case 'said-again':
    case 'invitation-left':
    case 'seen':
      return null
  }
}

const escalationWords = (escalation: Extract<Fact, { what: 'escalated' }>['escalation']): string | null => {
  switch (escalation.state) {
    case 'none':
      return 'The search for other sites ends.'
    case 'previewed':
      return `Nobody accepts: call ${escalation.round} is prepared for ${escalation.lists.join(' and ')}.`
    case 'held':
      return `Call ${escalation.round} is held.`
    case 'called':
      return null
    case 'manager':
      return 'Nobody is left to ask: the managers decide.'
  }
}
