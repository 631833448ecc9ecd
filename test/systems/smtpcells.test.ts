// The table of SMTP faults: each of 12 moments of a submission with each of 8 faults, through the way that every letter
// takes (outbox, claim, compose, send, mark), against a sink with STARTTLS and AUTH. Two rules say what must become of a
// letter; docs/reliability.md has them in words. The hour is the stage's, only the sink's silence takes time.

import { afterAll, describe, expect, it } from 'vitest'
import { submit } from '../../src/desk/submit.ts'
import { smtpPost } from '../../src/systems/smtp.ts'
import { asInstant, asTicketId } from '../../src/rollout/ids.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import {
  faults,
  moments,
  noises,
  smtpSink,
  type Moment,
  type Noise,
  type SinkFault,
  type SmtpSink,
} from '../support/smtpsink.ts'
import { makeCertificates, opensslIsThere } from './certificates.ts'
import { Fault, type LetterRow, type Post } from '../../src/ports.ts'

const certificates = makeCertificates()
const roomy = { connect: 10_000, silence: 10_000, letter: 15_000 }
const by = { admin: 'root' }

/** A 5xx speaks of the letter where its reader or its bytes are judged, of us or of the server everywhere else. */
const judgesTheLetter: ReadonlySet<Moment> = new Set(['RCPT', 'DATA', 'body', 'dot', 'kept'])
const readsShort: ReadonlySet<Moment> = new Set(['EHLO', 'AUTH', 'MAIL', 'RCPT'])
type Fate = 'sent' | 'sent later' | 'failed and told'
const fateOf = (moment: Moment, fault: SinkFault, noise?: Noise): Fate => {
  if (fault === 'slow') return 'sent'
  if (fault === '5xx' && judgesTheLetter.has(moment)) return 'failed and told'
  // Where not a word was said the pool begins another session at once, and the next letter has one of its own.
  if (fault === 'hang-up' && (moment === 'connect' || moment === 'banner')) return 'sent'
  // "25" is read as the yes that it may have been meant to be, until it is about the whole letter.
  if (noise === 'malformed' && readsShort.has(moment)) return 'sent'
  return moment === 'idle' ? 'sent' : 'sent later'
}
/** Only where the letter is safe and its sender has not heard so. */
const copiesAllowed = (moment: Moment, fault: SinkFault) =>
  moment === 'kept' && fault !== 'slow' && fault !== '5xx' ? 1 : 0

const all = moments.flatMap((moment, row) => faults.map((fault, column) => ({ moment, fault, row, column })))
/** Every day each moment and each fault, and all about the final dot. */
const beforeTheLetter: ReadonlySet<Moment> = new Set(['connect', 'banner', 'EHLO', 'STARTTLS', 'AUTH'])

const cells = all.filter(
  ({ moment, row, column }) =>
    process.env['ROLLCALL_CELLS'] === 'all' ||
    moment === 'dot' ||
    moment === 'kept' ||
    (row + column) % 8 === 0,
)

const postTo = (sink: SmtpSink, fault: SinkFault): Post =>
  smtpPost({
    host: '127.0.0.1',
    port: sink.port,
    security: 'starttls',
    caFile: certificates.ca,
    user: 'bot',
    password: 'secret',
    connections: 2,
    name: 'rollcall.egi.example',
    // Long enough for a machine that is busy, where nothing hangs.
    patience: fault === 'hang' ? { connect: 2000, silence: 2000, letter: 8000 } : roomy,
  })

/** Lets the stage's hours pass until no letter waits. */
async function untilAllLeft(stage: Stage) {
  const { kit } = stage.house
  for (let looks = 0; looks < 100; looks += 1) {
    const next = await kit.archive.nextOutbox()
    if (next === null) return
    await stage.at(next)
  }
}

/** With the envelope said at once (RFC 2920), as servers of today have it; line by line too where all cells are played. */
const waysOf = (moment: Moment): readonly boolean[] => {
  if (moments.indexOf(moment) < moments.indexOf('MAIL')) return [true]
  return process.env['ROLLCALL_CELLS'] === 'all' ? [true, false] : [true]
}

/** Which letter is the first of them: an invitation, or word of a new rollout. */
type Hit = 'invitation' | 'announcement'

