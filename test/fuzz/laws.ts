// What must hold of any line and any mail (SPEC §2, §3.4, §9): nothing throws, nothing takes a second, what is quoted
// is never a command, who proves nothing changes nothing, letters that only look alike are nobody's name, and what a
// line was written from is read from it.

import { isDeepStrictEqual } from 'node:util'
import { commandsOf } from '../../src/desk/mailslines.ts'
import { understand } from '../../src/desk/understand.ts'
import { readLine } from '../../src/intake/grammar.ts'
import { interpret } from '../../src/intake/interpret.ts'
import { nearlyMeant } from '../../src/intake/nearmeant.ts'
import { nearMiss } from '../../src/intake/nearmiss.ts'
import { threadKeys } from '../../src/intake/thread.ts'
import { asPersonId } from '../../src/rollout/ids.ts'
import type { Situation } from '../../src/intake/whichteam.ts'
import type { Reader } from '../corpus/explaining.ts'
import { now, type Line } from './lines.ts'

/** Milliseconds of this process's own work: what waits for others on a busy machine does not stall. */
const longest = 1000
const worked = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Null where all holds; else what does not, in words. */
export type Broken = string | null

export const situations = ({ kit }: Reader): readonly Situation[] => {
  const { roster, sites } = kit.settled
  const of = (manager: boolean): Situation => ({
    ticket: null,
    roster,
    sites,
    names: kit.names,
    lists: kit.lists,
    person: asPersonId('p1'),
    roles: { manager, teams: manager ? [] : roster.teams.map(({ name }) => name) },
    relayedByList: false,
    proven: true,
  })
  return [of(false), of(true)]
}

export function lineHolds({ text, alike }: Line, all: readonly Situation[]): Broken {
  const from = worked()
  const command = readLine(text)
  const near = nearMiss(text)
  if (command !== null && near !== null) return 'a command and a near miss at once'
  for (const situation of all) {
    const meant = command === null ? null : interpret(command, situation)
    if (near !== null) nearlyMeant(near, situation)
    if (
      alike !== undefined &&
      meant !== null &&
      'draft' in meant &&
      JSON.stringify(meant.draft).includes(alike)
    )
      return `taken for ${alike}`
  }
  const took = worked() - from
  return took > longest ? `${Math.round(took)} ms` : null
}

export const writtenHolds = ({ line, command }: { line: string; command: object }): Broken => {
  const read = readLine(line)
  return isDeepStrictEqual({ ...read }, command) ? null : `read as ${JSON.stringify(read)}`
}

export type MailLaw = { readonly broken: Broken; readonly took: number }

/** The way of a mail up to what its lines mean; nothing is looked up in memory. */
export async function mailHolds(
  reader: Reader,
  bytes: Buffer,
  all: readonly Situation[],
  never: string | null,
): Promise<MailLaw> {
  const { kit } = reader
  const from = worked()
  const read = await understand(kit, { id: 0, bytes, via: 'imap', receivedAt: now })
  const { commands, problems, near } = commandsOf(read, () => false)
  threadKeys(read.message, [], {
    marks: kit.marks,
    trackerTags: kit.trust.trackerTags,
    names: kit.names,
    roster: kit.settled.roster,
    releases: [],
  })
  for (const situation of all) {
    for (const command of commands) interpret(command, situation)
    for (const miss of near) nearlyMeant(miss, situation)
  }
  const took = worked() - from
  const is = (broken: Broken): MailLaw => ({ broken, took })
  if (took > longest) return is(`${Math.round(took)} ms`)
  if (read.proof.aligned !== 'none') return is(`proves its writer: ${read.proof.why}`)
  if (commands.length > 20) return is('more than 20 commands')
  if (problems.length > 25) return is('more than 25 problems')
  const said = never === null ? undefined : commands.find(({ line }) => line.includes(never))
  return is(said === undefined ? null : `read a quoted line: ${said.line}`)
}

/** The whole way, with memory: nobody's key is on file, so nobody's mail may change a seat. */
export async function explainHolds(reader: Reader, bytes: Buffer): Promise<MailLaw> {
  const from = worked()
  const { json, judgement } = await reader.explain(bytes)
  const took = worked() - from
  const is = (broken: Broken): MailLaw => ({ broken, took })
  if (judgement === null) return is(`not understood: ${JSON.stringify(json.problems)}`)
  if (json.level === 'verified') return is('verified')
  const changed = judgement.changes.find(({ event }) => event.type !== 'offered')
  if (changed && json.level !== 'token') return is(`an unproven ${changed.event.type}`)
  return is(took > longest ? `${Math.round(took)} ms` : null)
}
