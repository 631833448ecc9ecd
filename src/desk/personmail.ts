// A person's mail (DESIGN, way of one mail, 3 to 5): which ticket, who and how sure, what they said, what becomes of
// it, what goes back.

import { isNamedDocument } from '../intake/documentname.ts'
import { nearlyMeant } from '../intake/nearmeant.ts'
import { looksLikeYes } from '../intake/topblock.ts'
import { permit, rowOf } from '../intake/authority.ts'
import { answerBack } from './answerback.ts'
import { keepNumber, numbersOf } from './digestlines.ts'
import { readAttachments } from './attachments.ts'
import { earlierCopy, saidBefore } from './copies.ts'
import { triedOut } from './dryrun.ts'
import { tellPrivately } from './privately.ts'
import { quiet, type Judgement } from './judgement.ts'
import {
  firstLine,
  linesOf,
  noteLine,
  sendable,
  shownLines,
  sortByLines,
  withoutLines,
} from './mailslines.ts'
import { releaseQuestion, type Released } from './questions.ts'
import { pausedBy } from './pausing.ts'
import { secrecyOf } from './secrecy.ts'
import { questionIds, startRuling, type Ruling } from './ruling.ts'
import { situationOf } from './situation.ts'
import { Hearing } from './statements.ts'
import { askWhichTicket } from './askwhich.ts'
import { awaiting, whichTicket, type Chosen } from './whichticket.ts'
import { worldFor } from './world.ts'
import { writerOf, type Writer } from './writer.ts'
import type { Command } from '../intake/grammar.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { MailVerdict } from '../ports/incoming.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** What may be said without any rollout being meant. */
const aboutNoTicket: ReadonlySet<Command['verb']> = new Set(['open', 'status', 'help', 'pause', 'resume'])

/** By a number of its own; or there is no ticket to be mistaken about: `open` brings its title. */
const namesItsTicket = ({ verb, ticket }: Command) =>
  ticket !== undefined || aboutNoTicket.has(verb) || verb === 'dry-run'

