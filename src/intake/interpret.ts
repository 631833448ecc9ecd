// What a command means on a ticket (SPEC §1, §3.4): a draft of the event and its row in the table of rights, or what
// is unclear about it. Draws no conclusions: whether it may happen is the quiet room's matter, whether this mail may
// say it is authority's.

import type { TeamName } from '../rollout/ids.ts'
import { readTitle, writeTitle } from '../rollout/release.ts'
import type { Answer } from '../rollout/ticket.ts'
import { rowOf } from './authority.ts'
import { byVerb, noteOf, speakerIn } from './draft.ts'
import type { Drafted, EventDraft, Interpreted } from './draft.ts'
import type { Command } from './grammar.ts'
import { beside, taggable } from './elsewheresaid.ts'
import { readGgus } from './ggus.ts'
import { assign, call } from './severalsaid.ts'
import { RULES } from './verbs.ts'
import { reportRefused, reportTaken } from './whichreport.ts'
import { offerSaid, onlyOne, ownSeats, seatsOf, siteSaid, teamSaid } from './whichteam.ts'
import type { Situation, Which } from './whichteam.ts'

export type { Situation } from './whichteam.ts'

/** What a command means in this situation. */
export function interpret(command: Command, situation: Situation): Interpreted {
  const { manager } = situation.roles
  const means = (draft: EventDraft): Drafted => ({ draft, row: rowOf(draft.type, manager) })
  const managers = (meant: ReturnType<typeof reportTaken>): Interpreted =>
    'draft' in meant ? means(meant.draft) : meant
  const forTeam = (which: Which, draft: (team: TeamName) => EventDraft): Interpreted =>
    'team' in which ? means(draft(which.team)) : which
  switch (command.verb) {
    case 'accept':
      if (command.condition !== undefined)
        return { unclear: { why: 'accept-with-condition', said: command.condition } }
      return answer('accept', command, situation)
    case 'reject':
      return answer('reject', command, situation)
    case 'volunteer':
      return volunteer(command.team, situation)
    case 'withdraw':
      return withdraw(command.words, situation)
    case 'started': {
      const which =
        command.team === undefined
          ? onlyOne(ownSeats(situation), 'started')
          : teamSaid(command.team, 'started', situation)
      const day = command.day === undefined ? {} : { day: command.day }
      return forTeam(which, (team) => ({ type: 'started', team, ...day }))
    }
    case 'extend': {
      const { how } = command
      if (command.team === undefined && manager) return means({ type: 'extended', team: null, how })
      const which =
        command.team === undefined
          ? onlyOne(ownSeats(situation), 'extend')
          : teamSaid(command.team, 'extend', situation)
      return forTeam(which, (team) => ({ type: 'extended', team, how }))
    }
    case 'remind':
      return command.team === undefined
        ? means({ type: 'remind-asked', team: null })
        : forTeam(teamSaid(command.team, 'remind', situation), (team) => ({ type: 'remind-asked', team }))
    case 'open': {
      const release = readTitle(command.title, situation.names)
      if (release === null) return { unclear: { why: 'title', said: command.title } }
      const urgent = command.emergency ? { emergency: true as const } : {}
      return means({ type: 'opened', title: writeTitle(release), release, ...urgent })
    }
    case 'cutoff':
      return means({ type: 'cutoff-set', day: command.day })
    case 'link':
      return means({ type: 'linked', link: command.link, url: command.url })
    case 'assign':
      return assign(command.teams, situation)
    case 'unassign':
      return forTeam(teamSaid(command.team, 'unassign', situation), (team) => ({
        type: 'unassigned',
        team,
        ...reasonOf(command),
      }))
    case 'take':
      return forTeam(offerSaid(command.team, 'take', situation), (team) => ({ type: 'took', team }))
    case 'decline':
      return forTeam(offerSaid(command.team, 'decline', situation), (team) => ({ type: 'declined', team }))
    case 'take-report':
      return managers(reportTaken(command.words, situation))
    case 'refuse-report':
      return managers(reportRefused(command.words, situation))
    case 'call':
      return call('call-asked', command.lists, situation)
    case 'also':
      return call('call-widened', command.lists, situation)
    case 'now':
      return means({ type: 'call-now' })
    case 'hold':
      return means({ type: 'call-held' })
    case 'skip':
      return means({ type: 'call-skipped' })
    case 'document':
      return means({ type: 'documented', document: command.document })
    case 'summary':
      return means({ type: 'summary-asked' })
    case 'outcome':
      return means({ type: 'outcome-given', outcome: command.outcome, ...reasonOf(command) })
    case 'resolve':
      return means({ type: 'resolved', ...(command.anyway !== undefined && { anyway: command.anyway }) })
    case 'reopen':
      return means({ type: 'reopened', ...reasonOf(command) })
    case 'note':
      return byVerb(noteOf(command.text, situation))
    case 'ggus':
      return means({ type: 'ggus-named', tickets: [command.ggus], byVerb: true })
    case 'ggus-open': {
      // A number is a ticket that is there already.
      if (readGgus(command.text)) return { unclear: { why: 'near-miss', meant: [`ggus ${command.text}`] } }
      return means({ type: 'problem-named', text: command.text, ...speakerIn(situation) })
    }
    case 'beta': {
      const { on } = command
      const which =
        command.team === undefined
          ? onlyOne(taggable(situation, on), 'beta')
          : teamSaid(command.team, 'beta', situation)
      return forTeam(beside(which, on ? 'on' : 'off'), (team) => ({ type: 'beta-set', team, on }))
    }
    case 'pause':
      return means({ type: 'paused' })
    case 'resume':
      return means({ type: 'resumed' })
    case 'undo':
      return { takesBack: true }
    case 'status':
      return { asks: { ask: 'status', all: command.all } }
    case 'why':
    case 'help':
      return { asks: { ask: command.verb } }
    case 'private':
      return command.text === ''
        ? { unclear: { why: 'arguments', verb: 'private', usage: RULES.private.usage } }
        : byVerb(noteOf(command.text, situation, true))
    case 'incomplete':
      return { unclear: { why: 'arguments', verb: command.of, usage: RULES[command.of].usage } }
    // A dry run is a way to take the whole mail; its line asks for nothing by itself.
    case 'dry-run':
    // A yes releases what a one-time question holds; anywhere else it answers nothing.
    case 'yes':
    default:
      return { unclear: { why: 'no-answer-read' } }
  }
}

