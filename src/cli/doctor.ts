// `rollcall doctor` (SPEC §7): looks at everything an agent needs, one line a check, with the mend where something is
// wrong. It mends nothing itself and sends no mail: whether plus addresses arrive shows when a letter is answered. Exit
// code 1 when something is broken.

import { complaintLine, isError } from '../config/complaints.ts'
import { readConfig } from '../config.ts'
import { count } from './complaints.ts'
import { findConfigFile, noConfigLine } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'
import { lookAtDoors } from './doctordoors.ts'
import { lookAtMachine } from './doctormachine.ts'
import { lookAtPeople } from './doctorpeople.ts'
import { printable, table } from './table.ts'
import type { Finding } from './finding.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const file = findConfigFile(context)
  if (file === null) {
    context.err(noConfigLine)
    return exit.wrong
  }
  const findings: Finding[] = []
  const read = readConfig(file, context.env)
  const complaints = 'config' in read ? read.warnings : read.complaints
  for (const complaint of complaints)
    findings.push({
      check: 'config',
      state: isError(complaint) ? 'broken' : 'look',
      says: complaintLine(complaint),
    })
  if ('config' in read) {
    const { config } = read
    if (complaints.length === 0)
      findings.push({
        check: 'config',
        state: 'good',
        says: `${file}, ${count(config.stacks.length, 'stack')}`,
      })
    findings.push(...lookAtPeople(config), ...(await lookAtMachine(config)), ...(await lookAtDoors(config)))
  } else findings.push({ check: 'all else', state: 'skipped', says: 'is looked at once the config is good' })
  const broken = findings.some(({ state }) => state === 'broken')
  if (context.json) context.out(JSON.stringify({ ok: !broken, findings }))
  else context.out(table(findings.map(words), context.width))
  return broken ? exit.failed : exit.done
}

const words = ({ check, state, says, mend }: Finding) => [
  state,
  check,
  [says, ...(mend === undefined ? [] : [`Do: ${mend}`])].map((line) => printable(line)).join('\n'),
]
