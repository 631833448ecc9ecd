// Instants as people and programs write them.
import { describe, expect, it } from 'vitest'
import { readMoment } from '../../src/cli/moment.ts'

describe('an instant', () => {
  it.each([
    ['2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z'],
    ['2026-11-23T09:00Z', '2026-11-23T09:00:00Z'],
    ['2026-11-23T09:00:00.987654321Z', '2026-11-23T09:00:00Z'],
    ['2026-11-23t09:00:00z', '2026-11-23T09:00:00Z'],
    ['2026-11-23 09:00:00+00:00', '2026-11-23T09:00:00Z'],
    ['2026-11-23 09:00:00 +0100', '2026-11-23T08:00:00Z'],
    ['2026-11-23T09:00+01', '2026-11-23T08:00:00Z'],
    ['2026-11-23T09:00-03:30', '2026-11-23T12:30:00Z'],
    ['2026-11-23T09:00\u221203:30', '2026-11-23T12:30:00Z'],
    ['2026-01-01T00:30+05:30', '2025-12-31T19:00:00Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
  ])('%s is read', (text, at) => expect(readMoment(text)).toEqual({ at }))

  it.each([
    ['2026-11-23T09:00', 'the zone is missing'],
    ['2026-11-23 09:00:00', 'the zone is missing'],
    ['2026-11-23', 'the time is missing'],
    ['2026-11-23Z', 'the time is missing'],
    ['2026-02-29T09:00Z', 'there is no day 2026-02-29'],
    ['2026-13-01T09:00Z', 'there is no day 2026-13-01'],
    ['2026-11-23T25:00Z', 'no clock shows that time'],
    ['2026-11-23T09:61Z', 'no clock shows that time'],
    ['2026-11-23T09:00+99:00', 'no clock shows that time'],
    ['9999-12-31T09:00Z', 'nothing is reckoned that far away'],
    ['tomorrow', 'write an instant'],
    ['23.11.2026 09:00', 'write an instant'],
    ['1764000000', 'write an instant'],
    ['2026-11-23T09:00 Europe/Lisbon', 'write an instant'],
    ['', 'write an instant'],
    ['2026-11-23T9:00Z', 'write an instant'],
  ])('%j is none, and what is missing is said', (text, wrong) => {
    expect(readMoment(text)).toMatchObject({ wrong: expect.stringContaining(wrong) })
  })
})
