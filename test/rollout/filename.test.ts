import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { recogniseReport, recogniseReportAnywhere, reportName } from '../../src/rollout/filename.ts'
import { teamOf } from '../../src/rollout/team.ts'
import type { Release } from '../../src/rollout/ticket.ts'
import type { Team } from '../../src/rollout/world.ts'

const dpm: Release = {
  stack: 'EMI-1.0',
  component: 'SE-DPM_mysql',
  version: '1.8.0-1',
  os: 'SL5',
  arch: 'x86_64',
}
const ca: Release = { stack: '', component: 'CA', version: '1.38', os: '', arch: '' }
const cream: Release = { stack: 'gLite 3.2', component: 'CREAM', version: '1.6', os: '', arch: '' }
const lip = teamOf('NGI_IBERGRID', 'LIP-Lisbon')
const lrz = teamOf('NGI_DE', 'LRZ')
const lmu = teamOf('NGI_DE', 'LRZ-LMU')
const teams = [lip, lrz, lmu]

describe('the name of a report', () => {
  it('is the team, the stack as in the title, component and version', () => {
    expect(reportName(lip, dpm, 'odt')).toBe('ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt')
    expect(reportName(lip, ca, 'DOCX')).toBe('ea-NGI_IBERGRID-LIP-Lisbon-CA-1.38.docx')
  })
})

describe('a report that comes with a ticket', () => {
  const by = (senderTeam: typeof lip | null, name: string, release = dpm) =>
    recogniseReport(name, { teams, release, senderTeam })
  const canonical = 'ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1'

  it.each([
    ['its canonical name', `${canonical}.docx`, `${canonical}.docx`],
    ['an extension in capitals', `${canonical}.DOC`, `${canonical}.doc`],
    [
      'the stack without its version',
      'ea-NGI_IBERGRID-LIP-Lisbon-EMI-SE-DPM_mysql-1.8.0-1.odt',
      `${canonical}.odt`,
    ],
    [
      'the stack\u2019s major version',
      'ea-NGI_IBERGRID-LIP-Lisbon-EMI-1-SE-DPM_mysql-1.8.0-1.odt',
      `${canonical}.odt`,
    ],
    ['no stack', 'ea-NGI_IBERGRID-LIP-Lisbon-SE-DPM_mysql-1.8.0-1.odt', `${canonical}.odt`],
    ['another case', 'EA-ngi_ibergrid-lip-lisbon-emi-1.0-se-dpm_mysql-1.8.0-1.Odt', `${canonical}.odt`],
    ['typographic hyphens', `${canonical.replaceAll('-', '\u2011')}.docx`, `${canonical}.docx`],
    ['a path before it', `C:\\reports\\${canonical}.docx`, `${canonical}.docx`],
    ['invisible letters in it', `\u200b${canonical}\u0000.docx`, `${canonical}.docx`],
  ])('is filed under %s', (_, name, filed) => {
    expect(by(lip, name)).toEqual({ verdict: 'filed', team: lip, name: filed })
  })

  it.each(['gLite 3.2', 'gLite-3.2', 'gLite_3.2', 'glite'])(
    'is filed where a blank in the stack became %s',
    (stack) => {
      expect(by(lrz, `ea-NGI_DE-LRZ-${stack}-CREAM-1.6.doc`, cream)).toEqual({
        verdict: 'filed',
        team: lrz,
        name: 'ea-NGI_DE-LRZ-gLite 3.2-CREAM-1.6.doc',
      })
    },
  )

  it('is filed for the team it names where the sender has none, as a manager may pass it on', () => {
    expect(by(null, `${canonical}.docx`).verdict).toBe('filed')
    expect(by(null, 'report.docx')).toEqual({ verdict: 'asked', team: null, name: 'report.docx' })
  })

  it.each([
    'report.docx',
    'Staged Rollout report (final) v2.docx',
    'DPM 1.8.0-1 report 2026-11-23.docx',
    'report 23.11.2026.docx',
    'NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1.docx',
    'ea-NGI_IBERGRID-LIP-Lisbon.docx',
    `${canonical} (1).docx`,
    `${canonical}_report_v2.docx`,
    `Copy of ${canonical}.docx`,
    'ea-NGI_IBERGRID-LIP-Lisbon-SE-DPM_mysql-SL5-report.docx',
    'SE-DPM_mysql.docx',
    'ea-template.docx',
    '.docx',
  ])('is filed under the canonical name where only its sender\u2019s team can be meant: %s', (name) => {
    expect(by(lip, name)).toEqual({ verdict: 'renamed', team: lip, name: `${canonical}.docx` })
  })

  it.each([
    ['another team\u2019s right name', 'ea-NGI_DE-LRZ-EMI-1.0-SE-DPM_mysql-1.8.0-1.docx'],
    ['another team', 'report of NGI_DE-LRZ.docx'],
    ['a team that is not on the ticket', 'ea-NGI_PL-ICM-EMI-1.0-SE-DPM_mysql-1.8.0-1.docx'],
    ['another release', 'ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-CREAM-1.13.1.docx'],
    ['another version', 'ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.1-1.docx'],
    ['a part of the version', 'ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0.docx'],
    ['a further part of the version', `${canonical}-2.docx`],
    ['a longer version', 'SE-DPM_mysql-1.8.0-1.2.docx'],
    ['another component', 'ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-CREAM-1.8.0-1.docx'],
    ['another release in passing', 'CREAM 1.13.1 report.docx'],
    ['a summary', 'summary-EMI-1.0-SE-DPM_mysql-1.8.0-1.docx'],
  ])('is asked about where it names %s', (_, name) => {
    expect(by(lip, name)).toEqual({ verdict: 'asked', team: lip, name })
  })

  it('is not taken for the team whose name merely begins like it', () => {
    expect(by(lrz, 'ea-NGI_DE-LRZ-LMU-EMI-SE-DPM_mysql-1.8.0-1.odt').verdict).toBe('asked')
    expect(by(lmu, 'ea-NGI_DE-LRZ-EMI-SE-DPM_mysql-1.8.0-1.odt').verdict).toBe('asked')
    expect(by(lmu, 'ea-NGI_DE-LRZ-LMU-EMI-SE-DPM_mysql-1.8.0-1.odt')).toMatchObject({
      verdict: 'filed',
      team: lmu,
    })
    const alone = { teams: [lrz], release: dpm, senderTeam: lrz }
    expect(recogniseReport('ea-NGI_DE-LRZ-LMU-EMI-SE-DPM_mysql-1.8.0-1.odt', alone).verdict).toBe('asked')
  })

  it('is asked about where the sender\u2019s team holds no seat, even under a right name', () => {
    const guest = teamOf('NGI_PL', 'ICM')
    expect(by(guest, 'report.docx')).toEqual({ verdict: 'asked', team: null, name: 'report.docx' })
    expect(by(guest, `${canonical}.docx`).verdict).toBe('asked')
  })

  it('is kept as pdf or txt, and no report as anything else', () => {
    expect(by(lip, `${canonical}.PDF`)).toEqual({ verdict: 'kept', team: lip, name: `${canonical}.PDF` })
    expect(by(lip, 'log.txt').verdict).toBe('kept')
    for (const name of ['photo.png', `${canonical}.docx.exe`, 'docx', '', 'smime.p7s', '../../x'])
      expect(by(lip, name)).toMatchObject({ verdict: 'ignored', team: null })
  })

  it('has a name without path or controls whatever comes in', () => {
    const unit = fc.constantFrom(
      'a',
      '1',
      '.',
      '-',
      ' ',
      '/',
      '\\',
      '\u0000',
      '\n',
      '\u200b',
      '\u2011',
      '\ud800',
      '\u{1f600}',
    )
    const endings = fc.constantFrom('.docx', '.odt', '.pdf', '.png', '')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 600 }), endings, (text, ext) => {
        const found = by(lip, text + ext)
        expect(found.name.length).toBeLessThanOrEqual(255)
        // oxlint-disable-next-line no-control-regex
        expect(found.name).not.toMatch(/[\u0000-\u001f/\\]/)
      }),
    )
  })
})

