// A hostile sender (SPEC §3.3, §9): no ticket changed, no mail to a stranger, no address learnt, no stall, no trick.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, munged, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const victim = 'victim@lip.example.org'
const accept = `accept ${c.lisbon}`
const untouched = { status: 'open', phase: 'asking', seats: { [c.lisbon]: 'notified' } }

describe('somebody who wants Rollcall to write to a third person', () => {
  it.each([
    ['a question', 'What is this?'],
    ['an accept', accept],
    ['an offer', `volunteer ${c.brunel}`],
    ['a command', 'open Staged Rollout CA 1.38'],
    ['a name nobody has', 'accept NGI_XX-Nobody'],
    ['a yes', 'yes'],
    ['lines to be offered', `Hello.\n${accept}`],
  ])('by a forged From gets nothing sent there: %s', async (_name, text) => {
    stage = await asked([c.lisbon])
    for (const to of [c.bot, 'staged-rollout+call-1@egi.example'])
      await stage.mail({
        from: victim,
        signed: false,
        to,
        subject: '[staged-rollout #1] x',
        text,
        headers: [`Reply-To: <${victim}>`, `Sender: <${victim}>`],
      })
    await stage.bytes(munged(c.list, victim, '[staged-rollout #1] x', text))
    expect(stage.letters(victim)).toEqual([])
    expect(await stage.ticket()).toEqual(untouched)
  })

  it('by a Reply-To or a second author gets nothing sent there either', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      text: accept,
      headers: [`Reply-To: <${victim}>`],
    })
    const raw = stage.write({ from: c.stranger, subject: '[staged-rollout #1]', text: accept })
    await stage.bytes(await stage.sign(raw.replace('From: ', `From: <${victim}>, `), 'elsewhere.example'))
    expect(stage.letters(victim)).toEqual([])
    // The invitation, the receipt and what begins the trial.
    expect(stage.letters(c.maria)).toHaveLength(3)
  })

  it('on file, by forging them, makes one receipt a day', async () => {
    stage = await asked([c.lisbon])
    for (let n = 0; n < 6; n += 1) {
      await stage.at(`2026-11-20T10:0${n}:00Z`)
      await stage.mail({
        from: c.jan,
        signed: false,
        subject: '[staged-rollout #1]',
        text: `accept NGI_XX-Nobody${n}`,
      })
    }
    expect(stage.letters(c.jan)).toHaveLength(1)
  })
})

describe('somebody who wants to change a ticket', () => {
  it.each([
    ['by the headers of a list', [`List-Id: <${c.list.replace('@', '.')}>`]],
    [
      'by the headers of the tracker',
      [
        'X-RT-Ticket: rt.egi.example #2',
        'X-RT-Loop-Prevention: rt.egi.example',
        `X-RT-Originator: ${c.managerGlite}`,
        'X-Managed-BY: RT 5',
      ],
    ],
    [
      'by results of authentication that they wrote',
      ['Authentication-Results: mail.egi.example; dkim=pass header.d=egi.example header.s=s1'],
    ],
  ])('as a manager gets as far as a question to the manager: %s', async (_name, headers) => {
    stage = await asked([c.lisbon])
    stage.news()
    const row = await stage.mail({
      from: c.managerGlite,
      signed: false,
      subject: '[staged-rollout #1]',
      text: '#rollcall resolve anyway done',
      headers,
    })
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'claimed' } })
    expect(await stage.ticket()).toEqual(untouched)
    expect(told(stage)).toEqual([c.managerGlite])
  })

  it('with a right signature of their own domain does not become somebody else', async () => {
    stage = await asked([c.lisbon])
    const raw = stage.write({
      from: c.managerGlite,
      subject: '[staged-rollout #1]',
      text: 'resolve anyway done',
    })
    expect((await stage.bytes(await stage.sign(raw, 'elsewhere.example'))).verdict?.level).toBe('claimed')
    expect(await stage.ticket()).toEqual(untouched)
  })

  it('as a team may do nothing that is for managers, and nothing for another team', async () => {
    stage = await asked([c.lisbon])
    for (const text of [
      'resolve anyway done',
      `assign ${c.desy}`,
      'now',
      'outcome ACCEPT',
      'link bugs https://evil.example',
    ])
      await stage.mail({ from: c.maria, answers: stage.last(c.maria), text })
    await stage.mail({ from: c.jan, subject: '[staged-rollout #1]', text: accept })
    await stage.mail({ from: c.jan, subject: '[staged-rollout #1]', text: `withdraw ${c.lisbon}` })
    expect(await stage.ticket()).toEqual(untouched)
  })

  it('as a verified stranger opens none', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.stranger, text: 'open Staged Rollout CA 1.38' })
    expect(await stage.house.kit.archive.tickets()).toHaveLength(1)
    expect(told(stage)).toEqual([c.stranger])
  })

  it('by another person’s question address does nothing: a question is bound to whom it was put', async () => {
    stage = await asked([c.lisbon])
    const row = await stage.mail({
      from: c.maria,
      signed: false,
      subject: '[staged-rollout #1]',
      text: accept,
    })
    const { kit } = stage.house
    const jan = await kit.archive.personByAddress(c.jan)
    const to = kit.marks.questionAddress(`q${row.id}-0`, jan!.id)
    await stage.mail({ from: c.jan, to, text: 'yes' })
    await stage.mail({ from: c.jan, to: to.replace(/\+q\d+/, '+q99'), text: 'yes' })
    expect(await stage.ticket()).toEqual(untouched)
  })

  it('and renames nobody on file', async () => {
    stage = await asked([c.lisbon])
    const raw = stage.write({ from: c.maria, subject: '[staged-rollout #1]', text: accept })
    await stage.bytes(raw.replace('From: <', 'From: "The Boss" <'))
    expect((await stage.house.kit.archive.personByAddress(c.maria))?.name).toBe('')
  })
})

