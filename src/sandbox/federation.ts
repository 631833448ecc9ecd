// The sample federation whole (SPEC §10): the cast, and one administrator for every other site that exists, so that
// every real name is known; and the roster file that says so. Country and zone of each site come from ngis.csv.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { people, teams, withoutTeam, type PlayPerson } from './cast.ts'
import type { Site } from '../rollout/world.ts'

const zones = () => {
  const file = join(import.meta.dirname, 'federation/ngis.csv')
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [ngi = '', site = '', country = '', zone = ''] = line.trim().split(',')
      return [`${ngi},${site}`, { country, zone }] as const
    }),
  )
}

/** Site names hold dots and underscores; a host name may not (RFC 1123 §2.1). */
const domainOf = (ngi: string, site: string) =>
  `${`${ngi}-${site}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '')}.example`

/** Everybody with a face, and one administrator for every other team of the roster. */
export const everybody = (sites: readonly Site[]): readonly PlayPerson[] => [
  ...people,
  ...plainSites(sites).map(({ ngi, site }): PlayPerson => ({
    id: `site-${domainOf(ngi, site).replace(/\.example$/, '')}`,
    name: `Administrator of ${site}`,
    address: `grid-admin@${domainOf(ngi, site)}`,
    role: 'early adopter',
    what: `is on the team ea-${ngi}-${site}`,
    team: `${ngi}-${site}`,
    lists: [],
  })),
]

const plainSites = (sites: readonly Site[]) => {
  const taken = new Set([...teams.map(({ ngi, site }) => `${ngi}-${site}`), ...withoutTeam])
  return sites.filter(({ ngi, site }) => !taken.has(`${ngi}-${site}`))
}

/** The roster file of the federation (SPEC §10), over the sites that exist. */
export const rosterCsv = (sites: readonly Site[]): string => {
  const places = zones()
  const row = (ngi: string, site: string, volunteers: readonly string[], members: readonly string[]) => {
    const { country, zone } = places.get(`${ngi},${site}`) ??
      places.get(`${ngi},`) ?? { country: '', zone: '' }
    return [ngi, site, country, zone, volunteers.join(';'), members.join(';'), ''].join(',')
  }
  return [
    'ngi,site,country,timezone,stacks,members,aliases',
    ...teams.map(({ ngi, site, stacks: volunteers, members }) =>
      row(
        ngi,
        site,
        volunteers,
        members.map(([, name, address]) => `${name} <${address}>`),
      ),
    ),
    ...plainSites(sites).map(({ ngi, site }) => row(ngi, site, [], [`grid-admin@${domainOf(ngi, site)}`])),
    '',
  ].join('\n')
}
