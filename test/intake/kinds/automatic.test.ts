// Answers that programs give: by RFC 3834's field, by what single systems put in the head, and, last, by the subject's
// words in the languages of the federation; and the mails of people that look like them.

import { describe, expect, it } from 'vitest'
import { awayUntil } from '../../../src/intake/away.ts'
import { asInstant } from '../../../src/rollout/ids.ts'
import { kindIn, marks } from './around.ts'

const sent = asInstant('2026-11-22T10:00:00Z')
const from = (...lines: string[]) =>
  kindIn(
    'From: Ana <ana@lip.example>',
    'Content-Type: text/plain; charset=utf-8',
    ...lines,
    '',
    'I am away.',
    '',
  )

describe('an automatic answer', () => {
  it.each([
    ['RFC 3834', 'Auto-Submitted: auto-replied'],
    ['Sieve', 'Auto-Submitted: auto-replied (vacation)'],
    ['Zimbra', 'Auto-Submitted: auto-replied (zimbra; vacation)'],
    ['Gmail', 'X-Autoreply: yes'],
    ['an old autoresponder', 'X-Auto-Reply: 1'],
    ['cPanel', 'X-Autorespond: away'],
    ['Plesk', 'Delivered-To: Autoresponder'],
    ['vacation(1)', 'Precedence: auto_reply'],
    ['an Exchange rule of the writer’s own', 'X-MS-Exchange-Inbox-Rules-Loop: ana@lip.example'],
    ['Exchange, out of office', 'X-Auto-Response-Suppress: All'],
    ['an empty sender', 'Return-Path: <>'],
    ['FirstClass', 'X-FC-MachineGenerated: true'],
  ])('of %s is known by its head', async (_, line) => {
    expect((await from(line)).kind).toBe('auto-reply')
  })

  it.each([
    'Automatic reply: [staged-rollout #42] CA 1.38',
    'Out of Office: CA 1.38',
    'Abwesenheitsnotiz: CA 1.38',
    'Automatische Antwort: CA 1.38',
    'Réponse automatique : CA 1.38',
    'Absence du bureau : CA 1.38',
    'Risposta automatica: CA 1.38',
    'Fuori sede: CA 1.38',
    'Respuesta automática: CA 1.38',
    'Fuera de la oficina: CA',
    'Resposta automática: CA 1.38',
    'Automatisch antwoord: CA 1.38',
    'Afwezig: CA 1.38',
    'Automatiskt svar: CA 1.38',
    'Autosvar: CA 1.38',
    'Automatisk svar: CA 1.38',
    'Automaattinen vastaus: CA 1.38',
    'Automatyczna odpowiedź: CA 1.38',
    'Odpowiedź automatyczna: CA 1.38',
    'Automatická odpověď: CA 1.38',
    'Automatická odpoveď: CA 1.38',
    'Samodejni odgovor: CA 1.38',
    'Automatski odgovor: CA 1.38',
    'Automatikus válasz: CA 1.38',
    'Răspuns automat: CA 1.38',
    'Otomatik yanıt: CA 1.38',
    'Automatinis atsakymas: CA 1.38',
    'Automātiska atbilde: CA 1.38',
    'Automaatvastus: CA 1.38',
    'Αυτόματη απάντηση: CA 1.38',
    'Автоматический ответ: CA 1.38',
    'Автоматична відповідь: CA 1.38',
    'Автоматичен отговор: CA 1.38',
    '自动回复: CA 1.38',
    '自動応答: CA 1.38',
    '자동 회신: CA 1.38',
    'RE: [list] Automatic reply: CA 1.38',
    'AW: Abwesenheitsnotiz',
    'Ana Silva is out of the office.',
  ])('is known by its subject alone: %s', async (subject) => {
    const { kind } = await from(`Subject: ${subject}`)
    expect(kind).toBe('auto-reply')
  })

  it('counts read receipts, and gives no answer to a complaint', async () => {
    const report = (type: string) => from(`Content-Type: multipart/report; report-type=${type}; boundary=x`)
    expect(
      (
        await kindIn(
          'From: a@b.example',
          'Content-Type: multipart/report; report-type=disposition-notification; boundary=x',
          '',
          '--x--',
        )
      ).kind,
    ).toBe('auto-reply')
    expect(
      (
        await kindIn(
          'From: a@b.example',
          'Content-Type: multipart/report; report-type="feedback-report"; boundary=x',
          '',
          '--x--',
        )
      ).kind,
    ).toBe('bounce')
    expect((await report('none')).kind).toBe('person')
  })
})

