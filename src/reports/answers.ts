// The answers in a filled report (SPEC §4): found by heading, by the label of a table's row or by `label: answer`, in any
// order; what the template itself says is no answer. The verdict is read to be shown, never to be acted on.

import type { ReadBlock } from './blocks.ts'
import { questionIds, type Fields, type QuestionId, type Reading } from './document.ts'
import { folded, questionCalled } from './headings.ts'
import { longest } from './heard.ts'
import { questions } from './questions.ts'

const hints = new Set(questions.map(({ hint }) => folded(hint)))
const isHint = (line: string) => hints.has(folded(line))

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
    const lines = text.split('\n').filter((line) => !isHint(line))
    said.set(id, [...(said.get(id) ?? []), ...lines])
  }
  for (const block of blocks) {
    if (block.kind === 'row') {
      const [label = '', ...cells] = block.cells
      const id = questionCalled(label)
      if (id !== null) add(id, cells.filter((cell) => cell.trim() !== '').join('\n'))
      else if (asked !== null) add(asked, block.cells.join('\t'))
      continue
    }
    const [first = '', ...more] = block.text.split('\n')
    const inOne = labelled(block.text)
    const id = questionCalled(first)
    if (id !== null) {
      asked = id
      add(id, more.join('\n'))
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
const denying = /\b(?:not|no|never|cannot|nicht|kein|ne|pas|non|nao)\b/

/** What the site concludes; null where it says neither, both, or denies one of them. */
export function verdictIn({ verdict }: Fields): Reading['verdict'] {
  const first = folded((verdict ?? '').split(/[.\n;]/)[0] ?? '')
  const [yes, no] = [accepting.test(first), rejecting.test(first)]
  if (yes === no || denying.test(first)) return null
  return yes ? 'accept' : 'reject'
}

export const unreadIn = (fields: Fields): Reading['unread'] =>
  questionIds.filter((id) => fields[id] === undefined)
