import { describe, expect, it } from 'vitest'
import { rollcall } from '../support/terminal.ts'

describe('rollcall sandbox --play', () => {
  it('brings both rollouts to their end, one JSON object a line', { timeout: 60_000 }, async () => {
    const { code, out } = await rollcall(['sandbox', '--play', '--json'])
    const lines = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines.at(-1)).toMatchObject({ ok: true })
    expect(code).toBe(0)
    const said = lines.map((line) => (line as { what?: string }).what ?? '')
    for (const what of [
      'NGI_IBERGRID-LIP-Lisbon accepts.',
      'NGI_PL-CYFRONET-LCG2 has not answered in time.',
      'Posted call 1 to early-adopters-glite@mailman.egi.example.',
      'Somebody offers NGI_GRNET-HG-03-AUTH.',
      'Outcome ACCEPT.',
      'Resolved.',
    ])
      expect(said).toContain(what)
  })
})
