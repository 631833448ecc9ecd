// Mail in somebody else's name, as anybody can send it: unsigned, treated as the rules say, and shown with the reason.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import { startPlaying, unescaped, type Playing } from '../support/playroom.ts'

let play: Playing
beforeAll(async () => {
  play = await startPlaying()
})
afterAll(() => play.end())

const reject = 'reject NGI_HR-egee.srce.hr, too busy'
const pretend = async (
  who: string,
  as: string,
  text: string,
  more: { readonly [name: string]: string } = {},
) => {
  const sent = await play.post(`/people/${who}/write`, {
    as,
    to: play.room().bot,
    subject: 'About #1',
    text,
    ...more,
  })
  const location = sent.headers.get('location') ?? ''
  return { page: await play.text(location), mail: Number(/sent=(\d+)/.exec(location)?.[1]) }
}
const seat = async (team: string) =>
  (await play.room().archive.ticket(asTicketId(1)))?.seats.find((one) => one.team === `ea-${team}`)
const words = (page: string) => unescaped(page.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ')

describe('a mail in somebody else’s name', () => {
  it('is offered beside the honest one, with everybody else to choose from', async () => {
    expect(await play.text('/people/stranger')).toContain('href="/people/stranger/pretend"')
    const form = await play.text('/people/stranger/pretend?as=ana')
    expect(form).toMatch(/<option value="ana" selected>Ana Horvat/)
    expect(form).not.toContain('<option value="stranger"')
  })
  it('is held where it would change something; the page says why, and whom Rollcall asks', async () => {
    const { page, mail } = await pretend('stranger', 'ana', `#1 ${reject}`)
    expect(words(page)).toContain('How sure it is that Ana Horvat wrote it: claimed, not proven: ')
    expect(words(page)).toContain('Held, and changes nothing: Ana Horvat is asked by letter')
    expect(page).toContain(`href="/mail/${mail}"`)
    expect((await seat('NGI_HR-egee.srce.hr'))?.state).toBe('notified')
    const raw = Buffer.from((await play.room().archive.rawMail(mail)) ?? []).toString()
    expect(raw).toMatch(/^From: Ana Horvat <ana@srce\.example>/m)
    expect(raw).not.toMatch(/^DKIM-Signature:/im)
    expect(raw).toMatch(/^Return-Path: <sam@elsewhere\.example>/m)
  })
  it('stands among what its true writer sent, and the mail’s page names them', async () => {
    expect(words(await play.text('/people/stranger'))).toContain('About #1 as Ana Horvat')
    expect(await play.text('/people/ana')).not.toContain('About #1')
    const [row] = await play.room().archive.mails({ limit: 1 })
    expect(words(await play.text(`/mail/${row?.id}`))).toContain('Really by Sam Stranger')
  })
  it('is done after all once the person on file says yes, and the page says so', async () => {
    const [held] = await play.room().archive.mails({ state: 'held' })
    const [question] = await play.room().archive.letters({ limit: 1, state: 'sent' })
    const letter = await play.text(`/people/ana/letter/${question?.id}`)
    const yes = unescaped(/href="(\/people\/ana\/write\?mailto=[^"]*)"[^>]*>Yes/i.exec(letter)?.[1])
    const to = /name="to"[^>]*value="([^"]*)"/.exec(await play.text(yes))?.[1] ?? ''
    await play.post('/people/ana/write', { to, subject: 'Re: About #1', text: 'yes' })
    expect((await seat('NGI_HR-egee.srce.hr'))?.state).toBe('rejected')
    expect(words(await play.text(`/mail/${held?.id}`))).toContain('It was held until Ana Horvat said yes.')
  })
  it('with the signed reply address of its true writer asks that writer, not whom it names', async () => {
    const letter = /href="\/people\/jan\/letter\/(\d+)"/.exec(await play.text('/people/jan'))?.[1] ?? ''
    const form = await play.text(`/people/jan/pretend?letter=${letter}&as=maria`)
    const to = unescaped(/name="to"[^>]*value="([^"]*)"/.exec(form)?.[1])
    const { page } = await pretend('jan', 'maria', 'accept NGI_PL-CYFRONET-LCG2', { to, answers: letter })
    expect((await seat('NGI_PL-CYFRONET-LCG2'))?.state).toBe('notified')
    expect(words(page)).toMatch(/Jan Kowalski is asked by letter|Maria Silva is asked by letter/)
  })
  it('that asks for nothing in the name of somebody on no file changes nothing', async () => {
    const { page } = await pretend('maria', 'stranger', '#1 accept NGI_IBERGRID-LIP-Lisbon')
    expect(words(page)).toContain('Sam Stranger wrote it: unknown writer: address on no file')
    expect((await seat('NGI_IBERGRID-LIP-Lisbon'))?.state).toBe('notified')
  })
  it('is an honest one where nobody of that name is here', async () => {
    const { mail } = await pretend('maria', 'nobody-at-all', 'Hello')
    expect(await play.room().archive.mail(mail)).toMatchObject({ verdict: { level: 'verified' } })
  })
  it('met no defect of ours', () => {
    expect(play.defects).toEqual([])
  })
})
