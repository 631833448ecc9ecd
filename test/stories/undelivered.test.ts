// A letter that never arrives, and what stands still at the bot (SPEC §5: delivery-failed, admin-alert).
import { afterEach, describe, expect, it } from 'vitest'
import { catchUpRefused } from '../../src/desk/refused.ts'
import { doorsUnseen } from '../../src/ports/doors.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const admin = 'postmaster@egi.example'
const report = (to: string, recipient: string, number = '1') =>
  [
    'From: MAILER-DAEMON@mx.example',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Fri, 20 Nov 2026 11:00:00 +0000',
    `Message-ID: <dsn-${number}@mx.example>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'It could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    '--b--',
    '',
  ].join('\r\n')
const failures = (to: string) =>
  stage.letters(to).filter(({ text }) => /came\s+back|was\s+not\s+taken/.test(text))

describe('a letter that fails for good', () => {
  it('that came back is told to the managers once: which, for which team, and what to do', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    const { envelope } = stage.last(c.joao)
    await stage.bytes(report(envelope.from, c.joao))
    await stage.bytes(report(envelope.from, c.joao, '2'))
    for (const manager of [c.managerOps, c.managerGlite]) expect(failures(manager)).toHaveLength(1)
    const [letter] = failures(c.managerOps)
    const text = letter?.text.replace(/\s+/g, ' ') ?? ''
    expect(text).toContain('a member of NGI_IBERGRID-LIP-Lisbon came back')
    expect(text).toContain('5.1.1')
    expect(text).not.toContain(c.joao)
    expect(stage.letters(admin)).toEqual([])
  })

  it('refused at submission counts the same, and one word a day for each reader is enough', async () => {
    stage = await asked([c.lisbon])
    stage.refuses.add(c.joao)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'A note for all.' })
    await stage.say(1, `extend ${c.lisbon} 2d`)
    await stage.settle()
    expect(failures(c.managerOps)).toHaveLength(1)
    expect(failures(c.managerOps)[0]?.text).toContain('550 5.1.1')
  })

  it('to one manager is told to the other; a letter about it that fails too is told to nobody', async () => {
    stage = await asked([c.lisbon])
    stage.refuses.add(c.managerOps)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'A first note.' })
    await stage.settle()
    expect(failures(c.managerGlite)).toHaveLength(1)
    expect(failures(c.managerGlite)[0]?.text.replace(/\s+/g, ' ')).toContain('one of the managers')
    stage.refuses.add(c.managerGlite)
    stage.refuses.add(admin)
    stage.news()
    for (const day of ['24', '25']) {
      await stage.at(`2026-11-${day}T10:00:00Z`)
      await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `A note on the ${day}th.` })
      await stage.settle()
    }
    const letters = await stage.house.kit.archive.letters()
    const about = letters.flatMap(({ key }) => (key.includes('failed/') ? [key] : []))
    expect(about.filter((key) => key.includes('failed/') && key.split('failed/').length > 2)).toEqual([])
    expect(about.length).toBeLessThanOrEqual(8)
  })

  it('to somebody outside is told to nobody: no flood of strangers becomes one of ours', async () => {
    stage = await asked([c.lisbon])
    stage.refuses.add(c.stranger)
    await stage.mail({ from: c.stranger, text: 'Who are you?' })
    await stage.settle()
    expect(failures(c.managerOps)).toEqual([])
    expect(stage.letters(admin)).toEqual([])
  })
})

describe('a flood of letters that fail for good', () => {
  const many = Array.from({ length: 9 }, (_, n) => `member${n}@lip.example`)
  const begin = async () => {
    const roster = c.roster.replace(`${c.maria};${c.joao}`, [c.maria, ...many].join(';'))
    stage = await setStage(undefined, undefined, { roster })
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.lisbon}`)
  }
  const texts = (to: string) => failures(to).map(({ text }) => text.replace(/\s+/g, ' '))

  it('is told as one, and nothing more of it by an agent that starts anew', async () => {
    await begin()
    for (const member of many) stage.refuses.add(member)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    await stage.settle()
    for (const manager of [c.managerOps, c.managerGlite]) {
      expect(texts(manager)).toHaveLength(1)
      expect(texts(manager)[0]).toContain('It is one of many, and')
    }
    await catchUpRefused(stage.house.kit)
    await stage.settle()
    expect(texts(c.managerOps)).toHaveLength(1)
  })

  it('that begins with a few has each of them told first', async () => {
    await begin()
    for (const member of many.slice(0, 2)) stage.refuses.add(member)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    await stage.settle()
    const drafts = async () =>
      (await stage.house.kit.archive.letters())
        .filter(({ key }) => key.includes('/failed/'))
        .map(({ key }) => key)
    // To two managers.
    expect(await drafts()).toHaveLength(4)
    for (const member of many) stage.refuses.add(member)
    await stage.say(1, `extend ${c.lisbon} 2d`)
    await stage.at('2026-11-20T12:00:00Z')
    await catchUpRefused(stage.house.kit)
    const all = await drafts()
    expect(all.filter((key) => !key.includes('/many/'))).toHaveLength(4)
    expect(all.filter((key) => key.includes('/many/'))).toHaveLength(2)
  })
})

describe('the administrator', () => {
  it('hears once that mail is set aside, and once that none is any more', async () => {
    stage = await asked([])
    const { ledger } = stage.house.kit
    const id = await stage.arrive('From: a@b.example\r\n\r\nx', true)
    await ledger.setMailAside(id, 'a defect', stage.now())
    await stage.settle()
    await stage.settle()
    expect(stage.letters(admin).map(({ subject }) => subject)).toEqual([
      'Staged rollout: a mail is set aside',
    ])
    await ledger.retryMail(id)
    await stage.settle()
    await stage.settle()
    expect(stage.letters(admin).map(({ subject }) => subject)[1]).toContain('no mail is set aside any more')
    expect(stage.letters(admin)).toHaveLength(2)
  })

  it('hears of a mailbox that is away for half an hour, and of its end; of the server for letters at its end', async () => {
    stage = await asked([])
    const down = { downSince: asInstant('2026-11-20T10:00:00Z'), what: 'cannot reach it' }
    stage.doors({ ...doorsUnseen, mailbox: down, transport: down })
    await stage.at('2026-11-20T10:29:59Z')
    expect(stage.letters(admin)).toEqual([])
    await stage.at('2026-11-20T10:30:00Z')
    await stage.at('2026-11-20T12:00:00Z')
    expect(stage.letters(admin).map(({ subject }) => subject)).toEqual([
      'Staged rollout: the mailbox is away',
    ])
    // After a restart nobody knows how they stand: nothing is told.
    stage.doors(doorsUnseen)
    await stage.at('2026-11-20T12:01:00Z')
    const up = { upSince: stage.now() }
    stage.doors({ ...doorsUnseen, mailbox: up, transport: up })
    await stage.at('2026-11-20T12:02:00Z')
    await stage.at('2026-11-20T13:00:00Z')
    expect(
      stage
        .letters(admin)
        .map(({ subject }) => subject)
        .slice(1)
        .toSorted(),
    ).toEqual(['Staged rollout: letters leave again', 'Staged rollout: the mailbox is back'])
  })
})
