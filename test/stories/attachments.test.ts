// SPEC §4: reports by name and bytes; whose they are, what is kept, and what counts as a team's accept.
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import { plainReport } from '../support/reportfiles.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const rightName = `ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`
const send = (from: string, name: string, words: string, text = 'Here it is.') =>
  stage.mail({
    from,
    answers: stage.last(from),
    text,
    attachments: [{ name, content: name.endsWith('.odt') ? plainReport(words) : words }],
  })
const reports = async () =>
  ((await stage.house.kit.archive.tickets())[0]?.reports ?? []).map(({ team, name, verdict, revision }) => ({
    team: team?.slice(3) ?? null,
    name,
    verdict,
    revision,
  }))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('a report from a member of an asked team', () => {
  it('counts as its accept, and its bytes lie in the store under their hash', async () => {
    stage = await asked([c.lisbon, c.desy])
    await send(c.maria, rightName, 'all is well')
    expect(await reports()).toEqual([{ team: c.lisbon, name: rightName, verdict: 'filed', revision: 1 }])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported', [c.desy]: 'notified' })
    const bytes = await stage.house.kit.archive.file(sha256(plainReport('all is well')))
    expect(bytes).toEqual(Buffer.from(plainReport('all is well')))
  })

  it('under a wrong but unambiguous name is filed under the right one, and the receipt says so', async () => {
    stage = await asked([c.lisbon])
    await send(c.maria, 'my report (final).odt', 'x')
    expect(await reports()).toEqual([{ team: c.lisbon, name: rightName, verdict: 'renamed', revision: 1 }])
    const receipt = stage.last(c.maria).text.replace(/\s+/g, '')
    expect(receipt).toContain(rightName)
    expect(receipt).toContain('myreport(final).odt')
  })

  it('named after another release or team is kept and asked about, and does not count', async () => {
    stage = await asked([c.lisbon, c.desy])
    await send(c.maria, `ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-1.9.0-1.odt`, 'x')
    await send(c.maria, `ea-${c.desy}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`, 'y')
    expect((await reports()).map(({ verdict }) => verdict)).toEqual(['asked', 'asked'])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified', [c.desy]: 'notified' })
  })

  it('as a pdf is kept and does not count', async () => {
    stage = await asked([c.lisbon])
    await send(c.maria, 'report.pdf', '%PDF-1.4')
    expect((await reports()).map(({ verdict }) => verdict)).toEqual(['kept'])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified' })
  })

  it('sent twice is one report; new bytes are its next revision', async () => {
    stage = await asked([c.lisbon])
    await send(c.maria, rightName, 'one')
    await send(c.maria, rightName, 'one', 'Again, to be safe.')
    await send(c.maria, rightName, 'two', 'A better one.')
    expect((await reports()).map(({ revision }) => revision)).toEqual([1, 2])
  })
})

describe('a report from somebody else', () => {
  it('who belongs to a team that was not asked is not that of the team it names', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.ana,
      subject: '[staged-rollout #1] report',
      text: '',
      attachments: [{ name: rightName, content: plainReport('forged praise') }],
    })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified' })
    expect(await reports()).toEqual([{ team: null, name: rightName, verdict: 'asked', revision: 1 }])
  })

  it('who is a manager is filed for the team it names, but only if the manager proves it', async () => {
    stage = await asked([c.lisbon])
    const answers = stage.last(c.managerGlite)
    const attachments = [{ name: rightName, content: plainReport('passed on') }]
    const row = await stage.mail({
      from: c.managerGlite,
      signed: false,
      answers,
      text: 'From LIP',
      attachments,
    })
    expect(row.state).toBe('held')
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'yes' })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported' })
    const bytes = await stage.house.kit.archive.file(sha256(plainReport('passed on')))
    expect(bytes).toEqual(Buffer.from(plainReport('passed on')))
  })

  it('who is unknown is not filed', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.stranger,
      subject: '[staged-rollout #1] report',
      text: '',
      attachments: [{ name: rightName, content: plainReport('spam') }],
    })
    expect(await reports()).toEqual([])
    expect(await stage.house.kit.archive.file(sha256(plainReport('spam')))).toBeNull()
  })
})

describe('a report without a thread', () => {
  it('finds its ticket by its name', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.maria,
      text: '',
      attachments: [{ name: rightName, content: plainReport('x') }],
    })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported' })
  })

  it('under no known name is asked about, not swallowed', async () => {
    stage = await asked([c.lisbon])
    await stage.say(null, 'open Staged Rollout CA 1.38')
    await stage.say(2, `assign ${c.lisbon}`)
    stage.news()
    await stage.mail({
      from: c.maria,
      text: '',
      attachments: [{ name: 'trial.odt', content: plainReport('x') }],
    })
    expect(stage.last(c.maria).text).toContain('#1 note trial.odt')
    expect(stage.last(c.maria).text).toContain('#2 note trial.odt')
  })
})
