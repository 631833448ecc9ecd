// RT's notification that a release entered StageRollOut (SPEC §1.1): the transaction line of its mail, the subject of
// the ticket it is about, its number. States are compared without case, hyphens, underscores and blanks.

import { findTitle } from '../rollout/release.ts'
import type { Message } from './message.ts'
import type { Parent, Release } from '../rollout/ticket.ts'
import type { Names } from '../rollout/world.ts'

export type ParentNotice = {
  readonly parent: Parent
  /** What the parent is called; a name that is no title (`emi.cream.sl5.x86_64-1.13.1`) has no release. */
  readonly subject: string
  readonly release: Release | null
}

const plain = (state: string) => state.toLowerCase().replace(/[-_ ]/g, '')

/** Null where the mail says nothing of the kind. */
export function readParentNotice(
  message: Message,
  names: Names,
  trackerTags: readonly string[],
): ParentNotice | null {
  const number = numberOf(message, trackerTags)
  if (number === null || !entersStageRollOut(message.text)) return null
  const subject = /^[> \t\u00a0]*Subject:[ \t]*(\S.*)$/m.exec(message.text)?.[1] ?? message.subject
  const release = findTitle(subject, names) ?? findTitle(message.subject, names)
  const url = /https?:\/\/[^\s<>"]{1,300}\/Ticket\/Display\.html\?id=\d+/.exec(message.text)?.[0]
  return { subject: subject.trim(), release, parent: { ref: number, ...(url ? { url } : {}) } }
}

/** `RolloutProgress InVerification changed to StageRollOut by …`, or `… changed from 'X' to 'StageRollOut'`. */
function entersStageRollOut(text: string): boolean {
  for (const line of text.slice(0, 20_000).split('\n')) {
    if (!plain(line).includes('rolloutprogress')) continue
    const to = /\bto\s+['"]?([A-Za-z][A-Za-z_ -]{2,20}?)['"]?(?:\s+by\b|[.\s]*$)/.exec(
      line.slice(0, 500),
    )?.[1]
    if (to && plain(to) === 'stagerollout') return true
  }
  return false
}

/** The parent's number: from RT's own header, else from its subject tag. */
function numberOf(message: Message, trackerTags: readonly string[]): string | null {
  const value = message.headers.find(({ name }) => name === 'x-rt-ticket' || name === 'rt-ticket')?.value
  const [, tag = '', number] = /^(.{1,100}) #(\d{1,10})\s*$/.exec(value ?? '') ?? []
  if (number && trackerTags.some((known) => known.toLowerCase() === tag.toLowerCase())) return number
  for (const known of trackerTags) {
    const at = message.subject.toLowerCase().indexOf(`[${known.toLowerCase()} #`)
    const digits = at < 0 ? null : /^\d{1,10}(?=\])/.exec(message.subject.slice(at + known.length + 3))
    if (digits) return digits[0]
  }
  return null
}
