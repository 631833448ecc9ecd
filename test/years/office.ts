// The whole house in one process, for years: memory in RAM, a clock that is set, a post that hands every letter to who
// gets it. Most letters leave without their words, for speed; one in so many, and those whose answer needs its own
// address, are composed for real, and those are answered by real mail.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { lookForAlarms } from '../../src/desk/alarms.ts'
import { doorsUnseen } from '../../src/ports/doors.ts'
import { deliver } from '../../src/desk/deliver.ts'
import { handleAll } from '../../src/desk/handle.ts'
import { makePatience } from '../../src/desk/patience.ts'
import { refusedForGood } from '../../src/desk/refused.ts'
import { submit } from '../../src/desk/submit.ts'
import { nextDue, watch } from '../../src/desk/watch.ts'
import { buildHouse } from '../../src/house.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { examineHere } from '../../src/reports/examinehere.ts'
import { asTicketId, type Instant } from '../../src/rollout/ids.ts'
import { makeSigner, signed } from '../support/signing.ts'
import { writeMail, type Draft, type Letter as Written } from '../stories/writing.ts'
import type { Kit } from '../../src/desk/kit.ts'
import type { LetterRequest } from '../../src/letters/letter.ts'
import type { Commit, Finished, OutboxItem, Post } from '../../src/ports.ts'
import type { Letter, Recipient } from '../../src/rollout/effect.ts'

/** A letter as it left. `written`: its bytes read, where it was composed for real. */
export type Sent = {
  readonly at: Instant
  readonly key: string
  readonly letter: Letter
  readonly to: string
  readonly recipient: Recipient
  readonly from: string
  readonly messageId: string
  readonly written: Written | null
  /** The letters that it is made of, where several went as one; each by its number in it. */
  readonly parts: readonly Part[]
}
export type Part = {
  readonly key: string
  readonly letter: Letter
  readonly recipient: Recipient
  readonly number: number
}
export type Watching = {
  committed(commit: Commit, result: 'committed' | 'conflict'): Promise<void>
  sent(letter: Sent): void
}
export type Furniture = {
  readonly config: string
  readonly roster: string
  readonly start: Instant
  /** Every so many-th letter is composed for real. */
  readonly every: number
  /** Something put in the way of the desk, to see that it is seen. */
  readonly bend?: (kit: Kit) => Kit
}

/** Their enclosures are most of the work; where the letter leaves without its words they are not made either. */
const enclosing = new Set(['trial-started', 'reports-complete', 'receipt', 'gathered'])

type Request = Pick<LetterRequest, 'key' | 'letter'> & { readonly to: { readonly recipient: Recipient } }
const needsItsAddress = (letter: Letter) => letter.letter === 'offer-confirm' || letter.letter === 'ask-back'