async function play(moment: Moment, fault: SinkFault, hit: Hit, pipelined: boolean, noise?: Noise) {
  const sink = await smtpSink({
    certificate: certificates.good,
    offers: (_, secure) => (secure ? ['AUTH PLAIN', ...(pipelined ? ['PIPELINING'] : [])] : ['STARTTLS']),
  })
  const post = postTo(sink, fault)
  const troubles: Fault[] = []
  const heard: Post = {
    ...post,
    async send(letter, leave) {
      try {
        return await post.send(letter, leave)
      } catch (error) {
        if (error instanceof Fault) troubles.push(error)
        throw error
      }
    },
  }
  const stage = await setStage(undefined, undefined, { post: heard })
  try {
    const { kit } = stage.house
    const trouble = { moment, fault, ...(noise && { noise }) }
    if (moment !== 'idle') sink.trouble(trouble)
    await submit(kit, { by, ticket: null, lines: [`open ${c.title}`] })
    if (moment === 'idle') {
      await stage.settle()
      sink.trouble(trouble)
      sink.poke()
      // One turn, in which both sides hear of it.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    if (hit === 'announcement') await stage.settle()
    await submit(kit, { by, ticket: asTicketId(1), lines: [`assign ${c.lisbon} ${c.desy}`] })
    await stage.settle()
    await untilAllLeft(stage)
    const rows = await kit.archive.letters()
    const journal = await kit.archive.journal(asTicketId(1))
    return { rows, sink, troubles, events: journal.map(({ event }) => event.type) }
  } finally {
    await stage.close()
    await post.close()
    await sink.close()
  }
}

describe.skipIf(!opensslIsThere)('a letter, where the server for letters fails', () => {
  let whole = 0
  afterAll(() => void process.stdout.write(`SMTP cells: ${whole}/${cells.length}, of ${all.length}\n`))

  it.concurrent.each(cells)('at $moment by $fault', async ({ moment, fault }) => {
    const variants: readonly (readonly [Hit, Noise?])[] =
      fault === 'garbage'
        ? noises.map((noise) => ['invitation', noise])
        : fateOf(moment, fault) === 'failed and told'
          ? [['invitation'], ['announcement']]
          : [['invitation']]
    for (const [hit, noise, pipelined] of variants.flatMap(([h, n]) =>
      waysOf(moment).map((p) => [h, n, p] as const),
    )) {
      const { rows, sink, troubles, events } = await play(moment, fault, hit, pipelined, noise)
      const copies = (row: LetterRow) => sink.letters.filter(({ messageId }) => messageId === row.messageId)
      const fate = fateOf(moment, fault, noise)
      // Nothing is lost: each has left and is there, or is known to have failed.
      const failed = rows.filter(({ state }) => state === 'failed')
      const sent = rows.filter(({ state }) => state === 'sent')
      expect(rows.length).toBeGreaterThanOrEqual(5)
      expect(sent.length + failed.length).toBe(rows.length)
      for (const row of sent) expect(copies(row).length, row.key).toBeGreaterThan(0)

      // Right verdict, and no other letter suffers.
      expect(failed).toHaveLength(fate === 'failed and told' ? 1 : 0)
      expect(troubles).toHaveLength(fate === 'sent' ? 0 : 1)
      for (const { lasting, door, unanswered } of troubles) {
        expect(lasting).toBe(fate === 'failed and told' ? 'permanent' : 'transient')
        if (beforeTheLetter.has(moment))
          expect({ door, unanswered }).toEqual({ door: 'shut', unanswered: false })
        if (moment === 'DATA') expect({ moment, unanswered }).toEqual({ moment, unanswered: false })
        // Whoever sends it again knows that it may be a copy.
        if (copiesAllowed(moment, fault) > 0) expect(unanswered).toBe(fault !== '4xx' && fault !== '421')
      }
      for (const row of failed) {
        expect(row.error).toBe('refused: 554 5.3.0 never')
        if (hit === 'invitation') expect(events).toContain('invitation-bounced')
        else expect(rows.map(({ letter }) => letter?.letter)).toContain('delivery-failed')
      }

      // Nothing twice, but for an answer that was lost; and then the same message.
      const extra = rows.reduce((sum, row) => sum + Math.max(0, copies(row).length - 1), 0)
      expect(extra).toBe(copiesAllowed(moment, fault))
      expect(new Set(sink.letters.map(({ messageId }) => messageId)).size).toBe(sink.letters.length - extra)
      for (const { bytes, messageId } of sink.letters)
        expect(bytes).toBe(sink.letters.find((one) => one.messageId === messageId)?.bytes)

      // Neither a letter nor the password outside of TLS.
      const inClear = sink.inClear.join('\n')
      expect(inClear).not.toMatch(/^(?:AUTH|MAIL|RCPT|DATA|From:|Message-ID:)/im)
      expect(inClear).not.toContain(Buffer.from('secret').toString('base64').slice(0, 6))
    }
    whole += 1
  })
})

describe.skipIf(!opensslIsThere)('a call to a list, where the server for letters fails', () => {
  const ways = (['dot', 'kept'] as const).flatMap((moment) => faults.map((fault) => ({ moment, fault })))
  const some = ways.filter(
    ({ fault }) => process.env['ROLLCALL_CELLS'] === 'all' || fault === 'hang-up' || fault === '4xx',
  )

  it.concurrent.each(some)('at $moment by $fault is posted once', async ({ moment, fault }) => {
    const sink = await smtpSink({ certificate: certificates.good })
    const post = postTo(sink, fault)
    const stage = await setStage(
      undefined,
      (kit) => ({ ...kit, mailboxReadSince: () => asInstant('2026-11-20T09:00:00Z') }),
      { post },
    )
    // The second recipient of a call is our own mailbox; what its server is given comes in.
    const coming: Promise<unknown>[] = []
    sink.onLetter(({ to, bytes }) => {
      if (to.includes(c.bot)) coming.push(stage.arrive(Buffer.from(bytes, 'latin1')))
    })
    try {
      await stage.say(null, `open ${c.title}`)
      sink.trouble({ moment, fault, reader: c.list })
      await stage.say(1, 'call')
      await Promise.all(coming)
      await untilAllLeft(stage)
      const posts = sink.letters.filter(({ to }) => to.includes(c.list))
      const letters = await stage.house.kit.archive.letters()
      const call = letters.find(({ letter }) => letter?.letter === 'call')
      expect(call?.state).toBe(fault === '5xx' ? 'failed' : 'sent')
      // A server that says no has not taken it; one that has is no server whose word could be had.
      const lied = moment === 'kept' && (fault === '4xx' || fault === '421') ? 1 : 0
      expect(posts).toHaveLength((fault === '5xx' && moment === 'dot' ? 0 : 1) + lied)
      expect(new Set(posts.map(({ messageId }) => messageId))).toEqual(
        new Set(posts.length === 0 ? [] : [call?.messageId]),
      )
    } finally {
      await stage.close()
      await post.close()
      await sink.close()
    }
  })
})
