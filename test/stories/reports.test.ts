// SPEC §1.6, §1.7, §2 and §4 by whole mails with real documents: what a report says and holds, whose it is, what its sender
// hears of it, and what a manager may say to one that waits.
import { afterEach, describe, expect, it } from 'vitest'
import { ticketJson } from '../../src/cli/ticketjson.ts'
import { showWords } from '../../src/cli/ticketwords.ts'
import { macroReport, ownReport, plainReport, typedReport, wordReport } from '../support/reportfiles.ts'
import { attribute, number } from '../support/tnef.ts'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const canonical = (team: string, ext = 'odt') => `ea-${team}-EMI-1.0-SE-DPM_mysql-1.8.0-1.${ext}`
const good = { exposure: '23 to 30 November, 900 jobs a day', verdict: 'ACCEPT', problems: 'none' }
const bad = { exposure: '3 days', verdict: 'REJECT, it loses files', problems: 'It loses files.' }
type File = { readonly name: string; readonly content: Uint8Array | string; readonly inline?: boolean }

const send = (from: string, files: readonly File[], text = 'Here it is.') =>
  stage.mail({ from, answers: stage.last(from), text, attachments: files })
const ticket = async () => {
  const found = (await stage.house.kit.archive.tickets())[0]
  if (!found) throw new Error('no ticket')
  return found
}
const reports = async () =>
  (await ticket()).reports.map(({ team, name, verdict, revision }) => ({
    team: team?.slice(3) ?? null,
    name,
    verdict,
    revision,
  }))
const words = (to: string, like: RegExp) => {
  const found = stage.letters(to).findLast(({ text }) => like.test(text.replace(/\s+/g, ' ')))
  if (!found) throw new Error(`no letter to ${to} with ${String(like)}: ${stage.last(to).text}`)
  return found.text.replace(/\s+/g, ' ')
}
/** Names are broken over lines. */
const bare = (text: string) => text.replace(/\s+/g, '')
const manager = (text: string) =>
  stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text })

