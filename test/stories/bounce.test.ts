// SPEC §1.3, §3.1: an invitation that comes back. A team all of whose invitations came back is past due at once.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const report = (to: string, recipient: string, action = 'failed', id = '1') =>
  [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mail.egi.example>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Fri, 20 Nov 2026 10:01:00 +0000',
    `Message-ID: <bounce-${id}@mail.egi.example>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.egi.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '',
    '--b--',
    '',
  ].join('\r\n')
const seat = async (team: string) =>
  (await stage.house.kit.archive.tickets())[0]?.seats.find((one) => one.team === `ea-${team}`)

describe('an invitation that comes back', () => {
  it('marks its letter by the signed envelope address, and the team’s other member is still asked', async () => {
    stage = await asked([c.lisbon, c.desy])
    const { envelope } = stage.last(c.maria)
    const row = await stage.bytes(report(envelope.from, c.maria))
    expect(row.verdict).toMatchObject({ kind: 'bounce', ticket: 1, bounce: { action: 'failed' } })
    const letters = await stage.house.kit.archive.letters({ ticket: 1 as never })
    expect(letters.filter(({ bounce }) => bounce).map(({ bounce }) => bounce?.recipient)).toEqual([c.maria])
    expect(await seat(c.lisbon)).toMatchObject({ dueNoted: false, bounced: [expect.any(String)] })
    expect(stage.news()).toEqual([])
  })

  it('makes the team silent when nobody is left to hear of it, and tells the managers at once, once', async () => {
    stage = await asked([c.lisbon, c.desy])
    for (const [n, member] of [c.maria, c.joao].entries())
      await stage.bytes(report(stage.last(member).envelope.from, member, 'failed', String(n)))
    expect(await seat(c.lisbon)).toMatchObject({ state: 'notified', dueNoted: true })
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
    await stage.bytes(report(stage.last(c.joao).envelope.from, c.joao, 'failed', '9'))
    await stage.at('2026-11-23T19:00:00Z')
    expect(
      stage.letters(c.managerOps).filter(({ text }) => /came back|bounce|not be delivered/i.test(text)),
    ).toHaveLength(1)
  })

  it('late, after the team was asked anew, marks nothing of the new invitation', async () => {
    stage = await asked([c.lisbon, c.desy])
    const first = stage.last(c.jan).envelope.from
    await stage.say(1, `unassign ${c.desy}`)
    await stage.say(1, `assign ${c.desy}`)
    const second = stage.last(c.jan).envelope.from
    await stage.bytes(report(first, c.jan, 'failed', 'a'))
    expect(await seat(c.desy)).toMatchObject({ round: 2, dueNoted: false, bounced: [] })
    await stage.bytes(report(second, c.jan, 'failed', 'b'))
    expect(await seat(c.desy)).toMatchObject({ dueNoted: true, bounced: [expect.any(String)] })
  })

  it('only delayed changes nothing', async () => {
    stage = await asked([c.desy])
    await stage.bytes(report(stage.last(c.jan).envelope.from, c.jan, 'delayed'))
    expect(await seat(c.desy)).toMatchObject({ dueNoted: false, bounced: [] })
  })

  it('says nothing with an address that somebody made up', async () => {
    stage = await asked([c.desy])
    await stage.bytes(report('staged-rollout+b2.aaaaaaaaaaaaaaaa@egi.example', c.jan))
    await stage.bytes(report(c.bot, c.jan, 'failed', '2'))
    expect(await seat(c.desy)).toMatchObject({ dueNoted: false, bounced: [] })
    expect(stage.news()).toEqual([])
  })

  it('refused for good at submission counts the same, though another command commits meanwhile', async () => {
    let busy = 0
    stage = await setStage(undefined, (kit) => ({
      ...kit,
      ledger: {
        ...kit.ledger,
        // Somebody else commits first, twice: what was decided is decided again.
        commit: async (commit) => {
          const refusal = commit.changes.some(({ event }) => event.type === 'invitation-bounced')
          if (refusal && busy++ < 2) return 'conflict'
          return kit.ledger.commit(commit)
        },
      },
    }))
    stage.refuses.add(c.jan)
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.desy} ${c.lisbon}`)
    expect(busy).toBe(3)
    expect(await seat(c.desy)).toMatchObject({ dueNoted: true, bounced: [expect.any(String)] })
    expect(stage.last(c.managerOps).text).toContain(c.desy.replace('NGI_DE-', ''))
  })
})

describe('an automatic answer to an invitation', () => {
  it('is no answer: noted with its ticket and the day of return, never answered, never a yes', async () => {
    stage = await asked([c.desy])
    const invitation = stage.last(c.jan)
    const away = (to: string, id: string) =>
      stage.bytes(
        stage.write({
          from: c.jan,
          to,
          subject: 'Out of office',
          messageId: `<away-${id}@desy.example>`,
          headers: ['Auto-Submitted: auto-replied'],
          text: `accept ${c.desy}\nI am back on 7 December 2026.`,
        }),
      )
    for (const [to, id] of [
      [invitation.replyTo[0]?.address ?? '', 'a'],
      [invitation.envelope.from, 'b'],
    ] as const) {
      const row = await away(to, id)
      expect(row.verdict).toMatchObject({ kind: 'auto-reply', ticket: 1, away: { until: '2026-12-07' } })
    }
    expect((await stage.ticket()).seats).toEqual({ [c.desy]: 'notified' })
    expect(stage.news()).toEqual([])
    const until = 'out of office until Monday 7 December 2026'
    await stage.at('2026-11-23T17:00:00Z')
    expect(stage.last(c.managerOps, /DPM/).text.replace(/\s+/g, ' ')).toContain(`no answer, ${until}`)
  })

  it('is shown to the managers where the team stays silent while another accepted', async () => {
    stage = await asked([c.desy, c.lisbon])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    await stage.bytes(
      stage.write({
        from: c.jan,
        to: stage.last(c.jan).replyTo[0]?.address ?? '',
        subject: 'Out of office',
        headers: ['Auto-Submitted: auto-replied'],
        text: 'I am back on 7 December 2026.',
      }),
    )
    await stage.at('2026-11-23T17:00:00Z')
    expect(stage.last(c.managerOps, /DPM/).text.replace(/\s+/g, ' ')).toContain(
      'One of its members is out of office until Monday 7 December 2026.',
    )
  })
})
