// Rates (SPEC §3.3, §3.5): what is past them waits, nothing is dropped, and the administrator is told once.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const admin = 'postmaster@egi.example'
const alerts = () => stage.letters(admin).map(({ subject }) => subject.replace('Staged rollout: ', ''))
const receipts = (to: string) =>
  stage.letters(to).filter(({ text }) => /Your mail|understood|What became|>/.test(text))

describe('answers', () => {
  it('to one writer leave twenty an hour; the others wait, and the administrator hears once of each end', async () => {
    stage = await asked([c.desy])
    const before = stage.letters(c.jan).length
    for (let n = 0; n < 25; n += 1)
      await stage.mail({ from: c.jan, subject: `Mail ${n}`, text: `#1 status\nNumber ${n}` })
    expect(stage.letters(c.jan)).toHaveLength(before + 20)
    expect(alerts()).toEqual(['letters wait'])
    expect(await stage.house.kit.archive.waiting()).toEqual([
      { why: 'answer', letters: 5, until: '2026-11-20T11:00:00Z' },
    ])
    await stage.at('2026-11-20T10:59:00Z')
    expect(stage.letters(c.jan)).toHaveLength(before + 20)
    await stage.at('2026-11-20T11:00:00Z')
    expect(stage.letters(c.jan)).toHaveLength(before + 25)
    await stage.at('2026-11-20T11:01:00Z')
    expect(alerts()).toEqual(['letters wait', 'letters leave as they come again'])
  })

  it('to who proves nothing leave one a day, and the next on the day after: none is dropped', async () => {
    stage = await asked([c.desy])
    const before = stage.letters(c.jan).length
    for (let n = 0; n < 3; n += 1)
      await stage.mail({
        from: c.jan,
        signed: false,
        subject: `Mail ${n}`,
        text: `#1 ${['why', 'status', 'help'][n]}`,
      })
    expect(stage.letters(c.jan)).toHaveLength(before + 1)
    await stage.at('2026-11-21T10:00:00Z')
    expect(stage.letters(c.jan)).toHaveLength(before + 2)
    await stage.at('2026-11-22T10:00:00Z')
    expect(stage.letters(c.jan)).toHaveLength(before + 3)
    expect(receipts(c.jan).length).toBeGreaterThan(0)
  })

  it('refuse the same once a day, and again on the next; what is only unclear is asked each time', async () => {
    stage = await asked([c.desy])
    const before = stage.letters(c.jan).length
    const ask = (text: string) => stage.mail({ from: c.jan, text: `#1 ${text}` })
    await ask('resolve')
    await ask('resolve')
    await ask('hold')
    expect(stage.letters(c.jan)).toHaveLength(before + 1)
    await ask(`accept ${c.desy}X`)
    await ask(`accept ${c.desy}Y`)
    expect(stage.letters(c.jan)).toHaveLength(before + 3)
    await stage.at('2026-11-21T10:00:01Z')
    await ask('resolve')
    expect(stage.letters(c.jan)).toHaveLength(before + 4)
  })
})

describe('questions', () => {
  it('beyond three a day wait for the next days; beyond those the mail is held for the administrator', async () => {
    stage = await asked([c.lisbon])
    const questions = () => stage.letters(c.managerOps).filter(({ text }) => text.includes('yes')).length
    const before = questions()
    for (let n = 0; n < 14; n += 1)
      await stage.mail({
        from: c.managerOps,
        signed: false,
        subject: `Mail ${n}`,
        text: `#1 outcome REJECT no ${n}`,
      })
    expect(questions() - before).toBe(3)
    expect(alerts()).toContain('questions wait')
    for (const [day, asked] of [
      ['21', 6],
      ['22', 9],
      ['23', 12],
      ['24', 12],
    ] as const) {
      await stage.at(`2026-11-${day}T10:00:00Z`)
      expect(questions() - before).toBe(asked)
    }
    await stage.at('2026-11-24T10:01:00Z')
    expect(alerts()).toContain('no question waits any more')
    const held = await stage.house.kit.archive.mails({ state: 'held' })
    expect(held).toHaveLength(14)
    expect(held.filter(({ verdict }) => verdict?.reason === 'held; asked often enough today')).toHaveLength(2)
  })
})

describe('letters to outsiders', () => {
  it('leave sixty an hour, while the managers’ leave as ever', async () => {
    stage = await asked([c.lisbon])
    for (let n = 0; n < 65; n += 1)
      await stage.mail({ from: `s${n}@elsewhere.example`, text: 'How does one take part?' })
    const outside = () =>
      stage.house.kit.archive
        .letters({ state: 'sent' })
        .then((rows) => rows.filter(({ letter }) => letter?.letter === 'pointer').length)
    expect(await outside()).toBe(60)
    stage.news()
    await stage.mail({ from: c.managerOps, text: '#1 status' })
    expect(stage.news().some((line) => line.startsWith(c.managerOps))).toBe(true)
    await stage.at('2026-11-20T11:00:00Z')
    expect(await outside()).toBe(65)
  })
})
