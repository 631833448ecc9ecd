// `rollcall sandbox --play`: the play in a folder of its own that is gone afterwards, on free ports, with a clock that
// is put forward. Prints who wrote what and what Rollcall did; exit 0, or 1 with the step that did not come about.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../board/serve.ts'
import { asInstant } from '../rollout/ids.ts'
import { movableClock } from '../sandbox/clock.ts'
import { playAll } from '../sandbox/play.ts'
import { NotSo, setStage, type Line } from '../sandbox/stage.ts'
import { exit, type CommandContext } from './frame.ts'
import { startSampleHouse } from './samplehouse.ts'

/** A Monday morning, so that working days are the same whenever the play is seen. */
const start = asInstant('2026-11-23T08:30:00Z')
const host = '127.0.0.1'

export const play = async ({ out, json, width }: CommandContext): Promise<number> => {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-play-'))
  const began = performance.now()
  const clock = movableClock(start)
  const inColumns = columns(width)
  const print = (line: Line) => out(json ? JSON.stringify(line) : inColumns(line))
  try {
    const smtp = await freePort(host, 0)
    const sample = await startSampleHouse({ dir, web: 0, smtp, clock, empty: true })
    try {
      const stage = setStage(sample.room, clock, () => sample.nudge(), print)
      const failure = await playAll(stage, sample.room.archive).then(() => null, whatWasNotSo)
      const seconds = Math.round((performance.now() - began) / 100) / 10
      const { mails, letters, checks } = stage.counts()
      if (json)
        out(
          JSON.stringify({
            ok: failure === null,
            mails,
            letters,
            checks,
            seconds,
            ...(failure === null ? {} : { failure }),
          }),
        )
      else if (failure === null)
        out(
          `\nBoth rollouts are resolved: ${mails} mails, ${letters} letters, ${checks} checks, ${seconds} s.`,
        )
      else out(`\nThe play ended early: ${failure}.`)
      return failure === null ? exit.done : exit.failed
    } finally {
      await sample.close()
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const whatWasNotSo = (error: unknown): string => {
  if (error instanceof NotSo) return error.message
  throw error
}

/** Day and time above a scene; then who, said once, and what; long lines go on under their own column. */
function columns(width: number): (line: Line) => string {
  let before = ''
  return ({ at, who, what }) => {
    const name = who === before ? '' : who
    before = who
    const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(new Date(at))
    if (who === '') return `\n${day} ${at.slice(11, 16)} UTC  ${what}`
    const indent = 18
    const lines: string[] = []
    for (const word of what.split(' ')) {
      const last = lines.at(-1)
      if (last !== undefined && `${last} ${word}`.length <= Math.max(30, width - indent))
        lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
    }
    return lines.map((line, number) => (number === 0 ? name : '').padEnd(indent) + line).join('\n')
  }
}
