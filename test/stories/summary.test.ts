// SPEC §1.8, §3.4: a manager says `summary` and has what there is of the reports, early, again, or after the end.

import PostalMime from 'postal-mime'
import { afterEach, describe, expect, it } from 'vitest'
import { read } from '../../src/reports/read.ts'
import { filledReport } from '../support/filledreport.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const answer = (from: string, text: string) => stage.mail({ from, answers: stage.last(from), text })
const filed = async () => {
  stage = await asked([c.lisbon, c.desy])
  await answer(c.maria, `accept ${c.lisbon}`)
  await answer(c.jan, `accept ${c.desy}`)
  await stage.mail({
    from: c.maria,
    answers: stage.last(c.maria),
    text: 'Here.',
    attachments: [
      {
        name: `ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`,
        content: filledReport({ problems: 'None', verdict: 'ACCEPT' }),
      },
    ],
  })
  stage.news()
}
const lettersTo = async (to: string) =>
  Promise.all(
    stage.letters(to).map(async ({ raw }) => {
      const mail = await new PostalMime().parse(raw)
      const files = mail.attachments.map(({ filename }) => filename ?? '')
      return { text: flat(mail.text ?? ''), files, attachments: mail.attachments }
    }),
  )

describe('summary', () => {
  it('sends its writer alone what there is, and says who is awaited', async () => {
    await filed()
    await answer(c.managerGlite, 'summary')
    expect(told(stage)).toEqual([c.managerGlite])
    const [receipt, letter] = (await lettersTo(c.managerGlite))
      .slice(-2)
      .toSorted((a, b) => a.files.length - b.files.length)
    expect(receipt?.text).toContain('Reports that count: 1. They follow in one file, with a summary,')
    expect(receipt?.text).toContain(`${c.desy} accepted and sent none that counts.`)
    expect(letter?.files).toHaveLength(3)
    expect(letter?.text).toContain(`as you asked. Still awaited: ${c.desy}.`)
    const docx = letter?.attachments.find(({ filename }) => filename?.endsWith('.docx'))
    const reading = await read(new Uint8Array(docx?.content as ArrayBuffer), 'docx')
    const text = flat(reading !== null && reading !== 'broken' ? reading.text : '')
    expect(text).toContain('1 site reported: 1 accept, 0 reject. 1 site did not report.')
    expect(text).toContain('Accepted, its report is due')
  })

  it('works after the end, and cannot be taken back', async () => {
    await filed()
    await answer(c.managerGlite, 'outcome ACCEPT\nresolve anyway one report will do')
    await answer(c.managerGlite, 'summary')
    expect(
      (await lettersTo(c.managerGlite)).some(({ text }) => text.includes('The rollout is resolved')),
    ).toBe(true)
  })

  it('is a manager’s word', async () => {
    await filed()
    await answer(c.jan, 'summary')
    expect(told(stage)).toEqual([c.jan])
    expect(flat(stage.last(c.jan).text)).toContain('Only a manager can do that')
  })

  it('from the command line goes to all managers', async () => {
    await filed()
    expect(await stage.say(1, 'summary')).toEqual(['summary'])
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps].toSorted())
  })
})
