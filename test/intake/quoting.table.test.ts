// What mail programs put around what they quote, and what their encodings do to a line: a command on top acts, the
// quoted one is neither done nor offered, whatever the program and its language (SPEC §3.4; RFC 3676).

import { describe, expect, it } from 'vitest'
import type { Kind } from '../../src/intake/message.ts'
import { ownWords, readingText } from '../../src/intake/ownwords.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { readCommands } from '../../src/intake/topblock.ts'
import { createMarks } from '../../src/marks/marks.ts'

const marks = createMarks({ address: 'staged-rollout@egi.example', secrets: [new Uint8Array(32).fill(1)] })
const person: Kind = { kind: 'person', rule: '' }
const own = 'accept NGI_TEST-Own-Site'
const quoted = 'reject NGI_TEST-Quoted-Site'

const readMail = async (bytes: Buffer | string) => {
  const message = await parseMail(Buffer.from(bytes))
  const { commands, problems } = readCommands(readingText(message, person), {
    mode: 'direct',
    earlier: () => false,
    fromHtml: message.text.trim() === '',
  })
  return {
    acts: commands.map(({ line }) => line),
    offers: problems.map(({ line }) => line),
    words: ownWords(readingText(message, person), marks),
  }
}
const plain = (text: string) => readMail(`Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`)
const html = (text: string) => readMail(`Content-Type: text/html; charset=utf-8\r\n\r\n${text}`)

const heads = `
en | From: | Sent: | To: | Subject:
de | Von: | Gesendet: | An: | Betreff:
fr | De : | Envoyé : | À : | Objet :
es | De: | Enviado el: | Para: | Asunto:
pt | De: | Enviada em: | Para: | Assunto:
it | Da: | Inviato: | A: | Oggetto:
nl | Van: | Verzonden: | Aan: | Onderwerp:
pl | Od: | Wysłano: | Do: | Temat:
cs | Od: | Odesláno: | Komu: | Předmět:
sk | Od: | Odoslané: | Komu: | Predmet:
hu | Feladó: | Elküldve: | Címzett: | Tárgy:
ro | De la: | Trimis: | Către: | Subiect:
sv | Från: | Skickat: | Till: | Ämne:
da | Fra: | Sendt: | Til: | Emne:
fi | Lähettäjä: | Lähetetty: | Vastaanottaja: | Aihe:
et | Saatja: | Saadetud: | Adressaat: | Teema:
lv | No: | Nosūtīts: | Kam: | Tēma:
lt | Nuo: | Išsiųsta: | Kam: | Tema:
sl | Od: | Poslano: | Za: | Zadeva:
hr | Šalje: | Poslano: | Prima: | Predmet:
sr | Од: | Послато: | За: | Тема:
bg | От: | Изпратено: | До: | Относно:
ru | От: | Отправлено: | Кому: | Тема:
uk | Від: | Надіслано: | Кому: | Тема:
el | Από: | Στάλθηκε: | Προς: | Θέμα:
tr | Kimden: | Gönderildi: | Kime: | Konu:
zh | 发件人: | 发送时间: | 收件人: | 主题:
tw | 寄件者： | 寄件日期： | 收件者： | 主旨：
ja | 差出人: | 送信日時: | 宛先: | 件名:
ko | 보낸 사람: | 보낸 날짜: | 받는 사람: | 제목:
he | מאת: | נשלח: | אל: | נושא:
`
const rows = heads
  .trim()
  .split('\n')
  .map((row) => row.split(' | '))

describe('a header block', () => {
  it.each(rows)(
    'of Outlook in %s is known, with addresses and without, broken and bold',
    async (_, ...row) => {
      const [from = '', sent = '', to = '', subject = ''] = row
      const head = [
        `${from} Staged Rollout <staged-rollout@egi.example>`,
        `${sent} 23.11.2026 10:14`,
        `${to} LIP`,
        `${subject} Re: [staged-rollout #1] will LIP try it?`,
      ]
      const bare = [`${from} Staged Rollout`, `${sent} x`, `${to} LIP`, `${subject} y`]
      const long = [`${from} Staged Rollout`, '<staged-rollout@egi.example>', ...head.slice(1)]
      const bold = head.map((line) => line.replace(/^([^:：]+[:：])/, '*$1*'))
      const odd = [head[0] ?? '', quoted, ...head.slice(1)]
      for (const block of [head, bare, long, bold, odd]) {
        const found = await plain([own, '', 'We start on Monday.', '', ...block, '', quoted].join('\n'))
        expect(found).toEqual({ acts: [own], offers: [], words: `${own}\n\nWe start on Monday.` })
      }
    },
  )
})

