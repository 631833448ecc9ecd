// Filled reports, and the answers that must be read out of them: our own template in both formats, in any order and
// language, as tables, as lines, with our hints left standing. And the words of a verdict.

import { describe, expect, it } from 'vitest'
import { answersIn, unreadIn, verdictIn } from '../../src/reports/answers.ts'
import type { ReadBlock } from '../../src/reports/blocks.ts'
import { questionIds, type Fields, type QuestionId } from '../../src/reports/document.ts'
import { docx } from '../../src/reports/docx.ts'
import { questionCalled } from '../../src/reports/headings.ts'
import { odt } from '../../src/reports/odt.ts'
import { runs, type Block } from '../../src/reports/pages.ts'
import { questions } from '../../src/reports/questions.ts'
import { read } from '../../src/reports/read.ts'

const heading = (text: string): ReadBlock => ({ kind: 'paragraph', text, heading: true })
const line = (text: string): ReadBlock => ({ kind: 'paragraph', text, heading: false })
const row = (...cells: readonly string[]): ReadBlock => ({ kind: 'row', cells })
const hintOf = (id: QuestionId) => questions.find((one) => one.id === id)?.hint ?? ''

describe('answers', () => {
  it.each<readonly [what: string, blocks: readonly ReadBlock[], fields: Fields]>([
    ['below headings', [heading('Tests'), line('Ran 3.'), line('All well.')], { tests: 'Ran 3.\nAll well.' }],
    ['below numbered headings', [heading('6. Tests:'), line('x')], { tests: 'x' }],
    [
      'below headings that explain themselves',
      [heading('Tests (what did you try?)'), line('x')],
      { tests: 'x' },
    ],
    ['below headings that are none but by their words', [line('Tests'), line('x')], { tests: 'x' }],
    [
      'in another order',
      [heading('Verdict'), line('ACCEPT'), heading('Tests'), line('x')],
      { verdict: 'ACCEPT', tests: 'x' },
    ],
    [
      'as lines with labels',
      [line('Tests: x'), line('Verdict: REJECT'), line('because of y')],
      { tests: 'x', verdict: 'REJECT\nbecause of y' },
    ],
    [
      'as rows with labels',
      [row('Tests', 'x'), row('Verdict', 'ACCEPT', '')],
      { tests: 'x', verdict: 'ACCEPT' },
    ],
    [
      'as numbered rows',
      [row('1', 'Tests', 'x'), row('2', 'Time spent', '2 h')],
      { tests: 'x', time: '2 h' },
    ],
    ['in the row below', [row('Tests'), row('x')], { tests: 'x' }],
    [
      'as a table below a heading',
      [heading('Tests'), row('a', 'passed'), row('b', 'failed')],
      { tests: 'a\tpassed\nb\tfailed' },
    ],
    ['with the hint left above', [heading('Tests'), line(hintOf('tests')), line('x')], { tests: 'x' }],
    ['behind the hint in its line', [heading('Tests'), line(`${hintOf('tests')} x`)], { tests: 'x' }],
    ['not where only the hint stands', [heading('Tests'), line(hintOf('tests')), line('')], {}],
    [
      'not below a heading of somebody’s own',
      [heading('Tests'), line('x'), heading('Greetings'), line('y')],
      { tests: 'x' },
    ],
    [
      'that are a question’s name',
      [heading('Installed or upgraded from'), line('upgrade')],
      { installed: 'upgrade' },
    ],
    ['in a line below their heading', [line('Tests\nx\ny')], { tests: 'x\ny' }],
    [
      'said in two places',
      [heading('Tests'), line('x'), heading('Verdict'), line('y'), heading('Tests'), line('z')],
      { tests: 'x\nz', verdict: 'y' },
    ],
    ['not in prose about them', [line('We ran the tests and our verdict is clear.')], {}],
    [
      'cut where somebody writes a book',
      [heading('Tests'), line('x'.repeat(9000))],
      { tests: 'x'.repeat(8000) },
    ],
  ])('are read %s', (_what, blocks, fields) => {
    expect(answersIn(blocks)).toEqual(fields)
  })

  it('that are missing are named, in the order of the questions', () => {
    const fields = answersIn([heading('Verdict'), line('ACCEPT'), heading('Tests'), line('x')])
    expect(unreadIn(fields)).toEqual(questionIds.filter((id) => id !== 'verdict' && id !== 'tests'))
  })
})

