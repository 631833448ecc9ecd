// What a list server does to a call and says about it (SPEC §3.1, §5). The notices are Mailman's own words.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const called = async () => {
  stage = await setStage()
  await stage.say(null, `open ${c.title}`)
  await stage.say(1, 'call')
  return stage.last(c.list)
}
const listLocal = c.list.replace('@', '.')
const notice = (subject: string, words: readonly string[], id = '1') =>
  [
    `From: ${c.list.replace('@', '-bounces@')}`,
    `To: ${c.bot}`,
    `Subject: ${subject}`,
    'Date: Fri, 20 Nov 2026 10:00:01 +0000',
    `Message-ID: <notice-${id}@mailman.egi.example>`,
    'Precedence: bulk',
    'X-Mailman-Version: 3.3.8',
    `List-Id: <${listLocal}>`,
    '',
    ...words,
    '',
  ].join('\r\n')
const held = (subject: string, id?: string) =>
  notice(
    `Your message to ${c.list} awaits moderator approval`,
    [
      `Your mail to '${c.list}' with the`,
      'subject',
      '',
      `    ${subject}`,
      '',
      'Is being held until the list moderator can review it for approval.',
    ],
    id,
  )
const told = (to: string) =>
  stage
    .letters(to)
    .map(({ text }) => text.replace(/\s+/g, ' '))
    .filter((text) => /let a letter of ours through|came back|was not taken/.test(text))

describe('a call that its list holds', () => {
  it('is told to the managers once, with who can approve it, and nothing is written to the list', async () => {
    const { subject } = await called()
    expect(await stage.bytes(held(subject))).toMatchObject({ verdict: { kind: 'list-admin', ticket: 1 } })
    await stage.bytes(held(subject, '2'))
    for (const manager of [c.managerGlite, c.managerOps]) {
      expect(told(manager)).toHaveLength(1)
      expect(told(manager)[0]).toContain('early-adopters-glite-owner@mailman.egi.example')
      expect(told(manager)[0]).toContain('nobody on it has read it yet')
    }
    expect(stage.letters(c.list)).toHaveLength(1)
    expect(stage.letters(c.list.replace('@', '-bounces@'))).toEqual([])
  })

  it('and refuses afterwards is told once more', async () => {
    const { subject } = await called()
    await stage.bytes(held(subject))
    const refusal = notice(
      'Request to mailing list "Early-adopters-glite" rejected',
      [
        'Your request to the early-adopters-glite@mailman.egi.example mailing list',
        '',
        `    Posting of your message titled "${subject}"`,
        '',
        'has been rejected by the list moderator.',
      ],
      '3',
    )
    expect(await stage.bytes(refusal)).toMatchObject({ verdict: { kind: 'bounce', ticket: 1 } })
    expect(told(c.managerOps)).toHaveLength(2)
    expect(told(c.managerOps)[1]).toContain('was not taken')
  })

  it.each([
    ['that it was posted', 'post acknowledgement', 'was successfully received by the list'],
    ['that it was received', 'Auto-response for your message', 'Thank you, your post was received'],
  ])('is no such thing where the list says %s', async (_what, title, words) => {
    const { subject } = await called()
    await stage.bytes(notice(title, [`Your message entitled`, '', `    ${subject}`, '', words]))
    expect(told(c.managerOps)).toEqual([])
  })

  it('is not believed of a rollout that was never called there', async () => {
    stage = await setStage()
    await stage.say(null, `open ${c.title}`)
    await stage.bytes(held('[staged-rollout #1] SE-DPM_mysql 1.8.0-1: sites wanted to try it'))
    expect(told(c.managerOps)).toEqual([])
  })
})

describe('an answer by an anonymous list', () => {
  it('has no writer: it is kept and shown, offers nothing, and brings no letter to the list', async () => {
    const call = await called()
    const row = await stage.bytes(
      [
        `From: ${c.list}`,
        `Reply-To: ${c.list}`,
        `To: ${c.list}`,
        `Subject: Re: ${call.subject}`,
        'Date: Fri, 20 Nov 2026 10:30:00 +0000',
        'Message-ID: <anonymous@mailman.egi.example>',
        `In-Reply-To: ${call.messageId}`,
        'Precedence: list',
        `List-Id: <${listLocal}>`,
        `List-Post: <mailto:${c.list}>`,
        '',
        `volunteer ${c.brunel}`,
        '',
      ].join('\r\n'),
    )
    expect(row).toMatchObject({ state: 'handled', verdict: { kind: 'person', person: null, ticket: 1 } })
    expect((await stage.house.kit.archive.ticket(1 as never))?.offers).toEqual([])
    expect(stage.letters(c.list)).toHaveLength(1)
    expect(stage.letters(c.managerGlite).at(-1)?.text).toContain(c.brunel)
  })
})
