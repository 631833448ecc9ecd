// RELIABILITY of proof over time: a mail sent again (RFC 6376 §8.6), a Message-ID taken by another, a mail smuggled
// inside another, and DNS that does not answer (SPEC §3.1, §3.3, §3.6).
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const accept = `accept ${c.lisbon}`
const later = (hours: number) =>
  new Date(Date.parse('2026-11-20T10:00:00Z') + hours * 3_600_000).toISOString().slice(0, 19)
const journal = async () => (await stage.house.kit.archive.journal(1 as never)).length
const signedAccept = async (text = accept) =>
  stage.sign(stage.write({ from: c.maria, subject: '[staged-rollout #1] yes', text }), 'lip.example')

/** What somebody who has the mail may change without breaking its signature. */
const disguises: readonly (readonly [string, (raw: string) => string])[] = [
  ['as it was', (raw) => raw],
  [
    'with another Message-ID',
    (raw) => raw.replace(/Message-ID: <[^>]+>/i, 'Message-ID: <replayed@elsewhere.example>'),
  ],
  [
    'with hops and results of its own',
    (raw) =>
      `Authentication-Results: mail.egi.example; dkim=pass\r\nReceived: from x by y; Fri, 20 Nov 2026 12:00:00 +0000\r\n${raw}`,
  ],
]

describe('a mail that was acted on and comes again', () => {
  for (const [how, disguise] of disguises)
    it.each([0, 1, 47, 49])(`${how}, %s hours later, changes nothing and is not answered`, async (hours) => {
      stage = await asked([c.lisbon])
      const raw = await signedAccept()
      expect(await stage.bytes(raw)).toMatchObject({ state: 'handled', verdict: { level: 'verified' } })
      await stage.at(`${later(hours)}Z`)
      stage.news()
      const before = [await stage.ticket(), await journal()]
      expect(await stage.bytes(disguise(raw))).toMatchObject({ state: 'copy' })
      expect([await stage.ticket(), await journal()]).toEqual(before)
      expect(stage.news()).toEqual([])
    })

  it('after its writer withdrew does not accept again', async () => {
    stage = await asked([c.lisbon])
    const raw = await signedAccept()
    await stage.bytes(raw)
    await stage.at('2026-11-20T10:30:00Z')
    await stage.mail({ from: c.maria, subject: '[staged-rollout #1]', text: `withdraw ${c.lisbon}` })
    stage.news()
    for (const [, disguise] of disguises) await stage.bytes(disguise(raw))
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'withdrawn' })
    expect(stage.news()).toEqual([])
  })

  it('after the ticket was resolved does nothing to it', async () => {
    stage = await asked([c.lisbon])
    const raw = await signedAccept()
    await stage.bytes(raw)
    await stage.say(1, 'resolve anyway done')
    stage.news()
    const before = [await stage.ticket(), await journal()]
    for (const [, disguise] of disguises) await stage.bytes(disguise(raw))
    expect([await stage.ticket(), await journal()]).toEqual(before)
    expect(stage.news()).toEqual([])
  })

  it('as a manager’s command, does not undo what came after it', async () => {
    stage = await asked([c.lisbon])
    const raw = await stage.sign(
      stage.write({ from: c.managerGlite, subject: '[staged-rollout #1]', text: `unassign ${c.lisbon}` }),
      'egi.example',
    )
    await stage.bytes(raw)
    await stage.say(1, `assign ${c.lisbon}`)
    stage.news()
    const before = await stage.ticket()
    for (const [, disguise] of disguises)
      expect(await stage.bytes(disguise(raw))).toMatchObject({ state: 'copy' })
    expect(await stage.ticket()).toEqual(before)
  })
})

describe('a Message-ID that a forger used first', () => {
  it.each([
    ['a stranger', c.stranger, 'hello'],
    ['somebody on file with other words', c.jan, `reject ${c.desy}`],
    ['the writer’s own address, unsigned, with other words', c.maria, `reject ${c.lisbon}`],
    ['the writer’s own address and words, unsigned', c.maria, accept],
  ])('by %s does not silence the real mail', async (_who, from, text) => {
    stage = await asked([c.lisbon])
    const messageId = '<real-1@lip.example>'
    await stage.mail({ from, signed: false, to: c.bot, subject: '[staged-rollout #1]', text, messageId })
    const raw = stage.write({ from: c.maria, subject: '[staged-rollout #1]', text: accept, messageId })
    expect(await stage.bytes(await stage.sign(raw, 'lip.example'))).toMatchObject({ state: 'handled' })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'accepted' })
    // What the forger was asked about is void: nobody says yes to it any more.
    const questions = await stage.house.kit.archive.questions({ ticket: 1 as never })
    if (text === accept) expect(questions.map(({ state }) => state)).toEqual(['withdrawn'])
  })
})