describe('a question is known', () => {
  const ids: readonly QuestionId[] = [
    'node',
    'installed',
    'documentation',
    'configuration',
    'tests',
    'problems',
    'workarounds',
    'verdict',
    'time',
  ]
  it.each([
    [
      'German',
      'Standort und Rechner|Installiert oder aktualisiert von|Dokumentation|Konfiguration|Durchgeführte Tests|Gefundene Probleme|Umgehungen|Fazit|Zeitaufwand',
    ],
    [
      'French',
      'Site et nœud|Installé ou mis à jour depuis|Documentation|Configuration|Tests effectués|Problèmes rencontrés|Contournements|Avis|Temps passé',
    ],
    [
      'Spanish',
      'Sitio y nodo|Instalado o actualizado desde|Documentación|Configuración|Pruebas realizadas|Problemas encontrados|Soluciones alternativas|Veredicto|Tiempo empleado',
    ],
    [
      'Italian',
      'Sito e nodo|Installato o aggiornato da|Documentazione|Configurazione|Test eseguiti|Problemi riscontrati|Soluzioni alternative|Verdetto|Tempo impiegato',
    ],
  ])('in %s', (_language, headings) => {
    expect(headings.split('|').map(questionCalled)).toEqual(ids)
    expect(headings.split('|').map((one, at) => questionCalled(`${at + 1}.2 ${one.toUpperCase()}:`))).toEqual(
      ids,
    )
  })
})

describe('the verdict', () => {
  it.each<readonly [said: string, verdict: 'accept' | 'reject' | null]>([
    ['ACCEPT', 'accept'],
    ['accepted', 'accept'],
    ['Accept.', 'accept'],
    ['We accept this release', 'accept'],
    ['Our verdict is: accept', 'accept'],
    ['ACCEPT, no problems found', 'accept'],
    ['ACCEPT: nothing failed', 'accept'],
    ['ACCEPT. It must not be rejected for one typo.', 'accept'],
    ['Passed without problems', 'accept'],
    ['angenommen', 'accept'],
    ['Accepté', 'accept'],
    ['Aceptado', 'accept'],
    ['accettata', 'accept'],
    ['REJECT', 'reject'],
    ['rejected, it does not start', 'reject'],
    ['REJECT: nobody can accept this', 'reject'],
    ['Abgelehnt', 'reject'],
    ['rejeté', 'reject'],
    ['Rechazado', 'reject'],
    ['rifiutato', 'reject'],
    ['not accepted', null],
    ['We cannot accept this', null],
    ['This can not be accepted', null],
    ['We don’t accept', null],
    ['I can’t accept it', null],
    ['not rejected', null],
    ['No reason to reject', null],
    ['wird nicht angenommen', null],
    ['nous n’acceptons pas', null],
    ['non accettato', null],
    ['ACCEPT or REJECT', null],
    ['ACCEPT or REJECT, and why in a sentence.', null],
    ['Accept? I do not know', null],
    ['accept, but only if the notes are mended', null],
    ['to be decided', null],
    ['', null],
  ])('%j says %s', (said, verdict) => {
    expect(verdictIn({ verdict: said })).toBe(verdict)
  })
})

describe.each(['odt', 'docx'] as const)('our own template, filled in, as %s', (format) => {
  const answers: Fields = Object.fromEntries(questionIds.map((id, at) => [id, `answer ${at} & <${id}>`]))
  const written = async (blocks: readonly Block[]) => {
    const pages = { title: 'x', author: 'x', properties: {}, blocks }
    const reading = await read(format === 'odt' ? odt(pages) : await docx(pages), format)
    if (reading === null || reading === 'broken') throw new Error('not read')
    return reading
  }

  it.each([
    ['as it was', questions],
    ['in another order', questions.toReversed()],
  ])('is read back, %s', async (_what, order) => {
    const blocks = order.flatMap(({ id, heading: text, hint }): Block[] => [
      { kind: 'heading', text },
      { kind: 'hint', text: hint },
      { kind: 'paragraph', runs: runs(answers[id] ?? '') },
    ])
    const reading = await written(blocks)
    expect(reading.fields).toEqual(answers)
    expect(reading.unread).toEqual([])
  })

  it('is read back as a table', async () => {
    const rows = questions.map(({ id, heading: text }) => [runs(text), runs(answers[id] ?? '')])
    expect((await written([{ kind: 'table', head: null, widths: [1, 2], rows }])).fields).toEqual(answers)
  })

  it('is read back where words are bold, linked and on lines of their own', async () => {
    const pieces = [
      { text: 'AC', bold: true as const },
      { text: 'CEPT' },
      { text: ', see ' },
      { text: 'the wiki\nof ours', href: 'https://egi.example/' },
    ]
    const reading = await written([
      { kind: 'heading', text: 'Verdict' },
      { kind: 'paragraph', runs: pieces },
    ])
    expect(reading.fields).toEqual({ verdict: 'ACCEPT, see the wiki\nof ours' })
    expect(reading.verdict).toBe('accept')
  })
})
