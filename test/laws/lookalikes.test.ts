// The law of look-alikes (SPEC §2): a name or an answer in letters that only look alike, or with something invisible in
// it, is never acted on and always offered. Over every team, in both orders, on top of a mail.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interpret } from '../../src/intake/interpret.ts'
import { nearlyMeant } from '../../src/intake/nearmeant.ts'
import { readCommands } from '../../src/intake/topblock.ts'
import { asPersonId, asTicketId } from '../../src/rollout/ids.ts'
import { shortTeam, teamOf } from '../../src/rollout/team.ts'
import type { Situation } from '../../src/intake/whichteam.ts'
import type { Roster } from '../../src/rollout/world.ts'

const file = new URL('../../src/systems/sites.csv', import.meta.url)
const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n')
const sites = rows.map((row) => row.split(',')).map(([ngi = '', site = '']) => ({ ngi, site }))
const roster: Roster = {
  teams: sites.map(({ ngi, site }) => ({
    name: teamOf(ngi, site),
    ngi,
    site,
    country: '',
    zone: 'UTC',
    stacks: [],
    members: [],
    aliases: [],
  })),
}
/** All of them where CI is set, else a sample. */
const every = process.env['CI'] ? 1 : 3
const situation: Situation = {
  ticket: null,
  roster,
  sites,
  names: { os: [], arch: [] },
  lists: [],
  person: asPersonId(`p${asTicketId(1)}`),
  roles: { manager: true, teams: roster.teams.map(({ name }) => name) },
  relayedByList: false,
  proven: true,
}

const alike: ReadonlyMap<string, string> = new Map(
  Array.from(
    'AАBВCСEЕHНIІJЈKКMМNΝOОPРSЅTТXХYУZΖaаcсeеhһiіjјkкoоpрsѕtтxхyуvѵ'.matchAll(/(.)(.)/gu),
    (pair) => [pair[1] ?? '', pair[2] ?? ''],
  ),
)
const wide = (letter: string) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)
/** `nth`: which of the places that would do. */
const atOneOf = (name: string, nth: number, fits: RegExp, change: (letter: string) => string) => {
  const places = [...name.matchAll(fits)].filter(({ index }) => index > 0)
  const place = places[nth % Math.max(1, places.length)]
  if (!place) return null
  const [letter] = place
  return name.slice(0, place.index) + change(letter) + name.slice(place.index + letter.length)
}
const put = (invisible: string) => (name: string, nth: number) =>
  atOneOf(name, nth, /[A-Za-z0-9]/g, (letter) => `${letter}${invisible}`)

const kinds: readonly (readonly [string, (name: string, nth: number) => string | null])[] = [
  [
    'another alphabet',
    (name, nth) => atOneOf(name, nth, /[ABCEHIJKMNOPSTXYZacehijkopstxyv]/g, (one) => alike.get(one) ?? ''),
  ],
  ['all of another alphabet', (name) => name.replace(/[A-Za-z]/g, (one) => alike.get(one) ?? one)],
  ['one wide letter', (name, nth) => atOneOf(name, nth, /[A-Za-z0-9]/g, wide)],
  ['wide letters', (name) => name.replace(/[A-Za-z0-9]/g, wide)],
  ['a zero-width space', put('\u200b')],
  ['a zero-width non-joiner', put('\u200c')],
  ['a zero-width joiner', put('\u200d')],
  ['a word joiner', put('\u2060')],
  ['a byte order mark', put('\ufeff')],
  ['a soft hyphen', put('\u00ad')],
  ['a mark of direction', put('\u200e')],
  ['an accent', (name, nth) => atOneOf(name, nth, /[aeiouAEIOU]/g, (one) => `${one}\u0301`)],
]

/** What a line on top of a mail comes to: what acts, and the names or lines that are offered instead. */
function comesTo(line: string) {
  const { commands, near } = readCommands(line, { mode: 'direct', earlier: () => false })
  const meant = commands.map((command) => interpret(command, situation))
  const unclear = [
    ...meant.flatMap((one) => ('unclear' in one ? [one.unclear] : [])),
    ...near.flatMap((miss) => nearlyMeant(miss, situation) ?? []),
  ]
  return { acts: meant.filter((one) => 'draft' in one), offers: JSON.stringify(unclear) }
}

describe('a name in letters that only look alike', () => {
  it.each(kinds)('has %s: it is never acted on and always offered', (_, change) => {
    const wrong: string[] = []
    let seen = 0
    for (const [nth, { name }] of roster.teams.entries()) {
      if (nth % every !== 0) continue
      const written = change(shortTeam(name), nth)
      // A name without such a letter has nothing to confuse.
      if (written === null || /^[\x21-\x7e]+$/.test(written)) continue
      for (const line of (nth / every) % 2 === 0 ? [`accept ${written}`] : [`${written} reject`]) {
        seen += 1
        const { acts, offers } = comesTo(line)
        if (acts.length > 0 || !offers.includes(shortTeam(name))) wrong.push(line)
      }
    }
    expect(wrong.slice(0, 5)).toEqual([])
    expect(seen).toBeGreaterThan(300 / every)
  })

  it.each(kinds)('and so is an answer with %s', (_, change) => {
    for (const verb of ['accept', 'reject', 'volunteer'])
      for (const [nth, { name }] of roster.teams.slice(0, 9).entries()) {
        const written = change(verb, nth)
        if (written === null) continue
        const { acts, offers } = comesTo(`${written} ${shortTeam(name)}`)
        expect(acts).toEqual([])
        expect(offers).toContain(shortTeam(name))
      }
  })

  it('blanks and hyphens of mail programs do not count', () => {
    for (const { name } of roster.teams.slice(0, 50)) {
      const plain = `accept ${shortTeam(name)}`
      const typeset = plain.replace(' ', '\u00a0').replaceAll('-', '\u2011')
      for (const line of [plain, typeset, `${plain}\u00a0`, `\u3000${plain}`])
        expect(comesTo(line).acts).toHaveLength(1)
    }
  })
})
