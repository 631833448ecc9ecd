import { describe, expect, it } from 'vitest'
import * as lines from '../../src/marks/lines.ts'
import { asTeamName, asTicketId } from '../../src/rollout/ids.ts'

const team = asTeamName('ea-NGI_IBERGRID-LIP-Lisbon')

describe('suggested lines', () => {
  it('name the team as people write it', () => {
    expect(lines.acceptLine(team)).toBe('accept NGI_IBERGRID-LIP-Lisbon')
    expect(lines.rejectLine(team)).toBe('reject NGI_IBERGRID-LIP-Lisbon')
    expect(lines.numbered(asTicketId(42), lines.acceptLine(team))).toBe('#42 accept NGI_IBERGRID-LIP-Lisbon')
  })

  it('stay within 72 columns where many teams are assigned, and leave none out', () => {
    const teams = Array.from({ length: 12 }, (_, i) => asTeamName(`ea-NGI_IBERGRID-Site-number-${i}`))
    const written = lines.assignLines(teams)
    for (const line of written) {
      expect(line).toMatch(/^assign NGI/)
      expect(lines.numbered(asTicketId(999_999), line).length).toBeLessThanOrEqual(72)
    }
    expect(written.flatMap((line) => line.split(' ').slice(1))).toEqual(teams.map(lines.teamWord))
    expect(lines.assignLines([])).toEqual([])
  })

  it('give a name too long for a line a line of its own', () => {
    const long = asTeamName(`ea-NGI-${'x'.repeat(80)}`)
    expect(lines.assignLines([team, long, team])).toHaveLength(3)
  })
})
