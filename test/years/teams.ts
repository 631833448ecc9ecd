// What the people of the sites do with their letters, each team by its temper; and who reads a call on a list.
import { typedReport } from '../support/reportfiles.ts'
import { afterAugust, monthIn } from './time.ts'
import { bot, listOf, stacks, type Team } from './people.ts'
import type { Sent } from './office.ts'
import type { Players } from './players.ts'
import type { Letter } from '../../src/rollout/effect.ts'
import type { Instant } from '../../src/rollout/ids.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>

export function onTeamsLetter(players: Players, sent: Sent): void {
  const { letter } = sent
  if (letter.letter === 'invitation') invited(players, sent, letter)
  if (letter.letter === 'trial-started') onTrial(players, sent, letter)
  if (letter.letter === 'trial-reminder') checked(players, sent, letter)
  if (letter.letter === 'reminder' && letter.to === 'team') reminded(players, sent, letter)
  if (letter.letter === 'report-question') asked(players, sent, letter)
  if (letter.letter === 'call') called(players, letter)
  if (letter.letter === 'offer-confirm' || letter.letter === 'ask-back')
    players.later(players.hours(1, 30), 'Europe/Amsterdam', () => players.speak(sent.to, null, 'yes', sent))
}

function invited(
  players: Players,
  sent: Sent,
  { about, team: name, answerDue, round = 1 }: Of<'invitation'>,
) {
  const team = players.team(name)
  if (!team) return
  const { dice, office } = players
  const id = about.ticket
  const away = team.temper === 'away in August' && monthIn(sent.at, team.zone) === 8
  if (away && players.once(`away/${sent.to}/${id}`)) return onHoliday(players, sent, team)
  if (team.temper === 'bounces once' && players.once(`bounce/${name}`))
    return players.plan(sent.at, () => office.arrive(bounceOf(sent, office.now())))
  if (away || !players.once(`invited/${id}/${name}/${round}`)) return
  const answer = (hours: number, line: string) =>
    players.later(hours, team.zone, () => players.speak(sent.to, id, line, sent))
  const accept = `accept ${team.name}`
  const reject = `reject ${team.name}, ${dice.pick(['no people this week', 'not used here', 'hardware is moving'])}`
  if (team.temper === 'silent' && !dice.often(15)) return
  if (team.temper === 'says no') return answer(players.hours(0.5, 8), dice.often(85) ? reject : accept)
  if (team.temper === 'slow' && !about.emergency)
    return answer(players.hours(8, 70), dice.often(80) ? accept : reject)
  if (dice.often(4)) return
  answer(players.hours(0.3, about.emergency ? 3 : 9), dice.often(84) ? accept : reject)
  // Second thoughts of a colleague, now and then.
  const other = team.members.find((one) => one !== sent.to)
  if (other && dice.often(2))
    players.later(players.hours(2, 20), team.zone, () =>
      players.speak(other, id, dice.often(50) ? accept : reject),
    )
  if (dice.often(1))
    players.plan(answerDue.at, () =>
      players.speak(sent.to, id, `note will ${team.name} need a new host certificate`),
    )
}

/** Their mail program answers at once; some accept when they are back. */
function onHoliday(players: Players, sent: Sent, team: Team) {
  const back = afterAugust(sent.at, team.zone)
  players.plan(sent.at, () => players.office.arrive(awayOf(sent, back, players.office.now())))
  const { letter } = sent
  if (letter.letter !== 'invitation' || !players.dice.often(50)) return
  if (players.once(`back/${letter.about.ticket}/${team.name}`))
    players.plan(back, () => players.speak(sent.to, letter.about.ticket, `accept ${team.name}`))
}

function onTrial(
  players: Players,
  sent: Sent,
  { about, team: name, reportDue, reportName }: Of<'trial-started'>,
) {
  const team = players.team(name)
  const { dice } = players
  const id = about.ticket
  if (!players.once(`trial/${id}/${name}/${reportDue.at}`)) return
  const zone = team?.zone ?? 'Europe/Amsterdam'
  const site = name.replace(/^ea-/, '')
  const temper = team?.temper ?? 'quick'
  if (dice.often(70))
    players.later(players.hours(2, 60), zone, () => players.speak(sent.to, id, `started ${site}`, sent))
  if (dice.often(10))
    players.later(players.hours(30, 120), zone, () =>
      players.speak(sent.to, id, `ggus ${60_000 + dice.below(90_000)}`),
    )
  if (dice.often(4))
    players.later(players.hours(20, 100), zone, () =>
      players.speak(
        sent.to,
        id,
        `note ${dice.pick(['which port does it listen on', 'the manual names no upgrade path'])}`,
      ),
    )
  if (temper === 'withdraws' && dice.often(40))
    return players.later(players.hours(20, 120), zone, () =>
      players.speak(sent.to, id, `withdraw ${site} the testbed is gone`),
    )
  if (temper === 'never reports') return
  const untilDue = (Date.parse(reportDue.at) - Date.parse(sent.at)) / 3_600_000
  const late =
    temper === 'reports late' ? players.hours(24, 24 * 25) : players.hours(-60, dice.often(12) ? 60 : 0)
  players.later(Math.max(24, untilDue + late), zone, () => report(players, sent.to, id, site, reportName))
}

