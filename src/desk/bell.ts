// A bell: whoever has news rings it, and the loop that waits for it goes on. Rings while nobody waits are kept as
// one. One loop a bell: it carries no news, only that there is some.

export type Bell = {
  ring(): void
  /** True when rung; false when the time is over or the signal aborted. Never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<boolean>
}

export function makeBell(): Bell {
  let rung = false
  let wake: (() => void) | null = null
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(milliseconds, signal) {
      if (!rung && !signal.aborted)
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', done)
            wake = null
            resolve()
          }
          const timer = setTimeout(done, milliseconds)
          signal.addEventListener('abort', done, { once: true })
          wake = done
        })
      const news = rung
      rung = false
      return news
    },
  }
}
