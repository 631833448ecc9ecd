// A day among machines (SPEC §3.1, §3.5, RFC 3834 §5): another bot like ours, a helpdesk that marks nothing, a vacation
// responder, an address that bounces and a list that echoes. Each answers every letter it gets; nobody gets many.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from '../stories/cast.ts'
import { munged } from '../stories/scenes.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Letter } from '../stories/writing.ts'

let stage: Stage
let other: Stage | null = null
afterEach(async () => {
  await stage.close()
  await other?.close()
  other = null
})

const mostToOne = 5
const dsn = (letter: Letter, number: number) =>
  [
    'From: MAILER-DAEMON@mx.example',
    `To: ${letter.envelope.from}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Fri, 20 Nov 2026 11:00:00 +0000',
    `Message-ID: <dsn-${number}@mx.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    `Final-Recipient: rfc822; ${letter.envelope.to}`,
    'Action: failed',
    'Status: 5.1.1',
    '--b--',
    '',
  ].join('\r\n')

/** Who answers every letter, and how. */
type Peer = (letter: Letter, number: number) => Promise<unknown>

/** Twenty-four hours in steps of ten minutes; every letter is answered by its peer in the step after. */
async function day(peers: ReadonlyMap<string, Peer>): Promise<ReadonlyMap<string, number>> {
  const seen = new Map([...peers.keys()].map((peer) => [peer, 0]))
  const start = Date.parse(stage.now())
  let number = 0
  for (let step = 1; step <= 144; step += 1) {
    await stage.at(new Date(start + step * 600_000).toISOString().replace('.000', ''))
    for (const [address, answer] of peers) {
      const letters = stage.letters(address)
      for (const letter of letters.slice(seen.get(address))) await answer(letter, (number += 1))
      seen.set(address, letters.length)
    }
  }
  return seen
}

describe('a day among machines', () => {
  it('brings none of them more than five mails, and changes no answer', async () => {
    stage = await setStage()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.lisbon} ${c.desy} ${c.srce}`)
    await stage.mail({ from: c.stranger, text: 'Hello, what is this?' })
    const peers = new Map<string, Peer>([
      // A vacation responder that marks its mail, as RFC 3834 wants it.
      [
        c.maria,
        (letter, n) =>
          stage.bytes(
            stage.write({
              from: c.maria,
              to: letter.replyTo[0]?.address ?? c.bot,
              subject: `Automatic reply: ${letter.subject}`,
              messageId: `<vacation-${n}@lip.example>`,
              headers: ['Auto-Submitted: auto-replied'],
              text: `accept ${c.lisbon}\nI am away until 7 December 2026.`,
            }),
          ),
      ],
      [c.joao, (letter, n) => stage.bytes(dsn(letter, n))],
      // Helpdesks that mark nothing: one says the same each time, the other counts its tickets.
      [
        c.jan,
        (letter) =>
          stage.mail({ from: c.jan, answers: letter, text: 'Your mail has reached us. We will look at it.' }),
      ],
      [
        c.ana,
        (letter, n) =>
          stage.mail({
            from: c.ana,
            answers: letter,
            text: `We opened ticket ${4000 + n} for you. Do not answer.`,
          }),
      ],
      [
        c.stranger,
        (letter, n) =>
          stage.mail({ from: c.stranger, answers: letter, text: `Your request has the number ${n}.` }),
      ],
    ])
    const counts = await day(peers)
    for (const [peer, count] of counts) expect(count, peer).toBeLessThanOrEqual(mostToOne)
    for (const manager of [c.managerOps, c.managerGlite])
      expect(stage.letters(manager).length, manager).toBeLessThanOrEqual(24)
    expect((await stage.ticket()).seats).toEqual({
      [c.lisbon]: 'notified',
      [c.desy]: 'notified',
      [c.srce]: 'notified',
    })
  }, 60_000)

  it('has two bots like ours exchange no more than the first letter', async () => {
    stage = await setStage()
    other = await setStage()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.desy}`)
    const theirs = other
    // The other bot is behind the address of a team, and answers as it would answer anybody.
    const pass: Peer = async (letter) => {
      await theirs.bytes(letter.raw)
      for (const answer of theirs.letters(c.bot)) await stage.bytes(answer.raw)
    }
    const counts = await day(new Map([[c.jan, pass]]))
    expect(counts.get(c.jan)).toBeLessThanOrEqual(2)
    expect(theirs.letters(c.bot)).toEqual([])
    expect(theirs.news()).toEqual([])
  }, 60_000)

  it('writes to a list that echoes our call once, and never in answer', async () => {
    stage = await setStage()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.desy}`)
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    await stage.say(1, 'now')
    const echo: Peer = async (letter, n) => {
      await stage.bytes(munged(c.list, c.bot, letter.subject, letter.text))
      await stage.bytes(munged(c.list, c.stranger, `Re: ${letter.subject}`, `Thanks, number ${n}!`))
    }
    const counts = await day(new Map([[c.list, echo]]))
    expect(counts.get(c.list)).toBe(1)
    expect(stage.letters(c.stranger).length).toBeLessThanOrEqual(1)
  }, 60_000)
})
