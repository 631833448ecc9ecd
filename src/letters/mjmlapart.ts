// MJML to HTML in a process of its own, so that an agent never carries the compiler (mjmlchild.ts). One process for what is
// asked for together; it ends a moment after the last page, and with whoever asked.

import { fork, type ChildProcess } from 'node:child_process'
import { extname, join } from 'node:path'
import type { Page, Source } from './mjmlchild.ts'

type Asked = { readonly resolve: (html: string) => void; readonly reject: (error: Error) => void }

/** `.ts` in a checkout, `.js` when packaged. */
const child = join(import.meta.dirname, `mjmlchild${extname(import.meta.filename)}`)
/** Milliseconds in which another page may be asked for. */
const lingers = 1000

/** Rejects with what MJML says of a source, and where the process ends before it answers. */
export const mjmlApart = (program: string = child): ((source: string) => Promise<string>) => {
  const asked = new Map<number, Asked>()
  let ids = 0
  let running: ChildProcess | null = null
  let ends: NodeJS.Timeout | undefined

  /** Nobody waits for it any more: it keeps no process alive. */
  const rest = (one: ChildProcess) => {
    one.unref()
    one.channel?.unref()
    ends = setTimeout(() => one.connected && one.disconnect(), lingers).unref()
  }
  const begin = (): ChildProcess => {
    const one = fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const over = () => {
      if (running !== one) return
      running = null
      for (const { reject } of asked.values()) reject(new Error('the process that compiles pages has ended'))
      asked.clear()
    }
    one.on('message', (page: Page) => {
      const whose = asked.get(page.id)
      asked.delete(page.id)
      if ('html' in page) whose?.resolve(page.html)
      else whose?.reject(new Error(page.trouble))
      if (asked.size === 0) rest(one)
    })
    one.on('error', over)
    // With it nothing comes any more, though the process may live a little longer.
    one.on('disconnect', over)
    return one
  }
  return (source) =>
    new Promise((resolve, reject) => {
      clearTimeout(ends)
      running ??= begin()
      running.ref()
      running.channel?.ref()
      ids += 1
      asked.set(ids, { resolve, reject })
      running.send({ id: ids, source } satisfies Source)
    })
}
