import { describe, expect, it } from 'vitest'
import { readRoster } from '../../src/config/roster.ts'
import { knownSites } from '../../src/settled.ts'
import { people, stacks, withoutTeam } from '../../src/sandbox/cast.ts'
import { everybody, rosterCsv } from '../../src/sandbox/federation.ts'

const sites = knownSites()
const read = readRoster(
  rosterCsv(sites),
  'roster.csv',
  stacks.map(({ name }) => name),
)
const teams = 'teams' in read ? read.teams : []

describe('the sample federation', () => {
  it('is a roster without a complaint', () => {
    expect('complaints' in read ? read.complaints : []).toEqual([])
    expect('warnings' in read ? read.warnings : []).toEqual([])
  })
  it('holds every site that exists but those whose people read the list only', () => {
    const names = teams.map(({ ngi, site }) => `${ngi}-${site}`)
    const all = sites.map(({ ngi, site }) => `${ngi}-${site}`)
    expect(names.toSorted()).toEqual(all.filter((name) => !withoutTeam.includes(name)).toSorted())
    expect(all).toEqual(expect.arrayContaining([...withoutTeam]))
  })
  it('knows country and zone of every team', () => {
    expect(teams.filter(({ country, zone }) => country === null || zone === null)).toEqual([])
  })
  it('gives every stack two managers and a team that volunteers', () => {
    for (const { name, managers } of stacks) {
      expect(managers).toHaveLength(2)
      expect(teams.some(({ stacks: volunteers }) => volunteers.some((stack) => stack === name))).toBe(true)
    }
  })
  it('has nobody twice and nobody real', () => {
    const all = everybody(sites)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(new Set(all.map(({ address }) => address)).size).toBe(all.length)
    expect(all.filter(({ address }) => !/^[a-z0-9-]+@[a-z0-9-]+\.example$/.test(address))).toEqual([])
    expect(people.length).toBeLessThan(40)
  })
})