describe('an attribution', () => {
  it.each([
    ['Gmail', 'On Mon, Nov 23, 2026 at 10:14 AM Staged Rollout <staged-rollout@egi.example> wrote:'],
    [
      'Gmail, wrapped',
      'On Mon, Nov 23, 2026 at 10:14 AM Staged Rollout <\nstaged-rollout@egi.example> wrote:',
    ],
    ['old Gmail', '2026-11-23 10:14 GMT+01:00 Staged Rollout <staged-rollout@egi.example>:'],
    [
      'Gmail, three lines',
      'Le lun. 23 nov. 2026 à 10:14, Staged Rollout for Everybody\n<staged-rollout@egi.example>\na écrit :',
    ],
    ['Apple', 'On 23. Nov 2026, at 10:14, Staged Rollout <staged-rollout@egi.example> wrote:'],
    ['Apple, German', 'Am 23.11.2026 um 10:14 schrieb Staged Rollout <staged-rollout@egi.example>:'],
    ['Thunderbird', 'On 23/11/2026 10:14, Staged Rollout wrote:'],
    ['Thunderbird, Polish', 'W dniu 23.11.2026 o 10:14, Staged Rollout pisze:'],
    ['Outlook on a telephone', 'Il 23 nov 2026, alle ore 10:14, Staged Rollout ha scritto:'],
    ['Yahoo', 'On Monday, 23 November 2026 at 10:14:00 CET, Staged Rollout <s@egi.example> wrote:'],
    ['Roundcube', 'W dniu 2026-11-23 10:14, Staged Rollout napisał(a):'],
    ['Zoho', '---- On Mon, 23 Nov 2026 10:14:36 +0100 Staged Rollout<s@egi.example> wrote ----'],
    ['mutt', '* Staged Rollout <staged-rollout@egi.example> [2026-11-23 10:14]:'],
    ['Hungarian', 'Staged Rollout <s@egi.example> ezt írta (időpont: 2026. nov. 23., H, 10:14):'],
    ['Russian', 'пн, 23 нояб. 2026 г. в 10:14, Staged Rollout <s@egi.example>:'],
    ['Korean', '2026년 11월 23일 (월) 오전 10:14, Staged Rollout <s@egi.example>님이 작성:'],
  ])('of %s is known, whether marks follow or not', async (_, intro) => {
    for (const mark of ['', '> ', '| ']) {
      const text = [own, '', intro, '', `${mark}Will you?`, `${mark}${quoted}`].join('\n')
      expect(await plain(text)).toEqual({ acts: [own], offers: [], words: own })
    }
  })
})

describe('a forwarded mail', () => {
  it.each([
    '---------- Forwarded message ---------',
    '-------- Weitergeleitete Nachricht --------',
    '-------- Message transféré --------',
    '-----Mensaje reenviado-----',
    '----- Přeposlaná zpráva -----',
    '============ Forwarded message ============',
    'Begin forwarded message:',
    'Anfang der weitergeleiteten Nachricht:',
    'Début du message réexpédié :',
    'Inizio messaggio inoltrato:',
    '开始转发的邮件：',
  ])('under “%s” is nobody’s word', async (line) => {
    expect(await plain([own, '', line, '', quoted].join('\n'))).toMatchObject({ acts: [own], offers: [] })
  })
})

describe('a telephone', () => {
  it.each([
    'Sent from my iPhone',
    'Sent from Outlook for Android<https://aka.ms/x>',
    'Get Outlook for iOS<https://aka.ms/x>',
    'Von meinem iPhone gesendet',
    'Gesendet mit der GMX Mail App',
    'Envoyé de mon iPhone',
    'Enviado desde mi iPhone',
    'Enviado do meu iPhone',
    'Inviato da iPhone',
    'Verzonden vanaf mijn iPad',
    'Wysłane z iPhone’a',
    'Odesláno z iPhonu',
    'Odoslané z iPhonu',
    'iPhone-ról küldve',
    'Trimis de pe iPhone',
    'Skickat från min iPhone',
    'Sendt fra min iPhone',
    'Lähetetty iPhonesta',
    'Poslano z mojega telefona',
    'Изпратено от моя телефон',
    'Отправлено с iPhone',
    'Надіслано з мого телефона',
    'Στάλθηκε από το κινητό μου',
    'iPhone’umdan gönderildi',
    '发自我的iPhone',
    '從我的 iPhone 傳送',
    'iPhoneから送信',
    '나의 iPhone에서 보냄',
  ])('signs “%s”: no words of its writer, and the end of what is offered', async (line) => {
    expect(await plain(['We talked about it.', '', line, '', quoted].join('\n'))).toEqual({
      acts: [],
      offers: [],
      words: 'We talked about it.',
    })
  })
  it('is not meant by a sentence', async () => {
    const words = 'Fine.\n\nSent from my desk, this is much easier to write than the last one was.'
    expect((await plain(words)).words).toBe(words)
  })
})

