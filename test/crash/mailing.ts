// The people of a run: rollouts side by side, each statement a mail that waits until the one before was handled. Nobody
// writes where too many letters wait to leave. What a rare point needs is written when it is asked for.

import { setTimeout as pause } from 'node:timers/promises'
import type { Ground } from './ground.ts'
import type { Sent } from './model.ts'
import { rows } from './received.ts'
import { chances, play, playShort, type Need, type Rollout, type Say } from './stories.ts'
import { writersIn } from './writing.ts'

/** Rollouts that go on side by side. */
const sideBySide = 24
/** Past so many letters that wait to leave nobody writes. */
const enoughLetters = 100
const lookEvery = 60

export type Mailing = {
  readonly sent: readonly Sent[]
  /** Mails that nobody knows to be handled. */
  inLine(): number
  lettersWait(): number
  /** One more rollout, to its end or as far as this needs. */
  write(need: Need): void
  /** No further statement; resolves when all that were made are handled. */
  finish(): Promise<void>
  close(): void
}

/** Thrown to whoever would say more: it is over. */
class Over extends Error {}
const onlyOver = (error: unknown) => {
  if (!(error instanceof Over)) throw error
}

export function writeMails(ground: Ground, seed: number, alive: () => boolean): Mailing {
  const writers = writersIn(ground.lab)
  const sent: Sent[] = []
  const waiting = new Map<string, (ticket: number | null) => void>()
  // In an object: it changes while others wait.
  const now = { writing: true, watching: true, letters: 0, underWay: 0 }
  let seen = 0
  let rollouts = 0

  const look = () => {
    const found = rows<{ id: number; message_id: string; ticket: number | null; state: string }>(
      ground.database,
      'SELECT id, message_id, ticket, state FROM mail WHERE id > ? ORDER BY id',
      seen,
    )
    const [waits] = rows<{ letters: number }>(
      ground.database,
      `SELECT count(*) AS letters FROM outbox WHERE state IN ('queued', 'leased', 'deferred')`,
    )
    now.letters = waits?.letters ?? 0
    let settled = true
    for (const { id, message_id: messageId, ticket, state } of found) {
      settled &&= state !== 'new'
      if (settled) seen = id
      if (state === 'new') continue
      waiting.get(messageId)?.(ticket)
      waiting.delete(messageId)
    }
  }
  const watching = (async () => {
    while (now.watching) {
      await pause(lookEvery)
      if (alive()) look()
    }
  })()

  /** What one team says is dated apart, as the date decides. */
  const lastSaid = new Map<string, number>()
  const speak = async (...[rollout, by, said]: Parameters<Say>): Promise<void> => {
    if (!now.writing) throw new Over()
    const key = `${rollout.title} ${'team' in said ? said.team : ''}`
    const at = Math.max(Math.floor(Date.now() / 1000), (lastSaid.get(key) ?? 0) + 1)
    lastSaid.set(key, at)
    now.underWay += 1
    const mail = await writers.send(rollout, by, said, at)
    sent.push(mail)
    const ticket = await new Promise<number | null>((resolve) => waiting.set(mail.messageId, resolve))
    now.underWay -= 1
    rollout.number ??= ticket
  }
  const speakInTurn: Say = async (...said) => {
    while (now.letters > enoughLetters && now.writing) await pause(100)
    return speak(...said)
  }
  const next = (): Rollout => {
    rollouts += 1
    const component = `Part-${rollouts}`
    const version = `1.${rollouts % 10}.${rollouts}-1`
    return {
      title: `Staged Rollout EMI-1.0 ${component} ${version} SL5 x86_64`,
      component,
      version,
      number: null,
    }
  }
  const playOn = async () => {
    while (now.writing) {
      const rollout = next()
      await play(rollout, chances(seed + rollouts), speakInTurn)
    }
  }
  const playing = Promise.all(Array.from({ length: sideBySide }, async () => playOn().catch(onlyOver)))
  const asked: Promise<void>[] = []
  return {
    sent,
    inLine: () => now.underWay,
    lettersWait: () => now.letters,
    write(need) {
      asked.push(playShort(need, next(), speak).catch(onlyOver))
    },
    async finish() {
      now.writing = false
      await playing
      await Promise.all(asked)
      while (now.underWay > 0) await pause(50)
      now.watching = false
      await watching
    },
    close() {
      now.writing = false
      now.watching = false
      writers.close()
    },
  }
}
