// The guided tour: ten steps through a whole rollout. Each says what to do now and where, and is done when a stated
// condition holds in Rollcall's own memory, however it came about. Which step is next is never stored: it follows
// from the rollout. What the strip on the pages looks like is tourstrip.ts's.

import { isSilent } from '../rollout/view.ts'
import { people, type PlayPerson } from './cast.ts'
import type { Playroom } from './playroom.ts'
import type { LetterRow } from '../ports.ts'
import type { Question } from '../ports/outgoing.ts'
import type { LetterName } from '../rollout/effect.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Seat, Ticket } from '../rollout/ticket.ts'

/** Where a step leads: a page, or an instant to put the clock to. */
type Where =
  | { readonly href: string; readonly text: string }
  | { readonly clock: Instant; readonly text: string }
export type TourStep = {
  readonly title: string
  readonly what: string
  /** What has happened once it is done. */
  readonly after: string
  readonly mayBeSkipped: boolean
  readonly where: Where | null
  readonly done: boolean
}

type Scene = {
  readonly title: string
  readonly bot: string
  readonly ticket: Ticket | null
  readonly now: Instant
  readonly questions: readonly Question[]
  /** The newest letter of a kind to somebody; without a kind, of any. */
  readonly letter: (who: string, name?: LetterName) => LetterRow | null
  readonly seat: (team: string) => Seat | null
}

const lisbon = 'NGI_IBERGRID-LIP-Lisbon'
const srce = 'NGI_HR-egee.srce.hr'

/** Another release each time, so that a tour taken again has a rollout of its own. */
const titleOf = (run: number) => `Staged Rollout EMI-1.0 SE-StoRM 1.7.${run}-1 SL5 x86_64`

const mailto = (to: string, subject: string, body: string) =>
  encodeURIComponent(`mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`)

const answering = (
  letter: LetterRow | null,
  who: string,
  line: string,
  text: string,
  more = '',
): Where | null =>
  letter && {
    href: `/people/${who}/letter/${letter.id}?line=${encodeURIComponent(line)}${more}#answer`,
    text,
  }

const takesPart = (seat: Seat | null) => seat?.state === 'accepted' || seat?.state === 'reported'

