// The real sandbox on free ports: its people's mail goes by SMTP, through the listener, the desk and the outbox.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/board/serve.ts'
import { ownFolder } from '../../src/cli/sandbox.ts'
import { startSampleHouse, type SampleHouse } from '../../src/cli/samplehouse.ts'
import { formatOf } from '../../src/reports/placeholders.ts'
import { asInstant, asTicketId } from '../../src/rollout/ids.ts'
import { sandboxApp } from '../../src/sandbox/app.ts'
import { movableClock } from '../../src/sandbox/clock.ts'

const host = '127.0.0.1:8025'
const dir = mkdtempSync(join(tmpdir(), 'rollcall-sandbox-'))
let sample: SampleHouse
let app: ReturnType<typeof sandboxApp>
const defects: Error[] = []

const start = async () =>
  startSampleHouse({
    dir,
    web: 0,
    smtp: await freePort('127.0.0.1', 0),
    clock: movableClock(asInstant('2026-11-23T08:30:00Z')),
  })
beforeAll(async () => {
  sample = await start()
  await sample.room.settled()
  app = sandboxApp(sample.room, [host], (error) => defects.push(error))
})
afterAll(async () => {
  await sample.close()
  rmSync(dir, { recursive: true })
})

const get = async (path: string) => app.request(`http://${host}${path}`, { headers: { host } })
const text = async (path: string) => (await get(path)).text()
const post = async (path: string, fields: { [name: string]: string | File }, origin = `http://${host}`) => {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return app.request(`http://${host}${path}`, { method: 'POST', body, headers: { host, origin } })
}
const unescape = (found: string | undefined) =>
  (found ?? '')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
const valueOf = (page: string, name: string) =>
  unescape(new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1])
const textIn = (page: string) => unescape(/<textarea[^>]*>\n?([^]*?)<\/textarea>/.exec(page)?.[1])
const firstLetter = async (person: string) =>
  /href="(\/people\/[\w-]+\/letter\/\d+)"/.exec(await text(`/people/${person}`))?.[1] ?? ''

describe('the opening state', () => {
  it('asks three teams on one rollout and waits for teams on another', async () => {
    const [second, first] = await sample.room.archive.tickets()
    expect(first).toMatchObject({ id: 1, status: 'open', parent: { ref: '2205' } })
    expect(first?.seats.map(({ state }) => state)).toEqual(['notified', 'notified', 'notified'])
    expect(second).toMatchObject({ id: 2, title: 'Staged Rollout CA 1.38', status: 'new', stack: 'glite' })
  })
  it('is not laid twice', async () => {
    await sample.close()
    sample = await start()
    app = sandboxApp(sample.room, [host], (error) => defects.push(error))
    expect(await sample.room.archive.tickets()).toHaveLength(2)
  })
  it('is refused to a second sandbox on the same folder, which is told who has it', async () => {
    await expect(start()).rejects.toThrow(new RegExp(`process ${process.pid} `))
  })
})

