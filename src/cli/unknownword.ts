// A word that a command does not know, answered with the nearest that it does (SPEC §7). Commands, options and groups of
// the table are commander's; these are the words that commands with a grammar of their own read themselves.

import { nearest } from '../config/nearest.ts'

/** The line for wrong use; `ways` says what could have been written, where nothing is near. */
export function unknownWord(command: string, word: string, known: readonly string[], ways: string): string {
  if (word === '') return `${command}: ${ways}`
  // The words of a command are few, and short: one edit of three letters is still near.
  const near = nearest(word, known, word.length < 6 ? 1 : 2)
  return near === null
    ? `${command} ${word}: ${ways}`
    : `${command} ${word}: did you mean ${command} ${near}?`
}