export async function judgePersonMail(
  kit: Kit,
  mail: Understood,
  first: MailVerdict,
  now: Instant,
): Promise<Judgement> {
  const lines = linesOf(mail)
  const unnumbered = lines.read
  const numbers = await numbersOf(kit, mail, unnumbered)
  const preview = numbers.put(unnumbered)
  const chosen = await whichTicket(
    kit,
    mail,
    [...preview.commands, ...preview.near].flatMap(({ ticket }) => (ticket === undefined ? [] : [ticket])),
  )
  // What `<2>` means, only the headers say: which daily letter is answered.
  const written = unnumbered.commands
  const numbered =
    written.length > 0 && written.every((line) => line.digest === undefined && namesItsTicket(line))
  const writer = await writerOf(kit, mail, chosen.ticket, chosen.tokenOwner ?? numbers.owner, numbered)
  const named = chosen.ticket ?? (await onlyAwaiting(kit, writer, chosen))
  const verdict: MailVerdict = {
    ...first,
    from: writer.address,
    person: writer.person,
    level: writer.level,
    levelWhy: writer.why,
    ticket: named?.id ?? null,
  }
  // A one-time question knows by itself what was answered before.
  const copy = chosen.question ? null : await earlierCopy(kit, mail, writer, named)
  if (copy?.joins)
    return {
      ...quiet({ ...verdict, state: 'copy', copyOf: copy.of, reason: `a second copy of mail ${copy.of}` }),
      // Nothing is done again, but explain still shows what was read.
      commands: preview.commands,
    }

  const dry = preview.commands.find(({ verb }) => verb === 'dry-run') ?? null
  if (dry && !mayAsk(writer.level)) return { ...quiet(verdict), commands: preview.commands }
  const ruling = startRuling(kit, now, mail.mail.id, questionIds(`${mail.mail.id}o`), dry !== null)
  const hearing = new Hearing(kit, mail, writer, ruling)
  const { heard } = hearing
  hearing.secrecy = await secrecyOf(kit, mail)
  const { near, order, ...read } = named ? numbers.put(await lines.knowing(kit, named)) : preview
  // What is named beside words for the managers alone is for them too (SPEC §1.6).
  if (read.commands.some(({ verb }) => verb === 'private')) hearing.secrecy = { team: null }
  // A yes that answers no question of ours is none of our commands: words, or half an answer to an invitation.
  const commands = chosen.question ? read.commands : read.commands.filter(({ verb }) => verb !== 'yes')
  const released =
    chosen.question && commands[0]?.verb === 'yes' && !dry
      ? await releaseQuestion(kit, chosen.question, ruling, mail.mail.receivedAt)
      : null
  if (released) heard.items.push(...released.items)
  const releasedItems = heard.items.length
  const said = commands.filter(({ verb }) => !['yes', 'dry-run', 'private'].includes(verb))
  const opened = named ? null : await openFirst(hearing, ruling, said)
  const ticket = named ?? opened?.ticket ?? null
  const spoken = opened ? said.slice(1) : said

  const situation = situationOf(kit, mail, writer, ticket)
  const { roles } = situation
  const attachments = await readAttachments(
    kit,
    mail.message.attachments.filter((part) => !part.inline || isNamedDocument(part)),
    ticket,
    roles,
  )
  const almost = near.flatMap((miss) => {
    const why = nearlyMeant(miss, situation)
    return why === null
      ? []
      : [{ line: miss.line, why: keepNumber(why, miss.digest), numbered: miss.digest !== undefined }]
  })
  const unbound = almost.filter(({ numbered }) => !numbered)
  const problems = [...read.problems, ...almost]
  const prose = withoutLines(read.prose, almost)
  for (const { line, why } of ticket || said.length > 0
    ? problems
    : [...read.problems, ...almost.filter(({ numbered }) => numbered)])
    hearing.unclear(line, why)
  // Nobody knows a stranger who is not proven: they get no answer, so somebody should see what they nearly said.
  if (almost.length > 0 && writer.level === 'unknown') heard.tellManagers = true
  const paused = ticket ? null : await ruling.pause()
  // Keys that name different tickets choose none, not even for a line that names one of them (SPEC §3.2).
  const asking = spoken.filter(
    ({ verb, ticket: named }) =>
      !(aboutNoTicket.has(verb) || (verb === 'undo' && pausedBy(paused, writer.person))) &&
      (named === undefined || chosen.disagree.length > 0),
  )
  if (!ticket && asking.length > 0)
    await askWhichTicket(
      kit,
      hearing,
      asking.map(({ line }) => line),
      chosen,
      writer,
    )
  else if (!ticket && unbound.length > 0 && said.length === 0)
    await askWhichTicket(kit, hearing, unbound.map(sendable), chosen, writer, unbound[0]?.line)
  await hearing.commands(ticket ? spoken : spoken.filter((command) => !asking.includes(command)), ticket)
  for (const statement of attachments.statements) {
    const { draft } = statement
    const own = 'team' in draft && (draft.team === null || roles.teams.includes(draft.team))
    await hearing.state(statement, own ? rowOf(draft.type, false) : 'manager')
  }
  // A mail without a command is a note; one that only copies the bot is kept silently (SPEC §3.4).
  const isNote = commands.length === 0 && problems.length === 0 && attachments.statements.length === 0
  const says = mail.words.trim() !== '' || attachments.seen.some(({ verdict }) => verdict !== 'ignored')
  if (isNote && says && mail.mode === 'direct' && !(await saidBefore(kit, mail, writer))) {
    if (looksLikeYes(mail.words) && (chosen.question || (ticket && isAskedFor(ticket, writer))))
      hearing.unclear(firstLine(mail.words), { why: 'no-answer-read' })
    // Words in answer to a question are no yes, but somebody should read them: "that was not me".
    else if (chosen.question) heard.tellManagers = true
    else if (ticket) await hearing.note(mail.words, ticket)
    else await askWhichTicket(kit, hearing, [noteLine(mail)], chosen, writer, firstLine(mail.words))
  }
  // Nothing in it that we could read, sealed or lost on the way perhaps: its writer thinks they have answered.
  else if (isNote && !says && mail.answersUs && ticket && isAskedFor(ticket, writer)) {
    if (!(await saidBefore(kit, mail, writer))) hearing.unclear('', { why: 'no-answer-read' })
  }

  const hidden = commands.find((command) => command.verb === 'private')
  if (hidden) {
    const alone = said.length === 0 && attachments.statements.length === 0
    if (!(await tellPrivately(hearing, mail.words, commands, hidden, ticket, alone)))
      await askWhichTicket(kit, hearing, [hidden.line], chosen, writer)
  } else if (ticket && !hearing.secrecy)
    await hearing.ggusLinks(`${mail.words}\n${attachments.text}`, ticket, spoken)

  // A yes need not be in any thread: its question knows the ticket, or what it released opened one.
  const about = dry ? named : (ticket ?? (await ticketOf(ruling, released)))
  // To answer takes none of what is held or unsent on the ticket, nor who is away.
  const world = await worldFor(kit, null, now)
  const telling = { kit, mail, writer: released?.writer ?? writer, ticket: about, world, now }
  sortByLines(heard.items, releasedItems, order)
  const held = heard.heldFor.size > 0 && !dry
  if (dry) heard.items.push(triedOut(dry.line, kit, ticket, ruling.outbox, heard.heldFor.size))
  const answers = await answerBack(telling, heard, isNote || hidden ? '' : firstLine(prose), dry !== null)
  return {
    verdict: {
      ...verdict,
      ticket: about?.id ?? null,
      state: held ? 'held' : 'handled',
      ...shownLines(commands, problems, verdict.problems, hidden !== undefined || hearing.secrecy !== null),
      ...(held
        ? { reason: answers.unasked ? 'held; asked often enough today' : 'held until its writer confirms' }
        : {}),
    },
    changes: dry ? [] : ruling.changes,
    pausing: dry ? [] : ruling.pausing,
    outbox: [...(dry ? [] : ruling.outbox), ...answers.outbox],
    questions: dry ? [] : [...ruling.questions, ...answers.questions],
    settledQuestions: dry ? [] : [...(released?.settled ?? []), ...(copy?.withdraws ?? [])],
    // What a stranger sends stays in their mail until somebody on file vouches for it.
    files: writer.level === 'unknown' || dry ? [] : attachments.files,
    bouncedLetters: [],
    items: heard.items,
    commands,
    problems,
    attachments: attachments.seen,
  }
}

