// The law of names (SPEC §2) over every real site and product: 338 teams and 469 releases whose names share an
// alphabet with each other and with the hyphens between them. All 158,522 pairs where CI is set, else a sample.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findTitle, readTitle, writeTitle } from '../../src/rollout/release.ts'
import { recogniseReport, recogniseReportAnywhere, reportName } from '../../src/rollout/filename.ts'
import { recogniseSite, recogniseTeam, shortTeam, teamOf } from '../../src/rollout/team.ts'
import type { Release } from '../../src/rollout/ticket.ts'
import type { Roster, Site, Team } from '../../src/rollout/world.ts'

const table = (name: string) => {
  const file = new URL(
    name === 'sites' ? '../../src/systems/sites.csv' : `../../src/sandbox/federation/${name}.csv`,
    import.meta.url,
  )
  const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n')
  return rows.map((row) => row.split(','))
}
const sites: readonly Site[] = table('sites').map(([ngi = '', site = '']) => ({ ngi, site }))
const teams: readonly Team[] = sites.map(({ ngi, site }) => ({
  name: teamOf(ngi, site),
  ngi,
  site,
  country: '',
  zone: 'UTC',
  stacks: [],
  members: [],
  aliases: [],
}))
const roster: Roster = { teams }
const releases: readonly Release[] = table('products').map(
  ([type = '', full = '', , component = '', version = '', os = '', arch = '']) => ({
    stack: `${type}-${full.split('.')[0]}`,
    component,
    version,
    os,
    arch,
  }),
)
const names = { os: [], arch: [] }
/** At most a few of what went wrong: a broken law breaks thousands of names. */
const nothing = (wrong: readonly string[]) => expect(wrong.slice(0, 5)).toEqual([])

describe('the facts of the federation', () => {
  it('are the sites and products the law is about, and a place for every site', () => {
    expect([sites.length, releases.length]).toEqual([338, 469])
    const places = table('ngis')
    const known = new Set(places.map(([ngi, site]) => `${ngi} ${site}`))
    expect(known.size).toBe(places.length)
    for (const { ngi } of sites) expect(known).toContain(`${ngi} `)
    for (const [ngi, site = '', country, zone] of places) {
      expect(sites.some((one) => one.ngi === ngi && (site === '' || one.site === site))).toBe(true)
      expect(country).toMatch(/^[A-Z]{2}$/)
      expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow()
    }
  })
})

describe('every product', () => {
  it('has a title that reads and writes back unchanged, with a stack, a fuller one and none', () => {
    const wrong: string[] = []
    for (const release of releases)
      for (const stack of [release.stack, `${release.stack}.10.0`, '', 'gLite 3.2']) {
        const { component, version, os, arch } = release
        const title = ['Staged Rollout', stack, component, version, os, arch]
          .filter((part) => part !== '')
          .join(' ')
        const read = readTitle(title, names)
        const found = findTitle(`Re: [staged-rollout #7] ${title} (fwd)`, names)
        const expected = JSON.stringify({ ...release, stack })
        if (!read || writeTitle(read) !== title) wrong.push(title)
        else if (JSON.stringify(read) !== expected || JSON.stringify(found) !== expected) wrong.push(title)
      }
    nothing(wrong)
  })
})

