// What doctor says of people: the roster and its countries' holidays, the managers' keys, and whether every stack has somebody who can stand in
// (SPEC §0, manager: two a stack is the rule). Lists among those who may command are refused by the config check already.

import { readFileSync } from 'node:fs'
import { complaintLine, isError } from '../config/complaints.ts'
import { keyFilesOf } from '../config/keyfolders.ts'
import { readRoster } from '../config/roster.ts'
import { systemClock } from '../house.ts'
import { readKeyFiles } from '../intake/pgpkeys.ts'
import { count } from './complaints.ts'
import { lookAtCalendar } from './doctorcalendar.ts'
import type { Config } from '../config.ts'
import type { Finding } from './finding.ts'

export const lookAtPeople = async (config: Config): Promise<readonly Finding[]> => {
  const { roster, stacks, managers } = config
  const names = stacks.map(({ name }) => name)
  const read = readRoster(readFileSync(roster.file, 'utf8'), roster.file, names)
  const complaints = 'teams' in read ? read.warnings : read.complaints
  const findings: Finding[] = complaints.map((complaint) => ({
    check: 'roster',
    state: isError(complaint) ? 'fails' : 'warning',
    says: complaintLine(complaint),
  }))
  if ('teams' in read && complaints.length === 0)
    findings.push({ check: 'roster', state: 'ok', says: count(read.teams.length, 'team') })
  const countries = [config.bot.country, ...('teams' in read ? read.teams.map(({ country }) => country) : [])]
  findings.push(
    ...lookAtCalendar(
      countries.filter((one) => typeof one === 'string'),
      systemClock.now(),
      config.calendar.workedIn,
    ),
  )
  for (const stack of stacks) {
    const length = new Set(stack.managers.map((address) => address.toLowerCase())).size
    findings.push(
      length >= 2
        ? { check: 'managers', state: 'ok', says: `${stack.name}: ${length}` }
        : {
            check: 'managers',
            state: 'warning',
            says: `${stack.name}: ${count(length, 'manager')} of its own; beside them ${managers.all.length} for all stacks`,
            mend: `name two people under managers in [stacks.${stack.name}], so that one may be away`,
          },
    )
  }
  const files = keyFilesOf(config)
  const keys = await readKeyFiles(files, systemClock.now())
  for (const complaint of keys.complaints)
    findings.push({
      check: 'OpenPGP',
      state: isError(complaint) ? 'fails' : 'warning',
      says: complaintLine(complaint),
    })
  if (files.length > 0 && keys.complaints.length === 0)
    findings.push({ check: 'OpenPGP', state: 'ok', says: count(files.length, 'key') })
  return findings
}
