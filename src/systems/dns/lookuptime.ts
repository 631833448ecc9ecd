// How long lookups may keep the mails that wait behind them (SPEC §9). Who runs a name server decides how fast it answers:
// signatures that name a silent one would hold the only lane. What is asked and what an answer means stands in dns.ts.

import type { Resolver } from '../../ports.ts'

/** Milliseconds: one lookup, and those after long waiting for nothing. */
const patience = 10_000
const shortPatience = 500
/** So much waiting for nothing within the last minute is enough. */
const enough = 15_000
const minute = 60_000

const isAnswer = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')

/** The same lookups, each ended by an Error with code ETIMEOUT. `now`: milliseconds that never go back. */
export function boundedLookups(resolver: Resolver, now: () => number = () => performance.now()): Resolver {
  let lost: { readonly at: number; readonly took: number }[] = []
  return async (name, type) => {
    const began = now()
    lost = lost.filter(({ at }) => began - at < minute)
    const spent = lost.reduce((sum, { took }) => sum + took, 0)
    const limit = spent > enough ? shortPatience : patience
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(Object.assign(new Error(`no answer about ${name}`), { code: 'ETIMEOUT' })),
        limit,
      )
    })
    try {
      return await Promise.race([resolver(name, type), over])
    } catch (error) {
      if (!isAnswer(error)) lost.push({ at: began, took: now() - began })
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}