describe('somebody who sends too much of something', () => {
  it('stalls nothing by thousands of yes lines, commands or recipients', async () => {
    stage = await asked([c.lisbon])
    const answers = stage.last(c.maria)
    await stage.mail({ from: c.maria, answers, text: 'yes\n'.repeat(20_000) })
    await stage.mail({ from: c.maria, answers, text: `${accept} x\n`.repeat(5000) })
    const to = Array.from({ length: 10_000 }, (_, n) => `a${n}@b.example`).join('>, <')
    await stage.mail({ from: c.stranger, to, cc: c.bot, text: 'hello' })
    await stage.mail({
      from: c.stranger,
      to: `${to}>, <${c.bot}`,
      subject: '[staged-rollout #1] '.repeat(500),
      text: accept,
    })
    expect(await stage.ticket()).toEqual(untouched)
  })

  it('as a stranger reaches the managers little by little', async () => {
    stage = await asked([c.lisbon])
    const before = stage.letters(c.managerOps).length
    for (let n = 0; n < 30; n += 1)
      await stage.arrive(
        stage.write({ from: `s${n}@b.example`, subject: '[staged-rollout #1]', text: `spam ${n}` }),
      )
    await stage.settle()
    expect(stage.letters(c.managerOps).length - before).toBe(20)
    await stage.at('2026-11-20T11:00:00Z')
    expect(stage.letters(c.managerOps).length - before).toBe(30)
  })

  it('is told that the first twenty commands count', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.managerGlite,
      subject: '[staged-rollout #1]',
      text: Array.from({ length: 25 }, (_, n) => `note number ${n}`).join('\n'),
    })
    const [ticket] = await stage.house.kit.archive.tickets()
    expect(ticket?.notes).toHaveLength(20)
    expect(stage.letters(c.managerOps).filter(({ text }) => text.includes('number'))).toHaveLength(20)
  })
})

describe('words that are passed on', () => {
  it('stay words: no markup, no header, no address of their writer', async () => {
    stage = await asked([c.lisbon, c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    // Some programs quote without any sign, and leave Maria's own marker among her words.
    const foot = /\[ref [^\]]+\]/.exec(stage.last(c.maria).text)?.[0] ?? ''
    expect(foot).not.toBe('')
    await stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      subject: 'Re: x\r\n Bcc: victim@elsewhere.example',
      text: `<script>alert(1)</script> <a href="https://evil.example">here</a>\nBcc: ${victim}\n{{ secrets }}\n\nRegards, ${c.joao}\n${foot}\n-- \nMaria Silva <${c.maria}>`,
    })
    const note = stage.last(c.jan)
    expect(note.text).not.toContain(foot)
    expect(note.text).toContain('<script>alert(1)</script>')
    expect(note.html).not.toMatch(/<script>|<a href="https:\/\/evil/)
    expect(note.text).toContain('{{ secrets }}')
    expect(note.headers.filter(({ name }) => name === 'bcc')).toEqual([])
    for (const letter of [...stage.letters(c.jan), ...stage.letters(c.list)])
      expect(`${letter.text} ${letter.html}`).not.toMatch(/maria@lip|joao@lip/)
  })
})
