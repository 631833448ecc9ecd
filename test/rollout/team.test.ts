import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { recogniseSite, recogniseTeam, shortTeam, teamOf } from '../../src/rollout/team.ts'
import type { Roster, Team } from '../../src/rollout/world.ts'

const team = (ngi: string, site: string, aliases: string[] = []): Team => ({
  name: teamOf(ngi, site),
  ngi,
  site,
  country: 'NL',
  zone: 'Europe/Amsterdam',
  stacks: [],
  members: [],
  aliases,
})
const lip = team('NGI_IBERGRID', 'LIP-Lisbon', ['LIP-LCG2'])
const pic = team('NGI_IBERGRID', 'pic')
const srce = team('NGI_HR', 'egee.srce.hr')
const lrz = team('NGI_DE', 'LRZ')
const lmu = team('NGI_DE', 'LRZ-LMU')
const cloudIt = team('NGI_IT', 'CLOUD')
const cloudPl = team('NGI_PL', 'CLOUD')
const t1 = team('NGI_IT', 'INFN-T1')
const dot = team('NGI_UK', 'Grid.')
const roster: Roster = { teams: [lip, pic, srce, lrz, lmu, cloudIt, cloudPl, t1, dot] }
const recognised = (said: string, seats: Team[] = []) =>
  recogniseTeam(said, { seats: seats.map(({ name }) => name), roster })
const is = ({ name }: Team) => ({ kind: 'team', team: name })
const near = (...teams: Team[]) => ({ kind: 'near', suggestions: teams.map(({ name }) => name) })

describe('a team is recognised', () => {
  it.each([
    ['exactly', 'ea-NGI_IBERGRID-LIP-Lisbon', lip],
    ['without regard to case', 'EA-ngi_ibergrid-lip-LISBON', lip],
    ['without ea-', 'NGI_IBERGRID-LIP-Lisbon', lip],
    ['by its site alone', 'LIP-Lisbon', lip],
    ['by its site in another case', 'PIC', pic],
    ['by its site with ea-', 'ea-pic', pic],
    ['by a former site name', 'LIP-LCG2', lip],
    ['by a former site name with its NGI', 'ea-NGI_IBERGRID-LIP-LCG2', lip],
    ['whole, not by a part', 'LRZ', lrz],
    ['whole, not by its longer neighbour', 'NGI_DE-LRZ-LMU', lmu],
    ['without a final full stop', 'NGI_HR-egee.srce.hr.', srce],
    ['without other punctuation', '(NGI_DE-LRZ),', lrz],
    ['within angle brackets, as the process text writes it', '<NGI_DE-LRZ>', lrz],
    ['with a full stop that its name needs', 'Grid.', dot],
    ['with its own full stop and another', 'NGI_UK-Grid..', dot],
    ['through an autolink', 'egee.srce.hr<http://egee.srce.hr/>', srce],
    ['through an autolink with a blank', 'NGI_HR-egee.srce.hr <https://egee.srce.hr>,', srce],
    ['through a long autolink', `egee.srce.hr<https://links.example/?url=${'a'.repeat(700)}>`, srce],
    ['through a Markdown link', '[egee.srce.hr](http://egee.srce.hr/)', srce],
    ['through a bare link', 'http://egee.srce.hr/', srce],
    ['through non-breaking spaces', '\u00a0NGI_DE-LRZ\u00a0', lrz],
    ['through typographic hyphens', 'NGI_DE\u2011LRZ\u2013LMU', lmu],
  ])('%s', (_, said, expected) => expect(recognised(said)).toEqual(is(expected)))

  it('by its site among the ticket\u2019s seats before the roster', () => {
    expect(recognised('CLOUD', [cloudPl])).toEqual(is(cloudPl))
    expect(recognised('cloud', [cloudPl])).toEqual(is(cloudPl))
    expect(recognised('CLOUD', [cloudIt, cloudPl]).kind).toBe('ambiguous')
    expect(recognised('CLOUD')).toEqual({ kind: 'ambiguous', suggestions: [cloudIt.name, cloudPl.name] })
    expect(recognised('NGI_IT-CLOUD', [cloudPl])).toEqual(is(cloudIt))
  })

  it('by exact spelling where two differ in case alone', () => {
    const upper = team('NGI_X', 'Site')
    const lower = team('NGI_X', 'site')
    const among = { seats: [], roster: { teams: [upper, lower] } }
    expect(recogniseTeam('NGI_X-site', among)).toEqual(is(lower))
    expect(recogniseTeam('Site', among)).toEqual(is(upper))
    expect(recogniseTeam('NGI_X-SITE', among).kind).toBe('ambiguous')
    expect(recogniseTeam('SITE', among).kind).toBe('ambiguous')
  })

  it('by its present name before anybody\u2019s former one', () => {
    const old = team('NGI_X', 'new-name', ['pic'])
    expect(recogniseTeam('pic', { seats: [old.name], roster: { teams: [old, pic] } })).toEqual(is(pic))
  })

  it('where it holds a seat without being on the roster', () => {
    const guest = teamOf('NGI_ZZ', 'A-B')
    const among = { seats: [guest], roster }
    expect(recogniseTeam('ngi_zz-a-b', among)).toEqual({ kind: 'team', team: guest })
    // Its site is not split off the name; the site list knows it.
    expect(recogniseTeam('A-B', among).kind).toBe('none')
    expect(recogniseTeam('B', among).kind).toBe('none')
    const sites = [{ ngi: 'NGI_ZZ', site: 'A-B' }]
    expect(recogniseTeam('A-B', { ...among, sites })).toEqual({ kind: 'team', team: guest })
  })
})

