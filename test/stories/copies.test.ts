// SPEC §3.1, §3.6: one mail by several ways, and one mail sent again: one event, one receipt, whatever the order.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'
import type { Letter } from './writing.ts'

let stage: Stage
afterEach(() => stage.close())
const accept = `accept ${c.lisbon}`
const id = '<accept-1@lip.example>'
const date = 'Fri, 20 Nov 2026 10:00:00 +0000'

const direct = (answered: string) =>
  [
    `From: <${c.maria}>`,
    `To: <${c.bot}>`,
    'Subject: Re: [rt.egi.example #2] Staged Rollout',
    `Date: ${date}`,
    `Message-ID: ${id}`,
    `In-Reply-To: ${answered}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    accept,
    '',
  ].join('\r\n')
/** As Mailman passes it on where nothing need be rewritten: a footer breaks the signature. */
const byList = (answered: string) =>
  direct(answered)
    .replace('To: ', `To: <${c.list}>, `)
    .replace('Subject: ', `List-Id: <${c.list.replace('@', '.')}>\r\nSubject: [early-adopters] `)
    .concat('_______________________________________________\r\nearly-adopters mailing list\r\n')
/** RT's copy to the ticket's AdminCc: its own Message-ID and Date, In-Reply-To the original. */
const byTracker = () =>
  [
    `From: "${c.maria} via RT" <staged-rollout@rt.egi.example>`,
    `X-RT-Originator: ${c.maria}`,
    'Reply-To: staged-rollout@rt.egi.example',
    `In-Reply-To: ${id}`,
    'X-RT-Loop-Prevention: rt.egi.example',
    'Message-ID: <rt-5.0.3-20778-1795342483-731.2-3-0@egi.example>',
    'X-Managed-BY: RT 5.0.3+dfsg-3~deb12u6 (http://www.bestpractical.com/rt/)',
    'X-RT-Ticket: rt.egi.example #2',
    'Subject: Re: [rt.egi.example #2] Staged Rollout',
    'Precedence: bulk',
    'Date: Fri, 20 Nov 2026 10:00:31 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="utf-8"',
    '',
    'Ticket URL: http://rt.egi.example/Ticket/Display.html?id=2',
    '',
    '',
    accept,
    '',
  ].join('\r\n')

const events = async () => (await stage.house.kit.archive.journal(1 as never)).map(({ event }) => event.type)
/** Answers that say the team's accept was taken; not the letter that begins its trial. */
const isReceipt = ({ headers, text }: Letter) =>
  headers.some(({ name, value }) => name === 'auto-submitted' && value.startsWith('auto-replied')) &&
  text.includes(`${c.lisbon} will try it`)
const receipts = () => stage.letters(c.maria).filter(isReceipt)

const copies: { readonly [way: string]: (answered: string) => Promise<string> } = {
  direct: async (answered) => stage.sign(direct(answered), 'lip.example'),
  list: async (answered) => byList(answered),
  tracker: async () => byTracker(),
}
const orders = [
  ['direct', 'list', 'tracker'],
  ['direct', 'tracker', 'list'],
  ['list', 'direct', 'tracker'],
  ['list', 'tracker', 'direct'],
  ['tracker', 'direct', 'list'],
  ['tracker', 'list', 'direct'],
]

describe('one accept that comes directly, by the list and by the tracker', () => {
  it.each(orders)('is one event and one receipt: %s, %s, %s', async (...order) => {
    stage = await asked([c.lisbon])
    const answered = stage.last(c.maria).messageId
    for (const way of order) await stage.bytes(await copies[way]!(answered))
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'accepted' })
    expect((await events()).filter((type) => type === 'answered')).toHaveLength(1)
    expect(receipts()).toHaveLength(1)
    expect(await stage.house.kit.archive.questions({ state: 'open' })).toEqual([])
  })

  it('has its question withdrawn when the proof comes; a yes to it then changes nothing', async () => {
    stage = await asked([c.lisbon])
    const answered = stage.last(c.maria).messageId
    await stage.bytes(byList(answered))
    const question = stage.last(c.maria)
    expect(question.replyTo[0]?.address).toContain('+q')
    await stage.bytes(await copies['direct']!(answered))
    await stage.mail({ from: c.maria, answers: question, text: 'yes' })
    expect((await events()).filter((type) => type === 'answered')).toHaveLength(1)
  })
})

describe('a manager’s signed mail that somebody sends again', () => {
  const reopen = () =>
    stage.sign(
      stage.write({
        from: c.managerGlite,
        to: c.bot,
        subject: '[staged-rollout #1] again',
        messageId: '<real@egi.example>',
        text: 'reopen something was missed',
      }),
      'egi.example',
      // Many sign no Message-ID (RFC 6376 §5.4.1 does not list it).
      ['From', 'To', 'Subject', 'Date', 'Content-Type'],
    )
  const again = (raw: string, n: number) => raw.replace('<real@', `<replay-${n}@`)
  const count = async () => (await events()).filter((type) => type === 'reopened').length

  it('acts once, though its Message-ID is another and a forged copy came before it', async () => {
    stage = await asked([c.lisbon])
    await stage.say(1, 'resolve anyway done')
    const raw = await reopen()
    await stage.bytes(raw.slice(raw.indexOf('From: ')))
    expect(await count()).toBe(0)
    await stage.bytes(raw)
    expect(await count()).toBe(1)
    await stage.say(1, 'resolve anyway done again')
    await stage.bytes(raw)
    expect(await stage.bytes(again(raw, 1))).toMatchObject({ state: 'copy', verdict: { level: 'verified' } })
    expect(await count()).toBe(1)
  })

  it('acts once, though its copy was confirmed by a yes before', async () => {
    stage = await asked([c.lisbon])
    await stage.say(1, 'resolve anyway done')
    const raw = await reopen()
    await stage.bytes(raw.slice(raw.indexOf('From: ')))
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'yes' })
    await stage.say(1, 'resolve anyway done again')
    await stage.bytes(raw)
    expect(await count()).toBe(1)
  })

  it('acts once, though a flood of forged mails with its words came before it', async () => {
    stage = await asked([c.lisbon])
    await stage.say(1, 'resolve anyway done')
    for (let n = 0; n < 110; n += 1)
      await stage.arrive(
        stage
          .write({
            from: c.managerGlite,
            to: c.bot,
            subject: '[staged-rollout #1]',
            text: 'reopen something was missed',
          })
          .replace(
            /^Date: .*$/m,
            `Date: Thu, 19 Nov 2026 10:${10 + (n % 50)}:${10 + Math.floor(n / 50)} +0000`,
          ),
      )
    await stage.settle()
    const raw = await reopen()
    await stage.bytes(raw)
    await stage.say(1, 'resolve anyway done again')
    expect(await stage.bytes(again(raw, 1))).toMatchObject({ state: 'copy', verdict: { level: 'verified' } })
    expect(await count()).toBe(1)
  })

  it('proves nothing after 48 hours', async () => {
    stage = await asked([c.lisbon])
    await stage.say(1, 'resolve anyway done')
    const raw = await reopen()
    await stage.at('2026-11-22T11:00:00Z')
    expect((await stage.bytes(raw)).verdict?.level).toBe('claimed')
    expect(await count()).toBe(0)
  })
})

describe('somebody who knows a Message-ID before it is used', () => {
  it('does not silence the mail that comes with it: other words are another mail', async () => {
    stage = await asked([c.lisbon])
    const answered = stage.last(c.maria).messageId
    await stage.bytes(direct(answered).replace(accept, 'Just saying hello.'))
    await stage.bytes(await copies['direct']!(answered))
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'accepted' })
    expect(told(stage)).toContain(c.maria)
  })
})
