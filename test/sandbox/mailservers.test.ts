// The switches of an address: what the world does to letters, by SMTP and without a back door into the desk.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHabits } from '../../src/sandbox/habits.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import { startPlaying, unescaped, type Playing } from '../support/playroom.ts'

let play: Playing
beforeAll(async () => {
  play = await startPlaying()
})
afterAll(() => play.end())

const habits = async (id: string, fields: { readonly [name: string]: string }) =>
  play.post(`/people/${id}/habits`, fields)
const managers = async (text: string) => {
  const sent = await play.post('/people/mgr-glite/write', { to: play.room().bot, subject: 'About #2', text })
  await play.room().settled()
  return sent
}
const words = (page: string) => unescaped(page.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ')
const lettersOf = async (id: string) => {
  const person = play.room().person(id)
  const onFile = person && (await play.room().archive.personByAddress(person.address))
  return onFile ? play.room().archive.letters({ person: onFile.id }) : []
}
const newestMail = async () => {
  const [row] = await play.room().archive.mails({ limit: 1 })
  const raw = Buffer.from((row && (await play.room().archive.rawMail(row.id))) ?? []).toString()
  return { row, raw }
}

describe('an address that bounces', () => {
  it('sends a delivery report to the letter’s own envelope address, from nobody', async () => {
    await habits('raul', { bounces: 'on' })
    expect(words(await play.text('/people/raul'))).toContain(
      'How this address behaves: every letter comes back',
    )
    await managers('#2 assign NGI_UK-UKI-LT2-Brunel')
    const { row, raw } = await newestMail()
    expect(row).toMatchObject({
      state: 'handled',
      verdict: {
        kind: 'bounce',
        rule: 'delivery report (RFC 3464)',
        bounce: { recipient: 'raul@brunel.example', action: 'failed', status: '5.1.1' },
      },
    })
    expect(raw).toMatch(/^Return-Path: <>/m)
    expect(raw).toMatch(/^Delivered-To: staged-rollout\+b\d+\./m)
  })
  it('is known to the rollout, and the letter stands in no inbox', async () => {
    const seat = (await play.room().archive.ticket(asTicketId(2)))?.seats[0]
    expect(seat?.bounced).toHaveLength(1)
    const [invitation] = await lettersOf('raul')
    expect(invitation).toMatchObject({ state: 'sent', bounce: { action: 'failed' } })
    const page = await play.text('/people/raul')
    expect(page).not.toContain(`/people/raul/letter/${invitation?.id}`)
    expect(words(page)).toContain('One letter came back and never arrived here: invitation')
  })
})

describe('somebody who is away', () => {
  it('answers each letter once, with the day of return, and it is no answer of the team', async () => {
    await habits('yuki', { away: 'on', until: '2026-12-04' })
    expect(words(await play.text('/people/yuki'))).toContain('away until 4 December 2026')
    await managers('#2 assign AsiaPacific-TOKYO-LCG2')
    const { row, raw } = await newestMail()
    expect(row?.verdict).toMatchObject({ kind: 'auto-reply', away: { until: '2026-12-04' }, ticket: 2 })
    expect(raw).toMatch(/^Auto-Submitted: auto-replied/m)
    expect(raw).toMatch(/^Return-Path: <>/m)
    const seats = (await play.room().archive.ticket(asTicketId(2)))?.seats ?? []
    expect(seats.find(({ team }) => team === 'ea-AsiaPacific-TOKYO-LCG2')?.state).toBe('notified')
    const replies = (await play.room().archive.mails()).filter(
      ({ verdict }) => verdict?.kind === 'auto-reply',
    )
    expect(replies).toHaveLength(1)
    expect(await play.text('/people/yuki')).toMatch(/\/people\/yuki\/letter\/\d+/)
  })
  it('is back on that day', async () => {
    for (let day = 0; day < 9; day += 1) await play.post('/clock', { leap: 'working-day', back: '/' })
    expect(words(await play.text('/people/yuki'))).toContain('How this address behaves: as usual')
  })
})

describe('an address that greylists', () => {
  it('takes a letter at the second try: the outbox puts it off once and sends the same again', async () => {
    await habits('stuart', { slow: 'on' })
    await managers('open Staged Rollout OpsTools APEL 2.0')
    await managers('#2 assign EGI.eu-GRIDOPS-APEL')
    const [first] = await lettersOf('stuart')
    expect(first).toMatchObject({ state: 'deferred', attempts: 1 })
    expect(first?.error).toContain('greylisted')
    expect(await play.text('/people/stuart')).not.toContain(`/letter/${first?.id}`)
    expect(await play.room().passing.next()).toMatchObject({
      what: 'a letter that had to wait is tried again',
    })
    await play.post('/clock', { leap: 'next', back: '/' })
    const [second] = await lettersOf('stuart')
    expect(second).toMatchObject({ id: first?.id, state: 'sent', messageId: first?.messageId })
  })
})

describe('the switches', () => {
  it('are kept over a restart and taken back by an empty form', async () => {
    await play.restart()
    expect(await play.text('/people/raul')).toContain('every letter comes back')
    await habits('raul', {})
    expect(words(await play.text('/people/raul'))).toContain('How this address behaves: as usual')
  })
  it.each([
    ['2026-12-04', '2026-12-04'],
    ['2026-11-20', '2026-11-30'],
    ['soon', '2026-11-30'],
    ['2026-99-99', '2026-11-30'],
    ['', '2026-11-30'],
  ])('read %j as away until %s', (until, read) => {
    const form = new FormData()
    form.set('away', 'on')
    form.set('until', until)
    expect(readHabits(form, '2026-11-23T10:00:00Z')).toEqual({ awayUntil: read })
  })
  it('are of nobody who is not there', async () => {
    expect((await habits('nobody', {})).status).toBe(404)
  })
  it('met no defect of ours', () => {
    expect(play.defects).toEqual([])
  })
})
