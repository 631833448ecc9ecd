// SPEC §1.5 to §1.8: somebody from the list volunteers a site, and the rollout goes on with them to its end.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { called, munged, told } from './scenes.ts'
import type { Stage } from './stage.ts'
import { plainReport } from '../support/reportfiles.ts'

let stage: Stage
afterEach(() => stage.close())
const manager = (text: string) =>
  stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text })
const theCall = () => stage.letters(c.list)[0]!

describe('a subscriber who answers the call directly, signed', () => {
  it('is thanked, shown to the managers, taken, tries it, reports, and the ticket is resolved without a document', async () => {
    stage = await called()
    await stage.mail({ from: c.subscriber, answers: theCall(), text: `volunteer ${c.brunel}` })
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps, c.subscriber])
    expect(stage.last(c.managerGlite).text).toContain(`take ${c.brunel}`)
    expect((await stage.ticket()).seats).not.toHaveProperty(c.brunel)

    await manager(`take ${c.brunel}`)
    expect(await stage.ticket()).toMatchObject({ phase: 'trial', seats: { [c.brunel]: 'accepted' } })
    expect(told(stage)).toContain(c.subscriber)

    await stage.mail({
      from: c.subscriber,
      answers: stage.last(c.subscriber),
      text: 'Our report.',
      attachments: [
        { name: `ea-${c.brunel}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`, content: plainReport('report') },
      ],
    })
    expect(await stage.ticket()).toMatchObject({ phase: 'concluding', seats: { [c.brunel]: 'reported' } })

    await manager('outcome ACCEPT')
    await manager('resolve')
    expect((await stage.ticket()).status).toBe('open')
    await manager('resolve anyway the document follows')
    expect((await stage.ticket()).status).toBe('resolved')
    expect(stage.last(c.subscriber).text).toMatch(/ACCEPT|passed|accepted/i)
  })
})

describe('a subscriber who answers by the list, where nothing proves the author', () => {
  const post = () =>
    stage.bytes(
      munged(c.list, c.subscriber, `Re: ${theCall().subject}`, `volunteer ${c.brunel}\r\n`, [
        `In-Reply-To: ${theCall().messageId}`,
      ]),
    )

  it('is an offer that nobody is written to about but the managers', async () => {
    stage = await called()
    const row = await post()
    expect(row.verdict).toMatchObject({ kind: 'person', level: 'unknown', from: c.subscriber })
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
  })

  it('is asked once when a manager takes the offer, and a yes makes the seat, once', async () => {
    stage = await called()
    await post()
    await manager(`take ${c.brunel}`)
    expect((await stage.ticket()).seats).not.toHaveProperty(c.brunel)
    const question = stage.last(c.subscriber)
    expect(question.replyTo[0]?.address).toMatch(/^staged-rollout\+q/)
    stage.news()
    await stage.mail({ from: c.stranger, signed: false, answers: question, text: 'yes' })
    expect((await stage.ticket()).seats).toMatchObject({ [c.brunel]: 'accepted' })
    expect(told(stage)).not.toContain(c.stranger)
    await stage.mail({ from: c.subscriber, answers: question, text: 'yes' })
    expect(stage.news()).toEqual([])
  })

  it('is asked together with another one by two questions of their own', async () => {
    stage = await called()
    await post()
    await stage.bytes(
      munged(c.list, c.stranger, `Re: ${theCall().subject}`, 'volunteer NGI_UK-UKI-LT2-RHUL\r\n', [
        `In-Reply-To: ${theCall().messageId}`,
      ]),
    )
    await manager(`take ${c.brunel}\ntake NGI_UK-UKI-LT2-RHUL`)
    await stage.mail({ from: c.stranger, answers: stage.last(c.stranger), text: 'yes' })
    expect((await stage.ticket()).seats).toMatchObject({ 'NGI_UK-UKI-LT2-RHUL': 'accepted' })
    expect((await stage.ticket()).seats).not.toHaveProperty(c.brunel)
    await stage.mail({ from: c.subscriber, answers: stage.last(c.subscriber), text: 'yes' })
    expect((await stage.ticket()).seats).toMatchObject({ [c.brunel]: 'accepted' })
  })

  it('proves the offer by a direct copy of the same mail that comes after the list’s', async () => {
    stage = await called()
    await post()
    await stage.at('2026-11-20T12:00:00Z')
    await stage.mail({
      from: c.subscriber,
      answers: { ...theCall(), text: '' },
      text: `volunteer ${c.brunel}`,
    })
    await manager(`take ${c.brunel}`)
    expect((await stage.ticket()).seats).toMatchObject({ [c.brunel]: 'accepted' })
  })
})

describe('a site that two people offer', () => {
  it('takes part with both: each hears that the trial begins, and each may speak for it', async () => {
    stage = await called()
    await stage.mail({ from: c.subscriber, answers: theCall(), text: `volunteer ${c.brunel}` })
    await stage.mail({ from: c.stranger, answers: theCall(), text: `volunteer ${c.brunel}` })
    expect(stage.last(c.managerGlite).text).toContain('Somebody else has offered it too:')
    await manager(`take ${c.brunel}`)
    expect(stage.last(c.managerGlite).text.replace(/\s+/g, ' ')).toContain(
      '2 people offered it, and each of them speaks for it.',
    )
    for (const one of [c.subscriber, c.stranger]) expect(stage.last(one).text).toContain('report')
    await stage.mail({ from: c.subscriber, answers: stage.last(c.subscriber), text: 'withdraw' })
    expect((await stage.ticket()).seats).toMatchObject({ [c.brunel]: 'withdrawn' })
  })
})

describe('an offer for a site that has a team', () => {
  it('becomes an invitation to that team: nobody volunteers somebody else’s site', async () => {
    stage = await called()
    await stage.mail({ from: c.subscriber, answers: theCall(), text: `volunteer ${c.srce}` })
    await manager(`take ${c.srce}`)
    expect((await stage.ticket()).seats).toMatchObject({ [c.srce]: 'notified' })
    expect(told(stage)).toContain(c.ana)
  })

  it('is accepted at once from a member of it', async () => {
    stage = await called()
    await stage.mail({ from: c.ana, answers: theCall(), text: `accept ${c.srce}` })
    await manager('take')
    expect((await stage.ticket()).seats).toMatchObject({ [c.srce]: 'accepted' })
  })
})