describe('every site', () => {
  const folded = (name: string) => name.toLowerCase()
  const bearers = Map.groupBy(teams, ({ site }) => folded(site))
  const written: readonly (readonly [string, (name: string) => string])[] = [
    ['as it is', (name) => name],
    ['in capitals', (name) => name.toUpperCase()],
    ['in small letters', (name) => name.toLowerCase()],
    ['with punctuation', (name) => `${name}.),`],
    ['with typographic hyphens', (name) => name.replaceAll('-', '\u2011')],
    ['with an autolink', (name) => `${name}<http://${name}/>`],
    ['with non-breaking spaces', (name) => `\u00a0${name}\u00a0`],
  ]

  it.each(written)('is recognised in every allowed form, %s', (_, write) => {
    const wrong: string[] = []
    for (const { name, ngi, site } of teams)
      for (const form of [name, shortTeam(name), `${ngi}-${site}`, site]) {
        const said = write(form)
        const inRoster = recogniseTeam(said, { seats: [], roster })
        const alone = form === site && (bearers.get(folded(site))?.length ?? 0) > 1
        if (alone ? inRoster.kind !== 'ambiguous' : inRoster.kind !== 'team' || inRoster.team !== name)
          wrong.push(said)
        const seated = recogniseTeam(said, { seats: [name], roster })
        if (seated.kind !== 'team' || seated.team !== name) wrong.push(`${said} with a seat`)
        const offered = recogniseSite(said, sites, { teams: [] })
        if (JSON.stringify(offered) !== JSON.stringify(inRoster)) wrong.push(`${said} offered`)
      }
    nothing(wrong)
  })

  it('is not recognised in a part of its name, unless that is a name itself', () => {
    const wrong: string[] = []
    for (const { name } of teams)
      for (const { index } of name.matchAll(/[-._]/g))
        for (const part of [
          name.slice(0, index),
          name.slice(0, index + 1),
          name.slice(index),
          name.slice(index + 1),
        ]) {
          const found = recogniseTeam(part, { seats: [], roster })
          if (found.kind !== 'team') continue
          // Closing punctuation and a leading ea- aside, what was said is the whole name.
          const bare = part.replace(/^ea-/, '').replace(/\.$/, '')
          const team = teams.find((one) => one.name === found.team)
          const whole = [shortTeam(found.team), team?.site ?? ''].map(folded)
          if (!whole.includes(folded(bare))) wrong.push(`${part} as ${found.team}`)
        }
    nothing(wrong)
  })
})

describe('every team\u2019s report on every release', () => {
  const seed = 20261122
  const everything = process.env['CI'] !== undefined && process.env['CI'] !== ''

  /** Mulberry32: the same sample in every run. */
  function* sample(count: number) {
    let state = seed
    const next = (below: number) => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
    }
    for (let i = 0; i < count; i++) {
      const [team, release] = [teams[next(teams.length)], releases[next(releases.length)]]
      if (team && release) yield { team, release }
    }
  }
  function* all() {
    for (const team of teams) for (const release of releases) yield { team, release }
  }

  /** The teams most easily taken for one: those whose name begins with its own, or its own with theirs; else the next. */
  const neighbours = new Map(
    teams.map(({ name }, i) => {
      const akin = teams.map((one) => one.name).filter((one) => one.startsWith(name) || name.startsWith(one))
      const next = teams[(i + 1) % teams.length]?.name ?? name
      return [name, [...akin.filter((one) => one !== name), next]]
    }),
  )

  it(
    everything
      ? 'is known by each of its names, and as no other: all pairs'
      : `is known by each of its names, and as no other: 3,000 pairs by seed ${seed}`,
    { timeout: 120_000 },
    () => {
      const wrong: string[] = []
      let seen = 0
      for (const { team, release } of everything ? all() : sample(3000)) {
        seen++
        const { component, version, stack } = release
        const family = stack.replace(/-\d+$/, '')
        const canonical = `${team.name}-${stack}-${component}-${version}`
        const others = neighbours.get(team.name) ?? []
        const other = releases[(releases.indexOf(release) + 1) % releases.length] ?? release
        const sameName = other.component === component && other.version === version
        for (const stem of [
          canonical,
          `${team.name}-${family}-${component}-${version}`,
          `${team.name}-${component}-${version}`,
        ]) {
          const file = `${stem}.odt`
          const known = recogniseReportAnywhere(file, roster, releases)
          if (known?.team !== team.name || !known.releases.includes(release)) wrong.push(`${file} anywhere`)
          else if (!known.releases.every((one) => one.component === component && one.version === version))
            wrong.push(`${file} as another release`)
          const filed = recogniseReport(file, {
            teams: [team.name, ...others],
            release,
            senderTeam: team.name,
          })
          if (filed.verdict !== 'filed' || filed.team !== team.name || filed.name !== `${canonical}.odt`)
            wrong.push(`${file} on its ticket: ${JSON.stringify(filed)}`)
          for (const neighbour of others) {
            const strange = recogniseReport(file, { teams: others, release, senderTeam: neighbour })
            if (strange.verdict !== 'asked')
              wrong.push(`${file} from ${neighbour}: ${JSON.stringify(strange)}`)
          }
          if (sameName) continue
          const late = recogniseReport(file, { teams: [team.name], release: other, senderTeam: team.name })
          if (late.verdict !== 'asked')
            wrong.push(`${file} for ${writeTitle(other)}: ${JSON.stringify(late)}`)
        }
        if (reportName(team.name, release, 'odt') !== `${canonical}.odt`) wrong.push(canonical)
      }
      nothing(wrong)
      expect(seen).toBe(everything ? 158_522 : 3000)
    },
  )
})