describe('a report', () => {
  it('is read: its sender hears what was found in it and what was not', async () => {
    stage = await asked([c.lisbon, c.desy])
    await send(c.maria, [{ name: canonical(c.lisbon), content: typedReport(good) }])
    const receipt = words(c.maria, /is filed/)
    expect(receipt).toContain('It counts as the accept of NGI_IBERGRID-LIP-Lisbon too.')
    expect(receipt).toContain('We read: verdict accept; in production “23 to 30 November, 900 jobs a day”.')
    expect(receipt).toContain('No answer was found under site and node,')
    expect(words(c.managerGlite, /The report of/)).toContain('It says ............ verdict accept;')
    expect((await ticket()).reports[0]).toMatchObject({
      safety: 'ok',
      says: { verdict: 'accept', fields: { problems: 'none' }, ggus: [] },
    })
  })

  it('that is our template is known under any name; one of another team, rollout or name is asked about', async () => {
    stage = await asked([c.lisbon, c.desy])
    const of = (team: string, release = c.title, number = 1) =>
      ownReport({ team, release, ticket: number }, good)
    await send(c.maria, [{ name: 'scan 0017.odt', content: of(c.lisbon) }])
    await send(c.maria, [{ name: 'of-desy.odt', content: of(c.desy) }])
    await send(c.maria, [{ name: 'of-old.odt', content: of(c.lisbon, 'Staged Rollout CA 1.38', 7) }])
    await send(c.jan, [{ name: canonical(c.lisbon), content: of(c.desy) }])
    expect((await ticket()).reports.map(({ verdict, team, why }) => [verdict, team?.slice(3), why])).toEqual([
      ['renamed', c.lisbon, undefined],
      ['asked', undefined, 'not-yours'],
      ['asked', c.lisbon, 'other-rollout'],
      ['asked', c.desy, 'other-name'],
    ])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported', [c.desy]: 'notified' })
    expect(bare(words(c.jan, /please send it again under/))).toContain(canonical(c.desy))
  })

  it('is a document by its content, without an ending or with the wrong one', async () => {
    stage = await asked([c.lisbon])
    await send(c.maria, [{ name: 'report', content: typedReport(good) }])
    await send(c.maria, [{ name: canonical(c.lisbon, 'doc'), content: await wordReport(good) }])
    await send(c.maria, [{ name: 'notes.zip', content: 'PK\u0003\u0004 no zip' }])
    expect(await reports()).toEqual([
      { team: c.lisbon, name: canonical(c.lisbon), verdict: 'renamed', revision: 1 },
      { team: c.lisbon, name: canonical(c.lisbon, 'docx'), verdict: 'renamed', revision: 2 },
    ])
  })

  it('is one too where its program marks it as shown, of any type; a gateway’s footer is none', async () => {
    stage = await asked([c.lisbon])
    const inline = true
    await send(c.maria, [
      { name: 'trial.docm', content: await macroReport(good), inline },
      { name: 'trial.pdf', content: '%PDF-1.4', inline },
      { name: 'disclaimer.txt', content: 'Confidential.', inline },
    ])
    expect((await reports()).map(({ name, verdict }) => [name, verdict])).toEqual([
      [canonical(c.lisbon, 'docm'), 'quarantined'],
      ['trial.pdf', 'kept'],
    ])
  })

  it('is found in a winmail.dat', async () => {
    stage = await asked([c.lisbon])
    const title = Buffer.from(`${canonical(c.lisbon)}\0`)
    const content = Buffer.concat([
      number(0x223e9f78),
      Buffer.from([1, 0]),
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, title),
      attribute(2, 0x0006800f, Buffer.from(typedReport(good))),
    ])
    await send(c.maria, [{ name: 'winmail.dat', content }])
    expect(await reports()).toMatchObject([{ team: c.lisbon, verdict: 'filed' }])
  })

  it('sent again is the same; a better one is a revision; each receipt says so', async () => {
    stage = await asked([c.lisbon, c.desy])
    const first = typedReport(good)
    await send(c.maria, [{ name: canonical(c.lisbon), content: first }])
    await send(c.maria, [{ name: canonical(c.lisbon), content: first }], 'Again, to be safe.')
    expect(words(c.maria, /had come before/)).toContain('The same file had come before, so nothing changed.')
    await send(c.maria, [{ name: canonical(c.lisbon), content: typedReport({ tests: 'more' }) }], 'Better.')
    expect(words(c.maria, /revision 2/)).toContain('It is revision 2; the newest counts and all are kept.')
    expect(await reports()).toHaveLength(2)
  })

  it('names GGUS tickets, which are noted with the rollout', async () => {
    stage = await asked([c.lisbon])
    await send(c.maria, [
      { name: canonical(c.lisbon), content: typedReport({ ...bad, problems: 'GGUS #123456' }) },
    ])
    expect((await ticket()).ggus?.map(({ number: one }) => one)).toEqual([123456])
    expect(stage.letters(c.maria).filter(({ text }) => /Is there one/.test(text))).toEqual([])
  })

  it('that says reject and names no GGUS ticket is asked about once', async () => {
    stage = await asked([c.lisbon, c.desy])
    await send(c.maria, [{ name: canonical(c.lisbon), content: typedReport(bad) }])
    const question = words(c.maria, /names no GGUS/)
    expect(question).toContain('> It loses files.')
    expect(question).toContain('ggus <number or link>')
    await send(c.maria, [{ name: canonical(c.lisbon), content: typedReport({ ...bad, tests: 'x' }) }])
    expect(stage.letters(c.maria).filter(({ text }) => /names no GGUS/.test(text))).toHaveLength(1)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'ggus 123456' })
    expect((await ticket()).ggus).toHaveLength(1)
  })

  it('of more than ten documents in a mail is looked at first; the rest is kept, and said so', async () => {
    stage = await asked([c.lisbon])
    const logs = Array.from({ length: 12 }, (_, at) => ({ name: `log${at}.txt`, content: `line ${at}` }))
    await send(c.maria, [...logs, { name: canonical(c.lisbon), content: typedReport(good) }])
    const found = (await ticket()).reports
    expect(found.filter(({ verdict }) => verdict === 'filed')).toHaveLength(1)
    expect(found.filter(({ why }) => why === 'too-many')).toHaveLength(3)
    expect(found.filter(({ why }) => why === 'type')).toHaveLength(9)
    expect(words(c.maria, /was not looked at/)).toContain('please send it alone')
  })

  it('after a no is the managers’ to take, and the team reads how it changes its mind', async () => {
    stage = await asked([c.lisbon, c.desy])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `reject ${c.lisbon}` })
    await send(c.maria, [{ name: canonical(c.lisbon), content: typedReport(good) }])
    expect(words(c.maria, /does not count yet/)).toContain(`accept ${c.lisbon}`)
    const letter = words(c.managerGlite, /had said that it does not take part/)
    expect(letter).toContain(`take report ${c.lisbon}`)
    await manager(`take report ${c.lisbon}`)
    expect((await stage.ticket()).seats[c.lisbon]).toBe('reported')
  })

  it('after the end is kept and shown', async () => {
    stage = await asked([c.lisbon])
    await stage.say(1, 'resolve anyway enough')
    await send(c.maria, [{ name: canonical(c.lisbon), content: typedReport(good) }])
    expect(words(c.maria, /is resolved/)).toContain('your report is kept and shown to the managers')
  })

  it('that attacks is refused, and its sender reads why and what to send instead', async () => {
    stage = await asked([c.lisbon])
    await send(c.maria, [{ name: canonical(c.lisbon), content: typedReport(good).slice(0, 400) }])
    expect(await reports()).toMatchObject([{ verdict: 'refused' }])
    expect(words(c.maria, /cannot be taken/)).toContain('save it as odt or docx')
  })
})

