// The guided tour walked by its own strip: every step's link leads to a form that, sent as it stands, does the step.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPlaying, unescaped, type Playing } from '../support/playroom.ts'

let play: Playing
beforeAll(async () => {
  play = await startPlaying()
})
afterAll(() => play.end())

const words = (page: string) => unescaped(page.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ')
const strip = async () =>
  /<section class="strip tour"[^]*?<\/section>/.exec(await play.text('/tickets'))?.[0] ?? ''
const step = async () => Number(/Step (\d+) of 10/.exec(await strip())?.[1] ?? 0)
const press = async (what: string) => play.post('/tour', { do: what, back: '/tickets' })
const valueOf = (form: string, name: string) =>
  unescaped(new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(form)?.[1])

/** Sends the form at the foot of a page as it stands there. */
async function sendForm(page: string): Promise<void> {
  const form = /<form\s+class="write"[^]*?enctype[^]*?<\/form>/.exec(page)?.[0] ?? ''
  const fields = Object.fromEntries(
    ['answers', 'to', 'subject']
      .map((name) => [name, valueOf(form, name)])
      .filter(([, value]) => value !== ''),
  )
  const chosen = /<option value="([^"]+)" selected/.exec(form)?.[1]
  const sent = await play.post(/action="([^"]*)"/.exec(form)?.[1] ?? '', {
    ...fields,
    text: unescaped(/<textarea[^>]*>\n?([^]*?)<\/textarea>/.exec(form)?.[1]),
    ...(chosen === undefined ? {} : { as: chosen }),
    ...(/name="report"[^>]*checked/.test(form) ? { report: 'on' } : {}),
  })
  expect(sent.status).toBe(303)
}

/** Does what the strip says, and nothing else. */
async function follow(): Promise<void> {
  const shown = await strip()
  const to = valueOf(shown, 'to')
  if (to !== '') {
    expect((await play.post('/clock', { leap: 'to', to, back: '/' })).status).toBe(303)
    return
  }
  const href = unescaped(/<a class="button" href="([^"]*)"/.exec(shown)?.[1])
  expect(href).not.toBe('')
  let page = await play.text(href)
  const accept = /href="(\/people\/maria\/write\?mailto=[^"]*)"[^>]*>Accept</.exec(page)?.[1]
  if (shown.includes('press Accept')) page = await play.text(unescaped(accept))
  await sendForm(page)
}

describe('the guided tour', () => {
  it('is offered on the front page, and stands on no page before', async () => {
    expect(words(await play.text('/'))).toContain('Take the tour: ten steps, five minutes')
    expect(await strip()).toBe('')
    expect((await press('begin')).headers.get('location')).toBe('/tickets')
    expect(await step()).toBe(1)
    expect(await play.text('/')).not.toContain('Take the tour')
  })
  it('leaves out no step that the rollout needs, and knows its own buttons only', async () => {
    expect((await press('skip')).status).toBe(409)
    expect((await press('fly')).status).toBe(400)
    expect(await step()).toBe(1)
  })
  it(
    'goes from opening to the end by what the strip says, one step after the other',
    { timeout: 60_000 },
    async () => {
      for (let at = 1; at <= 10; at += 1) {
        expect(`step ${await step()}`).toBe(`step ${at}`)
        await follow()
      }
      expect(words(await strip())).toContain('That was a whole rollout.')
      const [ticket] = await play
        .room()
        .archive.tickets({ title: 'Staged Rollout EMI-1.0 SE-StoRM 1.7.1-1 SL5 x86_64' })
      expect(ticket).toMatchObject({
        status: 'resolved',
        outcome: { outcome: 'ACCEPT' },
        documents: [{ id: '1234' }],
      })
      expect(ticket?.reports.map(({ verdict }) => verdict)).toEqual(['filed'])
      expect(ticket?.seats.map(({ state }) => state)).toEqual(['reported', 'notified'])
      expect(ticket?.notes).toHaveLength(1)
    },
  )
  it('can be left, and taken up where it was, over a restart', async () => {
    await press('again')
    await follow()
    await follow()
    expect(await step()).toBe(3)
    await press('leave')
    expect(await strip()).toBe('')
    await play.restart()
    expect(words(await play.text('/'))).toContain('Go on with the tour')
    await press('begin')
    expect(await step()).toBe(3)
  })
  it('notices that a step was done another way', async () => {
    const invitation = /href="(\/people\/joao\/letter\/\d+)"/.exec(await play.text('/people/joao'))?.[1] ?? ''
    const page = await play.text(invitation)
    const accept = unescaped(/href="(\/people\/joao\/write\?mailto=[^"]*)"[^>]*>Accept</.exec(page)?.[1])
    await sendForm(await play.text(accept))
    expect(await step()).toBe(4)
  })
  it('skips what a rollout can do without', async () => {
    await press('skip')
    expect(await step()).toBe(5)
    await follow()
    expect(await step()).toBe(6)
    await press('skip')
    expect(await step()).toBe(7)
  })
  it('begins anew with another release, and leaves the old rollout as it is', async () => {
    await press('again')
    expect(await step()).toBe(1)
    await follow()
    expect(
      await play.room().archive.tickets({ title: 'Staged Rollout EMI-1.0 SE-StoRM 1.7.3-1 SL5 x86_64' }),
    ).toHaveLength(1)
  })
  it('puts the clock to no instant but one ahead, and not by years', async () => {
    for (const to of ['2020-01-01T00:00:00Z', '2036-01-01T00:00:00Z', 'tomorrow', ''])
      expect((await play.post('/clock', { leap: 'to', to, back: '/' })).status).toBe(400)
  })
  it('met no defect of ours', () => {
    expect(play.defects).toEqual([])
  })
})