const steps: readonly ((scene: Scene) => TourStep)[] = [
  ({ bot, title, ticket }) => ({
    title: 'Gina opens a rollout',
    what: 'You are Gina Rossi, a manager. One line in a mail opens a rollout. The mail is written already: send it.',
    after: 'The rollout is open.',
    mayBeSkipped: false,
    where: {
      href: `/people/mgr-glite/write?mailto=${mailto(bot, 'A new rollout', `open ${title}`)}`,
      text: 'Open Gina’s mail',
    },
    done: ticket !== null,
  }),
  ({ letter, seat }) => ({
    title: 'Gina asks two teams',
    what: 'Rollcall wrote to her. Read the letter; the answer below it asks two sites. Send it.',
    after: 'Every member of both teams has an invitation, due by the next working day in their own zone.',
    mayBeSkipped: false,
    where: answering(
      letter('mgr-glite', 'new-ticket'),
      'mgr-glite',
      `assign ${lisbon} ${srce}`,
      'Open Gina’s letter',
    ),
    done: seat(lisbon) !== null && seat(srce) !== null,
  }),
  ({ letter, seat }) => {
    const invitation = letter('maria', 'invitation')
    return {
      title: 'Maria says yes',
      what: 'You are Maria Silva of LIP-Lisbon now. Read her invitation, press Accept, and send the mail that opens.',
      after: 'LIP-Lisbon takes part.',
      mayBeSkipped: false,
      where: invitation && { href: `/people/maria/letter/${invitation.id}`, text: 'Open Maria’s invitation' },
      done: takesPart(seat(lisbon)),
    }
  },
  ({ bot, ticket, questions }) => ({
    title: 'A stranger says no in Ana’s name',
    what: 'Anybody can put any name into From. Send this mail as Sam Stranger, and read what Rollcall made of it.',
    after: 'Nothing changed: Ana herself was asked.',
    mayBeSkipped: true,
    where: ticket && {
      href: `/people/stranger/pretend?as=ana&mailto=${mailto(bot, `About #${ticket.id}`, `#${ticket.id} reject ${srce}`)}`,
      text: 'Open Sam’s mail',
    },
    done: questions.length > 0,
  }),
  ({ seat, now }) => {
    const asked = seat(srce)
    return {
      title: 'Ana does not answer',
      what: 'Let time pass until her answer is due. She is reminded on the way, and the managers are told.',
      after: 'Ana’s site counts as silent; a late answer would still count.',
      mayBeSkipped: false,
      where: asked && { clock: asked.answerDue.at, text: 'Put the clock to when it is due' },
      done: asked !== null && (asked.state !== 'notified' || isSilent(asked, now)),
    }
  },
  ({ letter, ticket }) => ({
    title: 'Maria has a question',
    what: 'No command is needed for that: plain words reach the managers and the other sites, without her address.',
    after: 'Her words stand in the rollout’s story.',
    mayBeSkipped: true,
    where: answering(
      letter('maria', 'invitation'),
      'maria',
      'Does the new version need a newer kernel on SL5?',
      'Open Maria’s answer',
    ),
    done: ticket !== null && ticket.notes.length > 0,
  }),
  ({ seat, now }) => {
    const due = seat(lisbon)?.reportDue?.at
    return {
      title: 'A week in production',
      what: 'LIP-Lisbon runs the release. Let the days pass until its report is due.',
      after: 'The trial is over, and Maria was asked for her report.',
      mayBeSkipped: false,
      where: due === undefined ? null : { clock: due, text: 'Put the clock to when it is due' },
      done: seat(lisbon)?.state === 'reported' || (due !== undefined && due <= now),
    }
  },
  ({ letter, seat }) => ({
    title: 'Maria reports',
    what: 'A report is a document with the right name. A filled one is attached to her answer: send it.',
    after: 'The report is filed, and nobody else is waited for.',
    mayBeSkipped: false,
    where: answering(
      letter('maria'),
      'maria',
      'It ran well for a week.',
      'Open Maria’s answer',
      '&report=on',
    ),
    done: seat(lisbon)?.state === 'reported',
  }),
  ({ letter, ticket }) => ({
    title: 'Gina gives the outcome',
    what: 'You are Gina again. All reports are there; two lines say where they stand and that the release passed.',
    after: 'Document and outcome are noted.',
    mayBeSkipped: false,
    where: answering(
      letter('mgr-glite', 'reports-complete'),
      'mgr-glite',
      'document 1234\noutcome ACCEPT',
      'Open Gina’s letter',
    ),
    done: ticket?.outcome !== undefined && ticket.documents.length > 0,
  }),
  ({ letter, ticket }) => ({
    title: 'Gina ends the rollout',
    what: 'One word more: the teams are thanked, and whoever owns the release is told.',
    after: 'The rollout is over.',
    mayBeSkipped: false,
    where: answering(letter('mgr-glite', 'reports-complete'), 'mgr-glite', 'resolve', 'Open Gina’s letter'),
    done: ticket?.status === 'resolved',
  }),
]

export type TourNow = {
  readonly steps: readonly TourStep[]
  /** Index of the step to take now; the number of steps when all are done. */
  readonly at: number
  readonly ticket: Ticket | null
}

/** Where the tour stands, by the rollout it is about. */
export async function tourNow(room: Playroom): Promise<TourNow> {
  const scene = await sceneOf(room)
  const all = steps.map((step) => step(scene))
  const { skipped } = room.book.read().tour
  const next = all.findIndex(({ done }, index) => !done && !skipped.includes(index))
  const over = scene.ticket?.status === 'resolved' || next < 0
  return { steps: all, at: over ? all.length : next, ticket: scene.ticket }
}

async function sceneOf({ archive, book, bot, clock, whoHas }: Playroom): Promise<Scene> {
  const title = titleOf(book.read().tour.run)
  const [ticket = null] = await archive.tickets({ title })
  const letters = ticket ? await archive.letters({ ticket: ticket.id, limit: 500 }) : []
  const readers = new Map<number, PlayPerson>()
  for (const { id, to } of letters) {
    const onFile = to !== null && 'person' in to ? await archive.person(to.person) : null
    const reader = onFile && whoHas(onFile.address)
    if (reader) readers.set(id, reader)
  }
  const ana = people.find(({ id }) => id === 'ana')?.address ?? ''
  const asked = ticket ? await archive.questions({ ticket: ticket.id }) : []
  const anaOnFile = await archive.personByAddress(ana)
  return {
    title,
    bot,
    ticket,
    now: clock.now(),
    questions: asked.filter(({ person }) => person === anaOnFile?.id),
    letter: (who, name) =>
      letters.find(
        ({ id, letter, state }) =>
          state === 'sent' && readers.get(id)?.id === who && (name === undefined || letter?.letter === name),
      ) ?? null,
    seat: (team) => ticket?.seats.find((seat) => seat.team === `ea-${team}`) ?? null,
  }
}
