// What the mail's commands, attachments and prose ask for, judged by what its writer may do: act, hold and ask,
// refuse, keep (SPEC §3.3, §3.4). The judge rules on what acts; what is held waits for a `yes`.

import { permit, rowOf, type AuthorityRow } from '../intake/authority.ts'
import { ggusIn } from '../intake/ggus.ts'
import { noteFrom, type Asked, type EventDraft } from '../intake/draft.ts'
import { conflicting, interpret } from '../intake/interpret.ts'
import { ownSeats } from '../intake/whichteam.ts'
import type { Command } from '../intake/grammar.ts'
import { answerAsked } from './asked.ts'
import { noSuchNumber } from './nosuchnumber.ts'
import { pausedBy } from './pausing.ts'
import { situationOf } from './situation.ts'
import { undoingOf } from './undoing.ts'
import type { Kit } from './kit.ts'
import type { Ruling } from './ruling.ts'
import { noteKept, type Secrecy } from './secrecy.ts'
import type { Understood } from './understand.ts'
import type { Writer } from './writer.ts'
import type { Question as OneTimeQuestion } from '../ports/outgoing.ts'
import { asEventId, asTicketId, type Instant, type PersonId, type TicketId } from '../rollout/ids.ts'
import type { Event } from '../rollout/event.ts'
import type { PostEvent } from '../rollout/pause.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Refusal, Unclear } from '../rollout/refusal.ts'
import type { Ticket } from '../rollout/ticket.ts'

export type Held = OneTimeQuestion['events'][number]
export type Heard = {
  readonly items: ReceiptItem[]
  /** Held statements and whose `yes` releases them. */
  readonly heldFor: Map<PersonId, Held[]>
  /** Something a manager should see though nothing acted on it. */
  tellManagers: boolean
}
export type Statement = {
  readonly draft: EventDraft
  readonly line: string
  readonly ticket: TicketId | null
}

type Drafted = { readonly statement: Statement; readonly row: AuthorityRow }
type Undoing = { readonly takesBack: true; readonly line: string; readonly ticket: TicketId | null }
type Question = { readonly asks: Asked; readonly line: string; readonly ticket: TicketId | null }

const refused = (line: string, ticket: TicketId | null, refusal: Refusal): ReceiptItem => ({
  item: 'refused',
  line,
  ticket,
  refusal,
})
const nothingHeard = (): Heard => ({ items: [], heldFor: new Map(), tellManagers: false })

/** The actor behind a statement; an unknown writer of an offer becomes a person on first sight. */
async function actorOf(kit: Kit, mail: Understood, writer: Writer): Promise<PersonId | null> {
  if (writer.person) return writer.person
  return mail.author && kit.ledger.personFor(mail.author.address, mail.author.name)
}

export class Hearing {
  readonly heard = nothingHeard()
  /** Set where the mail answers a private note: every note of it stays private. */
  secrecy: Secrecy | null = null
  readonly #kit: Kit
  readonly #mail: Understood
  readonly #writer: Writer
  readonly #ruling: Ruling
  #number = 0

  constructor(kit: Kit, mail: Understood, writer: Writer, ruling: Ruling) {
    this.#kit = kit
    this.#mail = mail
    this.#writer = writer
    this.#ruling = ruling
  }