describe('a manager who hands on a report', () => {
  it('files it for the team that its name or its template says', async () => {
    stage = await asked([c.lisbon, c.desy])
    await send(c.managerGlite, [{ name: canonical(c.desy), content: plainReport('x') }])
    await send(c.managerGlite, [
      { name: 'fwd.odt', content: ownReport({ team: c.lisbon, release: c.title }, good) },
    ])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported', [c.desy]: 'reported' })
  })

  it('is asked whose it is where nothing says so, with the line for each team', async () => {
    stage = await asked([c.lisbon, c.desy])
    await send(c.managerGlite, [{ name: 'site report.odt', content: plainReport('x') }])
    const question = words(c.managerGlite, /whose report it is/)
    expect(question).toContain(`take report site report.odt for ${c.desy}`)
    await manager(`take report site report.odt for ${c.desy}`)
    expect(await reports()).toEqual([
      { team: c.desy, name: canonical(c.desy), verdict: 'renamed', revision: 1 },
    ])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified', [c.desy]: 'reported' })
  })
})

describe('a report that holds macros', () => {
  const sent = async (...teams: string[]) => {
    stage = await asked([c.lisbon, ...teams])
    await send(c.maria, [{ name: 'trial report.docm', content: await macroReport(bad) }])
  }
  const took = 'take report trial report.docm'

  it('is kept apart: nothing counts, its sender and the managers read why, and the rollout waits for them', async () => {
    await sent()
    expect(await reports()).toMatchObject([{ team: c.lisbon, verdict: 'quarantined' }])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified' })
    expect(words(c.maria, /kept apart/)).toContain('trial report.docm holds macros, so it is kept apart')
    const letter = words(c.managerGlite, /kept apart/)
    expect(letter).toContain(took)
    expect(letter).toContain('refuse report trial report.docm <reason>')
    await manager('status')
    expect(words(c.managerGlite, /Waits for the managers/)).toContain('a report that is kept apart')
    const told = { ticket: await ticket(), journal: [], letters: [], people: new Map(), now: stage.now() }
    expect(ticketJson(told)).toMatchObject({
      reports: [{ verdict: 'quarantined', notes: ['macro'], says: { verdict: 'reject' } }],
      waitsFor: [{ who: `ea-${c.lisbon}` }, { who: 'managers', what: 'file' }],
    })
    expect(showWords(told, 'UTC', 100)).toContain('it holds macros')
  })

  it('counts once a manager takes it, as it was read when it came, and its team hears of it', async () => {
    await sent(c.desy)
    await manager(took)
    expect(await reports()).toEqual([
      { team: c.lisbon, name: canonical(c.lisbon, 'docm'), verdict: 'renamed', revision: 1 },
    ])
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported', [c.desy]: 'notified' })
    expect(words(c.joao, /counts now/)).toContain('A manager looked at your report')
    expect(words(c.maria, /names no GGUS/)).toContain('It loses files.')
    await manager('take report')
    expect(words(c.managerGlite, /No report/)).toContain('waits to be taken')
  })

  it('that was taken waits again after undo, and its team hears that too', async () => {
    await sent(c.desy)
    await manager(took)
    await manager('undo')
    expect(await reports()).toMatchObject([{ verdict: 'quarantined', name: canonical(c.lisbon, 'docm') }])
    expect((await stage.ticket()).seats[c.lisbon]).toBe('notified')
    expect(words(c.joao, /took back/)).toContain('it waits again for a manager')
  })

  it('is refused with a reason that its team reads; that is not undone, but taken after all', async () => {
    await sent()
    await manager('refuse report "trial report.docm", please save it without macros')
    expect(await reports()).toMatchObject([{ verdict: 'refused' }])
    expect(words(c.maria, /cannot take it/)).toContain('please save it without macros.')
    await manager('undo')
    expect(words(c.managerGlite, /cannot be undone/)).toContain(`take report ${c.lisbon}`)
    await manager(took)
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'reported' })
  })

  it('is not taken by its team, nor by a mail in a manager’s name, nor by a near miss', async () => {
    await sent()
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: took })
    const answers = stage.last(c.managerGlite)
    const row = await stage.mail({ from: c.managerGlite, answers, text: took, signed: false })
    expect(row.state).toBe('held')
    await manager('take report trail report.docm')
    expect(words(c.managerGlite, /No report that waits is called/)).toContain(took)
    await manager(`dry-run\n${took}`)
    expect(await reports()).toMatchObject([{ verdict: 'quarantined' }])
  })

  it('sent again without them counts, and nothing waits any more', async () => {
    await sent(c.desy)
    await send(c.maria, [{ name: 'trial report.docx', content: await wordReport(good) }])
    expect((await stage.ticket()).seats[c.lisbon]).toBe('reported')
    await manager('status')
    expect(stage.last(c.managerGlite).text).not.toContain('kept apart')
  })
})

type Made = readonly [what: string, make: () => File['content'] | Promise<File['content']>]

describe('no bytes of an attachment', () => {
  it.each<Made>([
    ['typed', () => typedReport({ ...good, tests: `accept ${c.desy}\n#rollcall resolve anyway x` })],
    ['our template of another team', () => ownReport({ team: c.desy, release: c.title }, good)],
    ['with a macro', () => macroReport({ ...good, problems: 'outcome ACCEPT' })],
    ['a mail in a file', () => `From: ${c.managerGlite}\r\n\r\noutcome ACCEPT\r\n`],
  ])('say who acts: %s', async (_what, make) => {
    stage = await asked([c.lisbon, c.desy])
    await stage.mail({
      from: c.stranger,
      subject: '[staged-rollout #1] report',
      text: '',
      attachments: [{ name: canonical(c.lisbon), content: await make() }],
    })
    await send(c.maria, [{ name: canonical(c.desy), content: await make() }])
    const { outcome, seats } = await ticket()
    expect(outcome).toBeUndefined()
    expect(seats.map(({ state }) => state)).toEqual(['notified', 'notified'])
  })
})
