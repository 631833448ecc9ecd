// Which letters the people of the sandbox have not opened yet. Kept with the sandbox's own things: Rollcall asks
// nobody whether a letter was read, and never knows.

import type { PlayPerson } from './cast.ts'
import type { Playbook } from './playbook.ts'
import type { Archive, LetterId, LetterRow } from '../ports.ts'
import type { PersonId } from '../rollout/ids.ts'

/** Letters looked through for counts: what a play of some weeks brings. */
const mostLetters = 5000

/** That somebody's own mail server took it, and that it did not come back for good. */
export const arrived = ({ state, bounce }: LetterRow): boolean =>
  state === 'sent' && bounce?.action !== 'failed'

export function makeUnread(
  { archive, book }: { readonly archive: Archive; readonly book: Playbook },
  people: readonly PlayPerson[],
) {
  const byAddress = new Map(people.map((person) => [person.address, person]))
  /** Ids of people never change; asked for once. */
  const known = new Map<PersonId, PlayPerson | null>()
  const whoIs = async (id: PersonId): Promise<PlayPerson | null> => {
    const found = known.get(id)
    if (found !== undefined) return found
    const address = (await archive.person(id))?.address ?? ''
    const person = byAddress.get(address) ?? null
    known.set(id, person)
    return person
  }
  const readersOf = async ({ to }: LetterRow): Promise<readonly PlayPerson[]> => {
    if (to === null || 'tracker' in to) return []
    if ('list' in to) return people.filter(({ lists }) => lists.includes(to.list))
    const person = await whoIs(to.person)
    return person === null ? [] : [person]
  }
  const opened = (who: PlayPerson): readonly LetterId[] => book.read().opened[who.id] ?? []

  const count = async (): Promise<ReadonlyMap<string, number>> => {
    const counts = new Map<string, number>()
    const letters = (await archive.letters({ state: 'sent', limit: mostLetters })).filter(arrived)
    const seen = new Map(people.map((person) => [person.id, new Set(opened(person))]))
    for (const letter of letters)
      for (const { id } of await readersOf(letter))
        if (!seen.get(id)?.has(letter.id)) counts.set(id, (counts.get(id) ?? 0) + 1)
    return counts
  }
  let last: { readonly key: string; readonly counts: ReadonlyMap<string, number> } | null = null

  return {
    isNew: (who: PlayPerson, letter: LetterId): boolean => !opened(who).includes(letter),
    open(who: PlayPerson, letters: readonly LetterId[]): void {
      const fresh = letters.filter((letter) => !opened(who).includes(letter))
      if (fresh.length === 0) return
      book.change({ opened: { ...book.read().opened, [who.id]: [...opened(who), ...fresh] } })
    },
    /** Letters not opened yet, by the person's place among the inboxes; nobody with none stands in it. */
    async counts(): Promise<ReadonlyMap<string, number>> {
      const key = `${await archive.version()}/${book.changes()}`
      if (last?.key !== key) last = { key, counts: await count() }
      return last.counts
    },
  }
}

/** As it is read out. */
export const unreadWords = (count: number): string => `${count} unread`
