// The dates of a trial as a calendar file: what programs need to file, move and not to double an entry (RFC 5545, 5546).
import { describe, expect, it } from 'vitest'
import { trialCalendar, type TrialDates } from '../../src/letters/calendar.ts'
import { asInstant, asTeamName, asTicketId } from '../../src/rollout/ids.ts'

const dates: TrialDates = {
  ticket: asTicketId(42),
  team: asTeamName('ea-NGI_IBERGRID-LIP-Lisbon'),
  release: { stack: 'EMI-1.0', component: 'SE-DPM_mysql', version: '1.8.0-1', os: 'SL5', arch: 'x86_64' },
  domain: 'egi.example',
  begins: asInstant('2026-11-24T16:30:00Z'),
  reportDue: asInstant('2026-12-01T16:30:00Z'),
  sequence: 0,
  at: asInstant('2026-11-20T10:00:00Z'),
}
/** The file's lines with folded ones put together again (RFC 5545 §3.1). */
const linesOf = (of: TrialDates) =>
  new TextDecoder().decode(trialCalendar(of).bytes).replaceAll('\r\n ', '').split('\r\n')
const valuesOf = (of: TrialDates, name: string) =>
  linesOf(of).flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1)] : []))

describe('the calendar of a trial', () => {
  it('says when the days begin and by when the report is due, in UTC', () => {
    expect(valuesOf(dates, 'DTSTART')).toEqual(['20261124T163000Z', '20261201T163000Z'])
  })

  it('keeps the names of its entries when dates move, and counts up', () => {
    const moved = { ...dates, reportDue: asInstant('2026-12-04T16:30:00Z'), sequence: 2 }
    expect(valuesOf(moved, 'UID')).toEqual(valuesOf(dates, 'UID'))
    expect(new Set(valuesOf(dates, 'UID')).size).toBe(2)
    expect([valuesOf(dates, 'SEQUENCE'), valuesOf(moved, 'SEQUENCE')]).toEqual([
      ['0', '0'],
      ['2', '2'],
    ])
  })

  it('has other entries for another site and another rollout', () => {
    const other = valuesOf({ ...dates, team: asTeamName('ea-NGI_HR-egee.srce.hr') }, 'UID')
    const later = valuesOf({ ...dates, ticket: asTicketId(43) }, 'UID')
    expect(new Set([...valuesOf(dates, 'UID'), ...other, ...later]).size).toBe(6)
  })

  it('is published, asks nobody to answer and makes nobody busy', () => {
    expect(valuesOf(dates, 'METHOD')).toEqual(['PUBLISH'])
    expect(linesOf(dates).filter((line) => /^(?:ATTENDEE|ORGANIZER)/.test(line))).toEqual([])
    expect(valuesOf(dates, 'TRANSP')).toEqual(['TRANSPARENT', 'TRANSPARENT'])
    expect(trialCalendar(dates).type).toContain('method=PUBLISH')
  })

  it('is the same bytes for the same dates, with no line over 75 bytes', () => {
    const { bytes } = trialCalendar(dates)
    expect(Buffer.compare(bytes, trialCalendar(dates).bytes)).toBe(0)
    const lines = new TextDecoder().decode(bytes).split('\r\n')
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
  })

  it('takes a title for what it is, whatever stands in it', () => {
    const hostile = { ...dates, release: { ...dates.release, component: 'x\r\nATTENDEE:mailto:a@b;c,d' } }
    expect(linesOf(hostile).filter((line) => line.startsWith('ATTENDEE'))).toEqual([])
    expect(linesOf(hostile).filter((line) => line.startsWith('BEGIN:'))).toHaveLength(4)
  })
})