/** A dry run tells as much as a question does (SPEC §3.3). */
const mayAsk = (level: Writer['level']) => permit('question', level) !== 'nothing'

/**
 * A mail that begins with `open`: heard here, and what follows in it is about the ticket that is there now; none where it
 * was held or refused. Null where the mail begins otherwise.
 */
async function openFirst(
  hearing: Hearing,
  ruling: Ruling,
  commands: readonly Command[],
): Promise<{ readonly ticket: Ticket | null } | null> {
  const [first] = commands
  if (first?.verb !== 'open' || first.ticket !== undefined) return null
  await hearing.commands([first], null)
  const item = hearing.heard.items.at(-1)
  return { ticket: item?.item === 'done' && item.ticket !== null ? await ruling.current(item.ticket) : null }
}

async function ticketOf(ruling: Ruling, released: Released | null): Promise<Ticket | null> {
  const [only] = released?.items ?? []
  const id = released?.ticket ?? (only?.item === 'done' ? only.ticket : null)
  return id ? ruling.current(id) : null
}

/** Key 7 selects for a verified writer only (SPEC §3.2). */
async function onlyAwaiting(kit: Kit, writer: Writer, chosen: Chosen): Promise<Ticket | null> {
  if (!chosen.unnamed || writer.level !== 'verified' || !writer.person) return null
  const open = await awaiting(kit, writer.person)
  return open.length === 1 ? (open[0] ?? null) : null
}

const isAskedFor = (ticket: Ticket, writer: Writer) =>
  ticket.seats.some(
    (seat) => seat.state === 'notified' && writer.person !== null && seat.invited.includes(writer.person),
  )
