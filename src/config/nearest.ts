// The known word that a mistyped one was probably meant to be: keys, columns, zones and stack names in files that an
// operator wrote, and words at the terminal. How near is near is the quiet room's rule; here it only makes a sentence.
// Nothing is acted on.

import { foldName, nearness } from '../rollout/nearness.ts'

/** Null where nothing is near; `allowed` edits, else as many as the quiet room allows names. */
export const nearest = (word: string, known: readonly string[], allowed?: number): string | null => {
  const written = foldName(word)
  const ranked = known
    .map((candidate) => ({ candidate, edits: nearness(written, foldName(candidate), allowed) }))
    .filter(({ edits }) => edits !== Infinity)
    .sort((a, b) => a.edits - b.edits)
  return ranked[0]?.candidate ?? null
}

/** `; did you mean "address"?`, or what else to do where nothing is near. */
export const didYouMean = (word: string, known: readonly string[], otherwise: string): string => {
  const near = nearest(word, known)
  return near === null ? `; ${otherwise}` : `; did you mean "${near}"?`
}
