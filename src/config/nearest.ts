// The known word that a mistyped one was probably meant to be: keys, columns, zones and stack names in files that an
// operator wrote. How near is near is the quiet room's rule; here it only makes a sentence. Nothing is acted on.

import { foldName, nearness } from '../rollout/nearness.ts'

/** `; did you mean "address"?`, or what else to do where nothing is near. */
export const didYouMean = (word: string, known: readonly string[], otherwise: string): string => {
  const written = foldName(word)
  const ranked = known
    .map((candidate) => ({ candidate, edits: nearness(written, foldName(candidate)) }))
    .filter(({ edits }) => edits !== Infinity)
    .sort((a, b) => a.edits - b.edits)
  const near = ranked[0]?.candidate
  return near === undefined ? `; ${otherwise}` : `; did you mean "${near}"?`
}
