// What every command of the terminal shares (SPEC §7, LOOK): what it is handed, how it prints, which code it ends
// with. Plain text without colours, so NO_COLOR has nothing to switch off; with --json nothing but JSON on standard
// output. Commands print through their context, never by console.

import type { Readable, Writable } from 'node:stream'
import type { ProgressLine } from './progress.ts'

/** 0 done, 1 failed, 2 wrong use or config. */
export const exit = { done: 0, failed: 1, wrong: 2 } as const

export type OptionValue = string | number | boolean
export type CommandContext = {
  /** What stood behind the command's name, options taken out. */
  readonly args: readonly string[]
  /** By long name in camel case (`--smtp-port 2525`: `smtpPort`); absent where not given. */
  readonly options: { readonly [name: string]: OptionValue | undefined }
  readonly json: boolean
  /** What --config named; null: the usual places (configured.ts). */
  readonly configFile: string | null
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number
  /** Prints a text, ended by a line end, on standard output. */
  readonly out: (text: string) => void
  /** The same on standard error: for people, never read by programs. */
  readonly err: (text: string) => void
  /** How far long work has come; silent where nobody watches. */
  readonly progress: ProgressLine
}

/** What a file in src/cli exports as `run`. Answers with the exit code. */
export type Run = (context: CommandContext) => Promise<number>

/** Where a command's words come from and go to. */
export type Terminal = {
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly width: number
  /** Columns of the terminal that standard error is; null where it is none that rewrites a line. */
  readonly watched: number | null
}

/** Wrong use, found by a command while it reads its arguments: shown as one line, exit code 2. */
export class WrongUse extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WrongUse'
  }
}

/**
 * Prints to a stream whose reader may leave early (`| head`): what comes after that is dropped, and the command goes
 * on to its end, so that nothing it is writing to the store stops half-way. Other trouble (a full disk) is kept for
 * `failure`.
 */
export const printerTo = (stream: Writable) => {
  let gone = false
  let failure: Error | null = null
  const fail = (error: Error) => {
    gone = true
    if (!('code' in error) || error.code !== 'EPIPE') failure = error
  }
  stream.on('error', fail)
  return {
    print: (text: string) => {
      if (!gone) stream.write(text.endsWith('\n') ? text : `${text}\n`)
    },
    /** Waits until all is written; the trouble that came up on the way, if any. */
    end: async (): Promise<Error | null> => {
      await new Promise<void>((done) => {
        if (gone) done()
        else stream.write('', () => done())
      })
      stream.off('error', fail)
      // The pipe may break after the last write was called done; nobody is left to be told.
      stream.on('error', () => undefined)
      return failure
    },
  }
}
