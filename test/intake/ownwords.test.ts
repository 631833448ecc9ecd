import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Kind } from '../../src/intake/message.ts'
import { ownWords, readingText } from '../../src/intake/ownwords.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { createMarks } from '../../src/marks/marks.ts'
import { asPersonId, asTicketId } from '../../src/rollout/ids.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const marks = createMarks({ address: 'staged-rollout@egi.example', secrets: [new Uint8Array(32).fill(1)] })
const foot = marks.foot(asTicketId(42), asPersonId('p17'))
const person: Kind = { kind: 'person', rule: '' }
const author = { address: 'luca@infn.example', name: '' }
const relayed: Kind = { ...person, relayed: { by: 'tracker', author } }
const letter = ['Will LIP try it?', '', '  reject NGI_TEST-Quoted', '', '-- ', foot]

const mail = (type: string, body: string) =>
  parseMail(Buffer.from(`Content-Type: ${type}; charset=utf-8\r\n\r\n${body}`))
const own = async (body: string, kind = person) =>
  ownWords(readingText(await mail('text/plain', body), kind), marks)
const html = async (body: string) => ownWords(readingText(await mail('text/html', body), person), marks)

describe('own words', () => {
  it.each([
    'On Mon, 22 Nov 2026 at 10:14, Staged Rollout <staged-rollout@egi.example> wrote:',
    'Am 22.11.2026 um 10:14 schrieb Staged Rollout <staged-rollout@egi.example>:',
    'Le 22/11/2026 à 10:14, Staged Rollout <staged-rollout@egi.example> a écrit :',
    'El 22/11/2026 a las 10:14, Staged Rollout <staged-rollout@egi.example> escribió:',
    'Il giorno 22 nov 2026 alle 10:14 <staged-rollout@egi.example> ha scritto:',
    'Em 22/11/2026 10:14, Staged Rollout <staged-rollout@egi.example> escreveu:',
    'Op 22-11-2026 om 10:14 schreef Staged Rollout <staged-rollout@egi.example>:',
    'W dniu 22.11.2026 o 10:14, Staged Rollout <staged-rollout@egi.example> pisze:',
    'Dne 22.11.2026 v 10:14 Staged Rollout <staged-rollout@egi.example> napsal(a):',
    'Dňa 22.11.2026 o 10:14 Staged Rollout <staged-rollout@egi.example> napísal(a):',
    '2026.11.22. 10:14 keltezéssel, Staged Rollout <staged-rollout@egi.example> írta:',
    'În dum., 22 nov. 2026 la 10:14, Staged Rollout <staged-rollout@egi.example> a scris:',
    'На 22.11.2026 г. в 10:14, Staged Rollout <staged-rollout@egi.example> написа:',
    '22.11.2026 10:14, Staged Rollout <staged-rollout@egi.example> пишет:',
    'Στις 22/11/2026 10:14, ο/η Staged Rollout <staged-rollout@egi.example> έγραψε:',
    '22 Kas 2026 10:14 tarihinde Staged Rollout <staged-rollout@egi.example> yazdı:',
    'Den 22.11.2026 10:14, skrev Staged Rollout <staged-rollout@egi.example>:',
    'su 22. marrask. 2026 klo 10.14 Staged Rollout <staged-rollout@egi.example> kirjoitti:',
    '2026/11/22 10:14、Staged Rollout <staged-rollout@egi.example>のメール：',
    '在 2026年11月22日 10:14,Staged Rollout <staged-rollout@egi.example> 写道：',
  ])('end at the attribution “%s”, with quote signs or without', async (line) => {
    const half = line.lastIndexOf(' <')
    const broken = `${line.slice(0, half)}\n${line.slice(half + 1)}`
    for (const intro of half > 0 ? [line, broken] : [line])
      for (const quoted of [letter, letter.map((text) => `> ${text}`)]) {
        expect(await own(['we will do it', '', intro, '', ...quoted].join('\n'))).toBe('we will do it')
      }
  })

  it.each([
    [['From: Staged Rollout <a@b.example>', 'Sent: Sunday, 22 November 2026 10:14', 'To: LIP', 'Subject: x']],
    [
      [
        'Von: Staged Rollout <a@b.example>',
        'Gesendet: Sonntag, 22. November 2026 10:14',
        'An: LIP',
        'Betreff: x',
      ],
    ],
    [
      [
        'De : Staged Rollout <a@b.example>',
        'Envoyé : dimanche 22 novembre 2026 10:14',
        'À : LIP',
        'Objet : x',
      ],
    ],
    [['*Od:* Staged Rollout', '*Wysłano:* niedziela, 22 listopada 2026', '*Do:* a@b.example', '*Temat:* x']],
    [['差出人: Staged Rollout <a@b.example>', '送信日時: 2026年11月22日 10:14', '宛先: LIP', '件名: x']],
    [
      [
        '________________________________',
        'Fra: Staged Rollout <a@b.example>',
        'Sendt: 22. november 2026 10:14',
        'Til: x',
      ],
    ],
    [['-----Ursprüngliche Nachricht-----', 'whatever']],
  ])('end at the header block %j', async (block) => {
    expect(await own(['we will do it', '', ...block, '', ...letter.slice(0, 3)].join('\n'))).toBe(
      'we will do it',
    )
  })

  it('are kept between quoted lines and below them', async () => {
    expect(
      await own(
        ['> Will LIP try it?', 'yes, from Monday', '> by when?', 'friday', `> ${foot}`, 'Ana'].join('\n'),
      ),
    ).toBe('yes, from Monday\nfriday\nAna')
  })

  it('end at our foot where a letter is quoted without a sign', async () => {
    expect(await own(['we will do it', '', foot, 'something below'].join('\n'))).toBe('we will do it')
  })

  it('keep a table of dates without addresses, and a sentence that ends in a colon', async () => {
    const words =
      'Site: LIP\nStart: 2026-11-23 10:00\nEnd: 2026-11-24 10:00\n\nWe start on 2026-11-23 at 10:00 with:\nnothing'
    expect(await own(words)).toBe(words)
  })

  it('leave out signature and list footer', async () => {
    expect(await own('fine\n\n-- \nAna\nLIP')).toBe('fine')
    expect(
      await own(`fine\n\n${'_'.repeat(47)}\nEarly mailing list -- e@l.example\nTo unsubscribe send …`),
    ).toBe('fine')
  })

  it('of a relayed mail start after the tracker’s preamble, of another mail they keep such a line', async () => {
    for (const preamble of [
      'Ticket URL: http://rt.example/Ticket/Display.html?id=2',
      'Ticket <URL: http://rt.example/Ticket/Display.html?id=2 >',
      '<URL: http://rt.example/Ticket/Display.html?id=2 >',
      'Ticket URL: \nhttp://rt.example/Ticket/Display.html?id=2',
    ])
      expect(await own(`${preamble}\n\n\naccept NGI_IT-INFN-CNAF\n`, relayed)).toBe('accept NGI_IT-INFN-CNAF')
    expect(await own('Ticket URL: http://x.example/\n\naccept', person)).toMatch(/^Ticket URL/)
  })

  it('are read from HTML where there is no text, without what a mail program marked as quoted', async () => {
    expect(
      await html(
        '<style>p{}</style><p>accept&nbsp;<a href="http://egee.srce.hr/">egee.srce.hr</a></p><p>thanks</p>' +
          `<div>Am 22.11.2026 um 10:14 schrieb A &lt;a@b.example&gt;:</div><blockquote>reject ${foot}</blockquote>`,
      ),
    ).toBe('accept\u00a0egee.srce.hr\nthanks')
  })

  it('are nothing where there are none', async () => {
    expect(await own('')).toBe('')
    expect(await own(letter.map((line) => `> ${line}`).join('\n'))).toBe('')
  })

  it.each([
    ['Op schreef\n', 1500],
    ['Op a\n', 3200],
    ['abc. a skrev\n', 1300],
    ['0000from<', 1800],
    ['在a\n', 5000],
    ['a: b@c.d 10:10\n', 1100],
    ['From: x\n', 2000],
    ['a <b@c.d> x y z ', 1000],
  ])('cost bounded time on %j', async (piece, times) => {
    const read = await mail('text/plain', piece.repeat(times))
    const started = performance.now()
    ownWords(readingText(read, person), marks)
    expect(performance.now() - started).toBeLessThan(4000)
  })
})

