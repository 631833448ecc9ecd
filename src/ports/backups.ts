// The door to copies of memory that the agent makes by itself (SPEC §9): types only, as all of ports. Those that
// people ask for go by the command line and not through here.

import type { Instant } from '../rollout/ids.ts'

export interface Backups {
  /** Seconds between two; null: none is made. */
  readonly every: number | null
  /** When the newest that lies there was made; null without one. */
  last(): Promise<Instant | null>
  /**
   * Makes one, checks it, and only then removes what is older than the number kept; mail is handled meanwhile. Throws a
   * Fault that says what to do, with every older one left. Once the signal aborts it ends without one: null.
   */
  make(at: Instant, signal: AbortSignal): Promise<{ readonly file: string; readonly bytes: number } | null>
}
