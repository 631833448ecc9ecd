// What one check of doctor comes to: a line for people, a state for programs. Which checks there are is in the files
// that look.

/**
 * `fails`: an agent cannot do its work, or does it wrongly; `warning`: it can, but look; `skipped`: not looked at, and
 * why.
 */
export type Finding = {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'fails' | 'skipped'
  readonly says: string
  /** What to do; absent where nothing is. */
  readonly mend?: string
  /** Mends it where that is safe (`--fix`), and says what was done; throws what the system says. */
  readonly fix?: () => string
  /** It was mended just now. */
  readonly mended?: true
}
