// Why a letter has not left yet, for people who look for it on the board or in the terminal. What keeps it, and until
// when, is memory's to know.

import type { LetterRow } from '../ports.ts'
import type { WaitsFor } from '../ports/outgoing.ts'

const words: { readonly [why in WaitsFor]: string } = {
  hours: 'waits for working hours where its reader is',
  company: 'waits an hour for others to go with',
  day: 'waits for another day, its reader had enough letters today',
  all: 'waits, past the letters an hour',
  outside: 'waits, past the letters an hour to people on no file',
  answer: 'waits, past the answers an hour to one reader',
  unproven: 'waits, past the answers a day to who proves nothing',
}

/** Empty where nothing but a server keeps it, or where it has left. */
export const whyItWaits = ({ waits }: Pick<LetterRow, 'waits'>): string =>
  waits === null ? '' : words[waits]

/** Behind a number of letters, where only their number is told. */
export const keptBy: { readonly [why in WaitsFor]: string } = {
  hours: 'for working hours of their readers',
  company: 'for others to go with',
  day: 'for another day of readers who had enough',
  all: 'past the letters an hour over all',
  outside: 'past the letters an hour to people on no file',
  answer: 'past the answers an hour to one reader',
  unproven: 'past the answer a day to who proves nothing',
}
