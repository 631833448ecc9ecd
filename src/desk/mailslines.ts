// The lines of one mail, beside what becomes of them: which are commands, which line would have made its words a note,
// and in which order its receipt goes through them (SPEC §3.4, §3.5).

import { readCommands } from '../intake/topblock.ts'
import { unnumbered } from '../marks/lines.ts'
import type { Command } from '../intake/grammar.ts'
import type { MailVerdict } from '../ports/incoming.ts'
import type { ReadMail } from '../intake/topblock.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Unclear } from '../rollout/refusal.ts'
import type { Ticket } from '../rollout/ticket.ts'

const longestSuggestion = 60

/** `earlier`: whether a line, without the blanks around it, stands in an earlier mail; asked of few lines, and in few mails. */
export function commandsOf(mail: Understood, earlier: (line: string) => boolean): ReadMail {
  const { message, proof, answersUs } = mail
  return readCommands(mail.text, {
    mode: mail.mode,
    earlier: (line) => earlier(line.trim()),
    fromHtml: message.text.trim() === '',
    subject: {
      text: message.subject,
      signed: proof.subjectSigned,
      answersNothing: !answersUs && message.inReplyTo.length === 0 && message.references.length === 0,
    },
  })
}

/**
 * The lines of a mail, as it reads by itself, and as it reads knowing the ticket's earlier mails. They are looked up only
 * where a line depends on them: else reading would give the same once more.
 */
export function linesOf(mail: Understood): {
  readonly read: ReadMail
  readonly knowing: (kit: Kit, ticket: Ticket) => Promise<ReadMail>
} {
  let depends = false
  const read = commandsOf(mail, () => {
    depends = true
    return false
  })
  return {
    read,
    knowing: async (kit, ticket) => {
      if (!depends) return read
      const earlier = await earlierLines(kit, ticket)
      return commandsOf(mail, (line) => earlier.has(line))
    },
  }
}

/** Lines of earlier mails on the ticket: repeated word for word below the top, they are quotes. */
async function earlierLines(kit: Kit, ticket: Ticket): Promise<ReadonlySet<string>> {
  const mails = await kit.archive.mails({ ticket: ticket.id, limit: 100 })
  return new Set(mails.flatMap(({ verdict }) => (verdict?.text ?? '').split('\n').map((line) => line.trim())))
}

/** What would have made words without a ticket a note on one; the grammar takes no line that ends as a question. */
export const noteLine = ({ words, message }: Understood) =>
  `note ${unnumbered(firstLine(words)).rest || (message.attachments[0]?.name ?? '')}`
    .slice(0, longestSuggestion)
    .replace(/[?\s]{1,20}$/, '')

export const firstLine = (text: string) =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? ''

/**
 * A note goes to other teams and into the journal, where no address of a person belongs (SPEC §1.6; DESIGN, laws), and
 * no marker from a quoted letter: it is its recipient's token.
 */
export const fitForOthers = (text: string) =>
  text
    .replace(/[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g, '(address hidden)')
    .replace(/\[ref\s[^[\]]{1,120}\]/gi, '')

type Problem = { readonly line: string; readonly why: Unclear }

/** What is offered instead of a line, as far as one line says it; else the line itself. */
export const sendable = ({ line, why }: Problem): string =>
  why.why === 'near-miss' ? (why.meant[0] ?? line) : line

export const withoutLines = (text: string, lines: readonly Problem[]): string =>
  text
    .split('\n')
    .filter((line) => !lines.some((one) => one.line === line.trim()))
    .join('\n')
    .trim()

/**
 * The receipt answers line by line (SPEC §3.5); what stood in no line (attachments, links) comes last. The first `kept`
 * items stay where they are: what a yes released is not of this mail.
 */
export function sortByLines(items: ReceiptItem[], kept: number, order: readonly string[]): void {
  const place = ({ line }: ReceiptItem) => {
    const at = order.indexOf(line)
    return at < 0 ? order.length : at
  }
  items.push(...items.splice(kept).sort((a, b) => place(a) - place(b)))
}

/** What the board shows of a mail's lines; of words that are not for everybody no more than their verb. */
export const shownLines = (
  commands: readonly Command[],
  problems: readonly Problem[],
  known: readonly string[],
  hidden: boolean,
): Pick<MailVerdict, 'commands' | 'problems'> => ({
  commands: commands.map(({ verb, line }) =>
    verb === 'private' || (hidden && verb === 'note') ? verb : line,
  ),
  problems: [...known, ...problems.map(({ line, why }) => `${why.why}: ${hidden ? '(private)' : line}`)],
})
