// Who plays: a team of one to three people at each of the 338 real sites, two managers a stack and one for all, and how
// each of them is. Everything by the seed. What they do with a letter is in teams.ts and managers.ts.
import { rosterCsv } from '../../src/sandbox/federation.ts'
import { knownSites } from '../../src/settled.ts'
import type { Dice } from '../fuzz/dice.ts'

export type Temper =
  | 'quick'
  | 'slow'
  | 'silent'
  | 'says no'
  | 'away in August'
  | 'withdraws'
  | 'reports late'
  | 'never reports'
  | 'bounces once'
export type Habit = 'diligent' | 'slow' | 'by the digest'
export type Team = {
  readonly name: string
  readonly zone: string
  readonly country: string
  readonly stacks: readonly string[]
  readonly members: readonly string[]
  readonly temper: Temper
}
export type Manager = { readonly address: string; readonly habit: Habit; readonly stack: string | null }
export type Cast = {
  readonly teams: readonly Team[]
  readonly managers: readonly Manager[]
  readonly roster: string
}

export const bot = 'staged-rollout@egi.example'
export const zone = 'Europe/Amsterdam'
export const operations = 'mgr-ops@egi.example'
export const listOf = (stack: string) => `early-adopters-${stack}@mailman.egi.example`
export const widerList = listOf('ops')
export const stacks: readonly { readonly name: string; readonly titles: readonly string[] }[] = [
  { name: 'glite', titles: ['EMI', 'UMD'] },
  { name: 'globus', titles: ['IGE'] },
  { name: 'arc', titles: ['ARC'] },
  { name: 'unicore', titles: ['UNICORE'] },
  { name: 'cloud', titles: ['CMD-ONE', 'CMD-OS'] },
  { name: 'operational-tools', titles: ['OpsTools'] },
]
export const stackOfFamily = (family: string) =>
  stacks.find(({ titles }) => titles.includes(family))?.name ?? 'glite'

/** Out of a hundred. */
const tempers: readonly (readonly [Temper, number])[] = [
  ['quick', 24],
  ['slow', 18],
  ['silent', 14],
  ['says no', 14],
  ['away in August', 8],
  ['withdraws', 6],
  ['reports late', 8],
  ['never reports', 4],
  ['bounces once', 4],
]

function temperOf(dice: Dice): Temper {
  let left = dice.below(100)
  for (const [temper, share] of tempers) {
    left -= share
    if (left < 0) return temper
  }
  return 'quick'
}

/** Where a stack is at home beside glite, which is everywhere. */
const homes: { readonly [ngi: string]: readonly string[] } = {
  NGI_NDGF: ['arc'],
  NGI_PL: ['unicore', 'globus'],
  NGI_DE: ['globus', 'unicore', 'arc'],
  NGI_SI: ['arc'],
  NGI_SK: ['arc'],
  NGI_UK: ['globus', 'operational-tools'],
  NGI_IBERGRID: ['cloud', 'operational-tools'],
  NGI_IT: ['cloud', 'globus'],
  NGI_HR: ['operational-tools'],
  NGI_GRNET: ['operational-tools', 'cloud'],
}

/** The sites' zones and countries come from the sandbox's federation, its people do not. */
export function castOf(dice: Dice): Cast {
  const places = new Map(
    rosterCsv(knownSites())
      .split('\n')
      .map((line) => {
        const [ngi = '', site = '', country = '', place = ''] = line.split(',')
        return [`${ngi},${site}`, { country, zone: place }] as const
      }),
  )
  const teams = knownSites().map(({ ngi, site }, number): Team => {
    const { country, zone: place } = places.get(`${ngi},${site}`) ?? { country: '', zone }
    const others = homes[ngi] ?? []
    const adopts = dice.often(28)
    const members = 1 + dice.below(3)
    return {
      name: `${ngi}-${site}`,
      zone: place || zone,
      country,
      stacks: adopts ? [...(dice.often(70) ? ['glite'] : []), ...others.filter(() => dice.often(60))] : [],
      members: Array.from({ length: members }, (_, n) => `admin${n + 1}@site${number}.example`),
      temper: temperOf(dice),
    }
  })
  const habits: readonly Habit[] = ['diligent', 'slow', 'by the digest']
  const managers = [
    ...stacks.flatMap(({ name }) =>
      ['', '2'].map((n): Manager => ({
        address: `mgr${n}-${name}@egi.example`,
        habit: n === '' ? dice.pick(['diligent', 'diligent', 'slow']) : dice.pick(habits),
        stack: name,
      })),
    ),
    { address: operations, habit: 'by the digest' as const, stack: null },
  ]
  const rows = teams.map((team, number) => {
    const { ngi, site } = knownSites()[number] ?? { ngi: '', site: '' }
    return [ngi, site, team.country, team.zone, team.stacks.join(';'), team.members.join(';'), ''].join(',')
  })
  return {
    teams,
    managers,
    roster: ['ngi,site,country,timezone,stacks,members,aliases', ...rows, ''].join('\n'),
  }
}

/** `closed`: the operator's own days. */
export const configOf = (cast: Cast, closed: readonly string[]): string => `
[bot]
address = "${bot}"
name = "Staged Rollout"
data = "var"
timezone = "${zone}"
country = "NL"
admin = "postmaster@egi.example"
[mailbox]
kind = "folder"
path = "in"
[transport]
kind = "outbox"
path = "out"
[managers]
all = ["${operations}"]
release = ["sw-rel-sr@egi.example"]
[lists]
wider = ["${widerList}"]
[calendar]
closed = ${JSON.stringify(closed)}
[escalation]
seats = 2
${stacks
  .map(
    ({ name, titles }) => `[stacks.${name}]
titles = ${JSON.stringify(titles)}
managers = ${JSON.stringify(cast.managers.filter(({ stack }) => stack === name).map(({ address }) => address))}
lists = ["${listOf(name)}"]
`,
  )
  .join('')}`
