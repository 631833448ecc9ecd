// A breaker before the server for letters (SPEC §6): while nobody gets through one letter at a time tries, after pauses that
// grow; the others wait untouched, burn no try and are not given a timeout each. The first one that is answered lets all
// go. What a letter's own trouble means for that letter is retry.ts's matter.

import { Fault, type Clock, type DoorState, type Post } from '../ports.ts'
import { later } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'

/** Letters in a row whose connection was lost without an answer: one may be the letter's own doing, three are not. */
const silentInARow = 3
const shortestPause = 5000
const longestPause = 5 * 60_000
/** A letter's lease; nothing that is handed over is waited for longer, whatever stands behind the door. */
const longestTry = 15 * 60_000

export type Breaker = {
  /** How many letters may be taken up now: `most` while the door answers, one after a pause, else none. */
  room(most: number): number
  /** What a letter would be told that was taken up before the door shut; null where it may try. */
  refusal(): Fault | null
  /** When the next one tries; null while the door answers. */
  nextTry(): Instant | null
  /** Whether a try is due: somebody should find out, with a letter or without. */
  isDue(): boolean
  /** The same post, heard. While nobody gets through it refuses by a Fault whose door is shut, and asks no server. */
  guard(post: Post): Post
  /** Finds out without a letter, where the post can be asked. */
  probe(post: Post): Promise<void>
}

/** `heard` is told how the door stands with the first try, and whenever that changes. */
export function makeBreaker(clock: Clock, heard: (state: DoorState) => void = () => {}): Breaker {
  /** Milliseconds, by the clock that nobody sets where there is one. */
  const time = () => clock.steady?.() ?? Date.parse(clock.now())
  let answers: boolean | null = null
  let shut: { readonly until: number; readonly what: string } | null = null
  let failures = 0
  let silent = 0
  let probing = false

  const waits = () => {
    if (shut === null) return 0
    // Without a steady clock one that was set back must not keep letters until it is where it was.
    return Math.min(shut.until - time(), longestPause)
  }
  /** A door that lets us in and takes no letter is tried ever more seldom all the same. */
  const through = (byLetter: boolean) => {
    shut = null
    silent = 0
    if (byLetter) failures = 0
    if (answers !== true) heard({ up: true, what: 'letters leave' })
    answers = true
  }
  const close = (what: string) => {
    failures += 1
    const pause = Math.min(shortestPause * 2 ** (failures - 1), longestPause)
    shut = { until: time() + pause, what }
    answers = false
    heard({ up: false, what, againIn: pause })
  }
  const failed = (error: unknown, wasProbe: boolean, byLetter: boolean) => {
    const says = error instanceof Fault ? error.door : 'silent'
    if (says === 'answers') return through(byLetter)
    const what = error instanceof Error ? error.message : String(error)
    silent += 1
    // Of those that were under way together the first one counts.
    if (shut === null ? says === 'shut' || silent >= silentInARow : wasProbe) close(what)
  }
  const mayTry = () => shut === null || (!probing && waits() <= 0)
  const refusal = () =>
    mayTry() ? null : new Fault('post', 'transient', shut?.what ?? '', undefined, false, 'shut')
  const tried = async <T>(work: () => Promise<T>, byLetter: boolean): Promise<T> => {
    const refused = refusal()
    if (refused !== null) throw refused
    const isProbe = shut !== null
    probing ||= isProbe
    try {
      const result = await work()
      through(byLetter)
      return result
    } catch (error) {
      failed(error, isProbe, byLetter)
      throw error
    } finally {
      if (isProbe) probing = false
    }
  }

  return {
    room: (most) => (shut === null ? most : mayTry() ? 1 : 0),
    refusal,
    nextTry: () => (shut === null ? null : later(clock.now(), Math.max(0, waits()) / 1000)),
    isDue: () => shut !== null && mayTry(),
    guard: (post) => ({
      ...post,
      send: async (letter, leave) => tried(async () => within(longestTry, post.send(letter, leave)), true),
      close: async () => post.close(),
    }),
    probe: async (post) => {
      if (post.check === undefined) return
      const check = post.check.bind(post)
      try {
        await tried(check, false)
      } catch (error) {
        // Heard above; there is no letter that it could be told of.
        if (!(error instanceof Fault)) throw error
      }
    },
  }
}

/** What takes longer may yet be done, so that nobody knows. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Fault('post', 'transient', 'what takes our letters gives no answer', undefined, true))
    }, milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
