// A person's mail (DESIGN, way of one mail, 3 to 5): which ticket, who and how sure, what they said, what becomes of
// it, what goes back.

import { readCommands, looksLikeYes } from '../intake/topblock.ts'
import { rowOf } from '../intake/authority.ts'
import { answerBack } from './answerback.ts'
import { readAttachments } from './attachments.ts'
import { earlierCopy } from './copies.ts'
import { quiet, type Judgement } from './judgement.ts'
import { releaseQuestion } from './questions.ts'
import { startRuling } from './ruling.ts'
import { Hearing, situationOf } from './statements.ts'
import { awaiting, whichTicket, type Chosen } from './whichticket.ts'
import { worldFor } from './world.ts'
import { writerOf, type Writer } from './writer.ts'
import type { Command } from '../intake/grammar.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { MailVerdict } from '../ports.ts'
import { numbered } from '../marks/lines.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

export async function judgePersonMail(
  kit: Kit,
  mail: Understood,
  first: MailVerdict,
  now: Instant,
): Promise<Judgement> {
  const preview = commandsOf(mail, new Set())
  const chosen = await whichTicket(
    kit,
    mail,
    preview.commands.flatMap(({ ticket }) => (ticket === undefined ? [] : [ticket])),
  )
  const writer = await writerOf(kit, mail, chosen.ticket, chosen.tokenOwner)
  const ticket = chosen.ticket ?? (await onlyAwaiting(kit, writer, chosen))
  const verdict: MailVerdict = {
    ...first,
    from: writer.address,
    person: writer.person,
    level: writer.level,
    levelWhy: writer.why,
    ticket: ticket?.id ?? null,
  }
  const copy = await earlierCopy(kit, mail, writer)
  if (copy?.joins)
    return quiet({ ...verdict, state: 'copy', copyOf: copy.of, reason: `a second copy of mail ${copy.of}` })

  const ruling = startRuling(kit, now, mail.mail.id, () => `q${mail.mail.id}-o`)
  const hearing = new Hearing(kit, mail, writer, ruling)
  const { heard } = hearing
  const { commands, problems, prose } = ticket ? commandsOf(mail, await earlierLines(kit, ticket)) : preview
  const released =
    chosen.question && commands[0]?.verb === 'yes'
      ? await releaseQuestion(kit, chosen.question, ruling, now)
      : null
  const spoken = commands.filter(({ verb }) => verb !== 'yes')
  if (released) heard.items.push(...released.items)

  const attachments = readAttachments(
    mail.message.attachments.filter((part) => !part.inline || /\.(docx?|odt)$/i.test(part.name)),
    ticket,
    situationOf(kit, mail, writer, ticket).roles.teams,
  )
  for (const { line, why } of problems) hearing.unclear(line, why)
  const asking = spoken.filter(({ verb, ticket: named }) => verb !== 'open' && named === undefined)
  if (!ticket && asking.length > 0) await askWhichTicket(kit, hearing, asking, chosen, writer)
  await hearing.commands(ticket ? spoken : spoken.filter((command) => !asking.includes(command)), ticket)
  for (const statement of attachments.statements)
    await hearing.state(statement, rowOf(statement.draft.type, false))
  // A mail without a command is a note; one that only copies the bot is kept silently (SPEC 3.4).
  const isNote = commands.length === 0 && problems.length === 0 && attachments.statements.length === 0
  if (isNote && ticket && mail.words.trim() !== '' && mail.mode === 'direct' && !chosen.question) {
    if (isAskedFor(ticket, writer) && looksLikeYes(mail.words))
      hearing.unclear(firstLine(mail.words), { why: 'no-answer-read' })
    else await hearing.note(mail.words, ticket)
  }

  const world = await worldFor(kit, ticket?.id ?? null, now)
  const telling = { kit, mail, writer: released?.writer ?? writer, ticket, world, now }
  const answers = await answerBack(telling, heard, isNote ? '' : firstLine(prose))
  const held = heard.heldFor.size > 0
  return {
    verdict: {
      ...verdict,
      state: held ? 'held' : 'handled',
      commands: commands.map(({ line }) => line),
      problems: [...verdict.problems, ...problems.map(({ line, why }) => `${why.why}: ${line}`)],
      ...(held
        ? { reason: answers.unasked ? 'held; asked often enough today' : 'held until its writer confirms' }
        : {}),
    },
    changes: ruling.changes,
    outbox: [...ruling.outbox, ...answers.outbox],
    questions: [...ruling.questions, ...answers.questions],
    settledQuestions: [...(released?.settled ?? []), ...(copy?.withdraws ?? [])],
    files: attachments.files,
    bouncedLetters: [],
    items: heard.items,
    commands,
    problems,
    attachments: attachments.seen,
  }
}

const firstLine = (text: string) =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? ''

function commandsOf(mail: Understood, earlier: ReadonlySet<string>) {
  const { message, proof, answersUs } = mail
  return readCommands(mail.text, {
    mode: mail.mode,
    earlier: (line) => earlier.has(line.trim()),
    subject: {
      text: message.subject,
      signed: proof.subjectSigned,
      answersNothing: !answersUs && message.inReplyTo.length === 0 && message.references.length === 0,
    },
  })
}

/** Lines of earlier mails on the ticket: repeated word for word below the top, they are quotes. */
async function earlierLines(kit: Kit, ticket: Ticket): Promise<ReadonlySet<string>> {
  const mails = await kit.archive.mails({ ticket: ticket.id, limit: 100 })
  return new Set(mails.flatMap(({ verdict }) => (verdict?.text ?? '').split('\n').map((line) => line.trim())))
}

/** Key 7 selects for a verified writer only (SPEC 3.2). */
async function onlyAwaiting(kit: Kit, writer: Writer, chosen: Chosen): Promise<Ticket | null> {
  if (!chosen.unnamed || writer.level !== 'verified' || !writer.person) return null
  const open = await awaiting(kit, writer.person)
  return open.length === 1 ? (open[0] ?? null) : null
}

const isAskedFor = (ticket: Ticket, writer: Writer) =>
  ticket.seats.some(
    (seat) => seat.state === 'notified' && writer.person !== null && seat.invited.includes(writer.person),
  )

/** None or several tickets fit: nothing is done; the letter lists the line to send for each (SPEC 3.2). */
async function askWhichTicket(
  kit: Kit,
  hearing: Hearing,
  commands: readonly Command[],
  chosen: Chosen,
  writer: Writer,
): Promise<void> {
  const [command] = commands
  if (!command || !writer.onFile) return
  if (chosen.disagree.length > 0) {
    hearing.unclear(command.line, { why: 'tickets-disagree', tickets: chosen.disagree })
    return
  }
  const several = await Promise.all(chosen.several.map((id) => kit.archive.ticket(id)))
  const named = several.filter((ticket) => ticket !== null)
  const waiting = writer.person ? await awaiting(kit, writer.person) : []
  const open = await kit.archive.tickets({ unresolved: true })
  const fitting = named.length > 0 ? named : waiting.length > 0 ? waiting : open
  hearing.unclear(command.line, {
    why: 'which-ticket',
    lines: fitting
      .slice(0, 10)
      .map(({ id, title }) => ({ ticket: id, title, line: numbered(id, command.line) })),
  })
}
