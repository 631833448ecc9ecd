// One-time questions about held statements (SPEC §3.3, ask back). A question is open once and is settled once: that is
// what makes a `yes` act only the first time. When it runs out is the desk's matter.

import type { Archive, MailId } from '../ports.ts'
import type { Question, QuestionState } from '../ports/outgoing.ts'
import type { Instant, PersonId, TicketId } from '../rollout/ids.ts'
import type { Connection } from './database.ts'
import { readArray } from './rows.ts'
import type { Shape } from './rows.ts'
import { sealDemand } from './seals.ts'

type Row = {
  readonly id: string
  readonly state: QuestionState
  readonly mail: MailId | null
  readonly ticket: TicketId | null
  readonly person: PersonId
  readonly asked_at: Instant
  readonly until: Instant
  readonly events: string
}
type Filter = Parameters<Archive['questions']>[0]
type Search = {
  readonly ticket: TicketId | null
  readonly mail: MailId | null
  readonly person: PersonId | null
  readonly state: QuestionState | null
  readonly askedAfter: Instant | null
}

const heldShape: Shape<Question['events'][number]> = { event: 'object', line: 'string' }

/** Throws a permanent Fault on a row that cannot be read. */
export const questionTable = (db: Connection) => {
  // A mail that is handled again asks the same question; the first one stands, as with effects.
  const insert = db.prepare<Row>(
    `INSERT INTO questions (id, state, mail, ticket, person, asked_at, until, events)
     VALUES (@id, @state, @mail, @ticket, @person, @asked_at, @until, @events) ON CONFLICT (id) DO NOTHING`,
  )
  const settle = db.prepare<{ id: string; state: QuestionState; at: Instant }>(
    "UPDATE questions SET state = @state, settled_at = @at WHERE id = @id AND state = 'open'",
  )
  const byId = db.prepare<[string], Row>('SELECT * FROM questions WHERE id = ?')
  // One statement an index: a search never walks through all that was ever asked, but where nothing names it.
  const ofMail = db.prepare<Search, Row>(
    `SELECT * FROM questions WHERE mail = @mail AND (@ticket IS NULL OR ticket = @ticket)
       AND (@person IS NULL OR person = @person) AND (@state IS NULL OR state = @state)
       AND (@askedAfter IS NULL OR asked_at > @askedAfter) ORDER BY asked_at, id`,
  )
  const ofTicket = db.prepare<Search, Row>(
    `SELECT * FROM questions WHERE ticket = @ticket AND @mail IS NULL AND (@person IS NULL OR person = @person)
       AND (@state IS NULL OR state = @state) AND (@askedAfter IS NULL OR asked_at > @askedAfter)
     ORDER BY asked_at, id`,
  )
  const ofPerson = db.prepare<Search, Row>(
    `SELECT * FROM questions WHERE person = @person AND asked_at > coalesce(@askedAfter, '') AND @mail IS NULL
       AND @ticket IS NULL AND (@state IS NULL OR state = @state) ORDER BY asked_at, id`,
  )
  const ofAll = db.prepare<Search, Row>(
    `SELECT * FROM questions WHERE @mail IS NULL AND @ticket IS NULL AND @person IS NULL
       AND (@state IS NULL OR state = @state) AND (@askedAfter IS NULL OR asked_at > @askedAfter)
     ORDER BY asked_at, id`,
  )

  const demandWhole = sealDemand(db, 'questions')
  return {
    /** To be called inside the transaction of the decision that asks. */
    add: ({ id, state, mail, ticket, person, askedAt, until, events }: Question): void => {
      insert.run({
        id,
        state,
        mail,
        ticket,
        person,
        asked_at: askedAt,
        until,
        events: JSON.stringify(events),
      })
    },
    /** False where it is not open (any more). */
    settle: (id: string, state: Exclude<QuestionState, 'open'>, at: Instant): boolean =>
      settle.run({ id, state, at }).changes === 1,
    byId: (id: string): Question | null => {
      demandWhole(id)
      const row = byId.get(id)
      return row === undefined ? null : questionOf(row)
    },
    /** In the order in which they were asked. */
    search: ({ ticket, mail, person, state, askedAfter }: Filter): readonly Question[] => {
      const wanted = {
        ticket: ticket ?? null,
        mail: mail ?? null,
        person: person ?? null,
        state: state ?? null,
        askedAfter: askedAfter ?? null,
      }
      const found =
        wanted.mail !== null
          ? ofMail
          : wanted.ticket !== null
            ? ofTicket
            : wanted.person !== null
              ? ofPerson
              : ofAll
      return found.all(wanted).map(questionOf)
    },
  }
}

const questionOf = (row: Row): Question => ({
  id: row.id,
  state: row.state,
  mail: row.mail,
  ticket: row.ticket,
  person: row.person,
  events: readArray('questions', row.id, row.events, heldShape),
  askedAt: row.asked_at,
  until: row.until,
})
