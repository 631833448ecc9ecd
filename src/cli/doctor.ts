// `rollcall doctor` (SPEC §7): looks at everything an agent needs, one line a check, with the mend where something is
// wrong. Only with --fix it mends, what is safe; only with --send it sends a mail, to the bot itself. Exit 1 when
// something fails.

import { complaintLine, isError } from '../config/complaints.ts'
import { readConfig } from '../config.ts'
import { count } from './complaints.ts'
import { findConfigFile, noConfigLine } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'
import { resolverFrom } from './dnssource.ts'
import { lookAtDoors } from './doctordoors.ts'
import { mended } from './doctorfix.ts'
import { lookAtMachine } from './doctormachine.ts'
import { lookAtPeople } from './doctorpeople.ts'
import { lookAtRoundTrip } from './doctorroundtrip.ts'
import { lookAtSender } from './doctorsender.ts'
import { printable, table } from './table.ts'
import type { Finding } from './finding.ts'

/** Milliseconds for one question; each is asked three times. */
const dnsPatience = 2000
const waits: Finding = {
  check: 'round trip',
  state: 'skipped',
  says: 'is tried once mail in and mail out are mended',
}

export const run = async (context: CommandContext): Promise<number> => {
  const file = findConfigFile(context)
  if (file === null) {
    context.err(noConfigLine)
    return exit.wrong
  }
  const resolver = resolverFrom(String(context.options['dns'] ?? 'system'), dnsPatience)
  const findings: Finding[] = []
  const read = readConfig(file, context.env)
  const complaints = 'config' in read ? read.warnings : read.complaints
  for (const complaint of complaints)
    findings.push({
      check: 'config',
      state: isError(complaint) ? 'fails' : 'warning',
      says: complaintLine(complaint),
    })
  if ('config' in read) {
    const { config } = read
    if (complaints.length === 0)
      findings.push({
        check: 'config',
        state: 'ok',
        says: `${file}, ${count(config.stacks.length, 'stack')}`,
      })
    const fix = context.options['fix'] === true
    findings.push(...(await lookAtPeople(config)), ...mended(await lookAtMachine(config), fix))
    const [doors, sender] = await Promise.all([lookAtDoors(config), lookAtSender(config, resolver)])
    findings.push(...doors, ...sender)
    const shut = doors.some(({ state }) => state === 'fails')
    findings.push(
      ...(shut ? [waits] : await lookAtRoundTrip(config, { send: context.options['send'] === true })),
    )
  } else findings.push({ check: 'all else', state: 'skipped', says: 'is looked at once the config is good' })
  const fails = findings.some(({ state }) => state === 'fails')
  if (context.json) context.out(JSON.stringify({ ok: !fails, findings }))
  else context.out(table(findings.map(words), context.width))
  return fails ? exit.failed : exit.done
}

const words = ({ check, state, says, mend }: Finding) => [
  state,
  check,
  [says, ...(mend === undefined ? [] : [`Do: ${mend}`])].map((line) => printable(line)).join('\n'),
]
