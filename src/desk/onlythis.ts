// A commit of what the bot does on its own account, beside any ruling: letters to the administrator, a pause, a day that
// is done. It judges no mail and changes no ticket.

import type { Commit } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

const nothing = {
  changes: [],
  outbox: [],
  questions: [],
  settledQuestions: [],
  files: [],
  bouncedLetters: [],
} as const

/** `at`: the instant of the commit, by which a clock in doubt is known (clockguard.ts). */
export const onlyThis = (
  at: Instant,
  what: Partial<Pick<Commit, 'outbox' | 'alerts' | 'pausing' | 'digest'>>,
): Commit => ({ at, ...nothing, ...what })
