// The stage of the stories: the whole house in one process, memory in RAM, a clock that is set by hand, people whose
// domains sign their mail, and a post that keeps what would have left. No network, no sleeping.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { deliver } from '../../src/desk/deliver.ts'
import { lookForResume } from '../../src/desk/clockmail.ts'
import { watchClock } from '../../src/desk/clockwatch.ts'
import { makePatience } from '../../src/desk/patience.ts'
import { lookForAlarms } from '../../src/desk/alarms.ts'
import { doorsUnseen, type DoorsSeen } from '../../src/ports/doors.ts'
import { refusedForGood } from '../../src/desk/refused.ts'
import { handleAll } from '../../src/desk/handle.ts'
import { submit } from '../../src/desk/submit.ts'
import { watch } from '../../src/desk/watch.ts'
import { buildHouse, type House } from '../../src/house.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { examineHere } from '../../src/reports/examinehere.ts'
import { Fault, type MailRow, type Post, type Resolver } from '../../src/ports.ts'
import { asInstant, asTicketId, type Instant } from '../../src/rollout/ids.ts'
import { phase } from '../../src/rollout/view.ts'
import { makeSigner, resolverOf, signed, type Signer } from '../support/signing.ts'
import { config, roster } from './cast.ts'
import { writeMail, type Draft, type Letter } from './writing.ts'
import type { Kit } from '../../src/desk/kit.ts'

/** Keys take a moment to make; every stage shares them. */
const signers = new Map<string, Signer>()
const signerOf = (domain: string): Signer => {
  const known = signers.get(domain)
  if (known) return known
  // The smallest key that counts: they are made anew in every file of stories.
  const made = makeSigner(domain, 'rsa', 1024)
  signers.set(domain, made)
  return made
}
const domains = [
  'egi.example',
  'lip.example',
  'desy.example',
  'srce.example',
  'brunel.example',
  'elsewhere.example',
  'rt.egi.example',
]

export type Stage = {
  readonly house: House
  now(): Instant
  /** Sets the clock and lets what is due happen. */
  at(instant: string): Promise<void>
  /** Sets the wall clock alone, as somebody would; the steady clock stands. Looks, as the agent does each second. */
  jump(instant: string): Promise<void>
  /** A new agent over the same memory; `wall`: what the clock was set to while none ran. */
  restart(machineToo?: boolean, wall?: string): Promise<void>
  /** A mail comes in and is handled; answers with what was made of it. */
  mail(draft: Draft): Promise<MailRow>
  /** What the draft would look like on the wire, unsigned. */
  write(draft: Draft): string
  /** `fields`: what the signature covers, where it is not the usual. */
  sign(raw: string, domain: string, fields?: readonly string[]): Promise<string>
  /** Stored as it came; handled only when things are settled. */
  arrive(raw: string | Uint8Array, backlog?: boolean): Promise<number>
  /** Lets everything happen that waits: mail, deadlines, letters. */
  settle(): Promise<void>
  /** The same for raw bytes. */
  bytes(raw: string | Uint8Array): Promise<MailRow>
  say(ticket: number | null, ...lines: string[]): Promise<string[]>
  /** Letters to this address so far, oldest first. */
  letters(to: string): readonly Letter[]
  last(to: string, subject?: RegExp): Letter
  /** What left since the last call, as `address: subject`. */
  news(): readonly string[]
  ticket(id?: number): Promise<{ phase: string; seats: { [team: string]: string }; status: string }>
  /** How the servers are seen to stand. */
  doors(seen: DoorsSeen): void
  /** Addresses the post refuses for good. */
  readonly refuses: Set<string>
  /** Addresses that the post cannot reach now. */
  readonly unreachable: Set<string>
  close(): Promise<void>
}

/** Other people, another roster, other keys than those of the cast; another post than the stage’s. */
type Casting = {
  readonly config?: string
  readonly roster?: string
  readonly resolver?: Resolver
  /** Letters leave by it, and the stage knows nothing of them. */
  readonly post?: Post
}

