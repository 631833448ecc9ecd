// `cutoff <date>` (SPEC §1.1): the distribution that the release is to be part of closes on that day. Kept on the ticket
// with the last day on which an acceptance helps; the teams that are asked or on trial hear of it at once, since it may
// change what they answer. From then on every letter to teams says it (addressees.ts).

import { about, exceptWriter, placeOf, placeOfBot, toSeat } from '../addressees.ts'
import { cutoffNews, isBeyond, lastAcceptance, trialEndsOn } from '../cutoff.ts'
import { dateIn, dateSaid, onDate } from '../day.ts'
import { addSpan, writeSpan } from '../deadline.ts'
import { done, refuse, type StepFor } from '../step.ts'
import type { Did } from '../did.ts'
import type { Effect } from '../effect.ts'
import type { Cutoff, Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** A distribution that closes in more than a year is a slip of the pen. */
const longest = { n: 366, unit: 'day' } as const

/** The day with what follows from it, counted in the bot's zone for whoever belongs to no team. */
export function cutoffOn(date: string, world: World): Cutoff {
  const { trial, zone } = world.policy
  const acceptBy = lastAcceptance(date, trial, placeOfBot(world))
  return {
    date,
    acceptBy: {
      at: onDate(acceptBy, zone, '23:59'),
      rule: `${writeSpan(trial)} of trial from one working day after acceptance, over by ${date}`,
    },
  }
}

const isAsked = ({ state }: Seat) => state === 'notified' || state === 'accepted'
/** Their reports count, or may, whatever comes too late for others. */
const onTrial = ({ state }: Seat) => state === 'accepted' || state === 'reported'

export const cutoff: StepFor<'cutoff-set'> = (ticket, event, world) => {
  if (event.day === null) return ticket.cutoff ? set(ticket, null, event, world) : alreadySo
  const place = placeOfBot(world)
  const today = dateIn(world.now, place.zone)
  const earliest = trialEndsOn(today, world.policy.trial, place)
  const bad = (why: 'no-day' | 'past' | 'too-soon' | 'too-far') =>
    refuse({ code: 'bad-cutoff', why, earliest })
  const date = dateSaid(event.day, event.at, place.zone, 'future')
  if (date === null) return bad('no-day')
  if (date < today) return bad('past')
  if (date > dateIn(addSpan(world.now, longest, place), place.zone)) return bad('too-far')
  // Where a site has begun already the day is of use, however near: its report may still be in time.
  if (date < earliest && !ticket.seats.some(onTrial)) return bad('too-soon')
  return ticket.cutoff?.date === date ? alreadySo : set(ticket, cutoffOn(date, world), event, world)
}

const alreadySo = done({ did: 'nothing', why: 'already-so' })

function set(ticket: Ticket, next: Cutoff | null, event: Parameters<typeof cutoff>[1], world: World) {
  const slips = ticket.seats.filter((seat) => seatSlips(seat, next))
  const did: Did = {
    did: 'cutoff',
    cutoff: next && cutoffNews(next.date, world.now, world.policy.trial, placeOfBot(world)),
    ...(ticket.cutoff ? { before: ticket.cutoff.date } : {}),
    slips: slips.map(({ team }) => team),
    told: ticket.seats.filter(isAsked).map(({ team }) => team),
  }
  const letters = tellTeams(ticket, next, event.id, world)
  return done(did, [{ what: 'cutoff', cutoff: next }], exceptWriter(letters, event.by))
}

const seatSlips = ({ state, reportDue, zone }: Seat, next: Cutoff | null) =>
  state === 'accepted' && reportDue !== undefined && isBeyond(reportDue.at, zone, next?.date)

/** Whoever is asked or on trial reads the new day as it is for them. `cause`: the event that set it. */
export function tellTeams(
  ticket: Ticket,
  next: Cutoff | null,
  cause: string,
  world: World,
): readonly Effect[] {
  const { cutoff: _before, ...without } = ticket
  const after: Ticket = next ? { ...ticket, cutoff: next } : without
  return ticket.seats.filter(isAsked).flatMap((seat) => {
    const place = placeOf(seat.team, world)
    const did: Did = {
      did: 'cutoff',
      cutoff: next && cutoffNews(next.date, world.now, world.policy.trial, place),
      slips: seatSlips(seat, next) ? [seat.team] : [],
      told: [],
      seat: seat.state === 'accepted' ? 'trial' : 'asked',
    }
    return toSeat(seat, ticket, `cutoff/${cause}`, {
      letter: 'receipt',
      about: about(after, world, seat.team),
      subject: ticket.title,
      items: [{ item: 'done', line: '', ticket: ticket.id, did }],
      prose: '',
    })
  })
}