export async function openOffice(furniture: Furniture, watching: Watching) {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-years-'))
  mkdirSync(join(dir, 'in'))
  writeFileSync(join(dir, 'rollcall.toml'), furniture.config)
  writeFileSync(join(dir, 'roster.csv'), furniture.roster)
  const read = readConfig(join(dir, 'rollcall.toml'), {})
  if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
  let now = furniture.start
  let alarmed = furniture.start
  const troubles: string[] = []
  // One key for every domain: who may sign for whom is proven elsewhere.
  const signer = makeSigner('any.example', 'rsa', 1024)
  const house = await buildHouse(read.config, {
    clock: { now: () => now },
    resolver: async (name) => {
      if (!name.startsWith('s1._domainkey.'))
        throw Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' })
      return [[signer.record]]
    },
    database: ':memory:',
    examine: ({ name, bytes }) => examineHere(bytes, name),
    templateCache: join(tmpdir(), 'rollcall-story-templates'),
    log: (what, fields) => {
      if (/fail|trouble|set aside/.test(what)) troubles.push(`${what} ${JSON.stringify(fields)}`)
    },
  })
  const letters = new Map<string, { readonly request: Request; readonly real: boolean }>()
  const { marks } = house.kit
  /** Of the letters that are in hand, by their numbers in the outbox. */
  const keys = new Map<number, string>()
  let composed = 0
  const wordless = (key: string, letter: Letter, address: string, id: number): Finished => ({
    bytes: new Uint8Array(),
    messageId: marks.messageId(key, letter.about?.ticket ?? null),
    envelope: { from: marks.bounceAddress(id), to: address },
  })
  const finishedFor = async (item: OutboxItem): Promise<OutboxItem> => {
    if (item.finished || item.effect.kind !== 'letter' || !enclosing.has(item.effect.letter.letter))
      return item
    composed += 1
    if (composed % furniture.every === 0) return item
    const { letter, to: recipient } = item.effect
    const person = 'person' in recipient ? await house.kit.archive.person(recipient.person) : null
    if (!person) return item
    const finished = wordless(item.key, letter, person.address, item.id)
    letters.set(finished.messageId, { request: { key: item.key, letter, to: { recipient } }, real: false })
    return { ...item, finished: await house.kit.ledger.keepFinished(item.id, finished, now) }
  }
  const ledger: Kit['ledger'] = {
    ...house.kit.ledger,
    async claimDue(...asked) {
      const items = await house.kit.ledger.claimDue(...asked)
      for (const { id, key } of items) keys.set(id, key)
      // What leaves together is not finished yet: it is made one letter first.
      return Promise.all(items.map(async (item) => (item.company === undefined ? finishedFor(item) : item)))
    },
    async gather(gathering) {
      return finishedFor(await house.kit.ledger.gather(gathering))
    },
    async commit(commit: Commit) {
      const result = await house.kit.ledger.commit(commit)
      await watching.committed(commit, result)
      return result
    },
  }
  const light: Kit = {
    ...house.kit,
    ledger,
    async compose(request, names) {
      composed += 1
      const { key, letter, to, id } = request
      const real = composed % furniture.every === 0 || enclosing.has(letter.letter) || needsItsAddress(letter)
      const finished = real ? await house.kit.compose(request, names) : wordless(key, letter, to.address, id)
      letters.set(finished.messageId, { request, real })
      return finished
    },
  }
  const kit = furniture.bend ? furniture.bend(light) : light
  const never = new AbortController().signal
  const post: Post = {
    async send({ bytes, messageId, envelope }) {
      const known = letters.get(messageId)
      if (!known) throw new Error(`a letter that nobody composed: ${messageId}`)
      letters.delete(messageId)
      const { request, real } = known
      const { key, letter } = request
      const { recipient } = request.to
      watching.sent({
        at: now,
        key,
        letter,
        to: envelope.to,
        recipient,
        from: envelope.from,
        messageId,
        written: real ? { ...(await parseMail(bytes)), at: now, envelope, raw: bytes } : null,
        parts:
          letter.letter === 'gathered'
            ? letter.parts.map((part) => ({
                key: keys.get(part.of) ?? `#${part.of}`,
                letter: part.letter,
                recipient: part.to,
                number: part.number,
              }))
            : [],
      })
      return { response: '250 kept' }
    },
    async close() {},
  }
  const patience = makePatience()
  let uid = 0
  let mails = 0
  const people = new Map<string, Awaited<ReturnType<typeof kit.ledger.personFor>>>()
  const arrive = async (raw: string) => {
    uid += 1
    await kit.ledger.recordMail([
      {
        place: { mailbox: 'years', uidValidity: '1', uid },
        via: 'imap',
        receivedAt: now,
        bytes: Buffer.from(raw),
        backlog: false,
      },
    ])
  }
  return {
    kit,
    store: house.store,
    troubles,
    now: () => now,
    set(to: Instant) {
      now = to
    },
    mails: () => mails,
    composedForReal: () => Math.floor(composed / furniture.every),
    /** When there is something to look at again. */
    async wakes(): Promise<Instant | null> {
      const due = (await kit.archive.pause()) ? null : await nextDue(kit)
      const out = await kit.archive.nextOutbox()
      return due && out ? (due < out ? due : out) : (due ?? out)
    },
    async settle() {
      await handleAll(kit, patience, never)
      await watch(kit)
      // It counts everything that is stored, which is much to do at every minute of twelve years.
      if (Date.parse(now) - Date.parse(alarmed) >= 6 * 3_600_000) {
        alarmed = now
        await lookForAlarms(kit, doorsUnseen)
      }
      const { failed } = await deliver(kit, post, 1, never)
      keys.clear()
      if (failed.length === 0) return
      await refusedForGood(
        kit,
        failed.map(({ id }) => id),
      )
      await deliver(kit, post, 1, never)
    },
    /** A line as this person would write it; answers with what became of it, in a word. */
    async say(address: string, ticket: number | null, line: string): Promise<string> {
      const person = people.get(address) ?? (await kit.ledger.personFor(address, ''))
      people.set(address, person)
      const id = ticket === null ? null : asTicketId(ticket)
      const [item] = await submit(kit, { by: { person }, ticket: id, lines: [line] })
      if (item?.item === 'refused') return item.refusal.code
      return item?.item === 'done' ? item.did.did : (item?.item ?? 'nothing')
    },
    /** A mail comes in, signed by its writer's domain unless it says otherwise; read at the next settling. */
    async mail(draft: Draft) {
      mails += 1
      const raw = writeMail(draft, now, mails)
      const domain = draft.from.split('@')[1] ?? ''
      await arrive(draft.signed === false ? raw : await signed(raw, { ...signer, domain }, { signTime: now }))
    },
    arrive: async (raw: string) => {
      mails += 1
      await arrive(raw)
    },
    async close() {
      await house.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
export type Office = Awaited<ReturnType<typeof openOffice>>
