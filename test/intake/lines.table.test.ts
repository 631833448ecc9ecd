// What people really write, and what becomes of it (SPEC §2, §3.4, §3.5): the table beside this file, line by line.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interpret } from '../../src/intake/interpret.ts'
import type { Asked, EventDraft } from '../../src/intake/draft.ts'
import type { Situation } from '../../src/intake/interpret.ts'
import { nearlyMeant } from '../../src/intake/nearmeant.ts'
import { looksLikeYes, readCommands } from '../../src/intake/topblock.ts'
import type { Reading } from '../../src/intake/topblock.ts'
import type { Day } from '../../src/rollout/day.ts'
import { asInstant, asPersonId, asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import type { TeamName } from '../../src/rollout/ids.ts'
import type { Unclear } from '../../src/rollout/refusal.ts'
import { shortTeam, teamOf } from '../../src/rollout/team.ts'
import type { Report, Seat, Ticket } from '../../src/rollout/ticket.ts'
import type { Team } from '../../src/rollout/world.ts'

const at = asInstant('2026-11-23T10:00:00Z')
const team = (ngi: string, site: string, ...aliases: readonly string[]): Team => ({
  name: teamOf(ngi, site),
  ngi,
  site,
  country: 'PT',
  zone: 'Europe/Lisbon',
  stacks: [],
  members: [],
  aliases,
})
const lisbon = team('NGI_IBERGRID', 'LIP-Lisbon')
const cyfronet = team('NGI_PL', 'CYFRONET-LCG2')
const srce = team('NGI_HR', 'egee.srce.hr')
const icm = team('NGI_PL', 'ICM')
const seat = ({ name }: Team): Seat => ({
  team: name,
  state: 'notified',
  zone: 'UTC',
  invited: [],
  bounced: [],
  invitedAt: at,
  answerDue: { at, rule: 'test' },
  dueNoted: false,
  reportReminders: 0,
  round: 1,
})
const report = (
  original: string,
  verdict: Report['verdict'],
  of: TeamName | null,
  sha256: string,
): Report => ({
  team: of,
  name: original,
  original,
  sha256,
  bytes: 1,
  verdict,
  revision: 1,
  by: null,
  at,
})
const ticket: Ticket = {
  id: asTicketId(42),
  version: 1,
  status: 'open',
  title: 'Staged Rollout CA 1.38',
  release: { stack: '', component: 'CA', version: '1.38', os: '', arch: '' },
  stack: null,
  links: {},
  openedAt: at,
  seats: [lisbon, cyfronet, srce].map(seat),
  offers: [
    {
      id: 'o1',
      team: asTeamName('ea-NGI_UK-UKI-LT2-Brunel'),
      by: asPersonId('p9'),
      at,
      proven: true,
      knownSite: true,
      state: 'open',
    },
  ],
  calls: [],
  escalation: { state: 'none' },
  // Three wait; the third is nobody's for certain.
  reports: [
    report('trial report (final).docm', 'quarantined', cyfronet.name, 'aa11bb22cc33'),
    report('old.odt', 'asked', srce.name, 'dd44ee55ff66'),
    report('site.odt', 'asked', null, '0123456789ab'),
    report('done.odt', 'filed', lisbon.name, 'ffeeddccbbaa'),
  ],
  documents: [],
  notes: [],
  completeNoted: false,
  applied: [],
}
const base: Situation = {
  ticket,
  roster: {
    teams: [
      lisbon,
      cyfronet,
      srce,
      icm,
      team('NGI_DE', 'LRZ'),
      team('NGI_DE', 'LRZ-LMU'),
      team('NGI_DE', 'DESY-HH', 'DESY-Hamburg'),
      team('NGI_FRANCE', 'IN2P3-CC'),
      team('NGI_CZ', 'prague_cesnet_lcg2'),
    ],
  },
  sites: [{ ngi: 'NGI_UK', site: 'UKI-LT2-Brunel' }],
  names: { os: [], arch: [] },
  lists: ['ea-glite@lists.example', 'ea-arc@lists.example'],
  person: asPersonId('p1'),
  roles: { manager: false, teams: [] },
  relayedByList: false,
  proven: true,
}
const member = ({ name }: Team): Situation => ({ ...base, roles: { manager: false, teams: [name] } })

const speakers: {
  readonly [who: string]: { readonly situation: Situation; readonly mode?: Reading['mode'] }
} = {
  'a member of LIP-Lisbon': { situation: member(lisbon) },
  'a member of CYFRONET-LCG2': { situation: member(cyfronet) },
  'a member of egee.srce.hr': { situation: member(srce) },
  'a member of ICM, which was not asked': { situation: member(icm) },
  'somebody of no team': { situation: base },
  'a manager': { situation: { ...base, roles: { manager: true, teams: [] } } },
  'a member of LIP-Lisbon, the bot only in Cc': { situation: member(lisbon), mode: 'copied' },
  'a member of LIP-Lisbon, by a list': {
    situation: { ...member(lisbon), relayedByList: true },
    mode: 'list',
  },
}

const names = (teams: readonly TeamName[]) => teams.map((name) => shortTeam(name)).join(' ')
const because = (reason: string | undefined) => (reason === undefined ? '' : `: ${reason}`)

const dayOf = (day: Day) =>
  'date' in day ? day.date : 'month' in day ? `${day.day}.${day.month}.` : JSON.stringify(day)

function happening(draft: EventDraft): string {
  if (draft.type === 'answered') return `${draft.answer} ${shortTeam(draft.team)}${because(draft.reason)}`
  if (draft.type === 'offered') return `offer ${shortTeam(draft.team)}`
  if (draft.type === 'withdrew') return `withdraw ${shortTeam(draft.team)}${because(draft.reason)}`
  if (draft.type === 'opened')
    return `${draft.title.replace('Staged Rollout', 'open')}${draft.emergency ? ', an emergency' : ''}`
  if (draft.type === 'cutoff-set') return `cutoff ${draft.day === null ? 'none' : dayOf(draft.day)}`
  if (draft.type === 'linked') return `link ${draft.link} ${draft.url}`
  if (draft.type === 'assigned') return `assign ${names(draft.teams)}`
  if (draft.type === 'unassigned') return `unassign ${shortTeam(draft.team)}${because(draft.reason)}`
  if (draft.type === 'took') return `take ${shortTeam(draft.team)}`
  if (draft.type === 'report-taken')
    return `take the report of ${draft.report.team ? shortTeam(draft.report.team) : 'nobody certain'} for ${shortTeam(draft.team)}`
  if (draft.type === 'report-declined')
    return `refuse the report of ${draft.report.team ? shortTeam(draft.report.team) : 'nobody certain'}${because(draft.reason)}`
  if (draft.type === 'call-asked') return ['call', ...draft.lists].join(' ')
  if (draft.type === 'call-widened') return ['also', ...draft.lists].join(' ')
  if (draft.type === 'call-now') return 'now'
  if (draft.type === 'call-held') return 'hold'
  if (draft.type === 'call-skipped') return 'skip'
  if (draft.type === 'documented') return `document ${draft.document.id ?? draft.document.url}`
  if (draft.type === 'outcome-given') return `outcome ${draft.outcome}${because(draft.reason)}`
  if (draft.type === 'resolved') return `resolve${because(draft.anyway)}`
  if (draft.type === 'reopened') return `reopen${because(draft.reason)}`
  if (draft.type === 'noted') return `pass on: ${draft.text}`
  if (draft.type === 'problem-named') return `problem: ${draft.text}`
  if (draft.type === 'beta-set') return `beta ${shortTeam(draft.team)} ${draft.on ? 'on' : 'off'}`
  if (draft.type === 'ggus-named') return `ggus ${draft.tickets.map(({ number }) => number).join(' ')}`
  return draft.type
}
/** `<2> …`: bound by the letter that is answered. */
const numbered = (digest: number | undefined, what: string) =>
  digest === undefined ? what : `<${digest}> ${what}`
const answer = (asks: Asked) => `tell ${asks.ask}${asks.ask === 'status' && asks.all ? ' all' : ''}`
function question(unclear: Unclear): string {
  if (unclear.why === 'not-on-top') return `below: ${unclear.suggestion}`
  if (unclear.why === 'needs-prefix') return `prefix: ${unclear.suggestion}`
  if (unclear.why === 'near-miss') return `ask near-miss: ${unclear.meant.join(' | ')}`
  if (unclear.why === 'unknown-team' || unclear.why === 'ambiguous-team')
    return `ask ${unclear.why}${unclear.suggestions.length > 0 ? `: ${names(unclear.suggestions)}` : ''}`
  if (unclear.why === 'which-report') return `ask which-report: ${unclear.meant.join(' | ')}`
  return `ask ${unclear.why}`
}

/** What becomes of a mail with these words, line by line. */
function becomes(words: string, who: string): string {
  const speaker = speakers[who]
  if (!speaker) throw new Error(`nobody is called ${who}`)
  const { situation, mode = 'direct' } = speaker
  const { commands, problems, near, order } = readCommands(words, { mode, earlier: () => false })
  const found = [
    ...commands.map((command) => {
      const meant = interpret(command, situation)
      const said =
        'unclear' in meant
          ? question(meant.unclear)
          : 'takesBack' in meant
            ? 'takes back'
            : 'asks' in meant
              ? answer(meant.asks)
              : happening(meant.draft)
      return { line: command.line, what: numbered(command.digest, said) }
    }),
    ...problems.map(({ line, why }) => ({ line, what: question(why) })),
    ...near.flatMap((miss) => {
      const why = nearlyMeant(miss, situation)
      return why === null ? [] : [{ line: miss.line, what: numbered(miss.digest, question(why)) }]
    }),
  ]
  if (found.length > 0 && found.every(({ what }) => what === 'ask no-answer-read')) return 'yes'
  if (found.length === 0) return looksLikeYes(withoutQuotes(words)) ? 'yes' : quiet(words)
  return found
    .sort((a, b) => order.indexOf(a.line) - order.indexOf(b.line))
    .map(({ what }) => what)
    .join(' + ')
}
const withoutQuotes = (words: string) => words.replace(/^>.*\n?/gm, '')
/** Words that are no prose for the managers either: a greeting, thanks, a signature. */
const quiet = (words: string) => (/^(?:\s|-- [^]*)*$/.test(words) ? 'nothing' : 'note')

const unescaped = (text: string) =>
  text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\n/g, '\n')
    .replace(/\\r/g, '\r')
    .replace(/\\t/g, '\t')

type Row = readonly [written: string, what: string]
const table = new Map<string, Row[]>()
let section: Row[] = []
for (const line of readFileSync(new URL('lines.txt', import.meta.url), 'utf8').split('\n')) {
  const who = /^== (.*) ==$/.exec(line)?.[1]
  if (who !== undefined) table.set(who, (section = []))
  const parts = line.startsWith('#') && !/ => /.test(line) ? [] : line.split(' => ')
  if (parts.length === 2) section.push([parts[0] ?? '', parts[1] ?? ''])
}

describe.each([...table])('from %s', (who, rows) => {
  it.each(rows)('%s => %s', (written, what) => {
    expect(becomes(unescaped(written), who)).toBe(what)
  })
})

it('the table is as long as it should be', () => {
  expect([...table.values()].flat().length).toBeGreaterThan(600)
})