describe('a near miss is offered and never acted on', () => {
  it.each([
    ['two letters off', 'NGI_IBERGRID-LIP-Lisboa', near(lip)],
    ['two neighbours swapped', 'LIP-Libson', near(lip)],
    ['separators confused', 'NGI-IBERGRID-LIP_Lisbon', near(lip)],
    ['a blank for a hyphen', 'LIP Lisbon', near(lip)],
    ['a Cyrillic letter', 'NGI_IBERGRID-L\u0406P-Lisbon', near(lip)],
    ['all of it in look-alikes', '\u0440\u0456\u0441', near(pic)],
    ['fullwidth letters', '\uff50\uff49\uff43', near(pic)],
    ['a zero-width space', 'LRZ\u200b', near(lrz)],
    ['a soft hyphen', 'NGI_DE-L\u00adRZ', near(lrz)],
    ['a Kelvin sign, lower case of which is k', 'NGI_U\u212a-Grid.', near(dot)],
    ['punctuation beside', '"INFN-T2".', near(t1)],
  ])('%s', (_, said, expected) => expect(recognised(said)).toEqual(expected))

  it.each(['pix', 'tic', 'the', 'LRX', 'maybe', 'Lisbon', 'LMU', 'NGI_DE', 'ea-', '', '...', '\u200b', '-'])(
    'nor is a word that is merely short: %j',
    (said) => expect(recognised(said)).toEqual({ kind: 'none' }),
  )

  it('offers at most three, nearest first, seats before others', () => {
    const teams = ['Cluster-A1', 'Cluster-A2', 'Cluster-B2', 'Cluster_A3', 'Cluster-A4'].map((s) =>
      team('N', s),
    )
    const seats = teams.slice(4).map(({ name }) => name)
    expect(recogniseTeam('Cluster.A3', { seats, roster: { teams } })).toEqual({
      kind: 'near',
      suggestions: ['ea-N-Cluster_A3', 'ea-N-Cluster-A4', 'ea-N-Cluster-A1'],
    })
  })

  it('takes 10 kB of anything in its stride', () => {
    const hostile = ['<http:', ' ', 'a', '\u0430', '.', '[', '((', '\u200b', 'NGI_DE-LRZ<', '-_'].map((s) =>
      s.repeat(10_240 / s.length),
    )
    for (const said of hostile) expect(['none', 'near']).toContain(recognised(said).kind)
  })

  it('never makes a team of a name that differs by a letter', () => {
    const name = fc.constantFrom(...roster.teams.map((one) => shortTeam(one.name)))
    const letter = fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(name, fc.nat(), letter, (said, at, with_) => {
        const i = 1 + (at % (said.length - 1))
        const altered = said.slice(0, i) + with_ + said.slice(i + 1)
        const found = recognised(altered)
        if (found.kind === 'team') {
          const undone = altered.replace(/[\u2010-\u2015\u2212]/g, '-').toLowerCase()
          // What is left apart from case and closing punctuation is the name itself.
          expect(undone.trim().replace(/[.,;:!?>)\]}"'`*\u2019\u201c\u201d\u00bb]+$/, '')).toBe(
            shortTeam(found.team).toLowerCase().replace(/\.$/, ''),
          )
        }
      }),
    )
  })
})

describe('a site that is offered', () => {
  const sites = [
    { ngi: 'NGI_FI', site: 'CSC' },
    { ngi: 'NGI_FI', site: 'FI_Oulu' },
    { ngi: 'NGI_DE', site: 'LRZ' },
  ]
  it.each([
    ['by NGI and site', 'NGI_FI-CSC', 'ea-NGI_FI-CSC'],
    ['by site alone', 'fi_oulu', 'ea-NGI_FI-FI_Oulu'],
    ['once where list and roster both have it', 'LRZ', 'ea-NGI_DE-LRZ'],
    ['by a former name the roster knows', 'LIP-LCG2', 'ea-NGI_IBERGRID-LIP-Lisbon'],
    ['on the roster alone', 'pic', 'ea-NGI_IBERGRID-pic'],
  ])('is recognised %s', (_, said, expected) => {
    expect(recogniseSite(said, sites, roster)).toEqual({ kind: 'team', team: expected })
  })

  it('is asked about where it is merely near or two have its name', () => {
    expect(recogniseSite('FI-Oulu', sites, roster)).toEqual({
      kind: 'near',
      suggestions: ['ea-NGI_FI-FI_Oulu'],
    })
    expect(recogniseSite('CLOUD', sites, roster).kind).toBe('ambiguous')
    expect(recogniseSite('NOWHERE', sites, roster)).toEqual({ kind: 'none' })
  })
})
