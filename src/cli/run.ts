// `rollcall run`: the agent, from a config file, until SIGTERM or SIGINT. What only an operator can mend (roster, data
// folder, and at the first connection password, certificate, folder, port) ends it with what to do and exit code 2;
// later trouble is retried and said.

import { flushCompileCache } from 'node:module'
import { relative } from 'node:path'
import { ownTemplates } from '../config/surroundings.ts'
import { buildHouse, shippedTemplates, type House } from '../house.ts'
import { agentLog } from '../log.ts'
import { Fault } from '../ports.ts'
import { configured } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'
import type { Served } from '../board/serve.ts'
import type { Config } from '../config.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const config = configured(context)
  if (!config || !(await templatesAreGood(context, config))) return exit.wrong
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGTERM', onSignal)
  process.once('SIGINT', onSignal)
  let house: House | null = null
  let runs = false
  let board: Served | null = null
  const heard = Promise.withResolvers<void>()
  const fromBeginning = context.options['fromBeginning'] === true
  try {
    const log = agentLog()
    house = await buildHouse(config, {
      log: (what, fields) => {
        context.progress.wipe()
        log(what, fields)
      },
    })
    const reading = context.progress.start('reading the mailbox')
    const { ended } = await house.start(
      {
        fromBeginning,
        tell: ({ up, what, part }) => {
          if (part) return part.done < part.of ? reading.step(part.done, part.of) : reading.end()
          heard.resolve()
          if (up && !runs)
            context.err(`rollcall runs for ${config.bot.address}; its data lies in ${config.bot.data}`)
          runs ||= up
          context.err(what)
        },
      },
      stop.signal,
    )
    // A fault that comes while the board is put up is heard below all the same; one that ends the start needs none.
    ended.catch(() => null)
    await Promise.race([heard.promise, ended])
    // The board is loaded when mail is being read: mail comes first.
    const { putUpBoard } = await import('./runboard.ts')
    board = await putUpBoard(house, context.err)
    if (fromBeginning) await takeUpBacklog(house)
    await house.loadRest()
    // By itself only an orderly end keeps what was compiled, and an agent may be ended by a power cut.
    flushCompileCache()
    await ended
    context.err('rollcall has stopped; nothing is lost')
    return exit.done
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    context.err(`rollcall: ${error.message}`)
    // A service manager may start it again after trouble that passes; after this, nothing but a mend helps.
    return error.lasting === 'permanent' ? exit.wrong : exit.failed
  } finally {
    process.off('SIGTERM', onSignal)
    process.off('SIGINT', onSignal)
    await board?.close()
    await house?.close()
  }
}

/** Puts in line what an earlier start only kept (SPEC §3.6, first start); the agent notices by itself. */
async function takeUpBacklog({ kit }: House): Promise<void> {
  for (;;) {
    const rows = await kit.archive.mails({ state: 'backlog', limit: 200 })
    if (rows.length === 0) return
    for (const { id } of rows) await kit.ledger.retryMail(id)
  }
}

/** Own templates are looked through before the first letter needs them; what is wrong is shown line by line. */
async function templatesAreGood(context: CommandContext, config: Config): Promise<boolean> {
  const own = ownTemplates(config.file, config.bot)
  if (own === null) return true
  const { checkOverrides } = await import('../letters/overrides.ts')
  const complaints = await checkOverrides(own, shippedTemplates)
  for (const { file, line, text } of complaints)
    context.err(`${relative('', file)}${line === null ? '' : `:${line}`}: ${text}`)
  return complaints.length === 0
}
