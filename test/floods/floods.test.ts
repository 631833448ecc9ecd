// Floods (RELIABILITY: mail bomb): ten thousand absences, a hundred mails a minute from one writer, a forger who writes
// in somebody's name all day. Mail is all read; what leaves stays within its rates, and nobody else waits for it.
import { afterEach, describe, expect, it } from 'vitest'
import { handleAll } from '../../src/desk/handle.ts'
import { makePatience } from '../../src/desk/patience.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import * as c from '../stories/cast.ts'
import { asked } from '../stories/scenes.ts'
import type { Stage } from '../stories/stage.ts'

let stage: Stage
afterEach(() => stage.close())

const never = new AbortController().signal

describe('ten thousand out-of-office mails', () => {
  const flood = 10_000
  const batch = 500
  const away = (to: string, n: number) =>
    [
      `From: <${n % 2 === 0 ? c.jan : `somebody${n}@site${n % 97}.example`}>`,
      `To: <${to}>`,
      `Subject: ${n % 3 === 0 ? 'Abwesenheitsnotiz' : 'Out of Office'}: Re: [staged-rollout #1] invitation`,
      `Date: Fri, 20 Nov 2026 10:00:00 +0000`,
      `Message-ID: <away-${n}@site.example>`,
      n % 5 === 0 ? 'X-Autoreply: yes' : 'Auto-Submitted: auto-replied',
      '',
      `accept ${c.desy}`,
      `I am away; reference ${n}.`,
      '',
    ].join('\r\n')

  it('are all read, answered by nothing, and accept nothing', async () => {
    stage = await asked([c.desy])
    const { kit } = stage.house
    const to = stage.last(c.jan).replyTo[0]?.address ?? c.bot
    const before = (await kit.archive.letters()).length
    for (let first = 0; first < flood; first += batch) {
      await kit.ledger.recordMail(
        Array.from({ length: batch }, (_, n) => ({
          place: { mailbox: 'flood', uidValidity: '1', uid: first + n + 1 },
          via: 'imap' as const,
          receivedAt: asInstant('2026-11-20T10:00:00Z'),
          bytes: Buffer.from(away(to, first + n)),
          backlog: false,
        })),
      )
      await handleAll(kit, makePatience(), never)
    }
    const { mail } = await kit.archive.counts()
    expect(mail).toMatchObject({ handled: flood, new: 0, held: 0, 'set-aside': 0 })
    expect((await kit.archive.letters()).length).toBe(before)
    expect((await stage.ticket()).seats).toEqual({ [c.desy]: 'notified' })
    const [row] = await kit.archive.mails({ limit: 1 })
    expect(row?.verdict).toMatchObject({ kind: 'auto-reply', ticket: 1 })
  }, 120_000)
})

describe('a hundred mails a minute from one writer', () => {
  it('are all judged; answers keep their rate, and a manager in the middle is answered at once', async () => {
    stage = await asked([c.desy, c.lisbon])
    const before = stage.letters(c.jan).length
    for (let n = 0; n < 100; n += 1) {
      await stage.mail({ from: c.jan, subject: `Mail ${n}`, text: `#1 status\nNumber ${n}` })
      if (n !== 50) continue
      stage.news()
      await stage.mail({ from: c.managerOps, text: `#1 assign ${c.srce}` })
      const told = stage.news()
      for (const reader of [c.managerOps, c.ana])
        expect(told.some((line) => line.startsWith(reader))).toBe(true)
    }
    expect((await stage.house.kit.archive.counts()).mail).toMatchObject({ handled: 101, 'set-aside': 0 })
    expect(stage.letters(c.jan).length - before).toBe(20)
    for (let hour = 11; hour <= 15; hour += 1) await stage.at(`2026-11-20T${hour}:00:00Z`)
    expect(stage.letters(c.jan).length - before).toBe(100)
  }, 60_000)
})