describe('the text that the grammar reads', () => {
  it('keeps quotes and no-break spaces, and loses only what stands above the words', async () => {
    const body = 'accept\u00a0LIP\n\n> reject LIP'
    expect(readingText(await mail('text/plain', `\n\n${body}\n`), person)).toBe(body)
  })

  it.each([
    '[EXTERNAL]',
    'EXTERNAL EMAIL',
    '*** EXT Sender ***',
    'CAUTION: This email originated from outside the organization, an external sender.\nDo not click links.',
    'Achtung: Diese E-Mail kommt von einem externen Absender.',
    'Attention : ce message provient d\u2019un expéditeur externe.',
    'Atención: este correo viene de un remitente externo.',
    'Uwaga! Wiadomość z zewnętrznego serwera.',
    "You don't often get email from ana@lip.example. Learn why this is important",
  ])('starts below the banner %j', async (banner) => {
    expect(readingText(await mail('text/plain', `${banner}\n\naccept LIP`), person)).toBe('accept LIP')
  })

  it('starts below a banner that the operator named, and never loses a command to one', async () => {
    const read = await mail('text/plain', 'Pozor, zunaj!\n\naccept LIP')
    expect(readingText(read, person)).toMatch(/^Pozor/)
    expect(readingText(read, person, ['Pozor'])).toBe('accept LIP')
    expect(readingText(await mail('text/plain', 'accept LIP\n[EXTERNAL]'), person)).toBe(
      'accept LIP\n[EXTERNAL]',
    )
  })
})

