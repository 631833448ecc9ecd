// What a held mail waits for, as the terminal says it. A mail stays held in memory after its question was answered; only
// an open question still waits for a yes (SPEC §3.3), and the administrator may release it even when its time is over.

import { shortDate } from '../board/dates.ts'
import type { Archive, MailId, MailRow } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

/** Mails with an open question, and until when a yes counts. */
export async function waitingMails(archive: Archive): Promise<ReadonlyMap<MailId, Instant>> {
  const open = await archive.questions({ state: 'open' })
  return new Map(open.flatMap(({ mail, until }) => (mail === null ? [] : [[mail, until] as const])))
}

/** Why a mail is in its state; empty where the state says it all. */
export function whyThere(
  { id, state, verdict }: MailRow,
  waiting: ReadonlyMap<MailId, Instant>,
  now: Instant,
  zone: string,
): string {
  if (state !== 'held') return verdict?.reason ?? ''
  const until = waiting.get(id)
  if (until === undefined) return 'nothing of it waits for a yes any more'
  const at = shortDate(until, zone)
  return until > now ? `waits for a yes until ${at}` : `no yes came until ${at}; mail release ${id} does it`
}
