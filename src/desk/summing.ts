// What there is to say of a rollout's reports (SPEC §1.8, §4): the newest of each team that counts, what it says, who
// sent none and why, and how it went in the words of the ticket's story. For the letter that says all reports are there
// and for the terminal. Decides nothing; the outcome is the managers'.

import { ggusIn } from '../intake/ggus.ts'
import { factsWords } from '../letters/happened.ts'
import { withoutAddresses } from '../letters/history.ts'
import { stateWords } from '../letters/said.ts'
import { verdictWords } from '../letters/standing.ts'
import { bundle, namesFor, type BundledFile } from '../reports/bundle.ts'
import { summaryFile, type SiteReport, type SummaryOf } from '../reports/summary.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { applyChange } from '../rollout/evolve.ts'
import { documentTitle, summaryName } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import { isSilent } from '../rollout/view.ts'
import type { Kit } from './kit.ts'
import type { JournalRow } from '../ports.ts'
import type { Format, WrittenFile } from '../reports/pages.ts'
import type { Instant, TeamName, TicketId } from '../rollout/ids.ts'
import type { Report, Seat, Ticket } from '../rollout/ticket.ts'

/** A ticket with what led to it. */
export type Recorded = { readonly ticket: Ticket; readonly journal: readonly JournalRow[] }

/** As it stood at that instant, so that a letter says the same whenever it leaves; null where it was not there yet. */
export async function recordedAt(kit: Kit, id: TicketId, at: Instant): Promise<Recorded | null> {
  const journal = (await kit.archive.journal(id)).filter((row) => row.at <= at)
  const ticket = journal.reduce<Ticket | null>((before, row) => applyChange(before, row.facts), null)
  return ticket && { ticket, journal }
}

type Counting = Report & { readonly team: TeamName }

/** The newest of each team among those that count. */
export function countingReports({ reports }: Ticket): readonly Counting[] {
  const newest = new Map<TeamName, Counting>()
  for (const report of reports) {
    if (report.team === null || (report.verdict !== 'filed' && report.verdict !== 'renamed')) continue
    const before = newest.get(report.team)
    if (!before || before.revision < report.revision)
      newest.set(report.team, { ...report, team: report.team })
  }
  return [...newest.values()].toSorted((a, b) => (a.team < b.team ? -1 : 1))
}

/** As it was read when it came; of older ones, and of what was not read then, as it reads now. */
async function siteReport(kit: Kit, report: Counting): Promise<SiteReport> {
  const { team, says } = report
  if (says) return { team, verdict: says.verdict, fields: says.fields, ggus: says.ggus }
  const bytes = await kit.archive.file(report.sha256)
  const reading = bytes && (await kit.examine({ name: report.name, bytes })).reading
  if (!reading) return { team, verdict: null, fields: {}, ggus: [] }
  const ggus = ggusIn(Object.values(reading.fields).join('\n'))
  return { team, verdict: reading.verdict, fields: reading.fields, ggus }
}

/** Why a team that was asked has no report that counts. */
function whyWithout(seat: Seat, { reports }: Ticket, at: Instant): string {
  const due =
    seat.state === 'accepted' && seat.reportDue
      ? `, its report ${seat.reportDue.at < at ? 'was' : 'is'} due ${formatInZone(seat.reportDue.at, seat.zone)}`
      : ''
  const reason = seat.state === 'accepted' || !seat.reason ? '' : `: ${withoutAddresses(seat.reason)}`
  const waiting = reports.filter(({ team }) => team === seat.team)
  const sent = waiting.map(({ name, verdict }) => `; sent ${name} (${verdictWords[verdict]})`)
  return `${isSilent(seat, at) ? 'silent' : stateWords[seat.state]}${due}${reason}${sent.join('')}`
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** `Fri, 20 Nov 2026, 11:00`, in one line of its column: the zone is said once, at the top. */
const moment = (at: Instant, zone: string) =>
  new Date(at).toLocaleString('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })

async function summaryOf(
  kit: Kit,
  { ticket, journal }: Recorded,
  at: Instant,
  zone: string,
): Promise<SummaryOf> {
  const counting = countingReports(ticket)
  const reports = await Promise.all(counting.map((report) => siteReport(kit, report)))
  const have = new Set(counting.map(({ team }) => team))
  const { outcome } = ticket
  return {
    release: ticket.release,
    ticket: ticket.id,
    written: formatInZone(at, zone),
    reports,
    without: ticket.seats
      .filter(({ team, state }) => state !== 'removed' && !have.has(team))
      .map((seat) => ({ team: seat.team, why: capital(whyWithout(seat, ticket, at)) })),
    ggus: ticket.ggus ?? [],
    timeline: journal.flatMap((row) => {
      const what = factsWords(row.facts).join(' ')
      return what === '' ? [] : [{ at: moment(row.at, zone), what }]
    }),
    outcome: outcome ? { outcome: outcome.outcome, reason: withoutAddresses(outcome.reason ?? '') } : null,
  }
}

const formats: readonly Format[] = ['odt', 'docx']
/** Outside as inside a bundle: a name that no folder takes for a path. */
const named = <File extends { readonly name: string }>(file: File): File => ({
  ...file,
  name: namesFor([file])[0] ?? file.name,
})

/** The drafted summary in both formats. */
export async function summaryFiles(
  kit: Kit,
  recorded: Recorded,
  at: Instant,
  zone: string,
): Promise<readonly WrittenFile[]> {
  const summary = await summaryOf(kit, recorded, at, zone)
  return Promise.all(formats.map(async (format) => named(await summaryFile(summary, format))))
}

/** The newest report of each team, the summary, an index and checksums in one file. */
export async function bundleFile(
  kit: Kit,
  { ticket }: Recorded,
  summary: readonly WrittenFile[],
): Promise<WrittenFile> {
  const files: BundledFile[] = summary.map(({ name, bytes }) => ({ name, bytes, what: 'drafted summary' }))
  for (const { team, name, sha256, revision } of countingReports(ticket)) {
    const bytes = await kit.archive.file(sha256)
    if (bytes) files.push({ name, bytes, what: `report of ${shortTeam(team)}, revision ${revision}` })
  }
  const name = `${summaryName(ticket.release).replace(/^summary/, 'reports')}.zip`
  return named({ name, type: 'application/zip', bytes: bundle(documentTitle(ticket.release), files) })
}
