// What came of commands, line by line, as the terminal shows it: done on standard output, refused or unread on standard
// error with what would work, or one JSON object each.

import { didYouMean } from '../config/nearest.ts'
import { everyLine } from '../intake/vocabulary.ts'
import { sayDid, sayRefusal, sayTold, sayUnclear } from '../letters/sentences.ts'
import { exit, type CommandContext } from './frame.ts'
import { fold, printable } from './table.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Told } from '../rollout/told.ts'

/** Exit code 0 where all was done or told. */
export function showItems(context: CommandContext, items: readonly ReceiptItem[], zone: string): number {
  for (const item of items) {
    if (context.json) context.out(JSON.stringify(item))
    else if (item.item === 'done') context.out(inLines(sayDid(item.did, zone), context.width))
    else if (item.item === 'told') context.out(toldWords(item.told, zone, context.width))
    else context.err(inLines(`rollcall: ${item.line}: ${whyNot(item)}`, context.width))
  }
  return items.every(({ item }) => item === 'done' || item === 'told') ? exit.done : exit.failed
}

/** What people wrote is among the words; the two columns of help are our own. */
const toldWords = (told: Told, zone: string, width: number) =>
  sayTold(told, zone)
    .map((line) => (line.startsWith('  ') ? line : inLines(printable(line), width)))
    .join('\n')

const inLines = (text: string, width: number) => fold(text, Math.max(40, width)).join('\n')

function whyNot(item: Exclude<ReceiptItem, { item: 'done' | 'told' }>): string {
  if (item.item === 'refused') return sayRefusal(item.refusal)
  if (item.item === 'held') return 'held'
  return item.unclear.why === 'no-command'
    ? `this is no command we know${didYouMean(verbIn(item.line), verbs, 'docs/commands.md lists them')}`
    : sayUnclear(item.unclear)
}

const verbs = [...new Set(everyLine.map(({ verb }) => verb))]
const verbIn = (line: string) => line.trim().split(/\s/, 1)[0] ?? ''
