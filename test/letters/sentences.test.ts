// What we say about events, refusals and what we could not read: every kind has its sentence, in no jargon of ours,
// and every line that we suggest is one the grammar has.
import { describe, expect, it } from 'vitest'
import { sayBecause, sayDid, sayRefusal, sayRequest, sayUnclear } from '../../src/letters/sentences.ts'
import type { Did } from '../../src/rollout/did.ts'
import type { DoorRequest } from '../../src/rollout/effect.ts'
import { asInstant, asPersonId, asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import type { Refusal, Unclear } from '../../src/rollout/refusal.ts'

const team = asTeamName('ea-ROC_Canada-CA-VICTORIA-WESTGRID-T2')
const other = asTeamName('ea-NGI_PL-ICM')
const ticket = asTicketId(42)
const title = 'Staged Rollout CA 1.38'
const due = { at: asInstant('2026-11-23T18:00:00Z'), rule: '' }
const zone = 'Europe/Lisbon'

const problem = {
  ticket,
  title,
  release: { stack: '', component: 'CA', version: '1.38', os: '', arch: '' },
  site: 'ICM',
}

const dids: readonly Did[] = [
  { did: 'opened', ticket, title },
  { did: 'already-open', ticket, title },
  { did: 'asked-to-reopen', ticket, title },
  { did: 'linked', link: 'bugs', url: 'https://x.example/' },
  { did: 'assigned', teams: [{ team, answerDue: due, zone }], already: [other] },
  { did: 'assigned', teams: [], already: [other, team] },
  { did: 'unassigned', team },
  ...(['accept', 'reject'] as const).map(
    (answer) =>
      ({
        did: 'answered',
        team,
        answer,
        reportDue: due,
        zone,
        before: 'withdrawn',
        contradicts: true,
      }) as const,
  ),
  { did: 'withdrawn', team },
  { did: 'declined', team, told: true },
  { did: 'declined', team, told: false },
  { did: 'extended', teams: [{ team, reportDue: due, before: due, zone }] },
  { did: 'extend-asked', team, wanted: due, zone },
  { did: 'reminded', teams: [team], lately: [other] },
  { did: 'reminded', teams: [], lately: [] },
  { did: 'summary', reports: 0, awaited: [team], told: false },
  { did: 'summary', reports: 2, awaited: [], told: true },
  { did: 'started', team, startedAt: due.at, reportDue: due, zone },
  { did: 'offered', team, knownSite: false },
  ...(['seated', 'invited-team', 'asked-offerer'] as const).map(
    (how) => ({ did: 'took', team, how }) as const,
  ),
  { did: 'previewed', round: 1, lists: ['a@b.example'], postAt: due, zone },
  { did: 'previewed', round: 1, lists: [], zone },
  { did: 'called', round: 1, lists: ['a@b.example', 'c@d.example'] },
  { did: 'held' },
  { did: 'skipped', round: 1 },
  ...(['filed', 'renamed', 'asked', 'kept', 'quarantined', 'refused', 'ignored'] as const).map(
    (verdict) => ({ did: 'report', name: 'a.odt', original: 'b.odt', verdict, revision: 2 }) as const,
  ),
  { did: 'documented', document: { id: '1234' } },
  { did: 'outcome', outcome: 'ACCEPT' },
  { did: 'resolved', late: [team] },
  { did: 'reopened' },
  { did: 'noted', shared: true },
  { did: 'noted', shared: false, private: true },
  { did: 'ggus', tickets: [{ number: 7, url: 'https://helpdesk.ggus.eu/#ticket/zoom/7' }] },
  { did: 'problem', problem: { ...problem, text: 'it dies' }, shared: true, byHand: false },
  ...[true, false].flatMap((byHand) => [
    { did: 'beta', team, on: byHand, byHand } as const,
    { did: 'beta', team, on: !byHand, byHand } as const,
  ]),
  { did: 'undone', act: 'assigned', seats: [{ team, state: 'removed' }], unasked: [team] },
  { did: 'bounced', team, all: false },
  { did: 'ticked', things: 2 },
  { did: 'kept-after-resolve', what: 'report' },
  ...(['repeated', 'already-so', 'older'] as const).map((why) => ({ did: 'nothing', why, team }) as const),
]
const refusals: readonly Refusal[] = [
  { code: 'nothing-to-undo' },
  ...(['posted', 'changed-since', 'time-passed', 'told'] as const).flatMap((because) =>
    [
      'accept',
      'reject',
      'assigned',
      'call-held',
      'report-received',
      'outcome-given',
      'reopened',
      'opened',
    ].map((act) => ({ code: 'cannot-undo', act, because, team }) as const),
  ),
  { code: 'not-manager' },
  { code: 'not-member', team },
  { code: 'not-involved' },
  { code: 'wrong-status', status: 'resolved', allowed: ['new', 'open'] },
  { code: 'wrong-status', status: 'new', allowed: ['open'] },
  { code: 'wrong-status', status: 'open', allowed: ['resolved'] },
  { code: 'no-ticket' },
  { code: 'no-seat', team },
  { code: 'unknown-team', team },
  { code: 'no-members', team },
  { code: 'not-on-trial', team },
  { code: 'nobody-on-trial' },
  { code: 'nothing-awaited', team },
  { code: 'bad-date', team, wants: 'past' },
  { code: 'bad-date', team: null, wants: 'future' },
  { code: 'no-offer', team },
  { code: 'nothing-called' },
  { code: 'no-lists' },
  { code: 'foreign-list', list: 'a@b.example' },
  { code: 'bad-url', url: 'ftp://x' },
  { code: 'incomplete', missing: ['outcome', 'document'] },
  { code: 'needs-proof' },
]
const suggestions = [team, other]
const unclears: readonly Unclear[] = [
  { why: 'unknown-team', said: 'ICN', suggestions, verb: 'accept' },
  { why: 'ambiguous-team', said: 'ICM', suggestions, verb: 'withdraw' },
  { why: 'which-team', suggestions, verb: 'reject' },
  { why: 'which-ticket', lines: [{ ticket, title, line: 'accept NGI_PL-ICM' }] },
  { why: 'which-ticket', lines: [] },
  { why: 'tickets-disagree', tickets: [ticket, asTicketId(43)] },
  { why: 'both-answers', team },
  { why: 'accept-with-condition', said: 'accept, but only if' },
  { why: 'title', said: 'DPM' },
  { why: 'arguments', verb: 'link', usage: 'link bugs <url>' },
  { why: 'not-on-top', suggestion: 'accept NGI_PL-ICM' },
  { why: 'needs-prefix', suggestion: '#rollcall accept NGI_PL-ICM' },
  { why: 'too-many', limit: 20 },
  { why: 'no-answer-read' },
  { why: 'tracker-unproven', suggestion: `open ${title}` },
  { why: 'question-over' },
  { why: 'no-command' },
]
const release = { stack: '', component: 'CA', version: '1.38', os: '', arch: '' }
const requests: readonly DoorRequest[] = [
  { door: 'repository', ask: 'move-packages', release },
  { door: 'repository', ask: 'tell-outcome', release, outcome: 'REJECT' },
  { door: 'tracker', ask: 'own-parent', parent: { ref: '7' }, group: 'sw-rel-sr' },
  { door: 'tracker', ask: 'tell-parent', parent: { ref: '7' }, outcome: null, documents: [{ id: '1' }] },
  { door: 'tracker', ask: 'watch', teams: [team] },
  { door: 'helpdesk', ask: 'open-ticket', problem: { ...problem, text: 'it dies' } },
  { door: 'sites', ask: 'set-beta', team, on: true },
  { door: 'sites', ask: 'set-beta', team, on: false },
]

const all = [
  ...dids.map((did) => sayDid(did)),
  ...refusals.map((refusal) => sayRefusal(refusal)),
  ...unclears.map((unclear) => sayUnclear(unclear)),
  ...requests.map((request) => sayRequest(request)),
]
const verbs =
  /^(#rollcall )?(#\d+ )?(accept|reject|withdraw|volunteer|open|link|assign|unassign|call|now|hold|skip|also|take|document|outcome|resolve|reopen|note|ggus|started|extend|remind|decline|private|yes|beta|undo|status|help)( |$)/

describe('sentences', () => {
  it.each(all)('%s', (words) => {
    const [sentence = '', ...lines] = words.split('\n')
    expect(sentence).toMatch(/^[A-Z“#a-z].*[.:]/)
    expect(words).not.toMatch(/\b(seat|effect|outbox|door|undefined|null)\b|!|ea-/)
    for (const line of lines) {
      expect(line).toMatch(/^ {2}\S/)
      expect(line.trim()).toMatch(verbs)
      expect(line.length).toBeLessThanOrEqual(72)
    }
  })

  it('gives the text of a GGUS ticket in lines that nothing wraps, and a subject that lists show whole', () => {
    const text = `${'the daemon dies at midnight '.repeat(8)}${'x'.repeat(40)}`
    const words = sayDid({ did: 'problem', problem: { ...problem, text }, shared: false, byHand: true })
    const [sentence, ...lines] = words.split('\n')
    expect(sentence).toContain('https://helpdesk.ggus.eu')
    expect(lines.filter((line) => line.length > 74)).toEqual([
      expect.stringMatching(/^ {2}Subject: .{1,100}$/),
    ])
    expect(lines).toEqual(
      expect.arrayContaining([
        '  Subject: CA 1.38 in staged rollout: the daemon dies at midnight the daemon dies at midnight the …',
        '  Support unit: DMSU',
        '  Affected site: ICM',
        '  Release: Staged Rollout CA 1.38',
        '  Found in staged rollout #42.',
      ]),
    )
    expect(lines.at(-1)).toBe('  ggus <number or url>')
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(text)
  })

  it('prints a date in the team’s zone, or in the one that is asked for', () => {
    const did: Did = { did: 'assigned', teams: [{ team: other, answerDue: due, zone }], already: [] }
    expect(sayDid(did)).toContain('Monday 23 November 2026, 18:00 (Lisbon)')
    expect(sayDid(did, 'Europe/Warsaw')).toContain('Monday 23 November 2026, 19:00 (Warsaw)')
  })

  it('undoes an accept by withdrawing, a reject by accepting, an assignment by taking it back', () => {
    const answered = { did: 'answered', team: other, zone, before: 'notified', contradicts: false } as const
    expect(sayDid({ ...answered, answer: 'accept' })).toContain('\n  withdraw NGI_PL-ICM')
    expect(sayDid({ ...answered, answer: 'reject' })).toContain('\n  accept NGI_PL-ICM')
    expect(sayDid({ did: 'unassigned', team: other })).toContain('\n  assign NGI_PL-ICM')
  })

  it('tells a reader in one line why they get it', () => {
    const because = (name: 'team-member' | 'manager') =>
      sayBecause({ person: asPersonId('p1'), zone, because: name }, team)
    expect(because('team-member')).toBe(`You get this because you are on the early-adopter team ${team}.`)
    expect(because('manager')).not.toContain(team)
  })
})
