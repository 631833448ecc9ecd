// Years of work behind a commit: memory with a million events, and a tenth of that in mails and in letters, beside memory
// with ten thousand. What is compared is what each mail does: the commit of a team's answer, the look at what is due, and
// the history of one rollout whose events lie scattered among all others. Both are opened at once and asked in turn.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { asTicketId } from '../src/rollout/ids.ts'
import { setSeals } from '../src/store/seals.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { aChange, aCommit, aDraft, aTicket, aVerdict, anIncoming, minute } from '../test/store/values.ts'
import { median, row, type Measure } from './row.ts'

const rounds = 9
const answers = 1500
const looks = 300
const many = 1_000_000
const few = 10_000
const scattered = 100
const tickets = 100

/** The rows alone, by SQL: a million true commits would take an hour. The chain of hashes is not true; nobody walks it. */
function fill(file: string, events: number): void {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  setSeals(db)
  const hash = 'a'.repeat(64)
  const event = JSON.stringify(aChange(aTicket(1), 0).event)
  const facts = JSON.stringify(aChange(aTicket(1), 0).facts)
  const journal = db.prepare(
    `INSERT INTO journal (seq, ticket, at, event_id, event, facts, mail, prev, hash)
     VALUES (?, ?, '2026-11-20T10:00:00Z', ?, ?, ?, NULL, ?, ?)`,
  )
  const mail = db.prepare(
    `INSERT INTO mail (mailbox, uid_validity, uid, via, received_at, size, sha256, message_id, state, ticket, words_hash, verdict)
     VALUES ('INBOX', '7', ?, 'imap', '2026-11-20T10:00:00Z', 4000, ?, ?, 'handled', ?, ?, ?)`,
  )
  const letter = db.prepare(
    `INSERT INTO outbox (key, ticket, person, state, priority, queued_at, not_before, settled_at, effect)
     VALUES (?, ?, ?, 'sent', 50, '2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z', ?)`,
  )
  const verdict = JSON.stringify(aVerdict())
  const effect = JSON.stringify(aDraft('k').effect)
  const apart = events / scattered
  const some = db.transaction((from: number, to: number) => {
    for (let at = from; at <= to; at += 1) {
      const ticket = at % apart === 0 ? 1 : 2 + (at % (tickets - 1))
      journal.run(at, ticket, `old${at}`, event, facts, hash, hash)
      if (at % 10 !== 0) continue
      mail.run(at, `${at}`, `<old${at}@site.example>`, ticket, `w${at}`, verdict)
      letter.run(`old${at}`, ticket, `p${at % 100}`, effect)
    }
    db.prepare('UPDATE journal_head SET seq = ?, hash = ?').run(to, hash)
  })
  for (let from = 1; from <= events; from += 10_000) some(from, Math.min(events, from + 9_999))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

async function grown(file: string, events: number): Promise<Store> {
  const first = openStore(file)
  for (let id = 1; id <= tickets; id += 1)
    await first.ledger.commit(aCommit({ changes: [aChange(aTicket(id), 0)] }))
  await first.ledger.close()
  const db = new Database(file)
  db.exec('DELETE FROM journal')
  db.close()
  fill(file, events)
  return openStore(file)
}

/** Takes an answer and says how many seconds its commit alone took. */
function answering({ ledger }: Store) {
  let taken = 0
  return async (): Promise<number> => {
    taken += 1
    const uid = 2_000_000 + taken
    const [mail = 0] = await ledger.recordMail([anIncoming(uid, `answer ${uid}`)])
    const id = 1 + (taken % tickets)
    const version = 1 + Math.floor((taken - 1) / tickets)
    const messageId = `<m${uid}@site.example>`
    const commit = aCommit({
      mail: { id: mail, verdict: aVerdict({ messageId, ticket: asTicketId(id), wordsHash: `${uid}` }) },
      changes: [aChange(aTicket(id, { version: version + 1 }), version, { mail })],
      outbox: [aDraft(`m${mail}/writer/receipt/p1`)],
    })
    const began = performance.now()
    if ((await ledger.commit(commit)) !== 'committed') throw new Error('an answer did not hold')
    return (performance.now() - began) / 1000
  }
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let at = 0; at < looks; at += 1) await work()
  return (performance.now() - began) / looks
}

export const measure: Measure = async (report) => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  try {
    const large = await grown(join(dir, 'large.sqlite'), many)
    const small = await grown(join(dir, 'small.sqlite'), few)
    const due: [number[], number[]] = [[], []]
    const history: [number[], number[]] = [[], []]
    // One by one in turn, and all of them counted: what else the machine does, and what a checkpoint costs, falls on both.
    const [toLarge, toSmall] = [answering(large), answering(small)]
    const seconds = { ours: 0, peer: 0 }
    for (let at = 0; at < answers; at += 1) {
      seconds.ours += await toLarge()
      seconds.peer += await toSmall()
    }
    for (let round = 0; round < rounds; round += 1)
      for (const [at, { archive }] of [large, small].entries()) {
        const side = at === 0 ? 0 : 1
        due[side].push(await milliseconds(() => archive.nextDue()))
        history[side].push(await milliseconds(() => archive.journal(asTicketId(1))))
      }
    if ((await large.archive.journal(asTicketId(1))).length < scattered) throw new Error('events are missing')
    if ((await large.archive.dueTickets(minute(600))).length !== tickets) throw new Error('not all is due')
    await large.ledger.close()
    await small.ledger.close()
    const beside = ([ours, peer]: [number[], number[]]) => ({ ours: median(ours), peer: median(peer) })
    const events = `${many} events (${few})`
    report(
      row(
        { what: `commit, ${events}`, unit: '/s', ours: answers / seconds.ours, peer: answers / seconds.peer },
        { least: [0.9, 0.9] },
      ),
    )
    report(row({ what: `what is due, ${events}`, unit: 'ms', ...beside(due) }, { most: [2, 1.25] }))
    report(
      row(
        { what: 'history of 100 scattered events (the same)', unit: 'ms', ...beside(history) },
        { most: [2, 1.25] },
      ),
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}
