// Lines for the grammar: real commands, nearly commands, names in letters that only look alike, and rubbish. And the
// commands that a line was made of, written as people would write them.

import { asInstant } from '../../src/rollout/ids.ts'
import type { Dice } from './dice.ts'

const names = ['NGI_TEST-Own-Site', 'NGI_TEST-Quoted-Site', 'NGI_IBERGRID-LIP-Lisbon'] as const
const verbs =
  'accept accepts accepted reject rejects rejected withdraw started extend remind unassign volunteer take decline assign open cutoff link call also now hold skip yes document outcome resolve reopen note private status ggus why help dry-run undo pause resume beta refuse report summary'.split(
    ' ',
  )
const tails = [
  '',
  '',
  '',
  ', too busy',
  ': no',
  ' because of the move',
  ', but only if it is quick',
  ' 2d',
  ' until 2026-12-01',
  ' please',
  ' thanks!',
  '.',
  '!',
  '?',
  ' ACCEPT',
  ' REJECT bad',
  ' 1234',
  ' https://example.org/x',
  ' anyway so',
  ' release-notes https://example.org/',
  ' early-adopters',
  ' 123456',
  ' all',
  ' off',
  ' text of a note',
  ' emergency',
  ' Staged Rollout CA 1.38',
  ' (ours)',
  ' <reason>',
  ' next week',
  ' 2026-11-25',
]
const fronts = [
  '',
  '',
  '',
  '',
  '#rollcall ',
  '#1 ',
  '#rollcall #1 ',
  '<1> ',
  'we ',
  'I ',
  'We will ',
  '> ',
  ' ',
  '\t',
  '* ',
  '- ',
  'yes, ',
  '&lt;',
]
const wrong = [
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\u00ad',
  '\ufeff',
  '\u0301',
  '\u202e',
  '\u034f',
  '\u180e',
]
const alike = new Map(
  Object.entries({
    a: 'а',
    c: 'с',
    e: 'е',
    o: 'о',
    p: 'р',
    x: 'х',
    i: 'і',
    s: 'ѕ',
    A: 'А',
    B: 'В',
    E: 'Е',
    H: 'Н',
    I: 'Ι',
    L: 'Ⅼ',
    N: 'Ν',
    O: 'Ο',
    P: 'Р',
    S: 'Ѕ',
    T: 'Т',
    G: 'Ԍ',
  }),
)

/** One letter of it in another alphabet, full width, or something invisible between two. */
function lookalike(dice: Dice, name: string): string {
  const at = 1 + dice.below(name.length - 1)
  const letter = name[at] ?? 'a'
  const put = (text: string) => `${name.slice(0, at)}${text}${name.slice(at + 1)}`
  const other = alike.get(letter)
  if (other !== undefined && dice.often(50)) return put(other)
  if (/[A-Za-z0-9]/.test(letter) && dice.often(40))
    return put(String.fromCodePoint(letter.charCodeAt(0) + 0xfee0))
  return `${name.slice(0, at)}${dice.pick(wrong)}${name.slice(at)}`
}

const slip = (dice: Dice, word: string): string => {
  const at = dice.below(word.length)
  const rest = word.slice(at + 1)
  return (
    word.slice(0, at) +
    dice.pick([
      rest,
      `${word[at] ?? ''}${word[at] ?? ''}${rest}`,
      `x${rest}`,
      `${rest.slice(0, 1)}${word[at] ?? ''}${rest.slice(1)}`,
    ])
  )
}
const rubbish = [
  ...Array.from('<>[](){}|#@:;,.!?*_-"\'&=\\/ \t\u00a0\u2028\u0085\u3000é漢🙂'),
  '&lt;',
  '&nbsp;',
  '<http://x/>',
  'a.b<http://a.b/>',
  '==',
  '=20',
  '[x](mailto:x)',
  '**',
]

export type Line = {
  readonly text: string
  /** A team that it spells in letters which only look alike. */ readonly alike?: string
}

