import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complaintLine } from '../../src/config/complaints.ts'
import { readRoster } from '../../src/config/roster.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const header = 'ngi,site,country,timezone,stacks,members,aliases'
const stacks = ['glite', 'unicore']
const read = (text: string, names: readonly string[] | null = stacks) => readRoster(text, 'roster.csv', names)
const linesOf = (text: string, names: readonly string[] | null = stacks) => {
  const result = read(text, names)
  return ('complaints' in result ? result.complaints : result.warnings).map(complaintLine)
}
const teamsOf = (text: string) => {
  const result = read(text)
  if ('complaints' in result) throw new Error(result.complaints.map(complaintLine).join('\n'))
  return result.teams
}
const full =
  'NGI_PT,LIP-Lisbon,PT,Europe/Lisbon,glite;unicore,ana@lip.example;Rui S. <rui@LIP.example>,LIP_OLD'
const fullTeam = {
  ngi: 'NGI_PT',
  site: 'LIP-Lisbon',
  country: 'PT',
  zone: 'Europe/Lisbon',
  stacks: ['glite', 'unicore'],
  members: [{ address: 'ana@lip.example' }, { address: 'rui@lip.example', name: 'Rui S.' }],
  aliases: ['LIP_OLD'],
}

describe('a roster', () => {
  it('gives one entry a line, lists inside a cell taken apart', () => {
    expect(teamsOf(`${header}\n${full}\n`)).toEqual([fullTeam])
  })

  it('may leave country, zone, stacks and aliases to the defaults, as cells and as columns', () => {
    const least = { country: null, zone: null, stacks: [], aliases: [] }
    const team = { ngi: 'A', site: 'B', members: [{ address: 'a@b.example' }], ...least }
    expect(teamsOf(`${header}\nA,B,,,,a@b.example,\n`)).toEqual([team])
    expect(teamsOf('members,site,ngi\na@b.example,B,A\n')).toEqual([team])
  })

  const tolerated: readonly (readonly [what: string, text: string])[] = [
    ['a byte order mark', `\uFEFF${header}\n${full}\n`],
    ['CRLF', `${header}\r\n${full}\r\n`],
    ['blank lines and lines of commas', `\n${header}\n\n   \n${full}\n,,,,,,\n\n`],
    ['no line end at the end', `${header}\n${full}`],
    ['blanks around cells', `${header.replaceAll(',', ' , ')}  \n  ${full.replaceAll(',', ' ,\t')}  \n`],
    ['empty cells behind the last column', `${header},,\n${full},,,\n`],
    ['quotes around cells', `${header}\n"NGI_PT","LIP-Lisbon",PT,${full.split(',').slice(3).join(',')}\n`],
    ['blanks and nothing between semicolons', `${header}\n${full.replaceAll(';', ' ; ;')}\n`],
    ['columns and countries in any case', `${header.toUpperCase()}\n${full.replace(',PT,', ',pt,')}\n`],
  ]
  it.each(tolerated)('may have %s', (_, text) => {
    expect(teamsOf(text)).toEqual([fullTeam])
  })

  it('keeps commas, quotes and line breaks inside quoted cells', () => {
    const quoted = `ngi,site,members\nA,B,"""Doe, J."" <j@b.example>;\nk@b.example"\n`
    expect(teamsOf(quoted)[0]?.members).toEqual([
      { address: 'j@b.example', name: 'Doe, J.' },
      { address: 'k@b.example' },
    ])
  })

  it('leaves stack names alone where there is no config to compare with', () => {
    expect(linesOf(`${header}\n${full}\n`, null)).toEqual([])
  })
})