describe('the mailroom', () => {
  it('takes a reader from inbox to letter to button to a changed rollout', async () => {
    const letter = await firstLetter('maria')
    const page = await text(letter)
    const button = unescape(/href="(\/people\/maria\/write\?mailto=[^"]*)"[^>]*>Accept</.exec(page)?.[1])
    const form = await text(button)
    expect(textIn(form)).toBe('accept NGI_IBERGRID-LIP-Lisbon')
    const sent = await post('/people/maria/write', {
      to: valueOf(form, 'to'),
      subject: valueOf(form, 'subject'),
      text: textIn(form),
    })
    expect(sent.status).toBe(303)
    const inbox = await text(sent.headers.get('location') ?? '')
    expect(inbox).toContain('<code>accept NGI_IBERGRID-LIP-Lisbon</code>')
    expect(inbox).toContain('Receipt')
    const ticket = await sample.room.archive.ticket(asTicketId(1))
    expect(ticket?.seats[0]).toMatchObject({ team: 'ea-NGI_IBERGRID-LIP-Lisbon', state: 'accepted' })
    expect(await text('/ticket/1')).toContain('NGI_IBERGRID-LIP-Lisbon accepts.')
  })
  it('lists what a letter carries, each to be saved and never shown', async () => {
    const maria = sample.room.person('maria')
    const inbox = maria ? await sample.room.inbox(maria) : []
    const carrying = inbox.find(({ letter }) => letter?.letter === 'trial-started')
    const address = `/people/maria/letter/${carrying?.id}`
    const page = await text(address)
    const links = [...page.matchAll(/<a href="([^"]*\/file\/\d+)" download>([^<]*)</g)]
    expect(links.map(([, , name]) => name?.split('.').at(-1))).toEqual(['odt', 'docx', 'ics'])
    const file = await get(links[0]?.[1] ?? '')
    expect(file.status).toBe(200)
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="ea-NGI_IBERGRID-LIP-Lisbon-[^"]*\.odt"; filename\*=UTF-8''ea-/,
    )
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(formatOf(new Uint8Array(await file.arrayBuffer()))).toBe('odt')
    expect((await get(`${address}/file/9`)).status).toBe(404)
    expect((await get(`/people/jan/letter/${carrying?.id}/file/0`)).status).toBe(404)
  })
  it('answers a letter with its thread, the letter quoted below, and a file', async () => {
    const letter = await firstLetter('ana')
    const form = await text(letter)
    expect(textIn(form)).toContain('> ')
    const sent = await post('/people/ana/write', {
      answers: valueOf(form, 'answers'),
      to: valueOf(form, 'to'),
      subject: valueOf(form, 'subject'),
      text: `reject NGI_HR-egee.srce.hr, no machine${textIn(form)}`,
      files: new File(['words'], 'notes.txt'),
    })
    const id = Number(/sent=(\d+)/.exec(sent.headers.get('location') ?? '')?.[1])
    const raw = Buffer.from((await sample.room.archive.rawMail(id)) ?? []).toString()
    expect(raw).toMatch(/^In-Reply-To: <rollcall/m)
    expect(raw).toContain('filename=notes.txt')
    expect(await sample.room.archive.mail(id)).toMatchObject({
      verdict: { level: 'verified', commands: ['reject NGI_HR-egee.srce.hr, no machine'] },
    })
  })
  it('says what was not done and why, and leads to the answer', async () => {
    const sent = await post('/people/ana/write', {
      to: sample.room.bot,
      subject: 'Re: SE-DPM_mysql',
      text: '#1 accept NGI_HR-egee-srce.hr\n\nWe say so gladly.\n\n#1 withdraw',
    })
    const inbox = await text(sent.headers.get('location') ?? '')
    expect(inbox).toContain('Not done: No team is called “NGI_HR-egee-srce.hr”')
    expect(inbox).toContain('#1 withdraw (stood below other words)')
    const answer = /href="([^"]*)">Read the answer</.exec(inbox)?.[1] ?? ''
    expect(await text(answer)).toContain('accept NGI_HR-egee.srce.hr')
  })
  it('says that answers wait, where somebody has had many within the hour', async () => {
    const note = async (number: number) =>
      post('/people/mgr2-globus/write', {
        to: sample.room.bot,
        subject: '',
        text: `#1 status\nMail ${number}`,
      })
    for (let mail = 1; mail <= 20; mail += 1) await note(mail)
    expect(await text('/people/mgr2-globus')).not.toContain('One answer waits')
    const last = await note(21)
    expect(await text(last.headers.get('location') ?? '')).toContain('One answer waits')
  })
  it('shows a letter in a frame where nothing runs and nothing loads', async () => {
    const letter = await firstLetter('jan')
    expect(await text(letter)).toContain('sandbox="allow-top-navigation-by-user-activation"')
    const framed = await get(`${letter}/page`)
    expect(framed.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await framed.text()
    expect(html).toContain('<base target="_top">')
    expect(html).not.toContain('href="mailto:')
  })
  it('shows a letter only in the hands of who got it', async () => {
    const letter = await firstLetter('jan')
    expect((await get(letter.replace('jan', 'ana'))).status).toBe(404)
  })
  it('says what was made of every mail, whatever stands in it', async () => {
    const evil = '<script>alert(1)</script>"\'&'
    const sent = await post('/people/stranger/write', { to: sample.room.bot, subject: evil, text: evil })
    const id = /sent=(\d+)/.exec(sent.headers.get('location') ?? '')?.[1]
    const page = await text(`/mail/${id}`)
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toContain('<script>')
    expect(await text('/people/stranger')).not.toContain('<script>')
  })
  it('says so where the listener does not take a mail, and keeps the words', async () => {
    const refused = await post('/people/maria/write', {
      to: 'nobody@elsewhere.example',
      subject: 's',
      text: 'my words',
    })
    expect(refused.status).toBe(422)
    expect(textIn(await refused.text())).toBe('my words')
  })
  it('lets no line end of a form into a header', async () => {
    const sent = await post('/people/maria/write', {
      to: sample.room.bot,
      subject: 'a\r\nBcc: x@y.example',
      text: 'hello',
    })
    const id = Number(/sent=(\d+)/.exec(sent.headers.get('location') ?? '')?.[1])
    expect(Buffer.from((await sample.room.archive.rawMail(id)) ?? []).toString()).not.toMatch(/^Bcc:/m)
  })
})

