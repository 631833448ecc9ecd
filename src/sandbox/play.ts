// The play (SPEC §7, `sandbox --play`): two rollouts from opening to the end, acted by the federation's people with
// their own mails. One that goes as it should, with a no and a silence; one that nobody accepts until a reader of the
// list volunteers. Each step is checked; the first that does not come about ends the play.

import { people, type PlayPerson } from './cast.ts'
import { filledReport as report } from './report.ts'
import { NotSo, type Stage } from './stage.ts'
import type { TicketId } from '../rollout/ids.ts'
import { nextDeadline } from '../rollout/view.ts'
import type { Archive } from '../ports.ts'
import type { Seat, Ticket } from '../rollout/ticket.ts'

const somebody = (id: string): PlayPerson => {
  const found = people.find((person) => person.id === id)
  if (found === undefined) throw new Error(`nobody in the federation is called ${id}`)
  return found
}
const lisbon = 'NGI_IBERGRID-LIP-Lisbon'
const cyfronet = 'NGI_PL-CYFRONET-LCG2'
const srce = 'NGI_HR-egee.srce.hr'
const volunteered = 'NGI_GRNET-HG-03-AUTH'

const is = (team: string, state: Seat['state']) => (ticket: Ticket) =>
  ticket.seats.some((seat) => seat.team === `ea-${team}` && seat.state === state)

/** The newest ticket, which the mail before has opened. */
async function opened(archive: Archive, title: string): Promise<TicketId> {
  const [ticket] = await archive.tickets({ title })
  if (ticket === undefined) throw new NotSo(`no rollout was opened for ${title}`)
  return ticket.id
}

/** Acts both rollouts. Throws NotSo at the first step that does not come about. */
export async function playAll(stage: Stage, archive: Archive): Promise<void> {
  await asItShould(stage, archive)
  await nobodyAccepts(stage, archive)
}

async function asItShould(stage: Stage, archive: Archive): Promise<void> {
  const [gina, maria, ana] = [somebody('mgr-glite'), somebody('maria'), somebody('ana')]
  const title = 'Staged Rollout EMI-1.0 SE-StoRM 1.7.0-1 SL5 x86_64'
  stage.scene('A rollout as it should go')
  await stage.writes(gina, 'A new rollout', `open ${title}`)
  const id = await opened(archive, title)
  const notes = 'https://wiki.egi.example/emi-1/storm-1.7.0-1'
  const links = [
    `link release-notes ${notes}`,
    `link bugs ${notes}/fixed`,
    `link documentation ${notes}/install`,
  ]
  await stage.answers(gina, 'new-ticket', id, links.join('\n'))
  await stage.holds(id, 'three links', (ticket) => Object.keys(ticket.links).length === 3)
  await stage.answers(gina, 'new-ticket', id, `assign ${lisbon} ${cyfronet} ${srce}`)
  await stage.holds(id, 'three teams invited', ({ seats }) => seats.length === 3)

  await stage.presses(maria, 'invitation', id, 'Accept')
  await stage.holds(id, `${lisbon} accepts`, is(lisbon, 'accepted'))
  await stage.answers(ana, 'invitation', id, `reject ${srce}, no spare machine this week`)
  const asked = await stage.holds(id, `${srce} rejects`, is(srce, 'rejected'))
  const silent = asked.seats.find(({ team }) => team === `ea-${cyfronet}`)
  const reminder = nextDeadline(asked)
  if (silent === undefined || reminder === null) throw new NotSo('nobody is left to wait for')
  await stage.waits(reminder.at, 'The morning of the due day')
  await stage.reaches(somebody('jan'), 'reminder', id)
  await stage.waits(silent.answerDue.at, 'The answers are due')
  await stage.reaches(gina, 'team-silent', id)

  await stage.answers(maria, 'invitation', id, 'Does the new version need a newer kernel on SL5?')
  await stage.holds(id, 'the question is kept', ({ notes: kept }) => kept.length > 0)
  const trial = await stage.holds(id, 'a report is due', ({ seats }) =>
    seats.some(({ reportDue }) => reportDue !== undefined),
  )
  await stage.answers(maria, 'invitation', id, 'Here is our report. It ran well for a week.', [
    report(trial, lisbon, 'Verdict: good'),
  ])
  await stage.holds(id, 'the report is filed', is(lisbon, 'reported'))
  await stage.reaches(gina, 'reports-complete', id)
  await stage.answers(gina, 'reports-complete', id, 'document 1234\noutcome ACCEPT')
  await stage.holds(
    id,
    'outcome and document',
    ({ outcome, documents }) => outcome !== undefined && documents.length === 1,
  )
  await stage.answers(gina, 'reports-complete', id, 'resolve')
  await stage.holds(id, 'resolved', ({ status }) => status === 'resolved')
  await stage.reaches(maria, 'outcome', id)
}

async function nobodyAccepts(stage: Stage, archive: Archive): Promise<void> {
  const [gina, maria, jan, eleni] = [
    somebody('mgr-glite'),
    somebody('maria'),
    somebody('jan'),
    somebody('eleni'),
  ]
  const title = 'Staged Rollout EMI-1.0 CREAM 1.13.0-1 SL5 x86_64'
  stage.scene('A rollout that no team accepts')
  await stage.writes(gina, 'Another rollout', `open ${title}`)
  const id = await opened(archive, title)
  await stage.answers(gina, 'new-ticket', id, `assign ${lisbon} ${cyfronet}`)
  await stage.holds(id, 'two teams invited', ({ seats }) => seats.length === 2)
  await stage.presses(maria, 'invitation', id, 'Reject')
  await stage.answers(jan, 'invitation', id, `reject ${cyfronet}, our CREAM host is being moved`)
  await stage.holds(id, 'a call is prepared', ({ escalation }) => escalation.state === 'previewed')
  await stage.answers(gina, 'call-preview', id, 'now')
  await stage.holds(id, 'the call is posted', ({ calls }) => calls.length === 1)
  await stage.answers(eleni, 'call', id, `volunteer ${volunteered}`)
  await stage.holds(id, 'an offer is kept', ({ offers }) => offers.length === 1)
  await stage.answers(gina, 'offer-received', id, `take ${volunteered}`)
  const taken = await stage.holds(id, `${volunteered} takes part`, is(volunteered, 'accepted'))

  await stage.answers(eleni, 'call', id, 'Our report is attached.', [
    report(taken, volunteered, 'Verdict: job purging fails'),
  ])
  await stage.holds(id, 'the report is filed', is(volunteered, 'reported'))
  await stage.answers(gina, 'reports-complete', id, 'outcome REJECT job purging fails')
  await stage.answers(gina, 'reports-complete', id, 'resolve')
  await stage.holds(id, 'not resolved without a document', ({ status }) => status === 'open')
  await stage.answers(gina, 'reports-complete', id, 'resolve anyway the report says it all')
  await stage.holds(id, 'resolved', ({ status }) => status === 'resolved')
  await stage.reaches(eleni, 'outcome', id)
}
