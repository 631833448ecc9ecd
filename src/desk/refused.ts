// Letters that the server for letters refused for good, or that were given up: for an invitation's ticket that is a
// bounce (SPEC §1.3), of any other letter its managers hear (undelivered.ts). Told twice, each counts once.

import { asEventId } from '../rollout/ids.ts'
import { invitationBounced, lettersIn } from './bounced.ts'
import { bring } from './bring.ts'
import { undelivered } from './undelivered.ts'
import { onlyThis } from './onlythis.ts'
import type { Kit } from './kit.ts'
import type { LetterRow } from '../ports.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'

const refusedAtStart = 1000

/** What is news among letters that were just refused. */
export async function refusedForGood(kit: Kit, ids: readonly LetterRow['id'][]): Promise<void> {
  const rows = await Promise.all(ids.map((id) => kit.archive.letter(id)))
  await tellRefused(
    kit,
    rows.flatMap((row) => row ?? []),
  )
}

/** Refused just before the process died: the letter knows, its ticket may not. */
export const catchUpRefused = async (kit: Kit): Promise<void> =>
  tellRefused(kit, await kit.archive.letters({ state: 'failed', limit: refusedAtStart }))

async function tellRefused(kit: Kit, rows: readonly LetterRow[]): Promise<void> {
  const now = kit.clock.now()
  const outbox: OutboxDraft[] = []
  const each = await Promise.all(rows.map((row) => lettersIn(kit, row)))
  for (const row of new Map(each.flat().map((one) => [one.id, one])).values()) {
    const id = asEventId(`letter/${row.id}/refused`)
    const event = invitationBounced(row, { action: 'failed' }, id, now)
    if (event) await bring(kit, row.ticket, event, event.by, id)
    else outbox.push(...(await undelivered(kit, row, 'refused', row.error, now)))
  }
  if (outbox.length === 0) return
  await kit.ledger.commit(onlyThis(now, { outbox }))
}