/** The team for which both answers stand in one mail: nothing is done, the bot asks (SPEC §3.4). */
export function conflicting(drafts: readonly EventDraft[]): TeamName | null {
  const said = new Map<TeamName, Answer>()
  for (const draft of drafts) {
    if (draft.type !== 'answered' && draft.type !== 'offered') continue
    const answer = draft.type === 'answered' ? draft.answer : 'accept'
    if ((said.get(draft.team) ?? answer) !== answer) return draft.team
    said.set(draft.team, answer)
  }
  return null
}

const reasonOf = ({ reason }: { readonly reason?: string }) => (reason === undefined ? {} : { reason })

function answer(
  answer: Answer,
  command: { readonly team?: string; readonly reason?: string },
  situation: Situation,
): Interpreted {
  const { roles } = situation
  const own = ownSeats(situation)
  // A manager of no team says ACCEPT of the release.
  if (command.team === undefined && roles.manager && roles.teams.length === 0)
    return { unclear: { why: 'near-miss', meant: [`outcome ${answer.toUpperCase()}`] } }
  // Whoever belongs to no team of ours may bring a site that none of our lists has.
  const mayBring = answer === 'accept' && !roles.manager && roles.teams.length === 0
  const which =
    command.team === undefined
      ? unsaid(answer, own, situation)
      : mayBring
        ? siteSaid(command.team, answer, situation)
        : teamSaid(command.team, answer, situation)
  if (!('team' in which)) return which
  const { team } = which
  const member = roles.teams.includes(team)
  // A seat is answered for, not offered: a stranger who accepts for it is kept or asked about by the table of rights.
  // By a list an outsider's word for it is an offer (SPEC §3.4).
  const seated = seatsOf(situation).includes(team) && (member || !situation.relayedByList)
  if (answer === 'accept' && !seated && (member || !roles.manager)) return offer(team, situation)
  const draft: EventDraft = { type: 'answered', team, answer, ...reasonOf(command) }
  return { draft, row: rowOf(draft.type, false) }
}

/** The writer's own team with a seat; to accept, else the writer's own team, which then offers itself. */
function unsaid(verb: Answer, own: readonly TeamName[], situation: Situation): Which {
  const { teams } = situation.roles
  if (own.length > 0) return onlyOne(own, verb)
  return onlyOne(verb === 'accept' ? teams : [], verb, teams.length > 0 ? teams : seatsOf(situation))
}

function volunteer(said: string | undefined, situation: Situation): Interpreted {
  const which =
    said === undefined ? onlyOne(situation.roles.teams, 'volunteer') : siteSaid(said, 'volunteer', situation)
  if (!('team' in which)) return which
  // A team that was asked and volunteers has accepted.
  if (ownSeats(situation).includes(which.team)) {
    const draft: EventDraft = { type: 'answered', team: which.team, answer: 'accept' }
    return { draft, row: rowOf(draft.type, false) }
  }
  return offer(which.team, situation)
}

const offer = (team: TeamName, { proven }: Situation): Drafted => ({
  draft: { type: 'offered', team, proven },
  row: 'offer',
})

/** `withdraw [team] [reason]`: the first word is a team where it is one, else all words are the reason. */
function withdraw(words: string, situation: Situation): Interpreted {
  const text = words.replace(/^[,:; -]{1,10}/u, '')
  const [first = ''] = text.split(/[ ,;]/u, 1)
  const named = first === '' ? null : teamSaid(first.replace(/:$/u, ''), 'withdraw', situation)
  const isName = named !== null && ('team' in named || /[-_.\d]/u.test(first.replace(/[.:]$/u, '')))
  const which = isName ? named : onlyOne(ownSeats(situation), 'withdraw')
  if (!('team' in which)) return which
  const rest = isName ? text.slice(first.length) : text
  const reason = rest
    .replace(/^[,:; -]{1,10}/u, '')
    .replace(/^because /iu, '')
    .trim()
  const draft: EventDraft = { type: 'withdrew', team: which.team, ...(reason !== '' && { reason }) }
  return { draft, row: rowOf(draft.type, false) }
}
