// The line that shows how far long work has come: one line, rewritten, wiped, and only where somebody watches.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { exit } from '../../src/cli/frame.ts'
import { progressOn } from '../../src/cli/progress.ts'
import type { CommandEntry } from '../../src/cli/program.ts'
import { rollcall } from '../support/terminal.ts'

/** A terminal of one line: what stands there after all that was written. */
const screen = () => {
  let line = ''
  let column = 0
  let widest = 0
  const write = (text: string) => {
    for (const sign of text) {
      if (sign === '\r') column = 0
      else {
        line = line.slice(0, column).padEnd(column) + sign + line.slice(column + 1)
        column += 1
        widest = Math.max(widest, column)
      }
    }
  }
  return { write, shown: () => line.trimEnd(), widest: () => widest }
}
const watched = (width: number) => {
  const terminal = screen()
  let time = 0
  const line = progressOn(terminal.write, width, () => time)
  return { ...terminal, line, pass: (milliseconds: number) => (time += milliseconds) }
}

describe('the line', () => {
  it('shows nothing for work that is soon done', () => {
    const { line, pass, shown, widest } = watched(80)
    const work = line.start('reading box.mbox')
    pass(300)
    work.step(50, 100)
    work.end()
    expect({ shown: shown(), widest: widest() }).toEqual({ shown: '', widest: 0 })
  })

  it('rewrites itself, leaves nothing of what stood there, and is wiped at the end', () => {
    const { line, pass, shown } = watched(80)
    const work = line.start('reading box.mbox')
    pass(1000)
    work.step(50, 100)
    expect(shown()).toBe('reading box.mbox [###############---------------]  50 %')
    pass(1000)
    work.step(100, 100)
    expect(shown()).toBe(`reading box.mbox [${'#'.repeat(30)}] 100 %`)
    work.end()
    expect(shown()).toBe('')
  })

  it('is drawn ten times a second at most', () => {
    const { line, pass, shown } = watched(80)
    const work = line.start('work')
    pass(1000)
    work.step(1, 100)
    pass(50)
    work.step(99, 100)
    expect(shown()).toMatch(/ {2}1 %$/)
  })

  it.each([10, 24, 40, 80, 200])('keeps within %s columns, the last one free', (width) => {
    const { line, pass, widest } = watched(width)
    const work = line.start('reading a-file-with-a-name.mbox')
    pass(1000)
    work.step(1, 3)
    expect(widest()).toBeLessThan(width)
    expect(widest()).toBeGreaterThan(0)
  })

  it('counts where nobody knows the whole, and bounds what is said too large', () => {
    const { line, pass, shown } = watched(80)
    const work = line.start('mails')
    pass(1000)
    work.step(7, 0)
    expect(shown()).toBe('mails: 7')
    pass(1000)
    work.step(70, 10)
    expect(shown()).toMatch(/100 %$/)
  })
})

describe('a command', () => {
  const slow: readonly CommandEntry[] = [
    {
      name: 'slow',
      takes: '',
      forms: [['slow', 'takes its time']],
      options: [],
      load: async () => ({
        run: async (context) => {
          const work = context.progress.start('working')
          vi.advanceTimersByTime(1000)
          work.step(1, 2)
          context.out(context.json ? '{}' : 'half-way')
          work.end()
          return exit.done
        },
      }),
    },
  ]
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('shows it on standard error where that is a terminal, wiped before anything else is printed', async () => {
    const { out, err } = await rollcall(['slow'], { table: slow, watched: 60 })
    expect(out).toBe('half-way\n')
    expect(err).toMatch(/^\rworking \[#+-+\] {2}50 %\r +\r$/)
  })

  it('shows none where standard error is no terminal, and none with --json', async () => {
    expect((await rollcall(['slow'], { table: slow })).err).toBe('')
    expect((await rollcall(['slow', '--json'], { table: slow, watched: 60 })).err).toBe('')
  })
})