describe('a report without a ticket', () => {
  const entry = (ngi: string, site: string, aliases: string[] = []): Team => ({
    name: teamOf(ngi, site),
    ngi,
    site,
    country: 'DE',
    zone: 'Europe/Berlin',
    stacks: [],
    members: [],
    aliases,
  })
  const roster = { teams: [entry('NGI_DE', 'LRZ'), entry('NGI_DE', 'LRZ-LMU', ['LMU-LCG2'])] }
  const sl6 = { ...dpm, os: 'SL6' }
  const releases = [dpm, sl6, ca]

  it.each([
    ['ea-NGI_DE-LRZ-CA-1.38.docx', lrz, [ca]],
    ['ea-NGI_DE-LRZ-LMU-CA-1.38.ODT', lmu, [ca]],
    ['ea-NGI_DE-LMU-LCG2-CA-1.38.doc', lmu, [ca]],
    ['EA-ngi_de-lrz-emi-se-dpm_mysql-1.8.0-1.doc', lrz, [dpm, sl6]],
  ])('%s is its longest team\u2019s for the releases it names', (name, team, found) => {
    expect(recogniseReportAnywhere(name, roster, releases)).toEqual({ team, releases: found })
  })

  it.each([
    'ea-NGI_DE-LRZ-CA-1.39.docx',
    'ea-NGI_DE-CA-1.38.docx',
    'ea-NGI_DE-LRZ-CA-1.38.pdf',
    'report.docx',
    '-',
    '',
  ])('%j is nobody\u2019s', (name) => expect(recogniseReportAnywhere(name, roster, releases)).toBeNull())
})
