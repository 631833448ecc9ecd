// What is known of a reply without asking email-reply-parser is what it would have said: over the words its patterns
// look for, put together by chance, and over all collected mail.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readingText } from '../../src/intake/ownwords.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { trimmedByLibrary, trimmedReply } from '../../src/intake/replytrim.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const quotes = [
  'On Fri, 20 Nov Ana <a@b.c> wrote:',
  '- On x y\nwrote: -',
  'Le 20 nov. Ana <a@b.c> a\nécrit :',
  'El 20 nov. Ana <a@b.c>\nescribió:',
  'Il giorno 20 Ana ha scritto:',
  'In data 20 nov. Ana ha scritto:',
  'Em 20 de nov. Ana\nescreveu:',
  'Am 20. Nov \n\nschrieb Ana <a@b.c>:',
  'Am 20.11 um 10 \nschrieb Ana:',
  'Ana <a@b.c> schrieb:',
  'Op vr 20 nov.\nschreef Ana:',
  'W dniu 20 Ana pisze:',
  'Dnia 20 Ana napisał(a):',
  'Den 20 nov \nskrev Ana:',
  'fre. 20\nAna skrev Bo:',
  'pe 20. marras Ana\nkirjoitti:',
  'ср, 20 нояб. 2026\n г. в 10:14, Ana <a@b.c>:',
  '在 2026\nAna 写道：',
  '2026. 11. 20 Ana 작성:',
  '2026/11/20 Anaのメッセージ:',
  'Ana on Fri at 10 wrote:',
  'From : Ana\n <a@b.c>',
  ' Von: Ana <a@b.c>',
  'De: Ana <a@b.c>',
  'Van: Ana [a@b.c]',
  'Da: Ana <a@b.c>',
  '2026-11-20 10:14 GMT\nAna <a@b.c>:',
  '20.11.2026 10:14 "Ana" <a@b.c> :',
  '10:14, 20 nov 2026 "Ana" <a@b.c>  :',
  'x 2026 y from Ana <a@b.c>:',
  '--- Original Message ---',
  '-prindelig besked-',
  "--Message D'ORIGINE --",
  '- Ursprüngliche Nachricht',
  '> said before',
]
const signatures = [
  '--',
  '-- ',
  '  ----',
  '____',
  ' __',
  '+++',
  '==',
  '________________________________',
  'Sent from my telephone',
  'Get Outlook for iOS',
  'CHEERS,',
  'best wishes!',
  'Best Regards,  ',
  'kind and regards！',
  'Von meinem Telefon gesendet',
  'Gesendet von Mail für Windows',
  'Sendt fra min telefon',
  'Envoyé depuis mon mobile',
  'Envoyé de mon iPhone',
  'Envoyé à partir de Yahoo',
  'Télécharger Outlook pour iOS',
  'Bien à vous,',
  'Très cordialement,',
  'Bonne journée!',
  'bonne soirée',
  'Enviado desde mi móvil',
  'Verzonden vanaf mijn iPad',
  'Verstuurd vanaf mijn iPad',
]
const plain = [
  'accept NGI-Site',
  '',
  '',
  ' ',
  'We have two nodes.  ',
  '\ttab\t',
  'a ~',
  '~~',
  '日本',
  'é\u00a0',
]

const told = (piece: fc.Arbitrary<string>, least: number) =>
  fc.array(piece, { minLength: least, maxLength: 9 }).map((lines) => lines.join('\n'))
const sample = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...plain) },
  { weight: 2, arbitrary: fc.constantFrom(...signatures) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'grapheme' }) },
)

describe('a reply without quotes and signatures', () => {
  it('is what the library leaves of it', () => {
    fc.assert(
      fc.property(
        told(sample, 0),
        fc.option(fc.constantFrom(...quotes), { freq: 4 }),
        told(sample, 0),
        (above, quote, below) => {
          for (const text of [
            `\n${above}\n${below}`,
            `${above}\r\n${below}`,
            above,
            `\n${above}\n${quote}\n${below}`,
          ])
            expect(trimmedReply(text)).toBe(trimmedByLibrary(text))
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('has the library’s word on each of its patterns', () => {
    const text = (line: string) => `\nwe will do it\n\n${line}\n\nwhat was said before\n`
    const all = [...quotes, ...signatures].map(text)
    for (const one of all) expect(trimmedReply(one)).toBe(trimmedByLibrary(one))
    // Else the samples would be none.
    const taken = all.filter((one) => !trimmedByLibrary(one).includes('before'))
    expect(taken.length).toBeGreaterThan(all.length - 8)
  })
})

const filesBelow = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))

describe.skipIf(!sharedIsThere)('collected mail without quotes and signatures', () => {
  it('is what the library leaves of it', { timeout: 120_000 }, async () => {
    let seen = 0
    for (const file of filesBelow(shared('corpora'), /\.(?:eml|txt)$/)) {
      const bytes = readFileSync(file)
      const message = await parseMail(bytes)
      const text = file.endsWith('.txt')
        ? bytes.toString()
        : readingText(message, { kind: 'person', rule: '' })
      // As much as own words hold, and what the library can read in time.
      if (text.length > 16_384 || text.split('\n').some((line) => line.length > 400)) continue
      for (const read of [
        text,
        `\n${text.replace(/^[>|].*\n/gm, '')}`,
        text.replace(/wrote|schrieb|:/g, ''),
      ]) {
        expect(trimmedReply(read), file).toBe(trimmedByLibrary(read))
        seen += 1
      }
    }
    expect(seen).toBeGreaterThan(1000)
  })
})
