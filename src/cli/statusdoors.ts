// What `rollcall status` says of the doors (SPEC §6): since when each is there or away, what it said last, what waits behind
// it and when it is tried next. As the agent that runs has seen them.

import { shortDate } from '../board/dates.ts'
import { count } from './complaints.ts'
import { printable } from './table.ts'
import type { DoorSeen, DoorsSeen } from '../ports/doors.ts'

/** `letters`: how many wait that nothing but their server keeps back. Memory is named only where it refuses. */
export const doorRows = (
  { mailbox, transport, memory }: DoorsSeen,
  { letters }: { readonly letters: number },
  zone: string,
): readonly (readonly [string, string])[] => {
  const waiting = letters === 0 ? '' : `; ${count(letters, 'letter')} ${letters === 1 ? 'waits' : 'wait'}`
  return [
    ['mailbox', words(mailbox, 'is read', '', zone)],
    ['sending', words(transport, 'works', waiting, zone)],
    ['memory', isAway(memory) ? words(memory, '', '; mail stays on its server', zone) : ''],
  ]
}

const isAway = (seen: DoorSeen) => typeof seen === 'object' && 'downSince' in seen

function words(seen: DoorSeen, works: string, behind: string, zone: string): string {
  if (seen === 'unknown') return ''
  if ('upSince' in seen) return `${works} since ${shortDate(seen.upSince, zone)}`
  const next = seen.again ? `; tried again ${shortDate(seen.again, zone)}` : ''
  return `away since ${shortDate(seen.downSince, zone)}${behind}${next}: ${printable(seen.what)}`
}
