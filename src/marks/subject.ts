// Tags in subjects (SPEC §3.2 key 5): ours, and the tracker's as `[rt.egi.example #2]`. They select a ticket and
// prove nothing. A tracker's ticket is named by its number in digits, as a ticket's parent is.

import { asTicketId } from '../rollout/ids.ts'
import type { TicketId } from '../rollout/ids.ts'

const tag = /\[\s{0,9}([^[\]#\s]{1,255})\s{0,9}#\s{0,9}([1-9]\d{0,9})\s{0,9}\]/g
const own = 'staged-rollout'

export const subjectTag = (ticket: TicketId) => `[${own} #${ticket}]`

const tagsOf = (subject: string) =>
  [...subject.slice(0, 2000).matchAll(tag)].map((match) => ({
    name: (match[1] ?? '').toLowerCase(),
    number: Number(match[2]),
  }))

/** Each ticket number once, in order. */
export const readTags = (subject: string): readonly TicketId[] => [
  ...new Set(tagsOf(subject).flatMap(({ name, number }) => (name === own ? [asTicketId(number)] : []))),
]

/** `trackerTags`: the names the tracker writes in its brackets, compared without case. Each number once, in order. */
export const readTrackerTags = (subject: string, trackerTags: readonly string[]): readonly string[] => {
  const known = new Set(trackerTags.map((name) => name.toLowerCase()))
  return [
    ...new Set(tagsOf(subject).flatMap(({ name, number }) => (known.has(name) ? [String(number)] : []))),
  ]
}
