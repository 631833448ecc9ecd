// SPEC §1.1, §3.3: the tracker says that a release entered StageRollOut. Signed by the tracker's host it opens the
// ticket; else the managers are shown the line that would.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { told } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

/** As RT 5 writes it to the queue's AdminCc when a custom field changes. */
const notice = (
  more: { readonly id?: string; readonly to?: string | null; readonly subject?: string } = {},
) =>
  [
    'Reply-To: sw-rel@rt.egi.example',
    'In-Reply-To:',
    'X-RT-Originator: verifier@egi.example',
    `Message-ID: <rt-5.0.3+dfsg-3~deb12u6-20777-1795342453-${more.id ?? '296'}.2205-8-0@egi.example>`,
    'X-RT-Loop-Prevention: rt.egi.example',
    'From: "Vera via RT" <sw-rel@rt.egi.example>',
    ...(more.to === null ? [] : [`To: ${more.to ?? c.bot}`]),
    `Subject: [rt.egi.example #2205] ${more.subject ?? c.title}`,
    'X-RT-Ticket: rt.egi.example #2205',
    'X-Managed-BY: RT 5.0.3+dfsg-3~deb12u6 (http://www.bestpractical.com/rt/)',
    'References: <RT-Ticket-2205@egi.example>',
    'Precedence: bulk',
    'Date: Fri, 20 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="utf-8"',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Fri Nov 20 10:00:00 2026: Request 2205 was acted upon by vera.',
    '',
    'Transaction: RolloutProgress InVerification changed to StageRollOut by vera',
    '>   Queue: sw-rel',
    `> Subject: ${more.subject ?? c.title}`,
    '>   Owner: Nobody',
    '> Requestors:',
    '>  Status: open',
    ' Ticket URL: http://rt.egi.example/Ticket/Display.html?id=2205',
    '',
    '',
  ].join('\r\n')
const fromTracker = async (id?: string) =>
  stage.bytes(await stage.sign(notice(id ? { id } : {}), 'rt.egi.example'))
const tickets = () => stage.house.kit.archive.tickets()

describe('the tracker’s signed word that a release entered StageRollOut', () => {
  it('opens its ticket, tells the managers, and answers nobody', async () => {
    stage = await setStage()
    const row = await fromTracker()
    expect(row.verdict).toMatchObject({ kind: 'tracker', level: 'verified', ticket: 1 })
    expect((await tickets()).map(({ title, parent }) => [title, parent?.ref])).toEqual([[c.title, '2205']])
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
  })

  it('opens it from a notice to watchers, which names nobody in To', async () => {
    stage = await setStage()
    const fields = ['From', 'To', 'Subject', 'Date']
    await stage.bytes(await stage.sign(notice({ to: null }), 'rt.egi.example', fields))
    expect(await tickets()).toHaveLength(1)
  })

  it('asks the managers for the title where the release’s ticket bears none', async () => {
    stage = await setStage()
    await stage.bytes(await stage.sign(notice({ subject: 'emi.cream.sl5.x86_64-1.13.1' }), 'rt.egi.example'))
    expect(await tickets()).toEqual([])
    expect(told(stage)).toEqual([c.managerOps])
    expect(stage.last(c.managerOps).text).toContain('emi.cream.sl5.x86_64-1.13.1')
    expect(stage.last(c.managerOps).text).toContain('open Staged Rollout')
  })

  it('said twice opens nothing twice and is not told again', async () => {
    stage = await setStage()
    await fromTracker()
    stage.news()
    await fromTracker('297')
    expect(await tickets()).toHaveLength(1)
    expect(stage.news()).toEqual([])
  })

  it('finds the ticket that a manager opened before, and gives it its parent', async () => {
    stage = await setStage()
    await stage.mail({ from: c.managerGlite, text: `open ${c.title}` })
    await fromTracker()
    expect((await tickets()).map(({ parent }) => parent?.ref)).toEqual(['2205'])
  })

  it('said again after the ticket was resolved asks the managers whether to reopen it', async () => {
    stage = await setStage()
    await fromTracker()
    await stage.say(1, 'resolve anyway done')
    stage.news()
    await fromTracker('298')
    expect(await tickets()).toHaveLength(1)
    expect((await stage.ticket()).status).toBe('resolved')
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
    expect(stage.last(c.managerGlite).text).toContain('reopen')
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'reopen' })
    expect((await stage.ticket()).status).toBe('new')
  })

  it('takes the outcome to the owners of the parent when it is resolved', async () => {
    stage = await setStage()
    await fromTracker()
    await stage.say(1, 'outcome ACCEPT', 'document 77', 'resolve')
    expect(stage.last(c.releaseOwner).text).toContain('77')
  })
})

describe('the same words without the tracker’s signature', () => {
  it('open nothing: the managers are shown the line that does, once a day however often it comes', async () => {
    stage = await setStage()
    expect((await stage.bytes(notice())).verdict).toMatchObject({ kind: 'tracker', level: 'claimed' })
    expect(await tickets()).toEqual([])
    expect(told(stage)).toEqual([c.managerOps])
    expect(stage.last(c.managerOps).text.replace(/\s+/g, ' ')).toContain(`open ${c.title}`)
    for (const id of ['1', '2', '3']) await stage.bytes(notice({ id }))
    expect(stage.news()).toEqual([])
    await stage.at('2026-11-21T10:00:00Z')
    await stage.bytes(notice({ id: '4' }))
    expect(told(stage)).toEqual([c.managerOps])
  })

  it('open nothing when another host signed them, or when they were signed for somebody else', async () => {
    stage = await setStage()
    await stage.bytes(await stage.sign(notice(), 'elsewhere.example'))
    await stage.bytes(await stage.sign(notice({ id: '9', to: 'vera@egi.example' }), 'rt.egi.example'))
    expect(await tickets()).toEqual([])
  })
})
