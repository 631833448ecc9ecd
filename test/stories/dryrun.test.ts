// SPEC §3.4: with dry-run as its first line a mail is worked out to the end, nothing of it is done, and the receipt says
// what would have happened and who would have had which letter.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'
import { plainReport } from '../support/reportfiles.ts'

let stage: Stage
afterEach(() => stage.close())
const receipt = (to: string) => stage.last(to).text.split('\n-- \n')[0]?.replace(/\s+/g, ' ') ?? ''

/** All that a mail could leave behind, but the mail itself and its receipt. */
const remembered = async () => {
  const { archive } = stage.house.kit
  const tickets = await archive.tickets()
  return {
    tickets,
    journal: await Promise.all(tickets.map(({ id }) => archive.journal(id))),
    questions: await archive.questions({}),
    letters: (await archive.letters({ limit: 500 })).filter(({ letter }) => letter?.letter !== 'receipt')
      .length,
  }
}

describe('a dry run', () => {
  it('of an assignment invites nobody and names the teams that would have been', async () => {
    stage = await asked([c.lisbon])
    const before = await remembered()
    const letter = stage.last(c.managerGlite)
    await stage.mail({
      from: c.managerGlite,
      answers: letter,
      text: `dry-run\nassign ${c.desy} ${c.srce}\nresolve`,
    })
    expect(await remembered()).toEqual(before)
    const text = receipt(c.managerGlite)
    expect(text).toContain('Your mail says dry-run, so nothing was done.')
    expect(text).toContain(`${c.desy} is invited; its answer is due by Monday 23 November 2026, 18:00`)
    expect(text).toContain('It cannot be resolved yet')
    expect(text).toContain(`- invitation: to ${c.desy} - invitation: to ${c.srce}`)
    expect(text).not.toMatch(/unassign|@/)
    expect(stage.letters(c.jan)).toEqual([])
  })

  it('shows lines what the lines before them would have done', async () => {
    stage = await asked([c.desy])
    const text = `dry-run\nreject ${c.desy}\nstatus`
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text })
    expect(receipt(c.jan)).toContain('calling for volunteers')
    expect(receipt(c.jan)).toContain('preview of the call: to the managers (2 people)')
    expect((await stage.ticket()).seats[c.desy]).toBe('notified')
  })

  it('of a new rollout uses up no number', async () => {
    stage = await setStage()
    await stage.mail({ from: c.managerGlite, text: `dry-run\nopen ${c.title}\nassign ${c.lisbon}` })
    expect(receipt(c.managerGlite)).toContain('Opened as #1')
    expect(receipt(c.managerGlite)).toContain(`invitation: to ${c.lisbon} (2 people)`)
    expect(await stage.house.kit.archive.tickets()).toEqual([])
    await stage.mail({ from: c.managerGlite, text: `open ${c.title}` })
    expect((await stage.ticket(1)).status).toBe('new')
  })

  it('further down still keeps the whole mail from acting', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}\nDry run` })
    expect((await stage.ticket()).seats[c.lisbon]).toBe('notified')
    expect(receipt(c.maria)).toContain('so nothing was done')
  })

  it('of somebody who proves nothing asks nobody back and is answered once a day', async () => {
    stage = await asked([c.lisbon])
    const before = await remembered()
    const mail = { from: c.maria, text: `dry-run\n#1 accept ${c.lisbon}`, signed: false }
    await stage.mail(mail)
    expect(receipt(c.maria)).toContain('was it you?: to you')
    expect(await remembered()).toEqual(before)
    const count = stage.letters(c.maria).length
    await stage.mail({ ...mail, text: `${mail.text}\nstatus` })
    expect(stage.letters(c.maria)).toHaveLength(count)
  })

  it('of a stranger is nothing at all', async () => {
    stage = await asked([c.lisbon])
    stage.news()
    await stage.mail({ from: c.stranger, text: `dry-run\n#1 volunteer ${c.brunel}` })
    expect(stage.news()).toEqual([])
  })

  it('leaves a report where it is', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      text: 'dry-run',
      attachments: [{ name: `${c.lisbon}-EMI-SE-DPM_mysql-1.8.0-1.odt`, content: plainReport('report') }],
    })
    const [ticket] = await stage.house.kit.archive.tickets()
    expect(ticket?.reports).toEqual([])
  })

  it('at the command line does as little', async () => {
    stage = await asked([c.lisbon])
    expect(await stage.say(1, 'dry-run', `assign ${c.desy}`)).toEqual(['assigned', 'told'])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified' })
  })
})
