// Why the rules said no, and the line that would work (LOOK: what was understood stands before it, as the line
// itself). One sentence for each code of rollout/refusal.ts.

import {
  resumeLine,
  acceptLine,
  assignLines,
  documentLine,
  numbered,
  outcomeLine,
  reopenLine,
  resolveAnywayLine,
  resolveLine,
  teamWord,
} from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Refusal } from '../rollout/refusal.ts'
import { badCutoffSaid } from './cutoffsaid.ts'
import { instead, said, series } from './said.ts'
import type { Said } from './said.ts'
import { cannotUndoSaid } from './takenback.ts'

const wrongStatus = (refusal: Extract<Refusal, { readonly code: 'wrong-status' }>): Said => {
  const text = `The rollout is ${refusal.status}; this can be done while it is ${series(refusal.allowed, 'or')}.`
  if (refusal.status === 'resolved') return said(text, 'A manager can open it again:', reopenLine())
  if (refusal.status === 'new') return said(text, 'It opens with its first team:', 'assign <NGI>-<Site-name>')
  return said(text, 'It ends with:', resolveLine())
}

const incomplete = (missing: readonly ('outcome' | 'document')[]): Said => {
  const lines = missing.flatMap((part) =>
    part === 'outcome' ? [outcomeLine('ACCEPT'), outcomeLine('REJECT')] : [documentLine()],
  )
  const text = `It cannot be resolved yet: ${missing
    .map((part) => (part === 'outcome' ? 'the outcome' : 'the document with the reports'))
    .join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing.`
  return said(text, 'Send what is missing, or say why it goes without:', ...lines, resolveAnywayLine())
}

export const refusalSaid = (refusal: Refusal): Said => {
  switch (refusal.code) {
    case 'not-manager':
      return said('Only a manager can do that. If you answer in plain words, they will read it.')
    case 'not-in-charge':
      return said(
        'Only the group that is told of every rollout, and the administrator of this service, can do that. ' +
          'If you answer in plain words, they will read it.',
      )
    case 'clock-jumped':
      return instead(
        'The clock has jumped, and nothing is decided until it is right. Where it is right as it stands, say so first.',
        resumeLine(),
      )
    case 'not-member':
      return instead(
        `Only the members of ${shortTeam(refusal.team)} speak for it, and your address is not among theirs. ` +
          'Your own site is welcome, though.',
        'volunteer <NGI>-<Site-name>',
      )
    case 'not-involved':
      return said(
        'Only the managers of this rollout and the members of its teams can do that. ' +
          'If you answer in plain words, the managers will read it.',
      )
    case 'wrong-status':
      return wrongStatus(refusal)
    case 'no-ticket':
      return said('There is no rollout of that number.', 'This lists those that are open:', 'status all')
    case 'no-seat':
      if (refusal.to === 'manager')
        return said(
          `${shortTeam(refusal.team)} has no part in this rollout, so nothing was changed.`,
          'If it should have one:',
          ...assignLines([refusal.team]),
        )
      return said(
        `${shortTeam(refusal.team)} has not been asked about this rollout.`,
        'Its members can offer it, or a manager can assign it:',
        `volunteer ${teamWord(refusal.team)}`,
        ...assignLines([refusal.team]),
      )
    case 'not-on-trial':
      return said(
        `${shortTeam(refusal.team)} is not on trial: it has not accepted, or its report is here.`,
        'It takes part once a member of it says:',
        acceptLine(refusal.team),
      )
    case 'nobody-on-trial':
      return said('No team is on trial at present.')
    case 'nothing-awaited':
      return said(`Nothing is awaited from ${shortTeam(refusal.team)}: it has said no, left or reported.`)
    case 'bad-date':
      return refusal.wants === 'past'
        ? instead(
            'That is no day between the opening of this rollout and today.',
            `started ${refusal.team === null ? '<NGI>-<Site-name>' : teamWord(refusal.team)} <date>`,
          )
        : instead(
            'That is no day ahead of us, or one more than a year away.',
            `extend ${refusal.team === null ? '<NGI>-<Site-name>' : teamWord(refusal.team)} until <date>`,
          )
    case 'bad-cutoff':
      return badCutoffSaid(refusal)
    case 'unknown-team':
      return said(
        `${shortTeam(refusal.team)} is not on the roster.`,
        'Once whoever keeps the roster has added it:',
        ...assignLines([refusal.team]),
      )
    case 'no-members':
      return said(
        `The roster has no address for ${shortTeam(refusal.team)}, so nobody could be asked.`,
        'Once whoever keeps the roster has added one:',
        ...assignLines([refusal.team]),
      )
    case 'no-offer':
      return instead(
        `Nobody has offered ${shortTeam(refusal.team)} for this rollout.`,
        ...assignLines([refusal.team]),
      )
    case 'no-report':
      return said('No report like that waits to be taken or refused; perhaps somebody decided on it before.')
    case 'nothing-called':
      return instead('No call is prepared at present.', 'call')
    case 'no-lists':
      return instead('No mailing list is on file for this release.', 'call <list address>')
    case 'foreign-list':
      if (!refusal.list.includes('@'))
        return said(`No mailing list of ours is called ${refusal.list}. Please write its whole address.`)
      return said(
        `${refusal.list} is not among the lists we were given. A manager may name another list only in mail that ` +
          'is signed by their own mail domain, and this was not.',
      )
    case 'bad-url':
      return said(`${refusal.url} is not an address on the web. It should begin with https:// or http://.`)
    case 'incomplete':
      return incomplete(refusal.missing)
    case 'nothing-to-undo':
      return said('Nothing that you did on this rollout is left to take back; an undo is not undone either.')
    case 'cannot-undo':
      return cannotUndoSaid(refusal)
    case 'needs-proof':
      return said(
        'Nothing in the mail proves that it comes from you, and this needs proof. Please send it from your usual ' +
          'account, through the mail server of your own domain.',
      )
  }
}

/** The lines with the ticket's number before them, where an answer must name its ticket. */
export const withNumber = (words: Said, ticket: Parameters<typeof numbered>[0] | null): Said =>
  ticket === null
    ? words
    : { ...words, lines: words.lines.map((line) => (line.startsWith('#') ? line : numbered(ticket, line))) }
