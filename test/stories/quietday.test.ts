// A quiet day (SPEC §9, no storms): letters that can wait leave in working hours, several for one reader go as one, and
// nobody gets more than three a day. Nothing is lost by it.
import { afterEach, describe, expect, it } from 'vitest'
import { submit } from '../../src/desk/submit.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

/** The defaults: 08:00 to 18:00, three letters a day. */
const config = c.config.replace(
  'send_from = "00:00"\nsend_until = "00:00"\n[limits]\nletters_a_day = 0\n',
  '',
)
const quiet = (start?: string) => setStage(start, undefined, { config })
const products = ['SE-DPM_mysql', 'WMS', 'CREAM', 'BDII-site', 'VOMS', 'LFC', 'APEL', 'MON', 'FTS', 'UI']
const open = (n: number) =>
  stage.say(null, `open Staged Rollout EMI-1.0 ${products[n]} 1.0.${n}-1 SL5 x86_64`)
/** All of it before a letter leaves. */
const assignAll = async (...teams: string[]) => {
  const { kit } = stage.house
  for (let n = 1; n <= products.length; n += 1)
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(n), lines: [`assign ${teams.join(' ')}`] })
  await stage.settle()
}
const openAll = async () => {
  for (const [n, product] of products.entries())
    await submit(stage.house.kit, {
      by: { admin: 'root' },
      ticket: null,
      lines: [`open Staged Rollout EMI-1.0 ${product} 1.0.${n}-1 SL5 x86_64`],
    })
  await stage.settle()
}

describe('ten products at once', () => {
  it('are one letter to a manager and one to an early adopter, each line right as it stands', async () => {
    stage = await quiet()
    await openAll()
    await assignAll(c.lisbon)
    expect(stage.letters(c.managerGlite)).toHaveLength(1)
    const [letter, ...more] = stage.letters(c.maria)
    expect(more).toEqual([])
    expect(letter?.subject).toMatch(/^Ten letters in one, first: .* will NGI_IBERGRID-LIP-Lisbon try it\?$/)
    for (let n = 1; n <= 10; n += 1)
      expect(letter?.text).toContain(`\n  #${n} accept NGI_IBERGRID-LIP-Lisbon\n`)
    expect(letter?.text).toContain('- <10> ')
  })

  it('are answered in one reply, by the lines or by their numbers', async () => {
    stage = await quiet()
    await openAll()
    await assignAll(c.lisbon)
    const [letter] = stage.letters(c.maria)
    if (!letter) throw new Error('no letter came')
    await stage.mail({
      from: c.maria,
      answers: letter,
      text: `#3 accept ${c.lisbon}\n#4 reject ${c.lisbon}, no hands\n<5> accept\n<6> reject`,
    })
    const states = []
    for (const id of [3, 4, 5, 6, 7]) states.push((await stage.ticket(id)).seats[c.lisbon])
    expect(states).toEqual(['accepted', 'rejected', 'accepted', 'rejected', 'notified'])
  })

  it('are asked about where a reply says neither', async () => {
    stage = await quiet()
    await openAll()
    await assignAll(c.lisbon)
    const [letter] = stage.letters(c.maria)
    if (!letter) throw new Error('no letter came')
    await stage.mail({ from: c.maria, answers: letter, text: `accept ${c.lisbon}` })
    expect(stage.letters(c.maria).at(-1)?.text).toContain(`#10 accept ${c.lisbon}`)
    expect((await stage.ticket(1)).seats[c.lisbon]).toBe('notified')
  })

  it('come back as ten invitations where their one letter comes back', async () => {
    stage = await quiet()
    stage.refuses.add(c.jan)
    await openAll()
    await assignAll(c.desy)
    for (const id of [1, 10]) {
      const ticket = await stage.house.kit.archive.ticket(asTicketId(id))
      expect(ticket?.seats[0]?.bounced).toHaveLength(1)
    }
    const states = (await stage.house.kit.archive.letters({ ticket: asTicketId(7) }))
      .filter(({ letter }) => letter?.letter === 'invitation')
      .map(({ state, gatheredInto }) => [state, gatheredInto === null])
    expect(states).toEqual([['failed', false]])
  })

  it('are shown as sent to each rollout, with the bytes of the letter that they went into', async () => {
    stage = await quiet()
    await openAll()
    await assignAll(c.lisbon)
    const { archive } = stage.house.kit
    const rows = await archive.letters({ ticket: asTicketId(4) })
    const asked = rows.find(({ letter }) => letter?.letter === 'invitation')
    expect(asked).toMatchObject({ state: 'sent', sentAt: stage.now(), waits: null })
    const whole = await archive.letter(asked?.gatheredInto ?? 0)
    expect(whole?.letter?.letter).toBe('gathered')
    expect(await archive.letterBytes(asked?.id ?? 0)).toEqual(await archive.letterBytes(whole?.id ?? 0))
    expect(await archive.partsOf(whole?.id ?? 0)).toHaveLength(10)
  })
})