/** `bend` may put something in the way of the desk: a page of memory that fails, another process that commits. */
export async function setStage(
  start = '2026-11-20T10:00:00Z',
  bend: (kit: Kit) => Kit = (kit) => kit,
  casting: Casting = {},
): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-story-'))
  mkdirSync(join(dir, 'in'))
  writeFileSync(join(dir, 'rollcall.toml'), casting.config ?? config)
  writeFileSync(join(dir, 'roster.csv'), casting.roster ?? roster)
  const read = readConfig(join(dir, 'rollcall.toml'), {})
  if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
  let now = asInstant(start)
  let leapt = 0
  let boots = 1
  const logged: unknown[] = []
  const house = await buildHouse(read.config, {
    clock: {
      now: () => now,
      steady: () => Date.parse(now) - leapt,
      get boot() {
        return `boot ${boots}`
      },
    },
    resolver: casting.resolver ?? resolverOf(...domains.map(signerOf)),
    database: ':memory:',
    // In this process, for speed; that a document's death is not ours is proven where it can die.
    examine: ({ name, bytes }) => examineHere(bytes, name),
    templateCache: join(tmpdir(), 'rollcall-story-templates'),
    log: (what, fields) => logged.push({ what, ...fields }),
  })
  const bent = bend(house.kit)
  let watching = watchClock(bent, false)
  const sent: Letter[] = []
  const refuses = new Set<string>()
  const unreachable = new Set<string>()
  const never = new AbortController().signal
  const postOffice: Post = casting.post ?? {
    async send(finished) {
      if (refuses.has(finished.envelope.to))
        throw new Fault('smtp', 'permanent', 'refused: 550 5.1.1 no such user')
      if (unreachable.has(finished.envelope.to))
        throw new Fault('smtp', 'transient', 'put off: 451 4.4.1 no answer from host')
      const message = await parseMail(finished.bytes)
      sent.push({ ...message, at: now, envelope: finished.envelope, raw: finished.bytes })
      return { response: '250 kept' }
    },
    async close() {},
  }
  let doors: DoorsSeen = doorsUnseen
  let uid = 0
  let counter = 0
  let reported = 0
  const patience = makePatience()

  const looked = new Set<number>()
  const settle = async () => {
    const { kit } = watching
    const post = watching.guard(postOffice)
    if (await watching.inDoubt()) {
      await lookForResume(kit, patience, looked, never)
      if (await watching.inDoubt()) {
        await deliver(kit, post, 4, never)
        return
      }
    }
    await handleAll(kit, patience, never)
    await watch(kit)
    await lookForAlarms(kit, doors)
    const { failed } = await deliver(kit, post, 4, never)
    if (failed.length > 0) {
      await refusedForGood(
        kit,
        failed.map(({ id }) => id),
      )
      await deliver(kit, post, 4, never)
    }
  }
  const arrive = async (raw: string | Uint8Array, backlog = false) => {
    uid += 1
    const [id] = await bent.ledger.recordMail([
      {
        place: { mailbox: 'story', uidValidity: '1', uid },
        via: 'imap',
        receivedAt: now,
        bytes: Buffer.from(raw as string),
        backlog,
      },
    ])
    if (id === undefined) throw new Error('the mail was known already')
    return id
  }
  const bytes = async (raw: string | Uint8Array) => {
    const id = await arrive(raw)
    await settle()
    const row = await bent.archive.mail(id)
    if (!row || row.state === 'new')
      throw new Error(`the mail was not handled: ${JSON.stringify(logged.at(-1))}`)
    return row
  }
  const sign = (raw: string, domain: string, fields?: readonly string[]) =>
    signed(raw, signerOf(domain), { signTime: now, ...(fields && { fields }) })
  const mail = async (draft: Draft) => {
    counter += 1
    const raw = writeMail(draft, now, counter)
    const domain = draft.from.split('@')[1] ?? ''
    if (draft.signed === false) return bytes(raw)
    return bytes(await sign(raw, domain))
  }
  const letters = (to: string) => sent.filter((letter) => letter.envelope.to === to)
  return {
    house,
    now: () => now,
    async at(instant) {
      now = asInstant(instant)
      await settle()
    },
    async jump(instant) {
      leapt += Date.parse(instant) - Date.parse(now)
      now = asInstant(instant)
      await settle()
    },
    async restart(machineToo = false, wall = now) {
      if (machineToo) boots += 1
      leapt += Date.parse(wall) - Date.parse(now)
      now = asInstant(wall)
      looked.clear()
      watching = watchClock(bent, false)
      await settle()
    },
    settle,
    arrive,
    write(draft) {
      counter += 1
      return writeMail(draft, now, counter)
    },
    sign,
    mail,
    bytes,
    async say(ticket, ...lines) {
      const id = ticket === null ? null : asTicketId(ticket)
      const items = await submit(bent, { by: { admin: 'root' }, ticket: id, lines })
      await settle()
      return items.map((item) =>
        item.item === 'done'
          ? item.did.did
          : item.item === 'refused'
            ? item.refusal.code
            : item.item === 'unclear'
              ? item.unclear.why
              : item.item,
      )
    },
    letters,
    last(to, subject = /./) {
      const found = letters(to).findLast((letter) => subject.test(letter.subject))
      if (!found)
        throw new Error(
          `no letter to ${to} with ${String(subject)}; there are ${letters(to)
            .map((one) => one.subject)
            .join(' | ')}`,
        )
      return found
    },
    news() {
      const fresh = sent.slice(reported)
      reported = sent.length
      return fresh.map((letter) => `${letter.envelope.to}: ${letter.subject}`).toSorted()
    },
    async ticket(id = 1) {
      const ticket = await bent.archive.ticket(asTicketId(id))
      if (!ticket) throw new Error(`no ticket ${id}`)
      return {
        status: ticket.status,
        phase: phase(ticket, now),
        seats: Object.fromEntries(ticket.seats.map((seat) => [seat.team.slice(3), seat.state])),
      }
    },
    doors(seen) {
      doors = seen
    },
    refuses,
    unreachable,
    async close() {
      await house.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