  /** When it was said: the signed Date of verified mail, else time of receipt (SPEC §1.3). */
  get #saidAt(): Instant {
    const { message, mail } = this.#mail
    const signed = this.#writer.level === 'verified' ? message.date : null
    return signed && signed < mail.receivedAt ? signed : mail.receivedAt
  }

  /** A stranger gets no answer that would say so: somebody should see what they meant (SPEC §3.3, keep, tell manager). */
  unclear(line: string, why: Unclear): void {
    this.heard.items.push({ item: 'unclear', line, unclear: why })
    if (this.#writer.level === 'unknown') this.heard.tellManagers = true
  }

  /** Every command of the mail, on the ticket it names or the mail's own. */
  async commands(commands: readonly Command[], ticket: Ticket | null): Promise<void> {
    const read: (Drafted | Question | Undoing)[] = []
    for (const command of commands) {
      // The line names one ticket and the mail another: nothing is done, the bot asks (SPEC §3.2).
      if (ticket && command.ticket !== undefined && command.ticket !== ticket.id) {
        const tickets = [ticket.id, asTicketId(command.ticket)]
        const other = await this.#ruling.current(asTicketId(command.ticket))
        this.unclear(
          command.line,
          other ? { why: 'tickets-disagree', tickets } : noSuchNumber(command, ticket),
        )
        continue
      }
      const named = command.ticket === undefined ? ticket?.id : asTicketId(command.ticket)
      const own = named === undefined ? null : await this.#ruling.current(named)
      if (command.ticket !== undefined && !own) {
        this.heard.items.push(refused(command.line, null, { code: 'no-ticket' }))
        continue
      }
      const { line } = command
      const meant = interpret(command, situationOf(this.#kit, this.#mail, this.#writer, own))
      if ('unclear' in meant) this.unclear(line, meant.unclear)
      else if ('asks' in meant) read.push({ asks: meant.asks, line, ticket: own?.id ?? null })
      else if ('takesBack' in meant) read.push({ takesBack: true, line, ticket: own?.id ?? null })
      else read.push({ statement: { draft: meant.draft, line, ticket: own?.id ?? null }, row: meant.row })
    }
    const drafted = read.flatMap((one) => ('statement' in one ? [one] : []))
    for (const one of read) {
      if ('asks' in one) {
        await this.#answer(one)
        continue
      }
      if ('takesBack' in one) {
        await this.#takeBack(one)
        continue
      }
      const { statement, row } = one
      const { draft, ticket: on } = statement
      const torn = conflicting(
        drafted.flatMap((one) => (one.statement.ticket === on ? [one.statement.draft] : [])),
      )
      if (torn && (draft.type === 'answered' || draft.type === 'offered') && torn === draft.team) {
        this.unclear(statement.line, { why: 'both-answers', team: torn })
        continue
      }
      await this.state(statement, row)
    }
  }

  /** The act that is taken back decides what the mail must prove (SPEC §3.3: undo of these). */
  async #takeBack({ line, ticket: id }: Undoing): Promise<void> {
    const ticket = id === null ? null : await this.#ruling.current(id)
    const { person, roles } = situationOf(this.#kit, this.#mail, this.#writer, ticket)
    const by = person && { kind: 'person' as const, id: person }
    const { changes } = this.#ruling
    const drafted = ticket && by ? await undoingOf(this.#kit, ticket, by, roles.manager, changes) : null
    if (id === null && pausedBy(await this.#ruling.pause(), person))
      return this.state({ draft: { type: 'resumed' }, line, ticket: null }, rowOf('resumed', true))
    if (drafted) return this.state({ draft: drafted.draft, line, ticket: id }, drafted.row)
    if (this.#writer.level === 'unknown') this.heard.tellManagers = true
    else if (permit('question', this.#writer.level) !== 'nothing')
      this.heard.items.push(refused(line, id, { code: 'nothing-to-undo' }))
  }

  /** Questions are answered in their turn: what was done above them shows. */
  async #answer({ asks, line, ticket: id }: Question): Promise<void> {
    const cell = permit('question', this.#writer.level)
    if (cell !== 'act' && cell !== 'answer-limited') return
    const ticket = id === null ? null : await this.#ruling.current(id)
    const whole = asks.ask === 'status' && asks.all
    const { person, roles } = situationOf(this.#kit, this.#mail, this.#writer, whole ? null : ticket)
    const asker = { person, ...roles }
    this.heard.items.push(await answerAsked(this.#kit, asks, line, ticket, asker, this.#ruling.now))
  }

  /** Prose without a command is a note on the ticket (SPEC §1.6). */
  async note(prose: string, ticket: Ticket, hidden = false): Promise<void> {
    const draft = noteFrom(prose, situationOf(this.#kit, this.#mail, this.#writer, ticket), hidden)
    if (!draft) return
    const line =
      prose
        .split('\n')
        .find((text) => text.trim() !== '')
        ?.trim() ?? ''
    await this.state({ draft: draft.draft, line, ticket: ticket.id }, draft.row)
  }

  /**
   * GGUS tickets in the writer's own words (SPEC §1.6): recorded from whoever takes part. What proves nothing is asked
   * about with the rest of the mail; a mail that only copies the bot, or comes by a list, asks and answers nothing.
   */
  async ggusLinks(words: string, ticket: Ticket, commands: readonly Command[]): Promise<void> {
    const on = (await this.#ruling.current(ticket.id)) ?? ticket
    const said = commands.flatMap((command) => (command.verb === 'ggus' ? [command.ggus] : []))
    const known = new Set([...(on.ggus ?? []), ...said].map(({ url }) => url))
    const tickets = ggusIn(words).filter(({ url }) => !known.has(url))
    const situation = situationOf(this.#kit, this.#mail, this.#writer, on)
    const { manager } = situation.roles
    if (tickets.length === 0 || !(manager || ownSeats(situation).length > 0)) return
    const row = rowOf('ggus-named', manager)
    const quietly = this.#mail.mode !== 'direct'
    if (quietly && permit(row, this.#writer.level) !== 'act') return
    const line = tickets.map(({ number }) => `GGUS #${number}`).join(', ')
    await this.state({ draft: { type: 'ggus-named', tickets }, line, ticket: on.id }, row)
    if (quietly) this.heard.items.pop()
  }

  /** One statement, by the table of SPEC §3.3. */
  async state(statement: Statement, row: AuthorityRow): Promise<void> {
    const { level, tokenOwner } = this.#writer
    switch (permit(row, level)) {
      case 'act':
      case 'act-confirm-at-take':
        return this.#act(statement)
      case 'hold-ask-writer':
        return this.#hold(statement, this.#writer.person)
      case 'hold-ask-owner':
        return this.#hold(statement, tokenOwner)
      case 'refuse':
        this.heard.items.push(refused(statement.line, statement.ticket, { code: 'needs-proof' }))
        return undefined
      case 'keep-tell-manager':
      case 'tell-manager-who-opens':
        return this.#tellManagers()
      case 'answer-limited':
      case 'nothing':
        return undefined
    }
  }

  async #act(statement: Statement): Promise<void> {
    const person = await actorOf(this.#kit, this.#mail, this.#writer)
    if (person === null) return this.#tellManagers()
    const event = this.#eventOf(statement, person, this.#saidAt)
    this.heard.items.push(await this.#ruling.rule(statement.ticket, event, statement.line))
  }

  /** Said by nobody whom we could answer, as through an anonymous list: somebody should see it. */
  #tellManagers(): void {
    this.heard.tellManagers = true
  }

  /** What a `yes` releases counts from the receipt of the held mail. */
  #hold(statement: Statement, person: PersonId | null): void {
    if (person === null) return this.#tellManagers()
    const event = this.#eventOf(statement, person, this.#mail.mail.receivedAt)
    const held = this.heard.heldFor.get(person) ?? []
    held.push({ ticket: statement.ticket, event, line: statement.line })
    this.heard.heldFor.set(person, held)
    this.heard.items.push({ item: 'held', line: statement.line })
  }

  #eventOf({ draft }: Statement, person: PersonId, at: Instant): Event | PostEvent {
    const id = asEventId(`m${this.#mail.mail.id}.${this.#number}`)
    this.#number += 1
    const said =
      draft.type === 'noted' || draft.type === 'problem-named' ? noteKept(draft, this.secrecy) : draft
    return { ...said, id, by: { kind: 'person', id: person }, at }
  }
}