describe.skipIf(!sharedIsThere)('trimming on collections', () => {
  const items = async (name: string) => {
    const root = shared(`corpora/${name}`)
    const index = JSON.parse(await readFile(resolve(root, 'index.json'), 'utf8')) as {
      items: { path: string; kind?: string; expected: string | { commands: string[]; must_not: string[] } }[]
    }
    return Promise.all(
      index.items.map(async (item) => ({ ...item, bytes: await readFile(resolve(root, item.path)) })),
    )
  }

  it('leaks a quoted command in few shapes, and keeps the own one in nearly all', async () => {
    const leaks: string[] = []
    const lost: string[] = []
    for (const { path, expected, bytes } of await items('quote-leak')) {
      if (typeof expected === 'string') continue
      const words = await own(bytes.toString())
      if (expected.must_not.some((line) => words.includes(line))) leaks.push(path)
      if (!expected.commands.every((line) => words.includes(line))) lost.push(path)
    }
    expect(leaks.length, leaks.join(' ')).toBeLessThanOrEqual(5)
    expect(lost.length, lost.join(' ')).toBeLessThanOrEqual(6)
  })

  it('gives what the authors of other trimmers expect in three of four mails', async () => {
    const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
    const texts = (await items('reply-trim')).filter(({ expected }) => typeof expected === 'string')
    let right = 0
    for (const { path, kind, expected, bytes } of texts) {
      const isText = kind === 'text' || path.endsWith('.txt')
      const words = isText
        ? await own(bytes.toString())
        : ownWords(readingText(await parseMail(bytes), person), marks)
      if (plain(words) === (typeof expected === 'string' ? plain(expected) : null)) right += 1
    }
    expect(texts.length).toBeGreaterThan(60)
    expect(right / texts.length).toBeGreaterThan(0.75)
  })
})