describe('a wrong roster', () => {
  const cases: readonly (readonly [what: string, text: string, ...lines: string[]])[] = [
    ['is empty', '\n \n', `roster.csv:1: is empty; begin with the line ${header}`],
    [
      'has unknown, doubled and missing columns',
      'ngi,stie,ngi,quux\n',
      'roster.csv:1: stie: unknown column; did you mean "site"?',
      'roster.csv:1: ngi: stands twice; keep one column',
      `roster.csv:1: quux: unknown column; the columns are ${header.replaceAll(',', ', ')}`,
      'roster.csv:1: site: this column is missing; add it',
      'roster.csv:1: members: this column is missing; add it',
    ],
    [
      'was saved with semicolons between columns',
      `${header.replaceAll(',', ';')}\nA;B;;;;;\n`,
      'roster.csv:1: columns are not separated by commas; save it as comma-separated values',
    ],
    [
      'has too few or too many cells',
      `${header}\nA,B\nA,C,,,,a@b.example,,x\n`,
      'roster.csv:2: has 2 cells where the header has 7; put a list inside a cell, separated by ;',
      'roster.csv:2: warning: members: nobody can be invited; add an address before this team is assigned',
      'roster.csv:3: has 8 cells where the header has 7; put a list inside a cell, separated by ;',
    ],
    [
      'has quotes that do not fit',
      `ngi,site,members\nA,B"C,a@b.example\nA,"B"C,a@b.example\nA,"B,a@b.example\nA,C,a@b.example\n`,
      'roster.csv:2: a quote inside B"C; put the whole cell in quotes, and double that one',
      'roster.csv:3: "C" stands behind a closing quote; put a comma between',
      'roster.csv:4: a quote is opened and never closed; close it',
    ],
    [
      'has bad names, countries, zones, stacks, addresses and aliases, each named with its line',
      `${header}\nNGI PT,LIP/Lisbon,UK,Europe/Lisbonn,glitte,ana,a b\n\n"",X,XX,+01:00,nothing,<a@b>,\n`,
      'roster.csv:2: ngi: "NGI PT" is no name; use letters, digits, . _ and -',
      'roster.csv:2: site: "LIP/Lisbon" is no name; use letters, digits, . _ and -',
      'roster.csv:2: aliases: "a b" is no name; use letters, digits, . _ and -',
      'roster.csv:2: stacks: unknown stack "glitte"; did you mean "glite"?',
      'roster.csv:2: country: "UK" is no country code; did you mean "GB"?',
      'roster.csv:2: timezone: unknown zone "Europe/Lisbonn"; did you mean "Europe/Lisbon"?',
      'roster.csv:2: members: "ana" is not a mail address; write name@example.org',
      'roster.csv:4: ngi: is empty; write a name',
      'roster.csv:4: stacks: unknown stack "nothing"; the config has glite, unicore',
      'roster.csv:4: country: "XX" is no country code; write two letters of ISO 3166-1, as PT',
      'roster.csv:4: timezone: unknown zone "+01:00"; write one like Europe/Lisbon',
      'roster.csv:4: members: "<a@b>" is not a mail address; write name@example.org',
    ],
    [
      'counts lines inside quoted cells',
      `ngi,site,members\nA,B,"a@b.example;\n\nb@b.example"\nA,C!,c@b.example\n`,
      'roster.csv:5: site: "C!" is no name; use letters, digits, . _ and -',
    ],
    [
      'has a team twice, also where the parts are cut elsewhere',
      'ngi,site,members\nA,B-C,a@b.example\nX,Y,a@b.example\nA,B-C,a@b.example\nA-B,C,a@b.example\n',
      'roster.csv:4: site: ea-A-B-C stands in line 2 already; keep one',
      'roster.csv:5: site: ea-A-B-C stands in line 4 already; keep one',
    ],
    [
      'has a former name that is another team’s name',
      'ngi,site,members,aliases\nA,B,a@b.example,C\nA,C,a@b.example,\n',
      'roster.csv:2: aliases: ea-A-C stands in line 3 already; keep one',
    ],
    [
      'has control characters in a cell',
      'ngi,site,members\nA,\u001b[2J,a@b.example\n',
      'roster.csv:2: site: "\\x1b[2J" is no name; use letters, digits, . _ and -',
    ],
  ]
  it.each(cases)('%s', (_, text, ...lines) => {
    expect(linesOf(text)).toEqual(lines)
    expect(read(text)).not.toHaveProperty('teams')
  })
})

describe('a roster worth a second look', () => {
  const cases: readonly (readonly [what: string, text: string, line: string])[] = [
    [
      'a team without members',
      'ngi,site,members\nA,B,\n',
      'roster.csv:2: warning: members: nobody can be invited; add an address before this team is assigned',
    ],
    [
      'names that differ by case alone, since GOCDB tells them apart',
      'ngi,site,members\nA,Site,a@b.example\nA,SITE,a@b.example\n',
      'roster.csv:3: warning: site: ea-A-SITE differs from ea-A-Site in line 2 by case alone; check that both exist',
    ],
    [
      'a member twice',
      'ngi,site,members\nA,B,a@b.example;A@B.example\n',
      'roster.csv:2: warning: members: A@b.example stands twice; keep it once',
    ],
  ]
  it.each(cases)('%s: is warned of and imported', (_, text, line) => {
    expect(linesOf(text)).toEqual([line])
    expect(read(text)).toHaveProperty('teams')
  })

  it('does not hold a site’s own former spelling against it', () => {
    expect(linesOf('ngi,site,members,aliases\nA,Site,a@b.example,SITE\n')).toEqual([])
  })
})

describe('any text at all', () => {
  it('is either imported whole or refused with a line for each complaint', () => {
    const unit = fc.constantFrom(...'ab,;"\r\n @.<>\t'.split(''))
    fc.assert(
      fc.property(fc.string({ unit }), (rest) => {
        const result = read(`ngi,site,members\n${rest}`)
        if ('complaints' in result)
          for (const { line } of result.complaints) expect(line).toBeGreaterThanOrEqual(1)
        else for (const team of result.teams) expect(team.ngi).not.toBe('')
      }),
      { numRuns: 1000 },
    )
  })

  it('written as RFC 4180 says is read back, line breaks in names made blanks', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/)
    const words = fc.stringMatching(/^[A-Za-z](?:[A-Za-z," \n]*[A-Za-z,])?$/)
    fc.assert(
      fc.property(name, name, words, (ngi, site, member) => {
        const cell = `"${`${member} <a@b.example>`.replaceAll('"', '""')}"`
        const [team] = teamsOf(`ngi,site,members\r\n"${ngi}",${site},${cell}\r\n`)
        expect(team).toMatchObject({
          ngi,
          site,
          members: [{ address: 'a@b.example', name: member.replace(/\s+/g, ' ') }],
        })
      }),
    )
  })
})

describe.skipIf(!sharedIsThere)('the real federation of 2015', () => {
  it('can be written as a roster without one complaint', () => {
    const rows = readFileSync(shared('data/ngi_sites_2015.csv'), 'utf8').trim().split('\n').slice(1)
    const text = ['ngi,site,members', ...rows.map((row) => `${row.trim()},a@b.example`)].join('\n')
    expect(linesOf(text)).toEqual([])
    expect(teamsOf(text).length).toBe(rows.length)
  })
})