export function lineOf(dice: Dice): Line {
  const name = dice.pick(names)
  const verb = dice.often(85) ? dice.pick(verbs) : slip(dice, dice.pick(verbs))
  if (dice.often(15)) {
    const odd = lookalike(dice, name)
    return { text: dice.often(70) ? `${verb} ${odd}` : `${odd} ${verb}`, alike: name }
  }
  const team = dice.often(30) ? '' : dice.often(80) ? name : slip(dice, name)
  let text =
    dice.pick(fronts) + (dice.often(85) ? `${verb} ${team}` : `${team} ${verb}`).trim() + dice.pick(tails)
  for (let n = dice.often(40) ? dice.below(4) : 0; n > 0; n -= 1) {
    const at = dice.below(text.length + 1)
    text = text.slice(0, at) + dice.pick(rubbish) + text.slice(dice.often(50) ? at : at + 1)
  }
  if (dice.often(1)) text = text.repeat(1 + dice.below(400))
  return { text }
}

/** A command and its line: read, the line must give the command again. */
export function writtenOf(dice: Dice): { readonly line: string; readonly command: object } {
  const team = dice.pick(names)
  const reason = dice.pick(['too busy', 'the disks broke', 'nobody is here until 2026-12-01', 'ja, später'])
  const url = dice.pick(['https://example.org/a?b=c', 'http://egee.srce.hr/x'])
  const one = dice.pick([
    { line: 'accept', command: { verb: 'accept' } },
    { line: `accept ${team}`, command: { verb: 'accept', team } },
    { line: `${team} accept`, command: { verb: 'accept', team } },
    { line: `reject ${team}`, command: { verb: 'reject', team } },
    { line: `reject ${team}, ${reason}`, command: { verb: 'reject', team, reason } },
    { line: `reject, ${reason}`, command: { verb: 'reject', reason } },
    { line: `withdraw ${team} ${reason}`, command: { verb: 'withdraw', words: `${team} ${reason}` } },
    { line: `started ${team}`, command: { verb: 'started', team } },
    { line: `remind ${team}`, command: { verb: 'remind', team } },
    { line: `unassign ${team} ${reason}`, command: { verb: 'unassign', team, reason } },
    { line: `volunteer ${team}`, command: { verb: 'volunteer', team } },
    { line: `take ${team}`, command: { verb: 'take', team } },
    { line: `decline ${team}`, command: { verb: 'decline', team } },
    { line: `assign ${names.join(' ')}`, command: { verb: 'assign', teams: [...names] } },
    { line: 'open Staged Rollout CA 1.38', command: { verb: 'open', title: 'Staged Rollout CA 1.38' } },
    { line: `link bugs ${url}`, command: { verb: 'link', link: 'bugs', url } },
    { line: 'call a-list@egi.example', command: { verb: 'call', lists: ['a-list@egi.example'] } },
    { line: 'also a-list', command: { verb: 'also', lists: ['a-list'] } },
    { line: 'document 1234', command: { verb: 'document', document: { id: '1234' } } },
    { line: `document ${url}`, command: { verb: 'document', document: { url } } },
    { line: `outcome REJECT ${reason}`, command: { verb: 'outcome', outcome: 'REJECT', reason } },
    { line: `resolve anyway ${reason}`, command: { verb: 'resolve', anyway: reason } },
    { line: `reopen ${reason}`, command: { verb: 'reopen', reason } },
    { line: `note ${reason}`, command: { verb: 'note', text: reason } },
    { line: 'status all', command: { verb: 'status', all: true } },
    ...['now', 'hold', 'skip', 'yes', 'why', 'help', 'dry-run', 'undo', 'resolve', 'reopen'].map((verb) => ({
      line: verb,
      command: { verb },
    })),
  ])
  const ticket = dice.often(30) ? 1 + dice.below(99_999) : null
  const prefixed = dice.often(30)
  const before = (prefixed ? '#rollcall ' : '') + (ticket === null ? '' : `#${ticket} `)
  const line = before + one.line
  return { line, command: { ...one.command, line, prefixed, ...(ticket !== null && { ticket }) } }
}

export const now = asInstant('2026-11-20T09:00:00Z')
