// What the checker asks of letters: each that must be there is there, once, and a copy beyond it only where a kill fell
// between its last byte and the commit that it left. Nothing of src is imported here.

import { readFileSync } from 'node:fs'
import { list, subscribers } from '../live/lab/people.ts'
import { managerGlite, managerOps } from '../live/support/settings.ts'
import type { Sent } from './model.ts'
import type { Copy } from './received.ts'
import { members } from './stories.ts'

/** What is wrong: a mail or letter that is not there, something that happened twice, a copy that no kill explains, or a
 *  rollout, row or folder that is not as it must be. */
export type Kind = 'lost' | 'doubled' | 'copies' | 'wrong'
export type Complain = (kind: Kind, what: string) => void

export type LetterRow = {
  readonly id: number
  readonly key: string
  readonly state: string
  readonly ticket: number | null
  readonly effect: string
  readonly message_id: string | null
  readonly envelope_to: string | null
}

/** One receipt each, in the mailbox of who wrote; its copies are counted elsewhere. */
export function checkReceipts(sent: readonly Sent[], copies: readonly Copy[], complain: Complain): void {
  const answers = Map.groupBy(copies, ({ reader, inReplyTo }) => `${reader} ${inReplyTo}`)
  for (const { messageId, by, said, title } of sent) {
    const ids = new Set((answers.get(`${by} ${messageId}`) ?? []).map((copy) => copy.messageId))
    if (ids.size !== 1)
      complain(ids.size === 0 ? 'lost' : 'doubled', `${ids.size} receipts: ${said.verb} by ${by} on ${title}`)
  }
}

/** Every manager has read of every rollout, and every member of every team that was asked. */
export function checkFirstLetters(
  sent: readonly Sent[],
  idOf: ReadonlyMap<string, number>,
  letters: readonly LetterRow[],
  copies: readonly Copy[],
  complain: Complain,
): void {
  const there = new Set(copies.map(({ reader, messageId }) => `${reader} ${messageId}`))
  const kindOf = new Map(
    letters.map((letter) => [
      letter.id,
      (JSON.parse(letter.effect) as { letter?: { letter: string } }).letter?.letter,
    ]),
  )
  const read = Map.groupBy(
    letters.filter(({ envelope_to, message_id }) => there.has(`${envelope_to} ${message_id}`)),
    (letter) => `${kindOf.get(letter.id)} ${letter.ticket} ${letter.envelope_to}`,
  )
  for (const { said, title } of sent) {
    const wanted =
      said.verb === 'open'
        ? [managerGlite, managerOps].map((reader) => `new-ticket ${idOf.get(title)} ${reader}`)
        : said.verb === 'assign'
          ? said.teams.flatMap((team) =>
              (members[team] ?? []).map((reader) => `invitation ${idOf.get(title)} ${reader}`),
            )
          : []
    for (const one of wanted)
      if (read.get(one)?.length !== 1)
        complain(read.has(one) ? 'doubled' : 'lost', `${read.get(one)?.length ?? 0} letters: ${one}`)
  }
}

/** How often a life ended between a letter's last byte and the commit that it left: what the gate passed on, and the agent
 *  did not settle. */
export function doubts(
  trace: string,
  letters: readonly LetterRow[],
): { readonly letters: ReadonlyMap<string, number>; readonly lives: number } {
  const idOf = new Map(letters.map(({ id, message_id }) => [String(id), message_id]))
  const lines = readFileSync(trace, 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
  const settled = new Set(
    lines
      .filter(([, what]) => what === 'settle')
      .map(([life, , letter = '']) => `${life} ${idOf.get(letter) ?? ''}`),
  )
  const open = lines.filter(([life, what, id]) => what === 'dot' && !settled.has(`${life} ${id}`))
  const times = new Map<string, number>()
  for (const [, , id = ''] of open) times.set(id, (times.get(id) ?? 0) + 1)
  return { letters: times, lives: new Set(open.map(([life]) => life)).size }
}

/** No letter missing, none that nobody wrote, and a second copy only where a kill left the first in doubt. */
export function checkCopies(
  letters: readonly LetterRow[],
  copies: readonly Copy[],
  inDoubt: ReadonlyMap<string, number>,
  complain: Complain,
): number {
  const counted = Map.groupBy(copies, ({ reader, messageId }) => `${reader} ${messageId}`)
  const written = new Set(letters.map(({ message_id }) => message_id))
  let extra = 0
  for (const { key, state, message_id, envelope_to } of letters) {
    if (state !== 'sent' && state !== 'overtaken') complain('lost', `${state} in the end: ${key}`)
    if (state !== 'sent' || message_id === null) continue
    const atList = envelope_to === list.address
    for (const reader of atList ? subscribers : [envelope_to ?? '']) {
      const there = counted.get(`${reader} ${message_id}`)?.length ?? 0
      if (there === 0) complain('lost', `never arrived: ${key} at ${reader}`)
      const allowed = atList ? 0 : (inDoubt.get(message_id) ?? 0)
      if (there - 1 > allowed)
        complain('copies', `${there} copies where ${1 + allowed} may be: ${key} at ${reader}`)
      extra += Math.max(0, there - 1)
    }
  }
  for (const { reader, messageId, subject } of copies)
    if (!written.has(messageId)) complain('doubled', `from nowhere: "${subject}" (${messageId}) at ${reader}`)
  return extra
}
