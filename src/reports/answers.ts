// The answers in a filled report (SPEC §4): found by heading, by the label of a table's row or by `label: answer`, in any
// order; what the template itself says is no answer. The verdict is read to be shown, never to be acted on.

import type { ReadBlock } from './blocks.ts'
import { questionIds, type Fields, type QuestionId, type Reading } from './document.ts'
import { folded, questionCalled } from './headings.ts'
import { longest } from './heard.ts'
import { questions } from './questions.ts'

const hints = questions.map(({ hint }) => hint)
const foldedHints = new Set(hints.map(folded))

/** What somebody wrote behind a hint that they left standing. */
function withoutHint(line: string): string | null {
  if (foldedHints.has(folded(line))) return null
  const left = hints.find((hint) => line.trimStart().startsWith(hint))
  return left === undefined ? line : line.trimStart().slice(left.length).trimStart()
}

/** A question at the beginning of a line of its own answer: `Verdict: accept`. */
function labelled(text: string): { readonly id: QuestionId; readonly rest: string } | null {
  const cut = /^([^:\n]{2,60}):\s*(\S.*)$/s.exec(text.trim())
  const id = cut ? questionCalled(cut[1] ?? '') : null
  return id === null ? null : { id, rest: cut?.[2] ?? '' }
}

export function answersIn(blocks: readonly ReadBlock[]): Fields {
  const said = new Map<QuestionId, string[]>()
  let asked: QuestionId | null = null
  const add = (id: QuestionId, text: string) => {
    const lines = text
      .split('\n')
      .map(withoutHint)
      .filter((line) => line !== null)
    said.set(id, [...(said.get(id) ?? []), ...lines])
  }
  for (const block of blocks) {
    if (block.kind === 'row') {
      // Some number their rows: the question is then in the second cell.
      const place = block.cells.slice(0, 2).findIndex((cell) => questionCalled(cell) !== null)
      const id = place < 0 ? null : questionCalled(block.cells[place] ?? '')
      const filled = block.cells.slice(place + 1).filter((cell) => cell.trim() !== '')
      if (id !== null && filled.length === 0) asked = id
      else if (id !== null) add(id, filled.join('\n'))
      else if (asked !== null) add(asked, block.cells.join('\t'))
      continue
    }
    const [first = '', ...more] = block.text.split('\n')
    const inOne = labelled(block.text)
    const id = questionCalled(first)
    // A word that is also a question's name may be the answer: `upgrade`.
    if (id !== null && (block.heading || id !== asked)) {
      asked = id
      if (more.length > 0) add(id, more.join('\n'))
    } else if (inOne !== null && !block.heading) {
      asked = inOne.id
      add(inOne.id, inOne.rest)
    } else if (block.heading) asked = null
    else if (asked !== null) add(asked, block.text)
  }
  return Object.fromEntries(
    [...said].flatMap(([id, lines]) => {
      const text = lines
        .join('\n')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim()
        .slice(0, longest.field)
      return text === '' ? [] : [[id, text]]
    }),
  )
}

const accepting =
  /\b(?:accept(?:ed|able)?|pass(?:ed)?|approved?|angenommen|akzeptiert|accepte|acepta(?:do)?|aceptable|accettat[oa]|aceite)\b/
const rejecting =
  /\b(?:reject(?:ed)?|fail(?:ed|s)?|refused?|abgelehnt|rejete|refuse|rechaza(?:do)?|respint[oa]|rifiutat[oa]|rejeitado)\b/
/** Before the word it denies, with up to three words between: `cannot be accepted`. */
const denying = /\b(?:not|never|cannot|t|neither|nicht|kein|ne|n|non|nao|no|sin|sans|without)(?: \w+){0,3} $/
/** In some languages behind it. */
const denyingAfter = /\b(?:nicht|pas|not)\b/
const depending = /\b(?:if|unless|provided|wenn|falls|sofern|si|se|caso)\b/

/** What the site concludes; null where it says neither or both, denies one of them or makes it depend. */
export function verdictIn({ verdict }: Fields): Reading['verdict'] {
  const [sentence = ''] = /^[^.\n;]*/.exec((verdict ?? '').trim()) ?? []
  const first = folded(sentence)
  const [yes, no] = [accepting.exec(first), rejecting.exec(first)]
  // `ACCEPT: nothing failed`. The word that opens the answer is the answer, unless a choice or a question follows.
  const opening = yes?.index === 0 ? yes : no?.index === 0 ? no : null
  const open = opening !== null && !/^ (?:or|oder|ou|o)\b/.test(first.slice(opening[0].length))
  if (sentence.includes('?') || depending.test(first)) return null
  if (!open && (yes === null) === (no === null)) return null
  const said = (open ? opening : null) ?? yes ?? no
  if (said === null || denying.test(first.slice(0, said.index))) return null
  if (denyingAfter.test(open ? (first.split(' ')[1] ?? '') : first.slice(said.index))) return null
  return said === yes ? 'accept' : 'reject'
}

export const unreadIn = (fields: Fields): Reading['unread'] =>
  questionIds.filter((id) => fields[id] === undefined)
