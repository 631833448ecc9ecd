// `rollcall explain FILE…` (SPEC §7): what Rollcall understands of mails, one JSON object a mail with --json; changes
// nothing. With a config it looks at a copy of its state, without one at the sandbox's opening state. Any bytes get
// an answer: what cannot be understood is said in the answer.

import { silentLog } from '../log.ts'
import { instantAt } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'
import { resolverFrom } from './dnssource.ts'
import { explainedInWords } from './explainedwords.ts'
import { explainMail } from './explained.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import { bytesOf, splitMbox, whyUnread } from './mailfiles.ts'
import { openingHouse } from './openinghouse.ts'
import { replacing } from './replacing.ts'
import { printable } from './table.ts'
import type { House } from '../house.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const now = instantFrom(context.options['now'])
  const house = await lookedAt(context, now)
  if (!house) return exit.wrong
  let all = true
  try {
    for (const file of context.args) all = (await explainFile(context, house, file, now)) && all
  } finally {
    await house.close()
  }
  return all ? exit.done : exit.failed
}

/** False where the file could not be read or holds nothing: said in one line, and the other files still get theirs. */
async function explainFile(
  context: CommandContext,
  house: House,
  file: string,
  now: Instant,
): Promise<boolean> {
  const bytes = await bytesOf(file, context.stdin).catch((error: unknown) => whyUnread(error))
  if (typeof bytes === 'string') {
    context.err(`rollcall: cannot read ${file}: ${bytes}`)
    return false
  }
  if (bytes.length === 0) {
    const what = file === '-' ? 'nothing came in on standard input' : `${file} is empty`
    context.err(`rollcall: ${what}; there is no mail in it`)
    // A program that counts answers still gets one for every file.
    if (!context.json) return false
  }
  const progress = context.progress.start(`reading ${printable(file)}`)
  let read = 0
  for (const mail of splitMbox(bytes)) {
    const answer = await explainMail(house.kit, { file, bytes: mail }, now)
    if (context.json) context.out(JSON.stringify(answer.json))
    else context.out(`${explainedInWords(answer, context.width)}\n`)
    read += mail.length
    progress.step(read, bytes.length)
  }
  progress.end()
  return bytes.length > 0
}

function instantFrom(given: string | number | boolean | undefined): Instant {
  const at = given === undefined ? Date.now() : Date.parse(String(given))
  if (Number.isNaN(at)) throw new WrongUse(`--now ${String(given)}: write an instant as 2026-11-23T09:00:00Z`)
  return instantAt(at)
}

async function lookedAt(context: CommandContext, now: Instant): Promise<House | null> {
  const resolver = resolverFrom(String(context.options['dns'] ?? 'off'))
  const furnishing = { clock: { now: () => now }, resolver, log: silentLog }
  const mend = replacing(context.options)
  return context.configFile === null
    ? openingHouse(context, furnishing, mend)
    : houseFor(context, { ...furnishing, copy: true }, mend)
}
