// `rollcall explain FILE…` (SPEC §7): what Rollcall understands of mails, one JSON object a mail with --json; changes
// nothing. With a config it looks at a copy of its state, without one at the sandbox's opening state. Any bytes get
// an answer: what cannot be understood is said in the answer.

import { readFileSync } from 'node:fs'
import { judge } from '../desk/judge.ts'
import { buildHouse, type House } from '../house.ts'
import { readHead } from '../intake/headers.ts'
import { silentLog } from '../log.ts'
import { asInstant, type Instant } from '../rollout/ids.ts'
import { fileResolver, noResolver, systemResolver } from '../systems/dns.ts'
import { configured } from './configured.ts'
import { explained, unexplained } from './explained.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { mailsIn, type MailFile } from './mailfiles.ts'
import { openingHouse } from './openinghouse.ts'
import type { Resolver } from '../ports.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const now = instantFrom(context.options['now'])
  const house = await houseFor(context, now)
  if (!house) return exit.wrong
  let missing = false
  try {
    for (const file of context.args) {
      try {
        for await (const mail of mailsIn([file], context.stdin)) await explainOne(context, house, mail, now)
      } catch (error) {
        // Only reading the file can fail here: one missing file does not keep the others from being explained.
        context.err(
          `rollcall: cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
        )
        missing = true
      }
    }
  } finally {
    await house.close()
  }
  return missing ? exit.failed : exit.done
}

async function explainOne(
  context: CommandContext,
  { kit }: House,
  { file, bytes }: MailFile,
  now: Instant,
): Promise<void> {
  const receivedAt = receivedOf(bytes) ?? now
  const answer = await judge(
    kit,
    { id: 0, bytes, via: 'imap', receivedAt },
    now > receivedAt ? now : receivedAt,
  )
    .then((judgement) => explained(kit, file, judgement))
    .catch((error: unknown) => unexplained(file, error))
  if (context.json) context.out(JSON.stringify(answer))
  else context.out(`${inWords(answer)}\n`)
}

/** When our border took it: the date of the topmost Received (SPEC §7). */
function receivedOf(bytes: Uint8Array): Instant | null {
  const { lines } = readHead(bytes, 256 * 1024)
  const value = lines.find(({ name }) => name === 'received')?.value ?? ''
  const at = Date.parse(value.slice(value.lastIndexOf(';') + 1).replace(/\([^()]*\)/g, ''))
  return Number.isNaN(at) ? null : instantOf(at)
}

const instantOf = (at: number) => asInstant(new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'))

function instantFrom(given: string | number | boolean | undefined): Instant {
  if (given === undefined) return instantOf(Date.now())
  const at = Date.parse(String(given))
  if (Number.isNaN(at)) throw new WrongUse(`--now ${String(given)}: write an instant as 2026-11-23T09:00:00Z`)
  return instantOf(at)
}

function resolverFrom(given: string): Resolver {
  if (given === 'off') return noResolver
  if (given === 'system') return systemResolver()
  try {
    return fileResolver(readFileSync(given, 'utf8'))
  } catch (error) {
    throw new WrongUse(`--dns ${given}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function houseFor(context: CommandContext, now: Instant): Promise<House | null> {
  const { options } = context
  const resolver = resolverFrom(String(options['dns'] ?? 'off'))
  if (context.configFile !== null) {
    const config = configured(context)
    return config && buildHouse(config, { clock: { now: () => now }, resolver, log: silentLog, copy: true })
  }
  const said = (name: string) => (typeof options[name] === 'string' ? { [name]: options[name] } : {})
  return openingHouse({ now, resolver, ...said('roster'), ...said('bot'), ...said('authservId') })
}

function inWords(answer: ReturnType<typeof unexplained>): string {
  const lines: (readonly [string, string])[] = [
    ['file', answer.file],
    ['mail', answer.messageId],
    ['from', answer.from],
    ['kind', `${answer.kind}: ${answer.rule}`],
    ['level', `${answer.level}: ${answer.levelWhy}`],
    ['ticket', answer.ticket === null ? 'none' : `#${answer.ticket}`],
    ...answer.commands.map(({ line }) => ['command', line] as const),
    ...answer.problems.map(({ line, why }) => ['problem', `${line}: ${why}`] as const),
    ...answer.attachments.map(({ name, verdict }) => ['attached', `${name}: ${verdict}`] as const),
    ...answer.wouldSend.map(({ letter, to }) => ['sends', `${letter} to ${to}`] as const),
  ]
  return lines.map(([name, value]) => `${name.padEnd(9)} ${value.replace(/\p{C}+/gu, ' ')}`).join('\n')
}
