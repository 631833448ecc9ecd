// [store] of the config (SPEC §10): where memory is kept, and how often the agent copies it. Where copies lie is the
// store's to know.

import { readSpan } from '../rollout/deadline.ts'

export type StoreConfig = {
  readonly kind: 'sqlite'
  /** Seconds between two backups that the agent makes by itself; null: it makes none. */
  readonly backupEvery: number | null
  /** How many of these are kept. */
  readonly backups: number
}

const seconds = { hour: 3600, day: 86_400 } as const

/** Seconds, `off`, or null where it is neither; an hour at least, a month at most. */
export function readBackupEvery(text: string): number | 'off' | null {
  if (text === 'off') return 'off'
  const span = readSpan(text)
  if (span?.unit !== 'hour' && span?.unit !== 'day') return null
  const every = span.n * seconds[span.unit]
  return every >= seconds.hour && every <= 31 * seconds.day ? every : null
}
export const noBackupEvery = () =>
  'no time between an hour and 31 days; write one like "1 day" or "6 hours", or "off"'

type Read = { readonly kind: 'sqlite'; readonly backup_every: number | 'off'; readonly backups: number }

export const settleStore = ({ kind, backup_every: every, backups }: Read): StoreConfig => ({
  kind,
  backupEvery: every === 'off' ? null : every,
  backups,
})