describe('the pages', () => {
  it('hold no address of a person where anybody may look', async () => {
    for (const path of ['/', '/tickets', '/ticket/1', '/ticket/2'])
      expect([...(await text(path)).matchAll(/[\w.+-]+@[\w.-]+/g)].map(String)).toEqual([])
  })
  it('run no script but the one file of ours, and say so', async () => {
    for (const path of [
      '/',
      '/tickets',
      '/ticket/1',
      '/people',
      '/people/maria',
      await firstLetter('maria'),
    ]) {
      const response = await get(path)
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self';")
      const page = (await response.text()).replace('<script src="/live.js" defer></script>', '')
      expect(page).not.toMatch(/<script|<[^<>]*\s(?:on\w+|style)=/i)
    }
  })
  it('are not given to a host by another name, nor taken from forms of another origin', async () => {
    const other = await app.request('http://rebound.example/', { headers: { host: 'rebound.example' } })
    expect(other.status).toBe(421)
    expect(
      (await post('/people/maria/write', { to: sample.room.bot, text: 'x' }, 'http://evil.example')).status,
    ).toBe(403)
    expect((await post('/people/maria/write', { to: sample.room.bot, text: 'x' }, 'null')).status).toBe(403)
  })
  it('know what is not there', async () => {
    for (const path of ['/nothing', '/ticket/999', '/people/nobody', '/mail/999', '/letter/999'])
      expect((await get(path)).status).toBe(404)
  })
  it('met no defect of ours', () => {
    expect(defects).toEqual([])
  })
})

describe('the folder', () => {
  it('is refused where the sandbox did not make it', () => {
    const foreign = mkdtempSync(join(tmpdir(), 'rollcall-foreign-'))
    writeFileSync(join(foreign, 'precious.txt'), 'mine')
    expect(() => ownFolder(foreign)).toThrow('was not made by the sandbox')
    rmSync(foreign, { recursive: true })
  })
  it('is taken again where it did', () => {
    const own = join(mkdtempSync(join(tmpdir(), 'rollcall-own-')), 'deeper')
    ownFolder(own)
    writeFileSync(join(own, 'rollcall.sqlite'), '')
    expect(ownFolder(own)).toBe(own)
    rmSync(own, { recursive: true })
  })
})
