// What the sandbox's people can do: read what reached them, write as any mail program would, and see whether
// Rollcall has dealt with it. Everything of the house comes in through Doors; mail goes out by SMTP, signed.

import { makePassing } from './passing.ts'
import { arrived, makeUnread } from './unread.ts'
import { until } from './until.ts'
import type { MovableClock } from './clock.ts'
import type { Playbook } from './playbook.ts'
import type { PlayPerson } from './cast.ts'
import type { Draft, Writing } from './writing.ts'
import type { Archive, LetterRow, MailRow } from '../ports.ts'
import type { PersonId } from '../rollout/ids.ts'
import type { World } from '../rollout/world.ts'

export type ReadMail = {
  readonly from: string
  readonly to: string
  readonly replyTo: string
  readonly subject: string
  readonly date: string
  readonly messageId: string
  readonly references: readonly string[]
  readonly text: string
  readonly html: string
  readonly attachments: readonly {
    readonly name: string
    readonly bytes: number
    readonly content: Uint8Array
  }[]
}
export type Doors = {
  readonly archive: Archive
  readonly clock: MovableClock
  readonly book: Playbook
  /** IANA zone of the bot. */
  readonly zone: string
  readonly morning: Pick<World, 'calendar' | 'policy'>
  readonly bot: string
  /** By SMTP to our own listener. Rejects with a Fault where it does not take the mail. */
  send(mail: { bytes: Uint8Array; messageId: string; from: string; to: string }): Promise<void>
  readMail(bytes: Uint8Array): Promise<ReadMail>
  /** Resolves when no server of the people's is about to send something back. */
  pending(): Promise<void>
  /** Tells the agent to look at everything now. */
  nudge(): void
}
export type Playroom = ReturnType<typeof makePlayroom>

/** Real milliseconds for a mail to be handled and answered. */
const patience = 10_000
const mostLetters = 1000

export function makePlayroom(doors: Doors, people: readonly PlayPerson[], writing: Writing) {
  const { archive, clock } = doors
  const byId = new Map(people.map((person) => [person.id, person]))
  const byAddress = new Map(people.map((person) => [person.address, person]))

  const handled = async (messageId: string): Promise<MailRow | null> => {
    const recent = await archive.mails({ limit: 50 })
    const mine = recent.find(({ state, verdict }) => state !== 'new' && verdict?.messageId === messageId)
    return mine ?? null
  }
  /** Nothing is left that should leave now. */
  const quiet = async (): Promise<true | null> => {
    await doors.pending()
    const [next, { letters, mail }] = await Promise.all([archive.nextOutbox(), archive.counts()])
    return letters.leased === 0 && mail.new === 0 && (next === null || next > clock.now()) ? true : null
  }

  const settled = () => until(patience, quiet)

  return {
    ...doors,
    people,
    passing: makePassing({ ...doors, settled }),
    unread: makeUnread(doors, people),
    person: (id: string): PlayPerson | null => byId.get(id) ?? null,
    whoHas: (address: string): PlayPerson | null => byAddress.get(address) ?? null,

    /** By name and what they are, never by address. */
    async sayWho(id: PersonId): Promise<string> {
      const onFile = await archive.person(id)
      const known = onFile === null ? undefined : byAddress.get(onFile.address)
      if (known === undefined) return 'somebody else'
      return known.team === undefined ? `${known.name} (${known.role})` : `${known.name} (${known.team})`
    },

    /** What reached a person, by name or by a list they read; newest first. */
    async inbox(person: PlayPerson): Promise<readonly LetterRow[]> {
      const onFile = await archive.personByAddress(person.address)
      const own = onFile ? await archive.letters({ person: onFile.id, limit: mostLetters }) : []
      const posts = person.lists.length > 0 ? await archive.letters({ limit: mostLetters }) : []
      const read = posts.filter(({ to }) => to !== null && 'list' in to && person.lists.includes(to.list))
      return [...own, ...read].filter(arrived).toSorted((a, b) => b.id - a.id)
    },

    /** Written to a person and not yet to leave: answers to one reader are a few an hour (SPEC §3.5). */
    async delayed(person: PlayPerson): Promise<readonly LetterRow[]> {
      const onFile = await archive.personByAddress(person.address)
      const own = onFile ? await archive.letters({ person: onFile.id, limit: mostLetters }) : []
      return own.filter(({ state, notBefore }) => state === 'queued' && notBefore > clock.now())
    },

    /** What came back and never reached them; newest first. */
    async returned(person: PlayPerson): Promise<readonly LetterRow[]> {
      const onFile = await archive.personByAddress(person.address)
      const own = onFile ? await archive.letters({ person: onFile.id, limit: mostLetters }) : []
      return own.filter(({ bounce }) => bounce?.action === 'failed')
    },

    /** Who wrote a mail, by their place among the inboxes, whatever its From says; null for somebody else. */
    wrote({ verdict }: MailRow): string | null {
      const pretender = doors.book.read().pretended[verdict?.messageId ?? '']
      return pretender ?? byAddress.get(verdict?.from ?? '')?.id ?? null
    },

    /**
     * Writes, signs and sends; the mail's row once it is handled and what it caused has left, null if that takes long.
     * In another's name it goes unsigned: nobody holds the key of another's domain.
     */
    async post(
      person: PlayPerson,
      draft: Omit<Draft, 'from' | 'unsigned' | 'automatic'>,
      inNameOf: PlayPerson = person,
    ): Promise<MailRow | null> {
      const unsigned = inNameOf !== person
      const { bytes, messageId } = await writing.write({ ...draft, from: inNameOf, unsigned }, clock.now())
      if (unsigned)
        doors.book.change({ pretended: { ...doors.book.read().pretended, [messageId]: person.id } })
      await doors.send({ bytes, messageId, from: person.address, to: draft.to })
      const row = await until(patience, () => handled(messageId))
      if (row !== null) await until(patience, quiet)
      return row
    },
    settled,
  }
}
