// For which countries and years a table is made: those in which a site of the sample federation lies, and Europe with
// its small states and the territories that have an ISO code and a calendar of their own.

import { readText } from '../support/source.ts'

export const firstYear = 2010
export const lastYear = 2035

/** Every European state, also those partly in Asia; ISO 3166-1 alpha-2, XK by usage. */
export const europe: readonly string[] = (
  'AD AL AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT ' +
  'RO RS RU SE SI SK SM TR UA VA XK AX FO GG GI IM JE'
).split(' ')

const federation = readText('src/sandbox/federation/ngis.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',')[2] ?? '')

export const countries: readonly string[] = [...new Set([...europe, ...federation])].sort()
