import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { isForward } from '../../src/intake/forwarded.ts'
import { answersUs, chooseForwarded, chooseTicket, threadKeys } from '../../src/intake/thread.ts'
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

  it.each([
    ['as it is', (to: string) => to],
    ['in brackets, with a name', (to: string) => `"Staged Rollout" <${to}>`],
    ['in capitals', (to: string) => to.toUpperCase()],
    ['with its plus encoded', (to: string) => to.replace('+', '%2B')],
    ['encoded in small letters', (to: string) => `<${to.replace('+', '%2b')}>`],
    ['encoded twice', (to: string) => to.replace('+', '%252B')],
    ['as an entity', (to: string) => to.replace('+', '&#43;')],
    ['in quoted-printable', (to: string) => to.replace('+', '=2B')],
    ['with a blank for the plus', (to: string) => to.replace('+', ' ')],
    ['with a blank, in brackets, among others', (to: string) => `a@b.example, "S" <${to.replace('+', ' ')}>`],
    ['with a blank and the plus', (to: string) => to.replace('+', ' +')],
    ['with an encoded blank', (to: string) => to.replace('+', '%20')],
    ['full width', (to: string) => to.replace('+', '\uff0b')],
    ['escaped', (to: string) => to.replace('+', '\\+')],
    ['quoted', (to: string) => `"${to.replace('@', '"@')}`],
    ['quoted with a blank', (to: string) => `"${to.replace('+', ' ').replace('@', '"@')}`],
    ['in apostrophes', (to: string) => `'${to}'`],
    ['as a link', (to: string) => `<mailto:${to}>`],
    ['with a final dot', (to: string) => `${to}.`],
    ['in a group', (to: string) => `undisclosed: ${to};`],
  ])('are found in an address %s', async (_, written) => {
    expect(await keysOf([`To: ${written(marks.replyAddress(ticket, person))}`, '', ''])).toEqual([
      { by: 'reply-address', ticket, token },
    ])
  })

  it('are no part of a longer address', async () => {
    expect(await keysOf([`To: x${marks.replyAddress(ticket, person)}`, '', ''])).toEqual([])
    expect(await keysOf([`To: ${marks.replyAddress(ticket, person)}.evil.example`, '', ''])).toEqual([])
  })

  it.each([
    ['a comment', (id: string) => `(Message from "S. R." <a@b.example> of "Fri, 20 Nov 2026") ${id}`],
    ['words', (id: string) => `Your message of Friday ${id}`],
    ['several ids', (id: string) => `<x@y.example> ${id} <z@y.example>`],
    ['ids without blanks between', (id: string) => `<x@y.example>${id}`],
    ['no brackets', (id: string) => id.slice(1, -1)],
    ['capitals', (id: string) => id.toUpperCase()],
    ['junk', (id: string) => `=?utf-8?q?nonsense?= "${id}", ;;`],
    ['a fold', (id: string) => `<x@y.example>\r\n\t${id}`],
  ])('are found in an In-Reply-To and in References with %s', async (_, written) => {
    for (const field of ['In-Reply-To', 'References'])
      expect(await keysOf([`${field}: ${written(marks.messageId('k', ticket))}`, '', ''])).toEqual([
        { by: 'message-id', ticket },
      ])
  })

  it('are others where a relay put a Message-ID of its own in place of ours', async () => {
    for (const id of [
      '<0102018f-000000@eu-west-1.amazonses.com>',
      '<DB7PR04MB4@DB7PR04MB4.eurprd04.prod.outlook.com>',
    ])
      expect(
        await keysOf([
          `In-Reply-To: ${id}`,
          `References: ${id}`,
          `Subject: RE: ${marks.subjectTag(ticket)} will you?`,
          '',
          'accept',
          `> ${marks.foot(ticket, person)}`,
        ]),
      ).toEqual([
        { by: 'foot', ticket, token },
        { by: 'subject-tag', ticket },
      ])
  })

  it.each([
    'Re: TAG x',
    'AW: TAG x',
    'SV: Re: TAG x',
    'RE[2]: TAG x',
    'Antw: Re: TAG x',
    'Odp: TAG x',
    '回复: TAG x',
    '回复：TAG x',
    'Re: [EXTERNAL] TAG x',
    '[early-adopters] Re: TAG x',
    'x TAG',
    'Re: [rt.egi.example #2] x TAG',
    'TAG Re: x',
    '=?utf-8?Q?R=C3=A9=3A?= TAG x',
  ])('are found in the subject “%s”', async (subject) => {
    const tags = await keysOf([`Subject: ${subject.replace('TAG', marks.subjectTag(ticket))}`, '', ''])
    expect(tags[0]).toEqual({ by: 'subject-tag', ticket })
    const theirs = await keysOf([`Subject: ${subject.replace('TAG', '[rt.egi.example #7]')}`, '', ''])
    expect(theirs).toContainEqual({ by: 'tracker-tag', tracker: '7' })
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

describe('a forward', () => {
  const seen = async (subject: string, ...lines: string[]) =>
    isForward(await parseMail(Buffer.from([`Subject: ${subject}`, ...lines, ''].join('\r\n'))))
  const attached = [
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    '',
    'look',
    '--x',
    'Content-Type: message/rfc822',
    '',
    'Subject: y',
    '',
    'z',
    '--x--',
  ]
  const northern = ['', 'see below', '', 'Fra: A <a@b.example>']

  it.each([
    'FW: x',
    'Fwd: x',
    'FWD[2]: x',
    'WG: x',
    'TR: x',
    'TR : x',
    'I: x',
    'RV: x',
    'ENC: x',
    'Doorst: x',

    'VB: x',
    'VL: x',
    'PD: x',
    'Továbbítás: x',
    'İLT: x',
    'Πρθ: x',
    'Переслано: x',
    '转发: x',
    '转发：x',
    '轉寄: x',
    '転送: x',

    '전달: x',
    'Fwd: Re: x',
    '[early-adopters] Fwd: x',
    '[EXTERNAL] WG: AW: x',
    'EXT: FW: x',
    '【外部】转发：x',
    '=?utf-8?Q?=E8=BD=AC=E5=8F=91=3A_x?=',
    'fw:x',
    '  FW: x',
  ])('is known by “%s”', async (subject) => {
    expect(await seen(subject, '', 'look')).toBe(true)
  })
  it.each([
    'x',
    'Re: x',
    'Re: FW: x',
    'AW: WG: x',
    'SV: VB: x',
    'Antw: Doorst: x',
    'R: I: x',
    'RE: Fwd: Re: x',
    '回复: 转发: x',
    'Forwarding the ticket: x',
    'I think: x',
    'Note: x',
    'VS: x',
    '[FW: x] y',
    '',
  ])('is not “%s”', async (subject) => {
    expect(await seen(subject, '', 'look')).toBe(false)
  })
  it('is a mail with another attached, but not an answer with one', async () => {
    expect(await seen('x', ...attached)).toBe(true)
    expect(await seen('Re: x', ...attached)).toBe(false)
  })
  it('begins with VS in the north, where Finns begin an answer so', async () => {
    expect(await seen('VS: x', ...northern)).toBe(true)
    expect(await seen('VS: x', '', 'ok', '', 'Lähettäjä: A <a@b.example>')).toBe(false)
  })

  const named = (by: Candidate['by'], ...tickets: readonly number[]): Candidate => ({
    by,
    tickets: tickets.map(asTicketId),
  })
  it.each<[string, Candidate[], unknown]>([
    ['nothing', [], { kind: 'none' }],
    [
      'what it inherited: asked',
      [named('message-id', 4), named('subject-tag', 4)],
      { kind: 'several', tickets: [4] },
    ],
    [
      'a foot that came along',
      [{ ...named('foot', 4), token: { person } }],
      { kind: 'several', tickets: [4] },
    ],
    [
      'a number of its writer',
      [named('message-id', 4), named('number', 5)],
      { kind: 'ticket', ticket: 5, by: 'number' },
    ],
    [
      'the address it is sent to',
      [named('reply-address', 4), named('title', 4)],
      { kind: 'ticket', ticket: 4, by: 'reply-address' },
    ],
    [
      'a report with its name',
      [named('title', 4), named('report-name', 4)],
      { kind: 'ticket', ticket: 4, by: 'report-name' },
    ],
    [
      'two of its writer that differ',
      [named('reply-address', 4), named('number', 5)],
      { kind: 'disagree', tickets: [4, 5] },
    ],
  ])('chooses by %s', (_, candidates, choice) => {
    expect(chooseForwarded(candidates)).toEqual(choice)
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

  it('not when it passes on one of our letters, except to a signed address', async () => {
    const passedOn = ['Subject: WG: x', `References: ${marks.threadRoot(ticket)}`]
    expect(await answers(...passedOn, '', `> ${marks.foot(ticket, person)}`)).toBe(false)
    expect(await answers(...passedOn, `To: ${marks.replyAddress(ticket, person)}`, '', '')).toBe(true)
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
