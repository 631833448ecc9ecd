// One line a thing done, as JSON fields (DESIGN, laws): control characters are escaped by JSON itself, secrets never
// come near it. `level` in a line is the writer's (SPEC §3.3): the log's own is `severity`.

import { pino, destination } from 'pino'
import type { Log } from './desk/kit.ts'

/** To standard error by default, so that standard output stays the command's own. */
export function agentLog(to: string | number = 2): Log {
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (severity) => ({ severity }) },
    },
    destination({ dest: to, sync: true }),
  )
  return (what, fields) => logger.info(fields, what)
}

export const silentLog: Log = () => {}