describe('after ten days down', () => {
  it('a person gets one letter that holds everything', async () => {
    stage = await quiet('2026-11-16T10:00:00Z')
    await openAll()
    await assignAll(c.lisbon, c.desy)
    const before = { manager: stage.letters(c.managerGlite).length, maria: stage.letters(c.maria).length }
    await stage.at('2026-11-26T09:00:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(before.manager + 1)
    expect(stage.letters(c.maria).length).toBeLessThanOrEqual(before.maria + 1)
    expect(stage.letters(c.managerGlite).at(-1)?.subject).toMatch(/letters in one/)
  })
})

describe('a day', () => {
  it('has two letters at once, a third after an hour with what came meanwhile, the rest in the morning', async () => {
    stage = await quiet()
    for (let n = 0; n < 5; n += 1) await open(n)
    expect(stage.letters(c.managerGlite)).toHaveLength(2)
    await stage.at('2026-11-20T10:59:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(2)
    await stage.at('2026-11-20T11:00:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(3)
    expect(stage.last(c.managerGlite).subject).toMatch(/^Three letters in one/)
    await open(5)
    await open(6)
    await stage.at('2026-11-23T06:59:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(3)
    await stage.at('2026-11-23T07:00:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(4)
  })

  it('lets an emergency through at once, past the third', async () => {
    stage = await quiet()
    for (let n = 0; n < 2; n += 1) await open(n)
    await open(2)
    await stage.at('2026-11-20T11:00:00Z')
    const before = stage.letters(c.managerGlite).length
    await stage.say(null, 'open Staged Rollout EMI-1.0 VOMS 2.0-1 SL5 x86_64 emergency')
    expect(stage.letters(c.managerGlite)).toHaveLength(before + 1)
    expect(stage.last(c.managerGlite).subject).toContain('VOMS')
  })

  it('reminds nobody of an invitation in the letter that brings it', async () => {
    stage = await quiet()
    for (let n = 0; n < 4; n += 1) {
      await open(n)
      await stage.say(n + 1, `assign ${c.lisbon}`)
    }
    await stage.say(4, `remind ${c.lisbon}`)
    await stage.at('2026-11-20T11:00:00Z')
    const asked = (text: string) => text.split(`#4 accept ${c.lisbon}`).length - 1
    const told = stage.letters(c.maria).map(({ text }) => asked(text))
    expect(told.reduce((sum, times) => sum + times, 0)).toBe(1)
    const rows = await stage.house.kit.archive.letters({ ticket: asTicketId(4) })
    expect(rows.filter(({ letter }) => letter?.letter === 'reminder').map(({ state }) => state)).toContain(
      'overtaken',
    )
  })

  it('lets through that a list keeps a call back, whose hours run', async () => {
    stage = await quiet()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, 'call')
    for (let n = 1; n < 6; n += 1) await open(n)
    await stage.at('2026-11-20T11:00:00Z')
    const before = stage.letters(c.managerGlite).length
    expect(before).toBe(3)
    const notice = [
      `From: ${c.list.replace('@', '-bounces@')}`,
      `To: ${c.bot}`,
      `Subject: Your message to ${c.list} awaits moderator approval`,
      'Message-ID: <held-1@mailman.egi.example>',
      'Precedence: bulk',
      'X-Mailman-Version: 3.3.8',
      `List-Id: <${c.list.replace('@', '.')}>`,
      '',
      `    ${stage.last(c.list).subject}`,
      '',
      'Is being held until the list moderator can review it for approval.',
      '',
    ]
    await stage.bytes(notice.join('\r\n'))
    expect(stage.letters(c.managerGlite)).toHaveLength(before + 1)
    expect(stage.last(c.managerGlite).text).toContain('early-adopters-glite-owner@mailman.egi.example')
  })

  it('never counts receipts', async () => {
    stage = await quiet()
    for (let n = 0; n < 5; n += 1)
      await stage.mail({ from: c.managerGlite, subject: `Mail ${n}`, text: `status all\nNumber ${n}` })
    expect(stage.letters(c.managerGlite)).toHaveLength(5)
  })
})

describe('letters that can wait', () => {
  it('wait for working hours, and one that means nothing by then never leaves', async () => {
    stage = await quiet()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.desy}`)
    await stage.at('2026-11-21T10:00:00Z')
    const before = stage.letters(c.managerGlite).length
    // Due on Monday at 18:00 in Berlin: nobody is told at night that nobody answered.
    await stage.at('2026-11-23T17:05:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(before)
    const waiting = (await stage.house.kit.archive.letters({ state: 'queued' })).map(
      ({ waits, notBefore }) => [waits, notBefore],
    )
    expect(waiting).toContainEqual(['hours', '2026-11-24T07:00:00Z'])
    await stage.at('2026-11-24T07:00:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(before + 1)
  })
})
