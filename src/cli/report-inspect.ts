// `rollcall report inspect FILE…` (SPEC §4, §7): what files are by their content, whether they may be opened, and what
// they say, as the agent sees it; one JSON object a file with --json. Needs no config and changes nothing. Each file is
// looked at in a process of its own that may die of it.

import { createExamine } from '../reports/examine.ts'
import { exit, type CommandContext } from './frame.ts'
import { bytesOf, whyUnread } from './mailfiles.ts'
import { examinedJson, examinedWords } from './reportwords.ts'
import type { Examine } from '../reports/examine.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const examine = createExamine()
  const progress = context.progress.start('looking at documents')
  let all = true
  for (const [at, file] of context.args.entries()) {
    all = (await inspect(context, examine, file)) && all
    progress.step(at + 1, context.args.length)
  }
  progress.end()
  return all ? exit.done : exit.failed
}

/** False where the file could not be read from disk: said in one line, and the others still get theirs. */
async function inspect(context: CommandContext, examine: Examine, file: string): Promise<boolean> {
  const bytes = await bytesOf(file, context.stdin).catch((error: unknown) => whyUnread(error))
  if (typeof bytes === 'string') {
    context.err(`rollcall: cannot read ${file}: ${bytes}`)
    return false
  }
  const examination = await examine({ name: file, bytes })
  if (context.json) context.out(JSON.stringify(examinedJson(file, examination)))
  else context.out(`${examinedWords(file, examination, context.width)}\n`)
  return true
}
