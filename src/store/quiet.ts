// A quiet day for every reader, kept where letters are given out: a few letters a day and person, the first at once, the
// last after a wait for company, the rest on the next working morning, all that leaves at one look together. What may be
// counted, and when days begin, is rollout/quiet.ts's matter; nothing is dropped here.

import { later } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'
import type { LetterId } from '../ports.ts'
import type { Kept } from '../ports/outgoing.ts'
import { hastes, type Haste, type QuietDays } from '../rollout/quiet.ts'
import type { Connection } from './database.ts'
import { prioritiesIn } from './waiting.ts'

type Candidate = {
  readonly id: LetterId
  readonly priority: number
  readonly haste: Haste
  readonly held: '' | Kept
  readonly not_before: Instant
  readonly due: 0 | 1
}
type PutOff = { readonly id: LetterId; readonly why: Kept; readonly until: Instant }
/** All that leaves as one, first to last, and what waits; of the letters asked about one may be in neither. */
export type Quieted = { readonly leaves: readonly LetterId[]; readonly waits: readonly PutOff[] }

/** How long the last letter of a day waits for company. */
const companySeconds = 60 * 60
/** In one letter; the rest goes in the next. */
const mostTogether = 200

/** `look` puts nothing off by itself: the claim that asked does, in its transaction (claims.ts). */
export const quietTable = (db: Connection) => {
  const priorities = prioritiesIn(db)
  // What was composed once leaves as it is. Most urgent first, and no walk past what was put off.
  const dueNow = db.prepare<{ person: string; priority: number; now: Instant; most: number }, Candidate>(
    `SELECT id, priority, haste, held, not_before, due <= @now AS due FROM outbox INDEXED BY outbox_waiting_for
     WHERE person = @person AND priority = @priority AND due <= @now AND place <> '' AND gathers = 0 AND composed = 0 ORDER BY due, id LIMIT @most`,
  )
  const inCompany = db.prepare<{ person: string; now: Instant; most: number }, Candidate>(
    `SELECT id, priority, haste, held, not_before, due <= @now AS due FROM outbox INDEXED BY outbox_company
     WHERE held = 'company' AND person = @person AND place <> '' AND gathers = 0 AND composed = 0 AND state <> 'leased' AND due > @now LIMIT @most`,
  )
  const sent = db
    .prepare<{ person: string; began: Instant }, number>(
      `SELECT count(*) FROM outbox WHERE state = 'sent' AND person = @person AND settled_at >= @began
         AND place <> '' AND gathered_into IS NULL`,
    )
    .pluck()
  const underWay = db
    .prepare<{ person: string; now: Instant }, number>(
      `SELECT count(*) FROM outbox INDEXED BY outbox_under_way
       WHERE person = @person AND due IS NOT NULL AND place <> '' AND (state = 'leased' OR gathers = 1 OR composed = 1)
         AND (state <> 'leased' OR lease_until > @now OR gathers = 1 OR composed = 1)`,
    )
    .pluck()
  const candidates = (person: string, now: Instant): readonly Candidate[] => {
    const found: Candidate[] = []
    for (const priority of priorities())
      if (found.length < mostTogether)
        found.push(...dueNow.all({ person, priority, now, most: mostTogether - found.length }))
    found.push(...inCompany.all({ person, now, most: mostTogether - found.length }))
    return found.toSorted((a, b) => a.priority - b.priority || a.id - b.id)
  }

  /** For the first letter of a person that is due: what leaves with it, and what waits until when. */
  const look = (
    { person, place }: { readonly person: string; readonly place: string },
    now: Instant,
    quiet: QuietDays,
  ): Quieted => {
    const day = quiet.days[place] ?? quiet.days['']
    if (day === undefined) return { leaves: [], waits: [] }
    const all = candidates(person, now)
    const { opens } = day
    const isOpen = ({ haste }: Candidate) => opens === null || haste !== hastes.waits
    const ready = all.filter(isOpen)
    const early = opens === null ? [] : putOff(all.filter(not(isOpen)), 'hours', opens)
    if (quiet.letters === 0) return { leaves: idsOf(ready.slice(0, 1)), waits: early }

    const count = (sent.get({ person, began: day.began }) ?? 0) + (underWay.get({ person, now }) ?? 0)
    if (count >= quiet.letters) {
      const waits = putOff(ready.filter(not(isUrgent)).filter(isDue), 'day', day.morning)
      return { leaves: idsOf(ready.filter(isUrgent)), waits: [...early, ...waits] }
    }

    const isLast = count === quiet.letters - 1
    const inCompany = ready.filter(({ held }) => held === 'company')
    const hurries = ready.some(({ haste }) => haste >= hastes.asked)
    if (!isLast || hurries || inCompany.some(isDue)) return { leaves: idsOf(ready), waits: early }
    // Whoever comes to those that wait already leaves when they do: the hour is not begun anew.
    const [until] = inCompany.map((one) => one.not_before).toSorted()
    const waits = putOff(ready.filter(isDue), 'company', until ?? later(now, companySeconds))
    return { leaves: [], waits: [...early, ...waits] }
  }
  const waiting = db.prepare<
    [],
    { readonly why: PutOff['why']; readonly letters: number; readonly until: Instant }
  >(
    `SELECT held AS why, count(*) AS letters, min(not_before) AS until FROM outbox
     WHERE held <> '' AND waits = '' AND state IN ('queued', 'deferred') GROUP BY held ORDER BY held`,
  )
  return { look, waiting: () => waiting.all() }
}

const isDue = ({ due }: Candidate) => due === 1
const isUrgent = ({ haste }: Candidate) => haste === hastes.emergency
const not = (is: (one: Candidate) => boolean) => (one: Candidate) => !is(one)
const idsOf = (those: readonly Candidate[]) => those.map(({ id }) => id)
const putOff = (those: readonly Candidate[], why: Kept, until: Instant): readonly PutOff[] =>
  those.map(({ id }) => ({ id, why, until }))
