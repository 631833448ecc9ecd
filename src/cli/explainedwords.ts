// What explain says to people: the same facts as its JSON, one a line, refusals and questions in the words of our
// letters. Names without `ea-`, nothing cut: long values go on under themselves.

import { letterWords } from '../letters/letterwords.ts'
import { sayRefusal, sayUnclear } from '../letters/sentences.ts'
import { printable, table } from './table.ts'
import type { Explanation } from './explained.ts'
import type { ReceiptItem } from '../rollout/effect.ts'

const shownWords = 400

export function explainedInWords({ json, title, judgement }: Explanation, width: number): string {
  const { bounce, away, wouldSend } = json
  const items = judgement?.items ?? []
  const facts: (readonly [string, string])[] = [
    ['mail', json.messageId],
    ['from', json.from],
    ['subject', json.subject],
    ['kind', `${json.kind}: ${json.rule}`],
    ['level', `${json.level}: ${json.levelWhy}`],
    ['ticket', json.ticket === null ? 'none' : `#${json.ticket} ${title ?? ''}`],
    ['bounced', bounce ? `${bounce.recipient}: ${bounce.action} ${bounce.status}` : ''],
    ['away', away ? (away.until ? `until ${away.until}` : 'no return date') : ''],
    ['copy', judgement?.verdict.state === 'copy' ? (judgement.verdict.reason ?? '') : ''],
    ['wrote', excerpt(json.text)],
    ...json.commands.map(({ line }) => ['command', line] as const),
    ...json.problems.flatMap(({ line, why }) => (line === '' ? [['problem', whyWords(why)] as const] : [])),
    ...items.flatMap(problemWords),
    ...json.attachments.map(({ name, verdict }) => ['attached', `${name}: ${verdict}`] as const),
    ['sends', wouldSend.length === 0 ? 'nothing' : ''],
    ...wouldSend.map(({ letter, to }) => ['sends', `${letterWords[letter]} to ${to}`] as const),
  ]
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, value.split('\n').map(line).join('\n')])
  return `${printable(json.file)}\n${table(rows, width, '  ')}`
}

/** Lines to send keep the blanks they begin with. */
const line = (text: string) => `${/^ {2}/.test(text) ? '  ' : ''}${printable(text)}`

const excerpt = (text: string) => {
  const words = printable(text)
  return words.length > shownWords ? `${words.slice(0, shownWords)} …` : words
}

const whyWords = (why: string) =>
  why === 'no-mail' ? 'this is no mail: it has no From, Subject, Date or Message-ID' : why

function problemWords(item: ReceiptItem): readonly (readonly [string, string])[] {
  if (item.item === 'refused') return [['problem', `${item.line}: ${sayRefusal(item.refusal)}`]]
  if (item.item === 'unclear') return [['problem', `${item.line}: ${sayUnclear(item.unclear)}`]]
  if (item.item === 'held') return [['held', `${item.line}: done once its writer confirms`]]
  return []
}
