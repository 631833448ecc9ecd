// `rollcall run`: the agent, from a config file, until SIGTERM or SIGINT. A first connection that is refused for good
// (password, certificate, folder, port) ends it with one line and exit code 2; later trouble is retried and said.

import { buildHouse } from '../house.ts'
import { Fault } from '../ports.ts'
import { configured } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const config = configured(context)
  if (!config) return exit.wrong
  const house = await buildHouse(config)
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGTERM', onSignal)
  process.once('SIGINT', onSignal)
  try {
    const { ended } = house.start(
      {
        fromBeginning: context.options['fromBeginning'] === true,
        tell: ({ what }) => context.err(what),
      },
      stop.signal,
    )
    context.err(`rollcall runs for ${config.bot.address}; its data lies in ${config.bot.data}`)
    await ended
    context.err('rollcall has stopped; nothing is lost')
    return exit.done
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    context.err(`rollcall: ${error.message}`)
    return exit.wrong
  } finally {
    process.off('SIGTERM', onSignal)
    process.off('SIGINT', onSignal)
    await house.close()
  }
}
