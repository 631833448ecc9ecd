// What one check of doctor comes to: a line for people, a state for programs. Which checks there are is in the files
// that look.

/** `skipped`: another check has to be mended first. */
export type Finding = {
  readonly check: string
  readonly state: 'good' | 'look' | 'broken' | 'skipped'
  readonly says: string
  /** What to do; absent where nothing is. */
  readonly mend?: string
}
