// SPEC §1.6, §1.8: what goes with letters. A team that accepts gets its report template and the dates for its calendar;
// moved dates come with a calendar that a calendar program takes for the newer one; once all have reported, the managers
// get everything in one file and a drafted summary.

import { createHash } from 'node:crypto'
import { strFromU8, unzipSync } from 'fflate'
import PostalMime from 'postal-mime'
import { afterEach, describe, expect, it } from 'vitest'
import { read } from '../../src/reports/read.ts'
import { formatOf } from '../../src/reports/placeholders.ts'
import { filledReport } from '../support/filledreport.ts'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const answer = (from: string, text: string) => stage.mail({ from, answers: stage.last(from), text })

async function filesWith(to: string, subject?: RegExp) {
  const { attachments } = await new PostalMime().parse(stage.last(to, subject).raw)
  return new Map(
    attachments.map(({ filename, content }) => [
      filename ?? '',
      typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    ]),
  )
}
const named = (files: ReadonlyMap<string, Uint8Array>, ending: string) =>
  [...files].find(([name]) => name.endsWith(ending))?.[1] ?? new Uint8Array()
const calendarOf = async (to: string) => {
  const text = strFromU8(named(await filesWith(to), '.ics')).replaceAll(/\r?\n[ \t]/g, '')
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}[:;](.*?)\\r?$`, 'gm'))].map(([, value]) => value)
  return { uids: all('UID'), sequences: all('SEQUENCE').map(Number), starts: all('DTSTART') }
}
const stem = (team: string) => `ea-${team}-EMI-1.0-SE-DPM_mysql-1.8.0-1`

describe('a team that accepts', () => {
  it('gets the template in both formats, named and filled in, and known again as its own', async () => {
    stage = await asked([c.lisbon, c.desy])
    await answer(c.maria, `accept ${c.lisbon}`)
    const letter = stage.last(c.joao)
    expect(flat(letter.text)).toContain(
      'Attached: the report template (odt, docx) and the dates for your calendar.',
    )
    const files = await filesWith(c.joao)
    expect([...files.keys()]).toEqual([
      `${stem(c.lisbon)}.odt`,
      `${stem(c.lisbon)}.docx`,
      'staged-rollout-1.ics',
    ])
    for (const format of ['odt', 'docx'] as const) {
      const bytes = named(files, `.${format}`)
      expect(formatOf(bytes)).toBe(format)
      const reading = await read(bytes, format)
      if (reading === null || reading === 'broken') throw new Error('not read')
      expect(reading.origin).toMatchObject({ team: `ea-${c.lisbon}`, ticket: 1 })
      expect(reading.text).toContain('(Lisbon)')
      expect(reading.text).toContain('staged-rollout@egi.example')
      expect(reading.fields).toEqual({})
    }
  })

  it('is sent a calendar whose entries move with the dates, extended, taken back or begun later', async () => {
    stage = await asked([c.lisbon])
    await answer(c.maria, `accept ${c.lisbon}`)
    const first = await calendarOf(c.joao)
    expect(first.uids).toHaveLength(2)
    expect(first.sequences).toEqual([0, 0])
    await answer(c.managerOps, 'extend until 4 December')
    const second = await calendarOf(c.joao)
    expect(second.uids).toEqual(first.uids)
    expect(second.sequences).toEqual([1, 1])
    expect(second.starts[0]).toBe(first.starts[0])
    expect(second.starts[1]).not.toBe(first.starts[1])
    await answer(c.managerOps, 'undo')
    const third = await calendarOf(c.joao)
    expect(third.sequences).toEqual([2, 2])
    expect(third.starts).toEqual(first.starts)
    await stage.at('2026-11-24T10:00:00Z')
    await answer(c.maria, `started ${c.lisbon}`)
    const fourth = await calendarOf(c.maria)
    expect(fourth.uids).toEqual(first.uids)
    expect(fourth.sequences).toEqual([3, 3])
    expect(fourth.starts[0]).toContain('20261124T1000')
  })

  it('keeps its dates to itself: the manager who moved them gets no calendar', async () => {
    stage = await asked([c.lisbon])
    await answer(c.maria, `accept ${c.lisbon}`)
    await answer(c.managerOps, 'extend until 4 December')
    expect((await filesWith(c.managerOps)).size).toBe(0)
    expect(stage.last(c.managerOps).text).not.toContain('Attached')
  })
})

describe('when all have reported', () => {
  const report = (from: string, team: string, answers: Parameters<typeof filledReport>[0]) =>
    stage.mail({
      from,
      answers: stage.last(from),
      text: 'Here it is.',
      attachments: [{ name: `${stem(team)}.odt`, content: filledReport(answers) }],
    })
  const both = async () => {
    stage = await asked([c.lisbon, c.desy])
    await answer(c.maria, `accept ${c.lisbon}`)
    await answer(c.jan, `accept ${c.desy}`)
    await report(c.maria, c.lisbon, {
      installed: 'Upgraded from 1.7.4',
      problems: 'The pid file is left behind, GGUS #123456',
      verdict: 'ACCEPT, with a work-around',
    })
    await report(c.jan, c.desy, { installed: 'New', problems: 'None', verdict: 'REJECT, it dies' })
  }

  it('the managers get every report in one file, with checksums that are right', async () => {
    await both()
    expect(flat(stage.last(c.managerGlite).text)).toContain(
      'Attached: the reports in one file (zip) and a drafted summary (odt, docx).',
    )
    const files = await filesWith(c.managerGlite)
    const summary = 'summary-EMI-1.0-SE-DPM_mysql-1.8.0-1'
    expect([...files.keys()]).toEqual([
      'reports-EMI-1.0-SE-DPM_mysql-1.8.0-1.zip',
      `${summary}.odt`,
      `${summary}.docx`,
    ])
    const parts = unzipSync(named(files, '.zip'))
    const sums = strFromU8(parts['SHA256SUMS'] ?? new Uint8Array())
      .trimEnd()
      .split('\n')
    expect(sums.map((line) => line.slice(66))).toEqual(
      [`${stem(c.desy)}.odt`, `${stem(c.lisbon)}.odt`, `${summary}.docx`, `${summary}.odt`].toSorted(),
    )
    for (const line of sums) {
      const bytes = parts[line.slice(66)] ?? new Uint8Array()
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(line.slice(0, 64))
    }
    expect(Buffer.compare(parts[`${summary}.odt`] ?? new Uint8Array(), named(files, '.odt'))).toBe(0)
  })

  it('the summary says what both teams found, and how it went', async () => {
    await both()
    const bytes = named(await filesWith(c.managerOps), '.docx')
    const reading = await read(bytes, 'docx')
    if (reading === null || reading === 'broken') throw new Error('not read')
    const text = flat(reading.text)
    for (const said of [
      c.lisbon,
      c.desy,
      '2 sites reported: 1 accept, 1 reject.',
      'Upgraded from 1.7.4',
      'The pid file is left behind',
      'GGUS #123456',
      `${c.lisbon} accepts.`,
    ])
      expect(text).toContain(said)
    expect(text).not.toContain('@')
  })

  it('what is too large stays out, and the letter says how to get it', async () => {
    stage = await asked([c.lisbon], (kit) => ({ ...kit, enclosing: { ...kit.enclosing, largest: 30_000 } }))
    await answer(c.maria, `accept ${c.lisbon}`)
    const content = Buffer.concat([filledReport({ verdict: 'ACCEPT' }), Buffer.alloc(40_000)])
    await stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      text: 'Here.',
      attachments: [{ name: `${stem(c.lisbon)}.odt`, content }],
    })
    const text = stage.last(c.managerGlite).text
    expect(text).toContain('  rollcall report bundle 1\n')
    expect([...(await filesWith(c.managerGlite)).keys()].every((name) => !name.endsWith('.zip'))).toBe(true)
  })
})

describe('what cannot be made', () => {
  it('never keeps its letter back, which says so', async () => {
    const own = { odt: new Uint8Array([1, 2, 3]) }
    stage = await asked([c.lisbon], (kit) => ({ ...kit, enclosing: { ...kit.enclosing, templates: own } }))
    await answer(c.maria, `accept ${c.lisbon}`)
    const text = flat(stage.last(c.joao).text)
    expect(text).toContain('Attached: the dates for your calendar.')
    expect(text).toContain('The report template could not be made.')
  })
})
