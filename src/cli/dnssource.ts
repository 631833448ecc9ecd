// What --dns says (SPEC §7): records from a file, from the system's name servers, or none at all. For commands that look
// at signatures or at what DNS says of us; the agent always asks the system.

import { Fault, type Resolver } from '../ports.ts'
import { fileResolver, noResolver, systemResolver } from '../systems/dns.ts'
import { WrongUse } from './frame.ts'
import { textOf } from './replacing.ts'

/** `timeout` is for one question to one server, in milliseconds. Throws WrongUse for a file that cannot be read. */
export function resolverFrom(given: string, timeout = 4000): Resolver {
  if (given === 'off') return noResolver
  if (given === 'system') return systemResolver(timeout)
  const text = textOf('--dns', given)
  try {
    return fileResolver(text)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new WrongUse(`--dns ${given}: ${error.message}`)
  }
}
