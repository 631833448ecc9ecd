// What is asked of systems that only people reach (SPEC §1.6, §6): the text of a GGUS ticket, ready to be copied, and
// how a beta tag is set in GOCDB.

import { betaLine, ggusLine } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Did } from '../rollout/did.ts'
import type { DoorRequest } from '../rollout/effect.ts'
import type { Problem } from '../rollout/ticket.ts'
import { notedSaid } from './notedsaid.ts'
import { said, undo } from './said.ts'
import type { Said } from './said.ts'

/** Where tickets about releases in staged rollout go (SPEC §1.6). */
export const supportUnit = 'DMSU'

/** A subject that lists of tickets still show whole. */
const longestGist = 60

const gist = (text: string) => {
  if (text.length <= longestGist) return text
  const cut = text.slice(0, longestGist)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longestGist / 2)).trimEnd()} …`
}

const ticketText = ({ ticket, title, release, site, text }: Problem): readonly string[] => [
  `Subject: ${release.component} ${release.version} in staged rollout: ${gist(text)}`,
  `Support unit: ${supportUnit}`,
  ...(site === undefined ? [] : [`Affected site: ${site}`]),
  '',
  text,
  '',
  `Release: ${title}`,
  `Found in staged rollout #${ticket}.`,
]

export const problemSaid = (did: Extract<Did, { readonly did: 'problem' }>): Said => {
  const { text } = notedSaid({ ...did, did: 'noted' })
  if (!did.byHand) return said(`${text} A GGUS ticket is opened for it.`)
  return {
    ...said(
      `${text} We are not connected to GGUS: please open the ticket there, at https://helpdesk.ggus.eu, with the ` +
        'text below. Then send us its number, with the line under it.',
      '',
      ggusLine(),
    ),
    copy: { head: 'For GGUS:', lines: ticketText(did.problem) },
  }
}

export const betaSaid = ({ team, on, byHand }: Extract<Did, { readonly did: 'beta' }>): Said => {
  const name = shortTeam(team)
  const noted = on
    ? `Noted: ${name} is to have the beta tag in GOCDB.`
    : `Noted: ${name} is to have no beta tag in GOCDB any more.`
  const asked = `We cannot set it there, so the people of ${name} are asked to ${on ? 'set it' : 'take it off'}.`
  return undo(byHand ? `${noted} ${asked}` : noted, betaLine(team, !on))
}

/** To people of the site, who may edit it in GOCDB. */
export const betaRequest = ({ team, on }: Extract<DoorRequest, { readonly door: 'sites' }>): string =>
  on
    ? `In GOCDB, set the beta tag of ${shortTeam(team)}: edit each service that runs the release, and say yes to Beta.`
    : `In GOCDB, take the beta tag off ${shortTeam(team)}: edit each service that has it, and say no to Beta.`
