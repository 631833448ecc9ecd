// The numbers of a daily letter in its answer (SPEC §3.4 `<N>`): each line gets the rollout and the team that its
// number meant there and then, whatever newer letters have made of it. Found by the letter's signed address or its
// Message-ID; a number that no letter explains is asked about, and binds nothing.

import { teamWord } from '../marks/lines.ts'
import { digestMark } from '../intake/thread.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { Command } from '../intake/grammar.ts'
import type { ReadMail } from '../intake/topblock.ts'
import type { LetterRow } from '../ports.ts'
import type { DigestItem } from '../rollout/told.ts'
import type { GatheredPart } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import type { Unclear } from '../rollout/refusal.ts'

type AnsweredDigest = {
  readonly items: readonly DigestItem[]
  /** Whose signed address the mail was sent to, while it counts. */
  readonly owner: PersonId | null
}

const ownerDays = 30
const mostIds = 20

/** The daily letter that a mail answers; null where it answers none. */
async function digestAnswered(kit: Kit, mail: Understood): Promise<AnsweredDigest | null> {
  const { message } = mail
  const mark = digestMark(message, kit.marks)
  const addressed = mark && (await kit.archive.letter(mark.letter))
  const items = mark && addressed ? itemsIn(addressed, mark.person) : null
  if (mark && addressed && items) {
    const lives = mail.mail.receivedAt <= later(addressed.queuedAt, ownerDays * 86_400)
    return { items, owner: lives ? mark.person : null }
  }
  for (const id of [...message.inReplyTo, ...message.references.toReversed()].slice(0, mostIds)) {
    const ours = kit.marks.readMessageId(id)
    const row = ours && ours.ticket === null ? await kit.archive.letterByMessageId([id]) : null
    const known = row && itemsIn(row)
    if (known) return { items: known, owner: null }
  }
  return null
}

function itemsIn({ letter, to, queuedAt }: LetterRow, person?: PersonId): readonly DigestItem[] | null {
  if (!letter || !to || !('person' in to)) return null
  if (person !== undefined && to.person !== person) return null
  if (letter.letter === 'gathered') return gatheredItems(letter.parts, queuedAt)
  return letter.letter === 'digest' ? letter.items : null
}

/** What each number of several letters in one means; a daily letter among them has its own. */
function gatheredItems(parts: readonly GatheredPart[], since: Instant): readonly DigestItem[] {
  const items: DigestItem[] = []
  for (const { letter, number } of parts) {
    if (letter.letter === 'digest') letter.items.forEach((item, at) => (items[number - 1 + at] = item))
    else if (letter.about) {
      const { ticket, release } = letter.about
      const team = 'team' in letter && letter.team !== null ? { team: letter.team } : {}
      items[number - 1] = { ticket, release, waits: 'letter', since, ...team }
    }
  }
  return items
}

/** The day of the last one that the writer had, for the answer to a number that nothing explains. */
async function lastDay(kit: Kit, { author }: Understood): Promise<string | null> {
  const person = author && (await kit.archive.personByAddress(author.address))
  const letters = person ? await kit.archive.letters({ person: person.id, limit: 200 }) : []
  return letters.flatMap(({ letter }) => (letter?.letter === 'digest' ? [letter.day] : []))[0] ?? null
}

export type Numbers = {
  /** Whose signed address the mail was sent to, while it counts. */
  readonly owner: PersonId | null
  /** What was read, with every number in its place. */
  readonly put: (read: ReadMail) => ReadMail
}

/** `read`: the lines of the mail, to know whether a number is among them. */
export async function numbersOf(kit: Kit, mail: Understood, read: ReadMail): Promise<Numbers> {
  const digest = await digestAnswered(kit, mail)
  const used = read.commands.some((command) => command.digest !== undefined)
  const newest = used && digest === null ? await lastDay(kit, mail) : null
  return { owner: digest?.owner ?? null, put: (one) => withNumbers(one, digest, newest) }
}

/** Lines that were nearly written with a number keep it. */
export const keepNumber = (why: Unclear, number: number | undefined): Unclear =>
  why.why === 'near-miss' && number !== undefined
    ? { ...why, meant: why.meant.map((line) => `<${number}> ${line}`) }
    : why

/** What a number does not fit is a problem instead of a command. */
function withNumbers(read: ReadMail, digest: AnsweredDigest | null, newest: string | null): ReadMail {
  const commands: Command[] = []
  const problems = [...read.problems]
  for (const command of read.commands) {
    const bound = bind(command, digest, newest)
    if ('why' in bound) problems.push({ line: command.line, why: bound })
    else commands.push(bound)
  }
  const near = read.near.map((miss) => {
    const item = miss.digest === undefined ? undefined : digest?.items[miss.digest - 1]
    return item && miss.ticket === undefined ? { ...miss, ticket: item.ticket } : miss
  })
  return { ...read, commands, problems, near }
}

function bind(command: Command, digest: AnsweredDigest | null, newest: string | null): Command | Unclear {
  const { digest: number } = command
  if (number === undefined) return command
  if (digest === null) return { why: 'no-digest', number, ...(newest === null ? {} : { day: newest }) }
  const item = digest.items[number - 1]
  if (!item) return { why: 'digest-number', number, items: digest.items }
  if (command.ticket !== undefined && command.ticket !== item.ticket)
    return { why: 'digest-disagrees', number, means: item.ticket, said: command.ticket }
  return { ...withTeam(command, item), ticket: item.ticket }
}

/** A team that the number means, where the verb takes one and none is named. */
function withTeam(command: Command, { team }: DigestItem): Command {
  if (team === undefined) return command
  const word = teamWord(team)
  if (command.verb === 'incomplete' && command.of === 'unassign') {
    const { of: _of, ...rest } = command
    return { ...rest, verb: 'unassign', team: word }
  }
  const takesOne =
    command.verb === 'remind' ||
    command.verb === 'extend' ||
    command.verb === 'take' ||
    command.verb === 'decline'
  return takesOne && command.team === undefined ? { ...command, team: word } : command
}
