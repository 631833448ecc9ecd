// The sentences we say about events, refusals, questions, requests and readers, as plain text: for the terminal
// and for wherever else no letter is composed. Receipts use the same sentences with their lines as buttons.

import { formatInZone } from '../rollout/deadline.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Did } from '../rollout/did.ts'
import type { Because, DoorRequest, Recipient } from '../rollout/effect.ts'
import type { TeamName } from '../rollout/ids.ts'
import type { Refusal, Unclear } from '../rollout/refusal.ts'
import type { Told } from '../rollout/told.ts'
import { didSaid } from './did.ts'
import { betaRequest, supportUnit } from './elsewheresaid.ts'
import { refusalSaid } from './refused.ts'
import { documentWords, spoken, teamSeries } from './said.ts'
import { toldLines } from './told.ts'
import { unclearSaid } from './unread.ts'

/** What an event did. `zone` (IANA) prints dates there instead of in the team's own zone. */
export const sayDid = (did: Did, zone?: string): string => spoken(didSaid(did, zone))
export const sayRefusal = (refusal: Refusal): string => spoken(refusalSaid(refusal))
export const sayUnclear = (unclear: Unclear): string => spoken(unclearSaid(unclear))

/** The answer to a question, line by line; lines of two columns begin with two blanks. `zone`: IANA. */
export const sayTold = (told: Told, zone: string): readonly string[] =>
  toldLines(told, (at) => formatInZone(at, zone))

/** What a manager is asked to do by hand, since the system it concerns is not connected (SPEC §6). */
export const sayRequest = (request: DoorRequest): string => {
  switch (request.door) {
    case 'helpdesk':
      return `In GGUS, open a ticket for the support unit ${supportUnit}: “${request.problem.text}”.`
    case 'sites':
      return betaRequest(request)
    case 'repository': {
      const packages = `the packages of ${request.release.component} ${request.release.version}`
      return request.ask === 'move-packages'
        ? `In the repository, move ${packages} from InVerification to StageRollOut.`
        : `In the repository, note the outcome ${request.outcome} for ${packages}.`
    }
    case 'tracker':
      if (request.ask === 'own-parent')
        return `In the tracker, give ticket ${request.parent.ref} to ${request.group}.`
      if (request.ask === 'watch') return `In the tracker, add ${teamSeries(request.teams)} to AdminCc.`
      return (
        `In the tracker, write the outcome ${request.outcome ?? '(none was given)'} into ticket ${request.parent.ref}` +
        (request.documents.length > 0 ? `, with ${request.documents.map(documentWords).join(' and ')}.` : '.')
      )
  }
}

const personal: { readonly [because in Because]: string } = {
  'team-member': 'you are on an early-adopter team of this rollout',
  manager: 'you manage staged rollouts',
  'group-staged-rollout': 'you are in the group staged-rollout, which is told of every rollout',
  'group-release': 'you are in the group that owns the ticket of this release',
  writer: 'we had a mail from this address',
  offerer: 'you offered a site for this rollout',
  admin: 'you look after this service',
}

/** Why this reader gets it, as one line for the foot and the header. `team`: the one the letter is about. */
export const sayBecause = (recipient: Recipient, team: TeamName | null): string => {
  if ('list' in recipient) return 'You get this because you read the list it was sent to.'
  if ('tracker' in recipient) return 'The tracker gets this because the release has its ticket there.'
  if (recipient.because === 'team-member' && team !== null)
    return `You get this because you are on the early-adopter team ea-${shortTeam(team)}.`
  return `You get this because ${personal[recipient.because]}.`
}
