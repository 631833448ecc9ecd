// What came of `summary` (SPEC §1.8), in words for its receipt: how many reports count, where they follow, and who has
// sent none. The reports themselves are in the letter that follows.

import { said, teamSeries, type Said } from './said.ts'
import type { Did } from '../rollout/did.ts'

export function summarySaid(did: Extract<Did, { readonly did: 'summary' }>): Said {
  const { reports, awaited, told } = did
  const letter = `in a letter of its own${told ? ' to the managers' : ''}`
  const there =
    reports === 0
      ? `No report counts yet. A summary of how it went follows ${letter}.`
      : `Reports that count: ${reports}. They follow in one file, with a summary, ${letter}.`
  const late = awaited.length === 0 ? '' : ` ${teamSeries(awaited)} accepted and sent none that counts.`
  return said(`${there}${late}`)
}