describe('a mail smuggled inside another', () => {
  // <LF>.<CR><LF> ends DATA for some servers and not for others: one sends one mail, the other takes two.
  const inner = [
    `From: <${c.managerGlite}>`,
    `To: <${c.bot}>`,
    'Subject: [staged-rollout #1]',
    'Date: Fri, 20 Nov 2026 10:00:00 +0000',
    'Message-ID: <smuggled@egi.example>',
    '',
    'resolve anyway done',
    '',
  ].join('\r\n')
  const envelope = `MAIL FROM:<${c.managerGlite}>\r\nRCPT TO:<${c.bot}>\r\nDATA\r\n`

  it.each(['\n.\r\n', '\n.\n', '\r.\r\n', '\r\n.\r'])(
    'in one piece (end %j) is one mail of its outer writer, with nothing done',
    async (end) => {
      stage = await asked([c.lisbon])
      const outer = stage.write({ from: c.stranger, subject: '[staged-rollout #1]', text: 'hello' })
      const row = await stage.bytes(
        await stage.sign(`${outer}${end}${envelope}${inner}`, 'elsewhere.example'),
      )
      expect(row.verdict?.from).toBe(c.stranger)
      expect(row.verdict?.commands).toEqual([])
      expect((await stage.ticket()).status).toBe('open')
    },
  )

  it('and cut out by a server that SPF believes is only claimed', async () => {
    stage = await asked([c.lisbon])
    const row = await stage.bytes(
      `Authentication-Results: mail.egi.example; spf=pass smtp.mailfrom=${c.managerGlite}; dmarc=pass header.from=egi.example\r\n` +
        `Received: from mail.egi.example (mail.egi.example [192.0.2.1]) by mail.egi.example; Fri, 20 Nov 2026 10:00:00 +0000\r\n${inner}`,
    )
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'claimed' } })
    expect((await stage.ticket()).status).toBe('open')
  })
})

describe('a key that DNS cannot give just now', () => {
  let down = false
  const shaky = async () => {
    down = true
    stage = await asked([c.lisbon], (kit) => ({
      ...kit,
      resolver: async (name, type) => {
        if (down) throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })
        return kit.resolver(name, type)
      },
    }))
  }
  const row = (id: number) => stage.house.kit.archive.mail(id)

  it('is asked for again: the mail waits, asks nobody, and counts as verified once DNS answers', async () => {
    await shaky()
    const id = await stage.arrive(await signedAccept())
    for (const minute of ['00', '01', '05']) await stage.at(`2026-11-20T10:${minute}:00Z`)
    expect(await row(id)).toMatchObject({ state: 'new', attempts: 0 })
    expect(stage.news()).toEqual([])
    down = false
    await stage.at('2026-11-20T10:07:00Z')
    expect(await row(id)).toMatchObject({ state: 'handled', verdict: { level: 'verified' } })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'accepted' })
  })

  it('for half an hour makes the mail one that proves nothing: held, and its writer asked', async () => {
    await shaky()
    const id = await stage.arrive(await signedAccept())
    await stage.settle()
    await stage.at('2026-11-20T10:29:59Z')
    expect(await row(id)).toMatchObject({ state: 'new' })
    await stage.at('2026-11-20T10:31:00Z')
    expect(await row(id)).toMatchObject({ state: 'held', verdict: { level: 'claimed' } })
    expect(told(stage)).toEqual([c.maria])
  })

  it('stops no mail behind it, and is not asked for every second', async () => {
    await shaky()
    let asked = 0
    const { kit } = stage.house
    const waiting = await stage.arrive(await signedAccept())
    const behind = await stage.arrive(
      stage.write({ from: c.jan, subject: '[staged-rollout #1]', text: 'hello' }),
    )
    await stage.settle()
    expect(await row(waiting)).toMatchObject({ state: 'new' })
    expect((await row(behind))?.state).not.toBe('new')
    const { makePatience } = await import('../../src/desk/patience.ts')
    const { handleAll } = await import('../../src/desk/handle.ts')
    const patience = makePatience()
    const counting = {
      ...kit,
      resolver: async () => {
        asked += 1
        throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })
      },
    }
    for (let n = 0; n < 5; n += 1)
      expect(await handleAll(counting, patience, new AbortController().signal)).toBe(1)
    expect(asked).toBe(1)
  })

  it('is not waited for in a stranger’s mail: whose name server it is decides how long each try takes', async () => {
    await shaky()
    const raw = stage.write({ from: c.stranger, subject: '[staged-rollout #1]', text: 'hello' })
    const id = await stage.arrive(await stage.sign(raw, c.stranger.split('@')[1] ?? ''))
    await stage.settle()
    expect(await row(id)).toMatchObject({ state: 'handled', verdict: { level: 'unknown' } })
  })

  it('is waited for in so many mails and no more', async () => {
    await shaky()
    const { makePatience } = await import('../../src/desk/patience.ts')
    const patience = makePatience()
    const waits = Array.from({ length: 300 }, (_, id) => patience.again(id, stage.now()))
    expect(waits.filter(Boolean)).toHaveLength(200)
    patience.forget(0)
    expect(patience.again(300, stage.now())).toBe(true)
    expect(patience.again(301, stage.now())).toBe(false)
  })
})
