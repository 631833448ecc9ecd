// A document that was looked at, for programs and for people (SPEC §7): what it is, whether it is safe, what was found in
// it and what to do about that, and the answers that were read.

import { noteWords } from '../letters/reportsaid.ts'
import { questions } from '../reports/questions.ts'
import { printable, table } from './table.ts'
import type { Examination } from '../reports/document.ts'

export const examinedJson = (file: string, { type, verdict, notes, reading }: Examination) => ({
  file,
  type,
  verdict,
  notes,
  text: reading?.text ?? '',
  fields: reading?.fields ?? {},
  ...(reading ? { unread: reading.unread, says: reading.verdict, origin: reading.origin } : {}),
})

const todo: { readonly [verdict in Examination['verdict']]: string } = {
  ok: '',
  quarantined:
    'Open it only where nothing can happen, or ask for it without them. It counts once a manager takes it.',
  refused: 'It is not opened. Ask for an odt or a docx.',
}

/** A line that names the file, and what is to be said of it below. */
export function examinedWords(file: string, examination: Examination, width: number): string {
  const { type, verdict, notes, reading } = examination
  const found = noteWords(notes)
  const facts: (readonly [string, string])[] = [
    ['type', type],
    ['safety', verdict],
    ['found', found === '' ? '' : `It ${found}. ${todo[verdict]}`.trim()],
    ['template', reading?.origin ? `of ${reading.origin.team}, rollout #${reading.origin.ticket}` : ''],
    ['says', reading ? (reading.verdict ?? 'no verdict that can be read') : ''],
    ['', reading === null && verdict === 'ok' ? 'Nothing is read in a file of this type.' : ''],
  ]
  const shown = facts.filter(([, value]) => value !== '').map(([name, value]) => [name, printable(value)])
  const answers = questions.flatMap(({ id, heading }) => {
    const answer = reading?.fields[id]
    return answer === undefined ? [] : [[heading, answer.split('\n').map(printable).join('\n')]]
  })
  return [
    printable(file),
    table(shown, width, '  '),
    ...(answers.length === 0 ? [] : ['', table(answers, width, '  ')]),
  ].join('\n')
}
