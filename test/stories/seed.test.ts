// The process as its owners wrote it, paragraph by paragraph, by mail alone (docs/process.md names the paragraphs).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'
import { plainReport } from '../support/reportfiles.ts'

describe('one staged rollout, whole, by mail', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await setStage()
  })
  afterAll(() => stage.close())

  it('opens when a manager says so, and tells the group, the stack and nobody else', async () => {
    await stage.mail({ from: c.managerGlite, text: `open ${c.title}` })
    expect(await stage.ticket()).toEqual({ status: 'new', phase: 'new', seats: {} })
    expect(stage.news().map((line) => line.split(':')[0])).toEqual([
      c.managerGlite,
      c.managerGlite,
      c.managerOps,
    ])
    const letter = stage.last(c.managerOps)
    expect(letter.text).toContain('release notes')
    expect(letter.subject).toMatch(/^\[staged-rollout #1\] SE-DPM_mysql 1\.8\.0-1/)
  })

  it('takes the links its manager gives', async () => {
    const letter = stage.last(c.managerGlite, /SE-DPM/)
    await stage.mail({
      from: c.managerGlite,
      answers: letter,
      text: 'link release-notes https://repo.example/rn\nlink bugs https://repo.example/bugs\nlink documentation https://repo.example/doc',
    })
    stage.news()
  })

  it('invites the selected teams, one mail a person, with the links and the hour by which to answer', async () => {
    await stage.mail({
      from: c.managerGlite,
      answers: stage.last(c.managerGlite, /SE-DPM/),
      text: `assign ${c.lisbon} ${c.desy}`,
    })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified', [c.desy]: 'notified' })
    const invited = stage.news().map((line) => line.split(':')[0])
    expect(invited).toEqual([c.jan, c.joao, c.maria, c.managerGlite].toSorted())
    const letter = stage.last(c.maria)
    expect(letter.to.map(({ address }) => address)).toEqual([c.maria])
    // A Friday's invitation is due on Monday, in the team's own zone.
    expect(letter.text.replace(/\s+/g, ' ')).toContain('Monday 23 November 2026, 18:00 (Lisbon)')
    expect(letter.text).toContain('https://repo.example/rn')
    expect(letter.text).toContain(`accept ${c.lisbon}`)
  })

  it('hears the teams: one accepts, one declines with a reason', async () => {
    const accepted = await stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      text: `accept ${c.lisbon}`,
    })
    expect(accepted.verdict).toMatchObject({ level: 'verified', state: 'handled' })
    await stage.mail({
      from: c.jan,
      answers: stage.last(c.jan),
      text: `reject ${c.desy}, our SE is being replaced`,
    })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'accepted', [c.desy]: 'rejected' })
    expect((await stage.ticket()).phase).toBe('trial')
    const said = stage.letters(c.maria).map(({ text }) => text)
    expect(said.some((text) => text.includes(`withdraw ${c.lisbon}`))).toBe(true)
    expect(said.some((text) => text.includes(`started ${c.lisbon}`))).toBe(true)
    stage.news()
  })

  it('passes a question on to the managers and the teams that take part, addresses hidden', async () => {
    await stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      text: 'Which yaim profile should we use?',
    })
    const told = stage.news()
    expect(told.map((line) => line.split(':')[0])).toEqual(
      [c.joao, c.maria, c.managerGlite, c.managerOps].toSorted(),
    )
    const note = stage.last(c.managerGlite)
    expect(note.text).toContain('Which yaim profile should we use?')
    expect(note.text).not.toContain(c.maria)
  })

  it('files the report by its name and says so', async () => {
    await stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      text: 'Here is our report.',
      attachments: [
        { name: `ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`, content: plainReport('report') },
      ],
    })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported', [c.desy]: 'rejected' })
    expect((await stage.ticket()).phase).toBe('concluding')
    expect(stage.last(c.managerGlite).text).toContain('Staged rollout EMI-1.0 SE-DPM_mysql 1.8.0-1')
    stage.news()
  })

  it('does not resolve without an outcome and a document, and says what is missing', async () => {
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'resolve' })
    expect((await stage.ticket()).status).toBe('open')
    expect(stage.last(c.managerGlite).text).toMatch(/outcome/i)
    stage.news()
  })

  it('resolves with document and outcome, thanks the teams and tells the owners of the parent', async () => {
    await stage.mail({
      from: c.managerGlite,
      answers: stage.last(c.managerGlite),
      text: 'document 1234\noutcome ACCEPT\nresolve',
    })
    expect(await stage.ticket()).toMatchObject({ status: 'resolved', phase: 'resolved' })
    const told = stage.news().map((line) => line.split(':')[0])
    expect(told).toContain(c.maria)
    expect(told).toContain(c.joao)
    expect(told).not.toContain(c.jan)
    expect(stage.last(c.maria).text).toMatch(/1234/)
  })

  it('keeps an answer that comes afterwards and says that it changes nothing', async () => {
    await stage.mail({ from: c.jan, answers: stage.letters(c.jan)[0]!, text: `accept ${c.desy}` })
    expect((await stage.ticket()).seats[c.desy]).toBe('rejected')
    expect(stage.news()).toHaveLength(1)
  })

  it('leaves a journal whose chain holds', async () => {
    expect(await stage.house.kit.archive.brokenJournalRow()).toBeNull()
  })
})