const letter = `<p>Will you?</p><p>${quoted}</p>`
const head = '<b>From:</b> S &lt;s@egi.example&gt;<br><b>Sent:</b> 23 November 2026 10:14<br><b>To:</b> x<br>'
describe('HTML', () => {
  it.each([
    [
      'Gmail',
      `<div class="gmail_quote"><div class="gmail_attr">On Mon, S wrote:<br></div><blockquote class="gmail_quote">${letter}</blockquote></div>`,
    ],
    ['Outlook on the web', `<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">${head}</div>${letter}`],
    ['Outlook, without a head', `<div id="appendonsend"></div>${letter}`],
    ['Outlook', `<div style="border-top:solid #E1E1E1 1.0pt"><p>${head}<b>Subject:</b> x</p></div>${letter}`],
    ['Outlook for telephones', `<div class="ms-outlook-mobile-reference-message">${letter}</div>`],
    [
      'Thunderbird',
      `<div class="moz-cite-prefix">Astelehena, S egilea:</div><blockquote type="cite">${letter}</blockquote>`,
    ],
    ['Thunderbird, forwarding', `<div class="moz-forward-container">${letter}</div>`],
    ['Yahoo', `<div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Mon, S wrote:</div>${letter}</div>`],
    ['Proton', `<div class="protonmail_quote">On Mon, S wrote:<br><blockquote>${letter}</blockquote></div>`],
    ['Roundcube', `<p id="reply-intro">On 2026-11-23 10:14, S wrote:</p><blockquote>${letter}</blockquote>`],
  ])('of %s has its quote left out', async (_, rest) => {
    expect(await html(`<div dir="ltr">${own}</div><br>${rest}`)).toEqual({
      acts: [own],
      offers: [],
      words: own,
    })
  })
  it('is read where there is no text, and not where there is', async () => {
    const both = ['Content-Type: multipart/alternative; boundary=x', '', '--x', '', own, '--x']
    const mail = [...both, 'Content-Type: text/html', '', `<p>${quoted}</p>`, '--x--', ''].join('\r\n')
    expect((await readMail(mail)).acts).toEqual([own])
  })
})

describe('flowed text (RFC 3676)', () => {
  const flowed = (text: string, delsp = '') =>
    readMail(
      `Content-Type: text/plain; charset=utf-8; format=flowed${delsp}\r\n\r\n${text.replace(/\n/g, '\r\n')}`,
    )
  const long = 'reject NGI_TEST-Own-Site, because the machines are being moved to another hall this week'
  it.each([
    ['a soft break', long.replace('moved to ', 'moved to \n'), ''],
    ['several', long.replaceAll(' m', ' \nm').replace(' this', ' \nthis'), ''],
    ['DelSp', long.replace('moved to ', 'moved to  \n'), '; delsp=yes'],
    ['DelSp inside a name', long.replace('Own-', 'Own- \n'), '; delsp=yes'],
    ['space-stuffing', ` ${long}`, ''],
  ])('is put together: %s', async (_, text, delsp) => {
    expect((await flowed(`${text}\n`, delsp)).acts).toEqual([long])
  })
  it('never joins lines of different depth, nor a signature', async () => {
    expect(await flowed(`> will you say \n>> ${quoted} \n${own}\n`)).toMatchObject({ acts: [] })
    expect((await flowed(`> will you say \n> ${quoted} \n\n${own}\n`)).acts).toEqual([own])
    expect((await flowed(`${own}\n-- \n${quoted}\n`)).acts).toEqual([own])
    expect(await flowed(`Well, \n${own}\n`)).toMatchObject({ acts: [], offers: [] })
  })
})

describe('an encoding', () => {
  const encoded = (encoding: string, body: string) =>
    readMail(
      `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`,
    )
  it('may break a command where it likes', async () => {
    expect(
      (await encoded('quoted-printable', own.replace('NGI', '=\r\nNGI').replace('Own', 'O=77n'))).acts,
    ).toEqual([own])
    expect(
      (
        await encoded(
          'base64',
          Buffer.from(`${own}\n\n> ${quoted}`)
            .toString('base64')
            .replace(/(.{20})/g, '$1\r\n'),
        )
      ).acts,
    ).toEqual([own])
  })
  it('makes no line of a bare carriage return that a quote carried along', async () => {
    const text = `> will you?\r\r${own}\r\n`
    expect(await encoded('base64', Buffer.from(text).toString('base64'))).toMatchObject({ acts: [] })
  })
})
