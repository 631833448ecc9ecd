// How the mail servers of the sandbox's people behave where somebody switched them so: an address that bounces, one
// that answers by itself that its owner is away, one that takes nothing at the first try. Stands around the Post as
// the world does; what comes of it comes back by SMTP, and the desk knows no more than it would of any server.

import { deliveryReport } from './returned.ts'
import { Fault, type Clock, type Finished, type Post } from '../ports.ts'
import type { PlayPerson } from './cast.ts'
import type { Habit, Playbook } from './playbook.ts'
import type { Writing } from './writing.ts'

type Servers = {
  readonly book: Playbook
  readonly clock: Clock
  readonly writing: Writing
  readonly people: readonly PlayPerson[]
  /** By SMTP to our own listener; an empty `from` is the envelope of nobody (RFC 5321 §4.5.5). */
  readonly send: (mail: {
    readonly bytes: Uint8Array
    readonly messageId: string
    readonly from: string
    readonly to: string
  }) => Promise<void>
  readonly subjectOf: (bytes: Uint8Array) => Promise<string>
  /** Is told of what could not be sent back. */
  readonly tell: (error: unknown) => void
}

/** Message-IDs kept, so that nothing is put off or answered twice. */
const remembered = 2000

export const isAway = ({ awayUntil }: Habit, now: string): boolean =>
  awayUntil !== undefined && now.slice(0, 10) < awayUntil

/** `pending()` resolves when nothing is on its way back. */
export function mailServers(usual: Post, servers: Servers): Post & { pending(): Promise<void> } {
  const { book, clock, people } = servers
  const byAddress = new Map(people.map((person) => [person.address.toLowerCase(), person]))
  const onTheirWay = new Set<Promise<void>>()
  const sendBack = (work: () => Promise<void>) => {
    const way = work()
      .catch(servers.tell)
      .finally(() => onTheirWay.delete(way))
    onTheirWay.add(way)
  }
  const once = (list: 'putOff' | 'answered', messageId: string): boolean => {
    const known = book.read()[list]
    if (known.includes(messageId)) return false
    book.change({ [list]: [...known, messageId].slice(-remembered) })
    return true
  }

  const bounce = async (letter: Finished) =>
    servers.send({ ...deliveryReport(letter, clock.now()), from: '', to: letter.envelope.from })
  // RFC 3834 §4: to the envelope's sender, from nobody, saying in a header that no person wrote it. By §2 a letter that
  // says the same of itself gets none; many programs answer all the same, and that is what is played here.
  const answerAway = async (person: PlayPerson, until: string, letter: Finished) => {
    const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(until),
    )
    const draft = {
      from: person,
      to: letter.envelope.from,
      subject: `Auto: ${await servers.subjectOf(letter.bytes)}`,
      text: `Thank you for your mail. I am out of the office until ${date} and answer when I am back.\n\n${person.name}\n`,
      answers: { messageId: letter.messageId, references: [] },
      automatic: true,
    }
    const { bytes, messageId } = await servers.writing.write(draft, clock.now())
    await servers.send({ bytes, messageId, from: '', to: letter.envelope.from })
  }

  return {
    async send(letter) {
      const { to } = letter.envelope
      const person = byAddress.get(to.toLowerCase())
      const habit = person && book.read().habits[person.id]
      if (person === undefined || habit === undefined) return usual.send(letter)
      if (habit.slow && once('putOff', letter.messageId))
        throw new Fault('post', 'transient', `450 4.7.1 <${to}>: greylisted, try again later`)
      const taken = await usual.send(letter)
      if (habit.bounces) sendBack(() => bounce(letter))
      else if (
        habit.awayUntil !== undefined &&
        isAway(habit, clock.now()) &&
        once('answered', letter.messageId)
      ) {
        const { awayUntil } = habit
        sendBack(() => answerAway(person, awayUntil, letter))
      }
      return taken
    },
    async pending() {
      await Promise.all(onTheirWay)
    },
    async close() {
      await Promise.all(onTheirWay)
      await usual.close()
    },
  }
}
