// How far long work has come, for a person who waits at a terminal: one line on standard error, rewritten in place and
// wiped at the end (LOOK: width respected, words before colours; there are none for NO_COLOR to switch off). Silent with
// --json, and where standard error is no terminal. It measures nothing: commands say what is done.

/** One piece of work. */
export type Progress = {
  /** `done` of `total`, of whatever is counted; `total` 0 where nobody knows. */
  step(done: number, total: number): void
  /** Wipes the line. May be called twice. */
  end(): void
}
export type ProgressLine = {
  /** `what` in the words of the work: `reading box.mbox`. */
  start(what: string): Progress
  /** Before anything else is printed: wipes the line; the next step draws it again. */
  wipe(): void
}

/** Milliseconds: shorter work shows nothing, and a line that changes faster cannot be read. */
const quiet = 400
const between = 100
const longestBar = 30

/** Writes to a terminal of `width` columns; `now` counts milliseconds from anywhere. */
export function progressOn(
  write: (text: string) => void,
  width: number,
  now: () => number = () => performance.now(),
): ProgressLine {
  let shown = 0
  const wipe = () => {
    if (shown > 0) write(`\r${' '.repeat(shown)}\r`)
    shown = 0
  }
  const draw = (line: string) => {
    // Never into the last column, where some terminals begin a new line.
    const text = line.slice(0, width - 1)
    write(`\r${text}${' '.repeat(Math.max(0, shown - text.length))}`)
    shown = text.length
  }
  return {
    wipe,
    start(what) {
      const began = now()
      let drawn = began + quiet - between
      return {
        step(done, total) {
          if (now() - drawn < between) return
          drawn = now()
          draw(lineOf(what, done, total, width))
        },
        end: wipe,
      }
    },
  }
}

const silence: Progress = { step: () => undefined, end: () => undefined }
export const noProgress: ProgressLine = { start: () => silence, wipe: () => undefined }

function lineOf(what: string, done: number, total: number, width: number): string {
  if (total <= 0) return `${what}: ${done}`
  const part = Math.min(1, Math.max(0, done / total))
  const percent = `${Math.floor(part * 100)} %`.padStart(5)
  const room = Math.min(longestBar, width - what.length - percent.length - 5)
  if (room < 5) return `${what} ${percent}`
  const full = Math.floor(part * room)
  return `${what} [${'#'.repeat(full)}${'-'.repeat(room - full)}] ${percent}`
}
