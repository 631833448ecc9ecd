// The years on one page: at most 60 lines of at most 80 columns.
import type { Played } from './play.ts'

const number = (n: number) => n.toLocaleString('en-GB')
const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
const share = (n: number, of: number) => (of === 0 ? '–' : `${Math.round((100 * n) / of)} %`)
/** The value below which that share of the list lies. */
function part(list: readonly number[], of: number): number {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? 0
}
const line = (what: string, says: string) => `${what.padEnd(23)}${says}`.slice(0, 80)
/** Words over several lines, the later ones under the first. */
function wrapped(what: string, words: readonly string[]): readonly string[] {
  const rows: string[] = []
  let row = ''
  for (const word of words) {
    if (row.length + word.length + 2 > 56) {
      rows.push(`${row},`)
      row = word
    } else row = row === '' ? word : `${row}, ${word}`
  }
  return [...rows, row].map((one, n) => line(n === 0 ? what : '', one))
}

export function pageOf(played: Played, seconds: number): string {
  const { counts, tickets, figures, limits, violations } = played
  const ends = (test: (ticket: (typeof tickets)[number]) => boolean) => tickets.filter(test).length
  const resolved = ends(({ status }) => status === 'resolved')
  const seats = tickets.flatMap((ticket) => ticket.seats)
  const rounds = tickets.map(({ calls }) => Math.max(0, ...calls.map(({ round }) => round)))
  const receipts = counts.kinds.get('receipt') ?? 0
  const longest = counts.waits.toSorted((a, b) => b.days - a.days)[0]
  const took = tickets.flatMap(({ openedAt, resolvedAt }) =>
    resolvedAt ? [(Date.parse(resolvedAt) - Date.parse(openedAt)) / 86_400_000] : [],
  )
  const waves = new Map<string, number>()
  for (const { distribution } of played.openings) waves.set(distribution, (waves.get(distribution) ?? 0) + 1)
  const [largest, products] = [...waves].toSorted((a, b) => b[1] - a[1])[0] ?? ['none', 0]
  return [
    `Staged rollouts ${played.start.slice(0, 10)} to ${played.end.slice(0, 10)}, seed ${played.seed}`,
    '',
    line('rollouts', `${tickets.length} in ${waves.size} releases, the largest ${largest} with ${products}`),
    line('ended', `${resolved} resolved, ${tickets.length - resolved} not`),
    line(
      '',
      `${ends(({ outcome }) => outcome?.outcome === 'ACCEPT')} ACCEPT, ${ends(({ outcome }) => outcome?.outcome === 'REJECT')} REJECT, ${ends(({ outcome }) => !outcome)} without an outcome`,
    ),
    line(
      'days a rollout',
      `${part(took, 0.5).toFixed(0)} in the middle, ${part(took, 0.9).toFixed(0)} for nine of ten, at most ${part(took, 1).toFixed(0)}`,
    ),
    line('emergencies', `${ends(({ emergency }) => emergency === true)}`),
    '',
    line(
      'teams asked',
      `${number(counts.asked)}, ${(counts.asked / Math.max(1, tickets.length)).toFixed(1)} a rollout`,
    ),
    line(
      'accepted',
      `${number(counts.accepted)} (${share(counts.accepted, counts.asked)}), rejected ${counts.rejected}, withdrew ${counts.withdrew}`,
    ),
    line(
      'answers took',
      `${part(counts.answers, 0.5).toFixed(0)} h in the middle, ${part(counts.answers, 0.9).toFixed(0)} h for nine of ten`,
    ),
    line(
      'took part at the end',
      `${seats.filter(({ state }) => state === 'reported').length} reported, ${seats.filter(({ state }) => state === 'accepted').length} accepted and never reported`,
    ),
    line('reports', `${counts.onTime} on time, ${counts.late} late`),
    line(
      'calls',
      `${counts.calls} to lists, for ${ends(({ calls }) => calls.length > 0)} rollouts; ${rounds.filter((round) => round > 1).length} went to a second round`,
    ),
    line('sites offered', `${counts.offers}`),
    '',
    line(
      'letters',
      `${number(counts.letters)}, of these ${number(receipts)} receipts; ${number((sum([counts.letters]) / Math.max(1, tickets.length)) | 0)} a rollout`,
    ),
    ...wrapped(
      '',
      [...counts.kinds].toSorted((a, b) => b[1] - a[1]).map(([kind, count]) => `${kind} ${number(count)}`),
    ),
    line('composed for real', `${number(played.composed)}; the rest without their words`),
    line('mails read', number(played.mails)),
    line(
      "a person's fullest day",
      `${figures.busiest.letters} letters (${limits.lettersADay} allowed, but in an emergency): ${figures.busiest.day}`,
    ),
    line('', figures.busiest.who),
    ...wrapped('', figures.busiest.what),
    line(
      'longest wait',
      longest
        ? `${longest.days.toFixed(0)} days for the managers of #${longest.ticket} (${longest.task})`
        : 'none',
    ),
    line('after ten days down', `${played.caughtUp} letters at once`),
    '',
    line('lines people wrote', ''),
    ...wrapped(
      '',
      [...played.said]
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, 24)
        .map(([what, count]) => `${what} ${count}`),
    ),
    '',
    line('faults found', `${violations.length}`),
    line('time', `${seconds.toFixed(0)} s, ${Math.round(figures.rss / 2 ** 20)} MB`),
  ].join('\n')
}

/** Each law that was broken with its first examples: enough to play it again. */
export function complaintsOf({ violations, seed }: Played, most: number): readonly string[] {
  const laws = new Map<string, (typeof violations)[number][]>()
  for (const violation of violations) laws.set(violation.law, [...(laws.get(violation.law) ?? []), violation])
  return [...laws].flatMap(([law, list]) => [
    `BROKEN ${law}: ${list.length} times (seed ${seed})`,
    ...list.slice(0, most).map(({ ticket, at, what }) => `  #${ticket ?? '–'} ${at} ${what}`),
  ])
}
