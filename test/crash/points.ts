// Where a crash may fall: before and after everything the agent does that outlives it or is seen outside. The doors and
// the Ledger are wrapped here, and nowhere in src; what happens at a point is the caller's.

import type { Kit } from '../../src/desk/kit.ts'
import type { Ledger, Mailbox, Post } from '../../src/ports.ts'

/** Told of each point by its name; what it throws, the agent meets there. */
export type At = (point: string) => void

/** What the Ledger does, in the order in which a mail meets it. */
const ledgerEffects = [
  'beginMailbox',
  'recordMail',
  'takeInHand',
  'nextTicketId',
  'personFor',
  'commit',
  'putDown',
  'claimDue',
  'keepFinished',
  'handOver',
  'settle',
  'reclaimMails',
  'reclaimLeases',
  'noteClock',
] as const satisfies readonly (keyof Ledger)[]

const beforeAndAfter = (names: readonly string[]) =>
  names.flatMap((name) => [`before ${name}`, `after ${name}`])

/** Of a first start on a mailbox, before any mail is in it. */
export const pointsAtFirst: readonly string[] = beforeAndAfter(['beginMailbox'])

/** In the middle of what takes its time: within.ts. A backup is copied by a process of its own, which goes on or dies too. */
const pointsWithin = ['within checkpoint', 'within backup', 'within backup and its copier'] as const

/** Where the agent ends by its own hand. Its people are all known by name, so that personFor makes none. */
export const pointsInside: readonly string[] = [
  ...beforeAndAfter([
    ...ledgerEffects.filter((name) => name !== 'personFor' && name !== 'beginMailbox'),
    'take',
    'understand',
    'compose',
    'send',
    'checkpoint',
    'backup',
  ]),
  ...pointsWithin,
]

/** The same pages of memory, with a point before and after each of their effects. */
function ledgerAt(ledger: Ledger, at: At): Ledger {
  const wrapped: Record<string, unknown> = { ...ledger }
  for (const name of ledgerEffects) {
    const effect = ledger[name] as (...given: unknown[]) => Promise<unknown>
    wrapped[name] = async (...given: unknown[]) => {
      at(`before ${name}`)
      const answer = await effect(...given)
      at(`after ${name}`)
      return answer
    }
  }
  return wrapped as unknown as Ledger
}

export const mailboxAt = (mailbox: Mailbox, at: At): Mailbox => ({
  ...mailbox,
  run(...given) {
    const [, take] = given
    const takeAt: typeof take = async (batch) => {
      at('before take')
      await take(batch)
      at('after take')
    }
    return Reflect.apply(mailbox.run.bind(mailbox), null, given.with(1, takeAt)) as Promise<void>
  },
})

export const postAt = (post: Post, at: At): Post => ({
  ...post,
  async send(letter, leave) {
    at('before send')
    const sent = await post.send(letter, leave)
    at('after send')
    return sent
  },
})

/** Everything of a desk but its doors. */
export const kitAt = (kit: Kit, at: At): Kit => ({
  ...kit,
  ledger: ledgerAt(kit.ledger, at),
  resolver: async (name, type) => {
    at('before understand')
    const found = await kit.resolver(name, type)
    at('after understand')
    return found
  },
  compose: async (request, names) => {
    at('before compose')
    const letter = await kit.compose(request, names)
    at('after compose')
    return letter
  },
})
