// The settled part of the world: config and roster with addresses turned into people, and the keys of managers.
// Everything the quiet room and the intake need to know but the moment.

import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { holidaysOf } from './calendar/holidays.ts'
import { complaintLine, isError } from './config/complaints.ts'
import { keyFilesOf } from './config/keyfolders.ts'
import { readKeyFiles } from './intake/pgpkeys.ts'
import { Fault } from './ports.ts'
import { teamOf } from './rollout/team.ts'
import type { RosterEntry } from './config/roster.ts'
import type { Config } from './config.ts'
import type { Kit, Log, Settled } from './desk/kit.ts'
import type { Ledger } from './ports.ts'
import type { Instant, PersonId } from './rollout/ids.ts'
import type { Site, Stack, Team } from './rollout/world.ts'

/** The sites that exist, as of the data file: what the sites door knows while it is closed. */
const siteFile = join(import.meta.dirname, 'systems/sites.csv')

export async function settle(
  config: Config,
  entries: readonly RosterEntry[],
  ledger: Ledger,
): Promise<
  { settled: Settled } & Pick<
    Kit,
    'admin' | 'rates' | 'countingTypes' | 'enclosing' | 'clockJump' | 'giveUpDays'
  >
> {
  const people = (addresses: readonly string[]) =>
    Promise.all(addresses.map((address) => ledger.personFor(address, '')))
  const teams: Team[] = []
  for (const entry of entries) {
    const members = await Promise.all(
      entry.members.map(({ address, name }) => ledger.personFor(address, name ?? '')),
    )
    teams.push({
      name: teamOf(entry.ngi, entry.site),
      ngi: entry.ngi,
      site: entry.site,
      country: entry.country ?? '',
      zone: entry.zone ?? config.bot.zone,
      stacks: entry.stacks,
      members,
      aliases: entry.aliases,
    })
  }
  const stacks: Stack[] = []
  for (const stack of config.stacks) stacks.push({ ...stack, managers: await people(stack.managers) })
  const { deadlines, escalation } = config
  const settled: Settled = {
    calendar: {
      closed: config.calendar.closed,
      closedIn: config.calendar.closedIn,
      holidays: holidaysOf(
        [config.bot.country ?? '', ...teams.map(({ country }) => country)].filter(Boolean),
        config.calendar.workedIn,
      ),
    },
    roster: { teams },
    stacks,
    managers: {
      all: await people(config.managers.all),
      release: await people(config.managers.release),
    },
    policy: {
      zone: config.bot.zone,
      ...(config.bot.country === undefined ? {} : { country: config.bot.country }),
      releaseGroup: config.managers.releaseGroup,
      ...deadlines,
      quiet: { from: deadlines.sendFrom, until: deadlines.sendUntil, letters: config.limits.lettersADay },
      escalation: { ...escalation, wider: config.lists.wider },
    },
    sites: knownSites(),
    doors: { open: [], trackerByMail: typeof config.tracker?.address === 'string' },
  }
  const [admin] = await people([config.bot.admin])
  const known = [
    ...teams.flatMap(({ members }) => members),
    ...stacks.flatMap(({ managers }) => managers),
    ...settled.managers.all,
    ...settled.managers.release,
    admin as PersonId,
  ]
  const { lettersPerHour, strangersPerHour, answersPerHour, unprovenAnswersPerDay, questionsPerDay } =
    config.limits
  const rates = {
    lettersPerHour,
    strangersPerHour,
    answersPerHour,
    questionsPerDay,
    unprovenPerDay: unprovenAnswersPerDay,
    known: [...new Set(known)],
  }
  return {
    settled,
    admin: admin as PersonId,
    rates,
    countingTypes: config.reports.counts,
    enclosing: await enclosingOf(config),
    clockJump: config.limits.clockJump,
    giveUpDays: config.limits.giveUpDays,
  }
}

/** The operator's own report templates, where there are any. Throws a permanent Fault that lists everything that must be
 *  mended. */
async function enclosingOf({ reports }: Config): Promise<Kit['enclosing']> {
  const own = Object.values(reports.templates).some((file) => file !== null)
  if (!own) return { templates: {}, largest: reports.enclosureSize }
  const { readOwnTemplates } = await import('./reports/owntemplates.ts')
  const { templates, complaints } = readOwnTemplates(reports.templates)
  if (complaints.length > 0) throw new Fault('reports', 'permanent', complaints.map(complaintLine).join('\n'))
  return { templates, largest: reports.enclosureSize }
}

/** The sites that exist, by the data file. */
export function knownSites(): readonly Site[] {
  const [, ...lines] = readFileSync(siteFile, 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [ngi = '', site = ''] = line.trim().split(',')
    return ngi && site ? [{ ngi, site }] : []
  })
}

/** The keys of managers. Throws a permanent Fault that lists every file that must be mended; a key past its end is logged. */
export async function keysOf(config: Config, now: Instant, log: Log) {
  const { keys, complaints } = await readKeyFiles(keyFilesOf(config), now)
  const wrong = complaints.filter(isError)
  if (wrong.length > 0) throw new Fault('openpgp', 'permanent', wrong.map(complaintLine).join('\n'))
  for (const complaint of complaints) log('key does not count', { why: complaintLine(complaint) })
  return keys
}

/** Whether another machine dates our mail: its clock may then speak for this one's (record 0033). */
export function isDatedElsewhere({ mailbox }: Config): boolean {
  if (mailbox.kind !== 'imap') return false
  const host = mailbox.host.toLowerCase()
  const own = ['localhost', '::1', hostname().toLowerCase()]
  return !own.includes(host) && !host.startsWith('127.') && !host.endsWith('.localhost')
}
