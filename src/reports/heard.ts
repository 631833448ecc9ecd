// What the process that looked at a document says of it, believed only as far as it has the shape of an answer: that
// process read hostile bytes and may have become somebody else's. Judges no document.

import {
  documentTypes,
  notes,
  questionIds,
  safeties,
  type Examination,
  type Fields,
  type Origin,
  type Reading,
} from './document.ts'

type Thing = { readonly [name: string]: unknown }
const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest

/** Characters. What is read is cut to these before it is said. */
export const longest = { text: 1_000_000, field: 8000, name: 1000 } as const

const among =
  <One extends string>(list: readonly One[]) =>
  (value: unknown): value is One =>
    list.some((one) => one === value)
const isType = among(documentTypes)
const isNote = among(notes)
const isSafety = among(safeties)
const isQuestion = among(questionIds)
const listOf = <One>(value: unknown, is: (one: unknown) => one is One): value is readonly One[] =>
  Array.isArray(value) && value.length <= 100 && value.every(is)

const isFields = (value: unknown): value is Fields =>
  isThing(value) && Object.entries(value).every(([id, text]) => isQuestion(id) && isText(text, longest.field))

const isOrigin = (value: unknown): value is Origin =>
  isThing(value) &&
  isText(value['team'], longest.name) &&
  isText(value['release'], longest.name) &&
  Number.isSafeInteger(value['ticket']) &&
  Number(value['ticket']) > 0 &&
  value['template'] === 1

function readingIn(value: unknown): Reading | null {
  if (!isThing(value)) return null
  const { text, fields, unread, origin, verdict } = value
  if (!isText(text, longest.text) || !isFields(fields) || !listOf(unread, isQuestion)) return null
  if (origin !== null && !isOrigin(origin)) return null
  if (verdict !== null && verdict !== 'accept' && verdict !== 'reject') return null
  return { text, fields, unread, origin, verdict }
}

/** Null where it is no answer. What is refused was not opened, and says nothing. */
export function examinationIn(line: string): Examination | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // Whatever else it wrote, it was no answer.
    return null
  }
  if (!isThing(value)) return null
  const { type, verdict, notes: found, reading } = value
  if (!isType(type) || !isSafety(verdict) || !listOf(found, isNote)) return null
  if (reading === null) return { type, verdict, notes: found, reading }
  const said = readingIn(reading)
  return said === null || verdict === 'refused' ? null : { type, verdict, notes: found, reading: said }
}