/** A report is a mail with a file, always. */
async function report(players: Players, from: string, ticket: number, site: string, name: string) {
  const { dice, office } = players
  const seat = (await players.ticket(ticket))?.seats.find((one) => one.team === `ea-${site}`)
  if (seat?.state !== 'accepted') return
  const bad = dice.often(8)
  await office.mail({
    from,
    to: bot,
    subject: `[staged-rollout #${ticket}] report of ${site}`,
    text: 'Here is our report.',
    attachments: [
      {
        name: dice.often(94) ? name : 'report.odt',
        content: typedReport({
          exposure: `${5 + dice.below(4)} days, ${100 + dice.below(900)} jobs a day`,
          verdict: bad ? 'REJECT, it loses files' : 'ACCEPT',
          problems: bad ? 'It loses files.' : `none at ${site}`,
        }),
      },
    ],
  })
}

function checked(players: Players, sent: Sent, { about, team }: Of<'trial-reminder'>) {
  const { dice } = players
  if (!players.once(`checked/${about.ticket}/${team}`) || !dice.often(10)) return
  const site = team.slice(3)
  players.later(players.hours(1, 20), players.team(team)?.zone ?? 'UTC', () =>
    players.speak(sent.to, about.ticket, `extend ${site} ${1 + dice.below(5)}d`, sent),
  )
}

function reminded(players: Players, sent: Sent, letter: Extract<Of<'reminder'>, { to: 'team' }>) {
  const { dice } = players
  const { about, asks, team: name } = letter
  const team = players.team(name)
  const zone = team?.zone ?? 'Europe/Amsterdam'
  const site = name.slice(3)
  const id = about.ticket
  const often = (n: number, key: string) => players.once(`${key}/${id}/${name}/${sent.at}`) && dice.often(n)
  if (asks === 'answer' && often(team?.temper === 'silent' ? 15 : 35, 'reminded'))
    players.later(players.hours(0.5, 8), zone, () => players.speak(sent.to, id, `accept ${site}`, sent))
  if (asks === 'started' && often(50, 'started'))
    players.later(players.hours(1, 10), zone, () => players.speak(sent.to, id, `started ${site}`, sent))
  if (asks === 'report' && often(team?.temper === 'never reports' ? 3 : 35, 'late'))
    players.later(players.hours(4, 70), zone, async () => {
      const ticket = await players.ticket(id)
      if (!ticket) return
      const { stack, component, version } = ticket.release
      await report(players, sent.to, id, site, `ea-${site}-${stack}-${component}-${version}.odt`)
    })
}

function asked(players: Players, sent: Sent, { about, doubts }: Of<'report-question'>) {
  const [doubt] = doubts
  if (doubt?.asks !== 'ggus' || !players.once(`ggus/${about.ticket}/${doubt.team}`)) return
  if (players.dice.often(60))
    players.later(players.hours(1, 40), players.team(doubt.team)?.zone ?? 'UTC', () =>
      players.speak(sent.to, about.ticket, `ggus ${60_000 + players.dice.below(90_000)}`, sent),
    )
}

/** Subscribers offer their own site, seldom somebody else's, seldom from an address that proves nothing. */
function called(players: Players, { about, list }: Of<'call'>) {
  const { dice, cast } = players
  const stack = stacks.find(({ name }) => listOf(name) === list)?.name
  const readers = cast.teams.filter((team) => stack === undefined || team.stacks.includes(stack))
  const offers = dice.often(35) ? (dice.often(25) ? 2 : 1) : 0
  for (let n = 0; n < offers && readers.length > 0; n += 1) {
    const team = dice.pick(readers)
    const outsider = dice.often(12)
    const from = outsider ? `reader${dice.below(40)}@lists.example` : (team.members[0] ?? '')
    const signed = dice.often(85)
    players.later(players.hours(0.5, 50), team.zone, () =>
      outsider || !signed || dice.often(15)
        ? players.office.mail({
            from,
            to: bot,
            subject: `[staged-rollout #${about.ticket}] early adopters`,
            text: `volunteer ${team.name}`,
            signed,
          })
        : players.speak(from, about.ticket, `volunteer ${team.name}`),
    )
  }
}

const dateHeader = (at: Instant) => new Date(at).toUTCString().replace('GMT', '+0000')

const bounceOf = (sent: Sent, at: Instant) =>
  [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mail.egi.example>',
    `To: ${sent.from}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${dateHeader(at)}`,
    `Message-ID: <bounce-${sent.messageId.slice(1, -1).replace('@', '.')}@mail.egi.example>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.egi.example',
    '',
    `Final-Recipient: rfc822; ${sent.to}`,
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b--',
    '',
  ].join('\r\n')

const awayOf = (sent: Sent, back: Instant, at: Instant) =>
  [
    `From: <${sent.to}>`,
    `To: ${sent.from}`,
    'Subject: Out of office',
    `Date: ${dateHeader(at)}`,
    `Message-ID: <away-${sent.messageId.slice(1, -1).replace('@', '.')}@${sent.to.split('@')[1]}>`,
    `In-Reply-To: ${sent.messageId}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `I am out of office and back on ${back.slice(0, 10)}.`,
    '',
  ].join('\r\n')
