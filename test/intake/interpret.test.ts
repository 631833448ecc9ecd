import { describe, expect, it } from 'vitest'
import { readLine } from '../../src/intake/grammar.ts'
import { noteFrom } from '../../src/intake/draft.ts'
import { conflicting, interpret } from '../../src/intake/interpret.ts'
import type { Situation } from '../../src/intake/interpret.ts'
import { asInstant, asPersonId, asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import type { TeamName } from '../../src/rollout/ids.ts'
import type { Offer, Seat, SeatState, Ticket } from '../../src/rollout/ticket.ts'
import type { Team } from '../../src/rollout/world.ts'

const at = asInstant('2026-11-23T10:00:00Z')
const due = { at, rule: 'test' }
const lisbon = asTeamName('ea-NGI_IBERGRID-LIP-Lisbon')
const desy = asTeamName('ea-NGI_DE-DESY-HH')
const icm = asTeamName('ea-NGI_PL-ICM')
const brunel = asTeamName('ea-NGI_UK-UKI-LT2-Brunel')

const team = (name: TeamName, ngi: string, site: string): Team => ({
  name,
  ngi,
  site,
  country: 'PT',
  zone: 'Europe/Lisbon',
  stacks: [],
  members: [],
  aliases: [],
})
const seat = (name: TeamName, state: SeatState = 'notified'): Seat => ({
  team: name,
  state,
  zone: 'UTC',
  invited: [],
  bounced: [],
  invitedAt: at,
  answerDue: due,
  dueNoted: false,
  reportReminders: 0,
  round: 1,
})
const offer = (name: TeamName, state: Offer['state'] = 'open'): Offer => ({
  id: `o-${name}`,
  team: name,
  by: asPersonId('p9'),
  at,
  proven: false,
  knownSite: true,
  state,
})
const ticket = (seats: readonly Seat[], offers: readonly Offer[] = []): Ticket => ({
  id: asTicketId(42),
  version: 1,
  status: 'open',
  title: 'Staged Rollout CA 1.38',
  release: { stack: '', component: 'CA', version: '1.38', os: '', arch: '' },
  stack: null,
  links: {},
  openedAt: at,
  seats,
  offers,
  calls: [],
  escalation: { state: 'none' },
  reports: [],
  documents: [],
  notes: [],
  completeNoted: false,
  applied: [],
})

const base: Situation = {
  ticket: ticket([seat(lisbon), seat(desy)]),
  roster: {
    teams: [
      team(lisbon, 'NGI_IBERGRID', 'LIP-Lisbon'),
      team(desy, 'NGI_DE', 'DESY-HH'),
      team(icm, 'NGI_PL', 'ICM'),
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
const member = (...teams: readonly TeamName[]): Situation => ({ ...base, roles: { manager: false, teams } })
const manager: Situation = { ...base, roles: { manager: true, teams: [] } }

const means = (line: string, situation: Situation) => {
  const command = readLine(line)
  if (command === null) throw new Error(`no command: ${line}`)
  return interpret(command, situation)
}
const answered = (team: TeamName, answer: 'accept' | 'reject', reason?: string) => ({
  draft: { type: 'answered', team, answer, ...(reason !== undefined && { reason }) },
  row: 'answer',
})
const offered = (team: TeamName, proven = true) => ({
  draft: { type: 'offered', team, proven },
  row: 'offer',
})

describe('an answer', () => {
  it.each([
    ['of a member, by name', 'accept LIP-Lisbon', member(lisbon), answered(lisbon, 'accept')],
    ['of a member, without the name', 'accept', member(lisbon), answered(lisbon, 'accept')],
    [
      'of a member of two teams, one of them asked',
      'reject, no time',
      member(lisbon, icm),
      answered(lisbon, 'reject', 'no time'),
    ],
    [
      'for a seat by a stranger (rights decide)',
      'accept LIP-Lisbon',
      { ...base, person: null },
      answered(lisbon, 'accept'),
    ],
    ['for a seat by a manager (the rules refuse)', 'accept LIP-Lisbon', manager, answered(lisbon, 'accept')],
    [
      'of a manager who is a member',
      'accept',
      { ...base, roles: { manager: true, teams: [lisbon] } },
      answered(lisbon, 'accept'),
    ],
    ['of a team that was not asked', 'accept NGI_PL-ICM', member(icm), offered(icm)],
    ['of a team that was not asked, without the name', 'accept', member(icm), offered(icm)],
    ['no of a team that was not asked', 'reject NGI_PL-ICM', member(icm), answered(icm, 'reject')],
    ['of somebody for a known site', 'accept NGI_UK-UKI-LT2-Brunel', base, offered(brunel)],
    [
      'of somebody for a site that no list knows',
      'accept NGI_X-New-Site.',
      { ...base, proven: false },
      offered(asTeamName('ea-NGI_X-New-Site'), false),
    ],
    [
      'by a list, of a member',
      'accept LIP-Lisbon',
      { ...member(lisbon), relayedByList: true },
      answered(lisbon, 'accept'),
    ],
    ['by a list, of an outsider', 'accept LIP-Lisbon', { ...base, relayedByList: true }, offered(lisbon)],
    ['volunteer of a team with a seat', 'volunteer LIP-Lisbon', member(lisbon), answered(lisbon, 'accept')],
    ['volunteer of one without', 'volunteer', member(icm), offered(icm)],
    ['volunteer of somebody', 'volunteer NGI_UK-UKI-LT2-Brunel', base, offered(brunel)],
    [
      'of a team whose seat was taken away',
      'accept',
      { ...member(lisbon), ticket: ticket([seat(lisbon, 'removed')]) },
      offered(lisbon),
    ],
  ] as const)('%s', (_what, line, situation, meaning) => {
    expect(means(line, situation)).toEqual(meaning)
  })

  it.each([
    [
      'a near miss',
      'accept LIP-Lisbn',
      member(lisbon),
      { why: 'unknown-team', said: 'LIP-Lisbn', suggestions: [lisbon], verb: 'accept' },
    ],
    [
      'a near miss of a stranger',
      'accept NGI_IBERGRID-LIP-Lisbn',
      base,
      { why: 'unknown-team', said: 'NGI_IBERGRID-LIP-Lisbn', suggestions: [lisbon], verb: 'accept' },
    ],
    [
      'a word that is no name',
      'accept gladly-now',
      member(lisbon),
      { why: 'unknown-team', said: 'gladly-now', suggestions: [], verb: 'accept' },
    ],
    [
      'a word that is no name, of a stranger',
      'accept everything',
      base,
      { why: 'unknown-team', said: 'everything', suggestions: [], verb: 'accept' },
    ],
    [
      'two teams and no name',
      'accept',
      member(lisbon, desy),
      { why: 'which-team', suggestions: [lisbon, desy], verb: 'accept' },
    ],
    [
      'no team and no name',
      'accept',
      base,
      { why: 'which-team', suggestions: [lisbon, desy], verb: 'accept' },
    ],
    [
      'a condition',
      'accept LIP-Lisbon, but only if it waits',
      member(lisbon),
      { why: 'accept-with-condition', said: 'but only if it waits' },
    ],
    [
      'a look-alike letter',
      'accept L\u0406P-Lisbon',
      member(lisbon),
      { why: 'unknown-team', said: 'L\u0406P-Lisbon', suggestions: [lisbon], verb: 'accept' },
    ],
  ] as const)('is asked about: %s', (_what, line, situation, unclear) => {
    expect(means(line, situation)).toEqual({ unclear })
  })

  it.each([
    ['status', { ask: 'status', all: false }],
    ['Status all.', { ask: 'status', all: true }],
    ['why', { ask: 'why' }],
    ['<help>', { ask: 'help' }],
  ] as const)('asks, and changes nothing: %s', (line, asks) => {
    expect(means(line, member(lisbon))).toEqual({ asks })
  })

  it('both for one team in one mail conflict, once or for different teams they do not', () => {
    const drafts = (...lines: readonly string[]) =>
      lines.map((line) => {
        const found = means(line, member(lisbon, desy, icm))
        if (!('draft' in found)) throw new Error(line)
        return found.draft
      })
    expect(conflicting(drafts('accept LIP-Lisbon', 'reject LIP-Lisbon'))).toBe(lisbon)
    expect(conflicting(drafts('accept NGI_PL-ICM', 'reject NGI_PL-ICM'))).toBe(icm)
    expect(conflicting(drafts('accept LIP-Lisbon', 'reject DESY-HH', 'accept LIP-Lisbon'))).toBeNull()
    expect(conflicting([])).toBeNull()
  })
})

describe('a withdrawal', () => {
  it.each([
    ['withdraw', { team: lisbon }],
    ['withdraw LIP-Lisbon', { team: lisbon }],
    ['withdraw LIP-Lisbon, the disks broke', { team: lisbon, reason: 'the disks broke' }],
    ['withdraw LIP-Lisbon because of it', { team: lisbon, reason: 'of it' }],
    ['withdraw our disks broke', { team: lisbon, reason: 'our disks broke' }],
  ])('%s', (line, said) => {
    expect(means(line, member(lisbon))).toEqual({ draft: { type: 'withdrew', ...said }, row: 'answer' })
  })
  it('of a misspelt team is asked about', () => {
    expect(means('withdraw LIP-Lisbn the disks broke', member(lisbon))).toMatchObject({
      unclear: { why: 'unknown-team', suggestions: [lisbon] },
    })
  })
})

describe('a manager', () => {
  it.each([
    ['assign LIP-Lisbon, NGI_PL-ICM LIP-Lisbon', { type: 'assigned', teams: [lisbon, icm] }, 'manager'],
    ['unassign DESY-HH they moved', { type: 'unassigned', team: desy, reason: 'they moved' }, 'manager'],
    [
      'link bugs https://x.example',
      { type: 'linked', link: 'bugs', url: 'https://x.example' },
      'manager-light',
    ],
    ['call', { type: 'call-asked', lists: [] }, 'manager'],
    ['call EA-glite', { type: 'call-asked', lists: ['ea-glite@lists.example'] }, 'manager'],
    ['also EA-arc@lists.example', { type: 'call-widened', lists: ['ea-arc@lists.example'] }, 'manager'],
    [
      'also all@elsewhere.example',
      { type: 'call-widened', lists: ['all@elsewhere.example'] },
      'foreign-list',
    ],
    ['now', { type: 'call-now' }, 'manager'],
    ['hold', { type: 'call-held' }, 'manager'],
    ['skip', { type: 'call-skipped' }, 'manager'],
    ['document 1234', { type: 'documented', document: { id: '1234' } }, 'manager'],
    ['outcome reject, it broke', { type: 'outcome-given', outcome: 'REJECT', reason: 'it broke' }, 'manager'],
    ['resolve', { type: 'resolved' }, 'manager'],
    ['resolve anyway enough', { type: 'resolved', anyway: 'enough' }, 'manager'],
    ['reopen', { type: 'reopened' }, 'manager'],
    [
      'note Hello',
      { type: 'noted', text: 'Hello', team: null, author: 'managers', byVerb: true },
      'manager-light',
    ],
  ])('%s', (line, draft, row) => {
    expect(means(line, manager)).toEqual({ draft, row })
  })
  it('opens a release by its title', () => {
    expect(means('open Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64', manager)).toMatchObject({
      draft: {
        type: 'opened',
        title: 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64',
        release: {
          stack: 'EMI-1.0',
          component: 'SE-DPM_mysql',
          version: '1.8.0-1',
          os: 'SL5',
          arch: 'x86_64',
        },
      },
      row: 'manager',
    })
    expect(means('open Staged Rollout of questions', manager)).toEqual({
      unclear: { why: 'title', said: 'Staged Rollout of questions' },
    })
  })
  it('assigns nobody where one name is unknown', () => {
    expect(means('assign LIP-Lisbon NGI_PL-ICN', manager)).toMatchObject({
      unclear: { why: 'unknown-team', suggestions: [icm] },
    })
  })
  it('takes the one open offer, or the one named', () => {
    const one = { ...manager, ticket: ticket([], [offer(brunel), offer(icm, 'closed')]) }
    const two = { ...manager, ticket: ticket([], [offer(brunel), offer(icm, 'asked')]) }
    expect(means('take', one)).toEqual({ draft: { type: 'took', team: brunel }, row: 'manager' })
    expect(means('take', two)).toEqual({
      unclear: { why: 'which-team', suggestions: [brunel, icm], verb: 'take' },
    })
    expect(means('take UKI-LT2-Brunel', two)).toMatchObject({ draft: { type: 'took', team: brunel } })
    expect(means('take', manager)).toEqual({ unclear: { why: 'which-team', suggestions: [], verb: 'take' } })
  })
  it('is told how a verb is used that needs more', () => {
    expect(means('assign', manager)).toEqual({
      unclear: { why: 'arguments', verb: 'assign', usage: 'assign NGI-Site NGI-Site \u2026' },
    })
  })
})

describe('a note', () => {
  it('is the team\u2019s where exactly one team of the writer takes part', () => {
    expect(noteFrom(' It works. \n', member(lisbon))).toEqual({
      draft: { type: 'noted', text: 'It works.', team: lisbon, author: 'subscriber' },
      row: 'answer',
    })
    expect(noteFrom('It works.', member(lisbon, desy))).toMatchObject({ draft: { team: null } })
    expect(noteFrom('It works.', base)).toMatchObject({ draft: { team: null, author: 'subscriber' } })
  })
  it('of nothing is none', () => {
    expect(noteFrom(' \n ', member(lisbon))).toBeNull()
  })
})

it('a yes that answers no question is an answer that could not be read', () => {
  expect(means('yes', member(lisbon))).toEqual({ unclear: { why: 'no-answer-read' } })
})
