import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { answersUs, chooseTicket, threadKeys } from '../../src/intake/thread.ts'
import type { Candidate } from '../../src/intake/thread.ts'
import { createMarks } from '../../src/marks/marks.ts'
import { asPersonId, asTeamName, asTicketId } from '../../src/rollout/ids.ts'

const marks = createMarks({ address: 'staged-rollout@egi.example', secrets: [new Uint8Array(32).fill(1)] })
const release = { stack: '', component: 'CA', version: '1.38', os: '', arch: '' }
const signposts = {
  marks,
  trackerTags: ['rt.egi.example'],
  names: { os: [], arch: [] },
  roster: {
    teams: [
      {
        name: asTeamName('ea-NGI_PL-ICM'),
        ngi: 'NGI_PL',
        site: 'ICM',
        country: 'PL',
        zone: 'Europe/Warsaw',
        stacks: [],
        members: [],
        aliases: [],
      },
    ],
  },
  releases: [release],
}
const ticket = asTicketId(42)
const person = asPersonId('p17')
const keysOf = async (lines: readonly string[], numbers: readonly number[] = []) =>
  threadKeys(await parseMail(Buffer.from(lines.join('\r\n'))), numbers, signposts)
const token = { person }

describe('the keys of a mail', () => {
  it.each(['To', 'Cc', 'Delivered-To', 'X-Original-To'])('are found in %s', async (field) => {
    expect(await keysOf([`${field}: ${marks.replyAddress(ticket, person)}`, '', ''])).toEqual([
      { by: 'reply-address', ticket, token },
    ])
  })

  it('are told in the order of trust, each once', async () => {
    const reply = marks.replyAddress(ticket, person)
    const keys = await keysOf(
      [
        `To: ${marks.callAddress(ticket)}, ${reply}, ${reply}`,
        `Cc: ${marks.questionAddress('q17-1', person)}`,
        `In-Reply-To: ${marks.messageId('k', ticket)}`,
        `References: ${marks.threadRoot(ticket)} <other@x> ${marks.messageId('digest', null)}`,
        `Subject: Re: [rt.egi.example #2] ${marks.subjectTag(ticket)} Staged Rollout CA 1.38`,
        'Content-Type: multipart/mixed; boundary=x',
        '',
        '--x',
        '',
        'accept',
        `> ${marks.foot(ticket, person)}`,
        '--x',
        'Content-Type: application/msword; name="ea-NGI_PL-ICM-CA-1.38.doc"',
        '',
        'x',
        '--x--',
      ],
      [42],
    )
    expect(keys).toEqual([
      { by: 'reply-address', ticket, token },
      { by: 'reply-address', question: { id: 'q17-1', person } },
      { by: 'message-id', ticket },
      { by: 'foot', ticket, token },
      { by: 'number', ticket },
      { by: 'subject-tag', ticket },
      { by: 'tracker-tag', tracker: '2' },
      { by: 'title', releases: [release] },
      { by: 'report-name', releases: [release] },
      { by: 'call-address', ticket },
    ])
  })

  it('are read from a relay that rewrote the ids, and from HTML alone', async () => {
    const foot = marks.foot(ticket, person).replace('.', '.<wbr>')
    expect(
      await keysOf(['X-RT-Ticket: rt.egi.example #7', 'Content-Type: text/html', '', `<p>${foot}</p>`]),
    ).toEqual([
      { by: 'foot', ticket, token },
      { by: 'tracker-tag', tracker: '7' },
    ])
  })

  it('are none where every mark is forged', async () => {
    const other = createMarks({
      address: 'staged-rollout@egi.example',
      secrets: [new Uint8Array(32).fill(2)],
    })
    expect(
      await keysOf([
        `To: ${other.replyAddress(ticket, person)}`,
        `In-Reply-To: ${other.messageId('k', ticket)}`,
        '',
        other.foot(ticket, person),
      ]),
    ).toEqual([])
  })
})

describe('the choice of a ticket', () => {
  const named = (by: Candidate['by'], tickets: readonly number[], owner?: string): Candidate => ({
    by,
    tickets: tickets.map(asTicketId),
    ...(owner === undefined ? {} : { token: { person: asPersonId(owner) } }),
  })

  it.each<[string, Candidate[], unknown]>([
    ['nothing is named', [], { kind: 'none' }],
    ['what is named does not exist', [named('number', [])], { kind: 'none' }],
    ['one key names one', [named('subject-tag', [4])], { kind: 'ticket', ticket: 4, by: 'subject-tag' }],
    [
      'a later key brings the token',
      [named('message-id', [4]), named('foot', [4], 'p1')],
      { kind: 'ticket', ticket: 4, by: 'message-id', token: { person: 'p1' } },
    ],
    [
      'a weak key fits several, a strong one is among them',
      [named('reply-address', [4], 'p1'), named('title', [4, 5])],
      { kind: 'ticket', ticket: 4, by: 'reply-address', token: { person: 'p1' } },
    ],
    [
      'keys name different tickets',
      [named('reply-address', [4]), named('number', [5])],
      { kind: 'disagree', tickets: [4, 5] },
    ],
    [
      'a weak key excludes the strong one',
      [named('foot', [4]), named('title', [5, 6])],
      { kind: 'disagree', tickets: [4, 5, 6] },
    ],
    ['a title fits several', [named('title', [5, 6])], { kind: 'several', tickets: [5, 6] }],
    [
      'two weak keys meet in one',
      [named('title', [5, 6]), named('report-name', [6, 7])],
      { kind: 'ticket', ticket: 6, by: 'title' },
    ],
    [
      'two weak keys never meet',
      [named('title', [5]), named('report-name', [6, 7])],
      { kind: 'disagree', tickets: [5, 6, 7] },
    ],
  ])('where %s', (_, candidates, choice) => {
    expect(chooseTicket(candidates)).toEqual(choice)
  })

  it('is never a ticket that some key excludes', () => {
    const candidate = fc.record({
      by: fc.constantFrom('number', 'title', 'foot' as const),
      tickets: fc.uniqueArray(fc.integer({ min: 1, max: 4 }).map(asTicketId), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 4 }), (candidates) => {
        const choice = chooseTicket(candidates)
        if (choice.kind !== 'ticket') return
        for (const { tickets } of candidates)
          expect(tickets.length === 0 || tickets.includes(choice.ticket)).toBe(true)
      }),
    )
  })
})

describe('a mail answers us', () => {
  const answers = async (...lines: string[]) =>
    answersUs(await parseMail(Buffer.from(lines.join('\r\n'))), marks)

  it.each([
    ['sent to a signed address', [`To: ${marks.replyAddress(ticket, person)}`, '', '']],
    ['sent to a call’s address', [`To: ${marks.callAddress(ticket)}`, '', '']],
    ['in the thread of a letter', [`References: ${marks.threadRoot(ticket)}`, '', '']],
    ['in the thread of a digest', [`In-Reply-To: ${marks.messageId('digest', null)}`, '', '']],
    ['quoting our foot', ['', `> ${marks.foot(ticket, person)}`]],
  ])('when %s', async (_, lines) => {
    expect(await answers(...lines)).toBe(true)
  })

  it('not when it only names a ticket, or was sent to a forged address', async () => {
    expect(
      await answers(
        'To: staged-rollout@egi.example',
        `Subject: ${marks.subjectTag(ticket)}`,
        '',
        '#42 accept',
      ),
    ).toBe(false)
    expect(await answers('To: staged-rollout+42.aaaaaaaaaaaaaaaaaa@egi.example', '', '')).toBe(false)
  })
})