describe('a person', () => {
  it.each([
    ['says it is none', ['Auto-Submitted: no']],
    ['asks Exchange for no absence notices', ['X-Auto-Response-Suppress: OOF']],
    ['asks it for no receipts either', ['X-Auto-Response-Suppress: DR, RN, NRN, OOF']],
    ['came by somebody else’s redirecting rule', ['X-MS-Exchange-Inbox-Rules-Loop: team@lip.example']],
    ['has a header that denies', ['X-Autoreply: no']],
    ['writes of an office', ['Subject: Re: office hours for the rollout']],
    ['writes of automation', ['Subject: Re: automatic tests of CA 1.38']],
    ['answers a call to vacation planning', ['Subject: Re: vacations in August']],
    ['answers our letter', [`Subject: Re: ${marks.subjectTag('42' as never)} CA 1.38`]],
  ])('whose mail %s is heard', async (_, lines) => {
    expect((await from(...lines)).kind).toBe('person')
  })
})

describe('the day somebody is back', () => {
  it.each([
    ['I am back on 2026-12-04.', '2026-12-04'],
    ['I am out from 23 November until 4 December 2026', '2026-12-04'],
    ['returning December 4th', '2026-12-04'],
    ['Ich bin vom 23.11. bis 04.12.2026 nicht im Haus', '2026-12-04'],
    ['bis einschließlich 4.12. abwesend', '2026-12-04'],
    ["Je serai absent jusqu'au 4 décembre 2026", '2026-12-04'],
    ["absent jusqu'au 1er janvier", '2027-01-01'],
    ['Estaré fuera hasta el 4 de diciembre de 2026', '2026-12-04'],
    ['Sarò assente fino al 4 dicembre', '2026-12-04'],
    ['Estou ausente até 4 de dezembro de 2026', '2026-12-04'],
    ['Ik ben afwezig tot en met 4 december', '2026-12-04'],
    ['Jag är borta till den 4 december', '2026-12-04'],
    ['Jeg er væk til 4. december', '2026-12-04'],
    ['Jeg er borte til og med 4. desember', '2026-12-04'],
    ['Olen poissa 4. joulukuuta asti', '2026-12-04'],
    ['Olen ära kuni 4. detsember', '2026-12-04'],
    ['Nebūsiu iki gruodžio 4 d.', '2026-12-04'],
    ['Nieobecny do 4 grudnia 2026', '2026-12-04'],
    ['Nejsem v kanceláři do 4. prosince 2026', '2026-12-04'],
    ['neprítomný do 4. decembra', '2026-12-04'],
    ['Odsoten do 4. decembra 2026', '2026-12-04'],
    ['odsutan do 4. prosinca 2026', '2026-12-04'],
    ['2026. december 4-ig házon kívül vagyok', '2026-12-04'],
    ['Lipsesc până pe 4 decembrie', '2026-12-04'],
    ['4 Aralık 2026 tarihine kadar', '2026-12-04'],
    ['Θα λείπω μέχρι τις 4 Δεκεμβρίου 2026', '2026-12-04'],
    ['Буду отсутствовать до 4 декабря 2026', '2026-12-04'],
    ['Мене не буде до 4 грудня', '2026-12-04'],
    ['Няма да съм в офиса до 4 декември', '2026-12-04'],
    ['12月4日まで不在です', '2026-12-04'],
    ['我将于2026年12月4日回来', '2026-12-04'],
    ['12월 4일까지', '2026-12-04'],
    ['on leave, back 25/12/2026', '2026-12-25'],
    ['bis Montag', '2026-11-23'],
    ["absent jusqu'à lundi", '2026-11-23'],
    ['Estou fora até segunda-feira', '2026-11-23'],
    // Nobody can tell.
    ['away 05/06/2026', undefined],
    // The fourth of November in Polish, of October in Croatian.
    ['4 listopada', undefined],
    ['the release 1.8.0-1 of 5.0.26', undefined],
    ['gone since 2026-01-01', undefined],
  ])('%s: %s', (words, until) => {
    expect(awayUntil(words, sent)).toBe(until)
  })

  it('is not taken from our own letter quoted below', async () => {
    const { away } = await kindIn(
      'From: ana@lip.example',
      'Auto-Submitted: auto-replied',
      'Date: Sun, 22 Nov 2026 10:00:00 +0000',
      '',
      'I am back on 2026-11-30.',
      '',
      '> Answer by 2026-12-24.',
    )
    expect(away?.until).toBe('2026-11-30')
  })

  it('is read from an answer written in HTML alone', async () => {
    const { away } = await kindIn(
      'From: ana@lip.example',
      'Auto-Submitted: auto-replied',
      'Date: Sun, 22 Nov 2026 10:00:00 +0000',
      'Content-Type: text/html',
      '',
      '<p>Back on <b>4 December</b></p>',
    )
    expect(away?.until).toBe('2026-12-04')
  })
})
