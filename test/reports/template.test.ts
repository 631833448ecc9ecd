// An operator's own report template: begun from ours, filled in for a team, and known again when it comes back.

import { describe, expect, it } from 'vitest'
import { placeholdersIn } from '../../src/reports/placeholders.ts'
import { read } from '../../src/reports/read.ts'
import { blankTemplate, placeholderNames, templateFile, valuesFor } from '../../src/reports/template.ts'
import { asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import type { TemplateFor } from '../../src/reports/template.ts'

const what: TemplateFor = {
  team: asTeamName('ea-NGI_IBERGRID-LIP-Lisbon'),
  release: { stack: 'EMI-1.0', component: 'SE-DPM_mysql', version: '1.8.0-1', os: '', arch: '' },
  ticket: asTicketId(42),
  links: { 'release-notes': 'https://wiki.egi.example/dpm' },
  due: 'Tuesday 1 December 2026, 16:30 (Lisbon)',
  answersTo: 'staged-rollout@egi.example',
}

describe.each(['odt', 'docx'] as const)('an own template as %s', (format) => {
  it('begins as ours, with names between braces that are all filled in', async () => {
    const { bytes } = await blankTemplate(format)
    const named = placeholdersIn(bytes, format)
    expect(named).toContain('team')
    expect(named).toContain('due')
    for (const name of named) expect(placeholderNames).toContain(name)
    expect(Object.keys(valuesFor(what))).toEqual(placeholderNames)
  })

  it('is filled in for a team, named as ours, and known when it comes back', async () => {
    const own = await blankTemplate(format)
    const { name, bytes } = await templateFile(what, format, own.bytes)
    expect(name).toBe(`ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1.${format}`)
    const reading = await read(bytes, format)
    if (reading === null || reading === 'broken') throw new Error('not read')
    expect(reading.text).toContain('NGI_IBERGRID-LIP-Lisbon')
    expect(reading.text).toContain('Tuesday 1 December 2026, 16:30 (Lisbon)')
    expect(reading.text).not.toContain('{{')
    expect(reading.origin).toEqual({
      team: what.team,
      release: 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1',
      ticket: 42,
      template: 1,
    })
    expect(reading.unread).toHaveLength(11)
  })

  it('as ours says nothing by itself: what is filled in is no answer', async () => {
    const links = { ...what.links, bugs: 'https://b.egi.example', documentation: 'https://d.egi.example' }
    const reading = await read((await templateFile({ ...what, links }, format)).bytes, format)
    expect(reading !== null && reading !== 'broken' && reading.fields).toEqual({})
  })

  it('is not known as anybody’s where it was never filled in', async () => {
    const reading = await read((await blankTemplate(format)).bytes, format)
    expect(reading !== null && reading !== 'broken' && reading.origin).toBeNull()
  })
})
