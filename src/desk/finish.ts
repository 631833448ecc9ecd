// A letter made ready to leave: the address it goes to, what goes with it, the names it may say, composed and kept. Kept
// once: whoever composes it again gets the bytes of the first time, so that every try is the same letter (SPEC §3.6).

import type { Kit } from './kit.ts'
import type { Finished, OutboxItem, Person } from '../ports.ts'
import type { Effect, Letter, Recipient } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'

type LetterEffect = Extract<Effect, { kind: 'letter' }>

/** `effect`: the item's own, with the dates that hold at `at`. Throws for the store's sake, and where nobody is on file. */
export async function finish(
  kit: Kit,
  item: OutboxItem,
  effect: LetterEffect,
  at: Instant,
): Promise<Finished> {
  // Loaded with the first letter: an agent is ready before it.
  const { enclosuresFor } = await import('./enclosures.ts')
  const to = await addressOf(kit, effect.to)
  const answers = 'answers' in effect.letter ? effect.letter.answers : undefined
  const request = {
    key: item.key,
    letter: effect.letter,
    to: { ...to, recipient: effect.to },
    id: item.id,
    at,
    enclosures: await enclosuresFor(kit, item, effect.letter, effect.to),
    ...(answers ? { inReplyTo: answers } : {}),
  }
  return kit.ledger.keepFinished(item.id, await kit.compose(request, await namesIn(kit, effect.letter)), at)
}

/** Addresses stand in one table alone and come in here, where a letter is made: effects name people by id. */
async function addressOf(kit: Kit, to: Recipient): Promise<{ address: string; name: string }> {
  if ('list' in to) return { address: to.list, name: '' }
  if ('tracker' in to) return { address: kit.trust.trackerAddress ?? '', name: '' }
  const person = await kit.archive.person(to.person)
  if (!person) throw new Error(`no address on file for ${to.person}`)
  return { address: person.address, name: person.name }
}

/** The people a letter names, by name, to its readers among the managers. */
async function namesIn(kit: Kit, letter: Letter): Promise<ReadonlyMap<PersonId, Person>> {
  const names = new Map<PersonId, Person>()
  for (const one of letter.letter === 'gathered' ? letter.parts.map((part) => part.letter) : [letter]) {
    const by = 'by' in one ? one.by : null
    const person = by ? await kit.archive.person(by) : null
    if (person) names.set(person.id, person)
  }
  return names
}
