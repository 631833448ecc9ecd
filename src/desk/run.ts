// The agent: mail in, judged, remembered, answered, until it is told to stop. Three loops that carry things between
// the rooms; each heals what it missed at its next pass. No rules of their own.

import { asEventId } from '../rollout/ids.ts'
import { makeBell, type Bell } from './bell.ts'
import { invitationBounced } from './bounced.ts'
import { collect } from './collect.ts'
import { deliver } from './deliver.ts'
import { handleAll } from './handle.ts'
import { startRuling } from './ruling.ts'
import { watch } from './watch.ts'
import type { Kit } from './kit.ts'
import type { DoorState, Mailbox, OutboxItem, Post } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

export type Running = {
  /** Looks at everything now: mail in line, deadlines, outbox. */
  nudge(): void
  /** Resolves when every loop has ended after the signal; rejects with a permanent Fault of the mailbox. */
  readonly ended: Promise<void>
}
export type RunOptions = {
  readonly mailbox: Mailbox
  readonly post: Post
  /** Letters that leave side by side. */
  readonly connections: number
  readonly fromBeginning: boolean
  readonly tell: (state: DoorState) => void
}

// The command line commits from its own process; a second is soon enough to notice.
const pollMilliseconds = 1000
const longestSleep = 60_000
const afterTrouble = 5000

export function run(kit: Kit, options: RunOptions, signal: AbortSignal): Running {
  const work = makeBell()
  const post = makeBell()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])

  const collecting = collect(
    kit,
    options.mailbox,
    { fromBeginning: options.fromBeginning, signal: either },
    () => work.ring(),
    options.tell,
  )
  const working = loop(kit, either, 'working', async () => {
    await handleAll(kit, either)
    await watch(kit)
    post.ring()
    const seen = await kit.archive.version()
    await untilNews(kit, work, await kit.archive.nextDue(), seen, either)
  })
  const posting = loop(kit, either, 'delivering', async () => {
    const { failed } = await deliver(kit, options.post, options.connections, either)
    for (const item of failed) await invitationRefused(kit, item)
    if (failed.length > 0) work.ring()
    const seen = await kit.archive.version()
    await untilNews(kit, post, await kit.archive.nextOutbox(), seen, either)
  })
  const ended = (async () => {
    try {
      await kit.ledger.reclaimLeases()
      await collecting
    } finally {
      stop.abort()
      await Promise.all([working, posting])
    }
  })()
  return {
    nudge() {
      work.ring()
      post.ring()
    },
    ended,
  }
}

/** Repeats until the signal; trouble of the store is logged and tried again, for the mail is safe on the server. */
async function loop(kit: Kit, signal: AbortSignal, name: string, round: () => Promise<void>): Promise<void> {
  const pause = makeBell()
  while (!signal.aborted) {
    try {
      await round()
    } catch (error) {
      kit.log('trouble', { loop: name, error: error instanceof Error ? error.message : String(error) })
      await pause.wait(afterTrouble, signal)
    }
  }
}

/** Sleeps until the bell, the next instant that is due, or a commit by another process. */
async function untilNews(
  kit: Kit,
  bell: Bell,
  due: Instant | null,
  seen: number,
  signal: AbortSignal,
): Promise<void> {
  const began = Date.parse(kit.clock.now())
  for (let slept = 0; slept < longestSleep && !signal.aborted; slept += pollMilliseconds) {
    const left = due ? Date.parse(due) - Date.parse(kit.clock.now()) : longestSleep
    if (left <= 0) return
    if (await bell.wait(Math.min(pollMilliseconds, left), signal)) return
    if ((await kit.archive.version()) !== seen || Date.parse(kit.clock.now()) < began) return
  }
}

/** The post refused an invitation for good: for the ticket that is a bounce (SPEC §1.3). */
export async function invitationRefused(kit: Kit, item: OutboxItem): Promise<void> {
  const now = kit.clock.now()
  const event = invitationBounced(item, { action: 'failed' }, asEventId(`letter/${item.id}/refused`), now)
  if (!event) return
  const ruling = startRuling(kit, now, null, () => `q${item.id}`)
  await ruling.rule(item.ticket, event, item.key)
  await kit.ledger.commit({
    at: now,
    changes: ruling.changes,
    outbox: ruling.outbox,
    questions: ruling.questions,
    settledQuestions: [],
    files: [],
    bouncedLetters: [],
  })
}
