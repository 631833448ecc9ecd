// What any Ledger and its Archive promise (src/ports.ts), whatever database stands behind them.
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Archive, Ledger, OutboxItem } from '../../src/ports.ts'
import type { Alike, MailFilter } from '../../src/ports/asking.ts'
import type { Letter } from '../../src/rollout/effect.ts'
import {
  asEventId,
  asInstant,
  asPersonId,
  asTeamName,
  asTicketId,
  type Instant,
} from '../../src/rollout/ids.ts'
import {
  aChange,
  aCommit,
  aDraft,
  aFile,
  aQuestion,
  aSeat,
  aTicket,
  aVerdict,
  anIncoming,
  finishedLetter,
  minute,
} from './values.ts'

export type Memory = { readonly ledger: Ledger; readonly archive: Archive }
/** `open` gives empty memory; `again` closes what is open and opens the same memory as a new process would. */
export type Bench = { open(): Promise<Memory>; again(memory: Memory): Promise<Memory> }

export const describeMemory = (name: string, bench: Bench) => {
  let ledger: Ledger
  let archive: Archive
  const use = (memory: Memory) => {
    ledger = memory.ledger
    archive = memory.archive
  }
  const reopen = async () => use(await bench.again({ ledger, archive }))
  const put = (...commits: Parameters<typeof aCommit>) => ledger.commit(aCommit(...commits))
  const openTicket = (id: number, changes = {}) => put({ changes: [aChange(aTicket(id, changes), 0)] })
  const send = async (key: string, at = 1) => {
    const [item] = await ledger.claimDue(minute(at), minute(at + 10), 1)
    expect(item?.key).toBe(key)
    return item?.id ?? 0
  }

  beforeEach(async () => use(await bench.open()))

  describe(`${name}: the managers’ daily letters`, () => {
    it('are done once a day, by whoever is first, and never again for an earlier one', async () => {
      expect(await archive.lastDigest()).toBeNull()
      expect(await put({ digest: '2026-11-23', outbox: [aDraft('one')] })).toBe('committed')
      expect(await put({ digest: '2026-11-23', outbox: [aDraft('two')] })).toBe('conflict')
      expect(await put({ digest: '2026-11-20', outbox: [aDraft('two')] })).toBe('conflict')
      await reopen()
      expect(await archive.lastDigest()).toBe('2026-11-23')
      expect((await archive.letters()).map(({ key }) => key)).toEqual(['one'])
      expect(await put({ digest: '2026-12-01' })).toBe('committed')
      expect(await archive.lastDigest()).toBe('2026-12-01')
    })
  })

  describe(`${name}: what was handed over`, () => {
    it('is known after the process ends, until a clear no takes it back', async () => {
      await put({ outbox: [aDraft('call')] })
      const letter = await send('call')
      expect(await archive.handedOver(letter)).toBeNull()
      await ledger.handOver(letter, minute(2))
      await ledger.handOver(letter, minute(3))
      await reopen()
      expect(await archive.handedOver(letter)).toBe(minute(3))
      await ledger.handedBack(letter)
      expect(await archive.handedOver(letter)).toBeNull()
    })

    it('is found by its Message-ID, whatever became of that mail, and not by one that came before', async () => {
      const mail = anIncoming(1, 'our own copy')
      await ledger.recordMail([mail])
      expect(await archive.arrivedSince('<m1@site.example>', mail.receivedAt)).toBe(mail.receivedAt)
      expect(await archive.arrivedSince('<m1@site.example>', asInstant('2099-01-01T00:00:00Z'))).toBeNull()
      expect(await archive.arrivedSince('<other@egi.example>', mail.receivedAt)).toBeNull()
    })
  })

  describe(`${name}: mail that comes in`, () => {
    it('is there, whole, after the process ends', async () => {
      const ids = await ledger.recordMail([anIncoming(1, 'one'), anIncoming(2, 'two')])
      await reopen()
      expect(ids).toHaveLength(2)
      expect(await archive.mailInLine(10)).toEqual(ids)
      expect(await archive.rawMail(ids[1] ?? 0)).toEqual(anIncoming(2, 'two').bytes)
      expect(await archive.mail(ids[0] ?? 0)).toEqual({
        id: ids[0],
        state: 'new',
        place: { mailbox: 'INBOX', uidValidity: '7', uid: 1 },
        via: 'imap',
        receivedAt: minute(0),
        bytes: anIncoming(1, 'one').bytes.byteLength,
        attempts: 0,
        verdict: null,
      })
    })

    it('is stored once a place, and only the new ones are answered', async () => {
      const first = await ledger.recordMail([anIncoming(1, 'one')])
      const second = await ledger.recordMail([anIncoming(1, 'one'), anIncoming(2, 'two')])
      expect(second).toHaveLength(1)
      expect(await archive.mailInLine(10)).toEqual([...first, ...second])
    })

    it('takes more than one batch in order', async () => {
      const many = Array.from({ length: 120 }, (_, n) => anIncoming(n + 1, `mail ${n}`))
      const ids = await ledger.recordMail(many)
      expect(ids).toHaveLength(120)
      expect(await archive.rawMail(ids[119] ?? 0)).toEqual(many[119]?.bytes)
      expect(await archive.cursor('INBOX')).toEqual({ uidValidity: '7', uid: 120, begunAt: 0 })
    })

    it('is known again by its content after a UIDVALIDITY change', async () => {
      const known = anIncoming(1, 'one')
      await ledger.recordMail([known])
      const moved = { ...known, place: { mailbox: 'INBOX', uidValidity: '8', uid: 41 } }
      const other = anIncoming(42, 'other', { place: { mailbox: 'INBOX', uidValidity: '8', uid: 42 } })
      const fresh = await ledger.recordMail([moved, other])
      expect(fresh).toHaveLength(1)
      expect(await archive.rawMail(fresh[0] ?? 0)).toEqual(other.bytes)
    })

    it('of another mailbox is another mail, whatever it holds', async () => {
      const mail = anIncoming(1, 'one')
      await ledger.recordMail([mail])
      const elsewhere = { ...mail, place: { mailbox: 'Lists', uidValidity: '9', uid: 1 } }
      expect(await ledger.recordMail([elsewhere])).toHaveLength(1)
    })

    it('with a known Message-ID and other bytes is kept: a forger who sends first silences nobody', async () => {
      const forged = anIncoming(1, 'reject', { bytes: Buffer.from('Message-ID: <x@y>\n\nreject') })
      const real = anIncoming(2, 'accept', { bytes: Buffer.from('Message-ID: <x@y>\n\naccept') })
      expect(await ledger.recordMail([forged, real])).toHaveLength(2)
      const later = { ...real, bytes: Buffer.from('Message-ID: <x@y>\n\nwithdraw') }
      const after = { ...later, place: { mailbox: 'INBOX', uidValidity: '8', uid: 1 } }
      expect(await ledger.recordMail([after])).toHaveLength(1)
    })

    it('with equal bytes at two places of one UIDVALIDITY is two mails', async () => {
      const bytes = anIncoming(1, 'one').bytes
      expect(
        await ledger.recordMail([anIncoming(1, ''), anIncoming(2, '')].map((m) => ({ ...m, bytes }))),
      ).toHaveLength(2)
    })

    it('moves the cursor, also past mail that is known, and never backwards', async () => {
      expect(await archive.cursor('INBOX')).toBeNull()
      await ledger.recordMail([anIncoming(5, 'five')])
      await ledger.recordMail([anIncoming(3, 'three')])
      expect(await archive.cursor('INBOX')).toEqual({ uidValidity: '7', uid: 5, begunAt: 0 })
      const five = { ...anIncoming(5, 'five'), place: { mailbox: 'INBOX', uidValidity: '8', uid: 2 } }
      expect(await ledger.recordMail([five])).toEqual([])
      expect(await archive.cursor('INBOX')).toEqual({ uidValidity: '8', uid: 2, begunAt: 0 })
      expect(await archive.cursor('other')).toBeNull()
    })

    it('begins where it was told to, and a later word does not lead back', async () => {
      await ledger.beginMailbox('INBOX', { uidValidity: '7', uid: 40, begunAt: 40 })
      await reopen()
      expect(await archive.cursor('INBOX')).toEqual({ uidValidity: '7', uid: 40, begunAt: 40 })
      await ledger.recordMail([anIncoming(41, 'new'), anIncoming(12, 'old', { backlog: true })])
      await ledger.beginMailbox('INBOX', { uidValidity: '7', uid: 40, begunAt: 40 })
      expect(await archive.cursor('INBOX')).toEqual({ uidValidity: '7', uid: 41, begunAt: 40 })
    })

    it('that was there before the first start waits outside the line until it is put into it', async () => {
      const [id = 0] = await ledger.recordMail([anIncoming(1, 'old', { backlog: true })])
      expect(await archive.mailInLine(10)).toEqual([])
      expect((await archive.counts()).mail.backlog).toBe(1)
      expect([await archive.mailsIn('backlog'), await archive.mailsIn('held')]).toEqual([1, 0])
      expect(await ledger.retryMail(id)).toBe(true)
      expect(await archive.mailInLine(10)).toEqual([id])
    })
  })

  describe(`${name}: mail that is handled`, () => {
    it('leaves the line with its verdict', async () => {
      const [id = 0] = await ledger.recordMail([anIncoming(1, 'one')])
      const verdict = aVerdict({ bounce: { recipient: 'x@y', action: 'failed', status: '5.1.1' } })
      expect(await put({ mail: { id, verdict } })).toBe('committed')
      expect(await archive.mailInLine(10)).toEqual([])
      expect(await archive.mail(id)).toMatchObject({ state: 'handled', verdict })
      expect(await archive.mails({ state: 'handled', ticket: asTicketId(1) })).toHaveLength(1)
      expect(await archive.mails({ state: 'held', ticket: asTicketId(1) })).toEqual([])
      expect(await archive.mails({ state: 'held' })).toEqual([])
      expect(await archive.mails({ state: 'handled' })).toHaveLength(1)
      expect(await archive.mails({ ticket: asTicketId(2) })).toEqual([])
    })

    it('is handled once: the second commit is told to decide again and changes nothing', async () => {
      const [id = 0] = await ledger.recordMail([anIncoming(1, 'one')])
      await put({ mail: { id, verdict: aVerdict() } })
      const again = aCommit({
        mail: { id, verdict: aVerdict() },
        changes: [aChange(aTicket(1), 0)],
        outbox: [aDraft('x')],
      })
      expect(await ledger.commit(again)).toBe('conflict')
      expect(await archive.ticket(asTicketId(1))).toBeNull()
      expect(await archive.letters()).toEqual([])
    })

    it('that does not exist is a permanent fault, and nothing is kept of the commit', async () => {
      const commit = aCommit({ mail: { id: 99, verdict: aVerdict() }, outbox: [aDraft('x')] })
      await expect(ledger.commit(commit)).rejects.toMatchObject({ system: 'store', lasting: 'permanent' })
      await expect(ledger.setMailAside(99, 'no', minute(1))).rejects.toMatchObject({ lasting: 'permanent' })
      await expect(ledger.countMailAttempt(99)).rejects.toMatchObject({ lasting: 'permanent' })
      expect(await ledger.retryMail(99)).toBe(false)
      expect(await archive.letters()).toEqual([])
      expect(await archive.mail(99)).toBeNull()
      expect(await archive.rawMail(99)).toBeNull()
    })

    it('and fails is counted, set aside with its reason, and can be put back in line', async () => {
      const [id = 0, next = 0] = await ledger.recordMail([anIncoming(1, 'one'), anIncoming(2, 'two')])
      expect(await ledger.countMailAttempt(id)).toBe(1)
      expect(await ledger.countMailAttempt(id)).toBe(2)
      await ledger.setMailAside(id, 'it cannot be read', minute(2))
      expect(await archive.mailInLine(10)).toEqual([next])
      const row = await archive.mail(id)
      expect(row?.state).toBe('set-aside')
      expect(row?.verdict).toMatchObject({
        reason: 'it cannot be read',
        messageId: '<m1@site.example>',
        kind: null,
      })
      expect(await ledger.retryMail(id)).toBe(true)
      expect(await archive.mail(id)).toMatchObject({ state: 'new', attempts: 0, verdict: null })
      expect(await archive.mailInLine(10)).toEqual([id, next])
    })

    it('and was in hand when the agent died is counted at the next start, once', async () => {
      const [id = 0, other = 0, done = 0] = await ledger.recordMail(
        ['one', 'two', 'three'].map((what, at) => anIncoming(at + 1, what)),
      )
      await ledger.countMailAttempt(id)
      await ledger.takeInHand(id)
      await ledger.takeInHand(id)
      await ledger.takeInHand(other)
      await ledger.putDown(other)
      await ledger.takeInHand(done)
      await put({ mail: { id: done, verdict: aVerdict() } })
      await reopen()
      expect(await ledger.reclaimMails()).toEqual([{ mail: id, attempts: 2 }])
      expect(await archive.mail(id)).toMatchObject({ state: 'new', attempts: 2 })
      expect(await archive.mail(other)).toMatchObject({ state: 'new', attempts: 0 })
      expect(await archive.mail(done)).toMatchObject({ state: 'handled', attempts: 0 })
      expect(await ledger.reclaimMails()).toEqual([])
    })

    it('is in nobody’s hand once it is handled, and still in hand where the decision did not hold', async () => {
      const [done = 0, torn = 0] = await ledger.recordMail([anIncoming(1, 'one'), anIncoming(2, 'two')])
      await ledger.takeInHand(done)
      await put({ mail: { id: done, verdict: aVerdict({ state: 'held' }) } })
      await ledger.takeInHand(torn)
      const stale = aChange(aTicket(7, { version: 8 }), 7)
      expect(await put({ mail: { id: torn, verdict: aVerdict() }, changes: [stale] })).toBe('conflict')
      await ledger.retryMail(done)
      expect(await ledger.reclaimMails()).toEqual([{ mail: torn, attempts: 1 }])
    })

    it('stays handled, whoever wants it set aside or tried again', async () => {
      const [id = 0] = await ledger.recordMail([anIncoming(1, 'one')])
      await put({ mail: { id, verdict: aVerdict() } })
      await ledger.setMailAside(id, 'too late', minute(2))
      expect(await ledger.retryMail(id)).toBe(false)
      expect(await archive.mail(id)).toMatchObject({ state: 'handled', verdict: aVerdict() })
    })

    it('and held may be handled later', async () => {
      const [id = 0] = await ledger.recordMail([anIncoming(1, 'one')])
      await put({ mail: { id, verdict: aVerdict({ state: 'held' }) } })
      expect(await archive.mailInLine(10)).toEqual([])
      expect(await put({ mail: { id, verdict: aVerdict() } })).toBe('committed')
    })

    it('is listed newest first, no more than asked for', async () => {
      const ids = await ledger.recordMail([1, 2, 3].map((n) => anIncoming(n, `mail ${n}`)))
      expect((await archive.mails()).map((row) => row.id)).toEqual(ids.toReversed())
      expect((await archive.mails({ limit: 1 })).map((row) => row.id)).toEqual(ids.slice(2))
      expect((await archive.mails({ state: 'new', limit: 2 })).map((row) => row.id)).toEqual(
        ids.slice(1).toReversed(),
      )
    })

    it('is found by its writer’s absence, among the newest, whatever others quote', async () => {
      const ids = await ledger.recordMail([1, 2, 3, 4, 5].map((n) => anIncoming(n, `mail ${n}`)))
      const verdicts = [
        aVerdict({ kind: 'auto-reply', away: { until: '2026-11-30' } }),
        aVerdict({ kind: 'auto-reply', away: {} }),
        aVerdict({ text: '"away":{"until":"2026-11-30"}' }),
        aVerdict({ kind: 'auto-reply', away: { until: '2026-12-01' }, ticket: asTicketId(2) }),
      ]
      for (const [at, verdict] of verdicts.entries()) await put({ mail: { id: ids[at] ?? 0, verdict } })
      const found = async (filter: MailFilter) =>
        (await archive.mails({ away: true, ...filter })).map((row) => ids.indexOf(row.id) + 1)
      expect(await found({})).toEqual([4, 1])
      expect(await found({ ticket: asTicketId(1) })).toEqual([1])
      expect(await found({ ticket: asTicketId(1), limit: 2 })).toEqual([])
      expect(await found({ limit: 2 })).toEqual([4])
    })

    it('says when a person was last verified', async () => {
      const early = anIncoming(1, 'early', { receivedAt: minute(1) })
      const late = anIncoming(2, 'late', { receivedAt: minute(2) })
      const claimed = anIncoming(3, 'claimed', { receivedAt: minute(3) })
      const [a = 0, b = 0, c = 0] = await ledger.recordMail([late, early, claimed])
      for (const id of [a, b]) await put({ mail: { id, verdict: aVerdict() } })
      await put({ mail: { id: c, verdict: aVerdict({ level: 'claimed' }) } })
      expect(await archive.lastVerified(asPersonId('p1'))).toBe(minute(2))
      expect(await archive.lastVerified(asPersonId('p2'))).toBeNull()
    })

    it('is found as the original of a copy by Message-ID, by answer and by words', async () => {
      const ids = await ledger.recordMail([1, 2, 3, 4, 5].map((n) => anIncoming(n, `mail ${n}`)))
      const [byId = 0, byAnswer = 0, byWords = 0, wordless = 0, copy = 0] = ids
      await put({ mail: { id: byId, verdict: aVerdict({ messageId: '<a@x>', wordsHash: '1' }) } })
      await put({
        mail: { id: byAnswer, verdict: aVerdict({ messageId: '<b@x>', wordsHash: '2', state: 'held' }) },
      })
      await put({
        mail: { id: byWords, verdict: aVerdict({ messageId: '<c@x>', wordsHash: '3', date: minute(3) }) },
      })
      await put({ mail: { id: wordless, verdict: aVerdict({ messageId: '', wordsHash: '' }) } })
      const like: Alike = {
        messageId: '<a@x>',
        inReplyTo: ['<b@x>'],
        wordsHash: '3',
        date: minute(3),
        except: copy,
      }
      const found = await archive.copiesOf(like)
      expect(found.map((row) => row.id)).toEqual([byId, byAnswer, byWords])
      expect(await archive.copiesOf({ ...like, except: byId })).toHaveLength(2)
      // Who says the same on another day has written another mail.
      expect(await archive.copiesOf({ ...like, date: minute(4) })).toHaveLength(2)
      expect(await archive.copiesOf({ ...like, date: null })).toHaveLength(2)
      const nothing = { messageId: '', inReplyTo: [], wordsHash: '', date: null, except: copy }
      expect(await archive.copiesOf(nothing)).toEqual([])
    })

    it('is known as what was said before, by as much proof and lately', async () => {
      const early = anIncoming(1, 'early', { receivedAt: minute(1) })
      const late = anIncoming(2, 'late', { receivedAt: minute(9) })
      const [first = 0, second = 0] = await ledger.recordMail([early, late])
      await put({ mail: { id: first, verdict: aVerdict({ wordsHash: '1' }) } })
      const said = { wordsHash: '1', level: 'verified', since: minute(0), except: second } as const
      expect(await archive.saidBefore(said)).toBe(true)
      expect(await archive.saidBefore({ ...said, level: 'claimed' })).toBe(false)
      expect(await archive.saidBefore({ ...said, since: minute(1) })).toBe(false)
      expect(await archive.saidBefore({ ...said, wordsHash: '2' })).toBe(false)
      expect(await archive.saidBefore({ ...said, except: first })).toBe(false)
    })
  })

  describe(`${name}: people`, () => {
    it('are known by address without case, with the last name that says something', async () => {
      const id = await ledger.personFor('Ana.Silva@lip.example', '')
      expect(id).toMatch(/^p\d+$/)
      expect(await ledger.personFor('ana.silva@LIP.example', 'Ana Silva')).toBe(id)
      expect(await ledger.personFor('ana.silva@lip.example', '')).toBe(id)
      const person = { id, address: 'Ana.Silva@lip.example', name: 'Ana Silva' }
      expect(await archive.person(id)).toEqual(person)
      expect(await archive.personByAddress('ANA.SILVA@lip.example')).toEqual(person)
      expect(await ledger.personFor('other@lip.example', '')).not.toBe(id)
    })

    it('of look-alike letters are other people', async () => {
      const id = await ledger.personFor('kim@lip.example', '')
      expect(await ledger.personFor('\u212Aim@lip.example', '')).not.toBe(id)
    })

    it('nobody knows are nobody', async () => {
      expect(await archive.person(asPersonId('p1'))).toBeNull()
      expect(await archive.person(asPersonId('17; DROP TABLE people'))).toBeNull()
      expect(await archive.personByAddress('nobody@x')).toBeNull()
    })
  })

  describe(`${name}: tickets`, () => {
    it('get numbers that are given once, used or not, in this process or the next', async () => {
      const given = [await ledger.nextTicketId(), await ledger.nextTicketId()]
      await reopen()
      given.push(await ledger.nextTicketId())
      expect(given).toEqual([1, 2, 3])
    })

    it('are read back as they were written', async () => {
      const ticket = aTicket(1, {
        seats: [aSeat('ea-NGI_PL-ICM')],
        parent: { ref: '900', url: 'http://rt/900' },
      })
      await put({ changes: [aChange(ticket, 0)] })
      await reopen()
      expect(await archive.ticket(asTicketId(1))).toEqual(ticket)
      expect(await archive.ticket(asTicketId(2))).toBeNull()
    })

    it('move on only from the version that was decided on', async () => {
      await openTicket(1)
      const next = aTicket(1, { version: 2, status: 'open' })
      expect(await put({ changes: [aChange(next, 1)] })).toBe('committed')
      expect(await put({ changes: [aChange({ ...next, title: 'late' }, 1)] })).toBe('conflict')
      expect(await put({ changes: [aChange(aTicket(7, { version: 2 }), 1)] })).toBe('conflict')
      expect(await openTicket(1)).toBe('conflict')
      expect(await archive.ticket(asTicketId(1))).toEqual(next)
      expect(await archive.journal(asTicketId(1))).toHaveLength(2)
    })

    it('that do not move on are a fault of ours, not a conflict', async () => {
      await openTicket(1)
      await expect(put({ changes: [aChange(aTicket(1), 1)] })).rejects.toMatchObject({ lasting: 'permanent' })
    })

    it('may take several steps in one commit', async () => {
      const steps = [aChange(aTicket(1), 0), aChange(aTicket(1, { version: 2 }), 1), aChange(aTicket(2), 0)]
      expect(await put({ changes: steps })).toBe('committed')
      expect((await archive.ticket(asTicketId(1)))?.version).toBe(2)
      expect((await archive.counts()).tickets).toBe(2)
    })

    it('are one a parent, for ever', async () => {
      await openTicket(1, { parent: { ref: '900' }, status: 'resolved' })
      expect(await openTicket(2, { parent: { ref: '900' } })).toBe('conflict')
      expect(await openTicket(2, { parent: { ref: '901' } })).toBe('committed')
    })

    it('are one a title while it is being tried, whatever its case', async () => {
      await openTicket(1, { title: 'Staged Rollout CA 1.38' })
      expect(await openTicket(2, { title: 'staged rollout ca 1.38' })).toBe('conflict')
      await put({
        changes: [
          aChange(aTicket(1, { version: 2, status: 'resolved', title: 'Staged Rollout CA 1.38' }), 1),
        ],
      })
      expect(await openTicket(2, { title: 'staged rollout ca 1.38' })).toBe('committed')
    })

    it('are found by team, parent, title and whether they are resolved, newest first', async () => {
      await openTicket(1, { parent: { ref: '900' }, seats: [aSeat('ea-NGI_PL-ICM')] })
      await openTicket(2, { status: 'resolved', seats: [aSeat('ea-NGI_PL-ICM')] })
      await openTicket(3, { title: 'Other' })
      const ids = async (filter?: Parameters<Archive['tickets']>[0]) =>
        (await archive.tickets(filter)).map((ticket) => ticket.id)
      expect(await ids()).toEqual([3, 2, 1])
      expect(await ids({ unresolved: true })).toEqual([3, 1])
      expect(await ids({ team: asTeamName('ea-NGI_PL-ICM') })).toEqual([2, 1])
      expect(await ids({ team: asTeamName('ea-NGI_PL-ICM'), unresolved: true })).toEqual([1])
      expect(await ids({ parent: '900' })).toEqual([1])
      expect(await ids({ title: 'OTHER' })).toEqual([3])
      expect(await ids({ title: "x' OR '1'='1" })).toEqual([])
    })

    it('are due by their next deadline until they are resolved', async () => {
      expect(await archive.nextDue()).toBeNull()
      await openTicket(1, { seats: [aSeat('ea-NGI_PL-ICM')] })
      await openTicket(2)
      expect(await archive.nextDue()).toBe(minute(300))
      expect(await archive.dueTickets(minute(299))).toEqual([])
      expect(await archive.dueTickets(minute(300))).toEqual([1])
      expect(await archive.dueTickets(minute(600))).toEqual([1, 2])
      await put({ changes: [aChange(aTicket(1, { version: 2, status: 'resolved' }), 1)] })
      expect(await archive.nextDue()).toBe(minute(600))
    })
  })

  describe(`${name}: a commit`, () => {
    it('that conflicts leaves nothing behind, whichever part it was', async () => {
      await openTicket(1)
      const [id = 0] = await ledger.recordMail([anIncoming(1, 'one')])
      const file = aFile('report')
      const conflicting = aCommit({
        mail: { id, verdict: aVerdict() },
        changes: [aChange(aTicket(2), 0), aChange(aTicket(1, { version: 3 }), 2)],
        outbox: [aDraft('key')],
        questions: [aQuestion('q1')],
        files: [file],
      })
      expect(await ledger.commit(conflicting)).toBe('conflict')
      await reopen()
      expect(await archive.mailInLine(1)).toEqual([id])
      expect(await archive.ticket(asTicketId(2))).toBeNull()
      expect(await archive.letters()).toEqual([])
      expect(await archive.question('q1')).toBeNull()
      expect(await archive.file(file.sha256)).toBeNull()
      expect(await archive.brokenJournalRow()).toBeNull()
    })

    it('survives the end of the process whole', async () => {
      const [id = 0] = await ledger.recordMail([anIncoming(1, 'one')])
      const change = aChange(aTicket(1), 0, { mail: id })
      await put({
        mail: { id, verdict: aVerdict() },
        changes: [change],
        outbox: [aDraft('key')],
        questions: [aQuestion('q1', { mail: id })],
      })
      await reopen()
      expect(await archive.mail(id)).toMatchObject({ state: 'handled' })
      const [row] = await archive.journal(asTicketId(1))
      expect(row).toMatchObject({
        seq: 1,
        ticket: 1,
        at: minute(1),
        event: change.event,
        facts: change.facts,
        mail: id,
      })
      expect(await archive.letters()).toHaveLength(1)
      expect(await archive.question('q1')).toEqual(aQuestion('q1', { mail: id }))
    })

    it('with an event that the ticket has seen already is a fault: the decision overlooked it', async () => {
      await openTicket(1)
      const seen = { ...aChange(aTicket(1), 0).event, id: asEventId('c1.1') }
      const again = aChange(aTicket(1, { version: 2 }), 1, { event: seen })
      await expect(put({ changes: [again] })).rejects.toMatchObject({ lasting: 'permanent' })
      expect((await archive.ticket(asTicketId(1)))?.version).toBe(1)
    })

    it('keeps files once under their SHA-256, and only those that have it', async () => {
      const file = aFile('report')
      await put({ files: [file] })
      expect(await put({ files: [file] })).toBe('committed')
      expect(await archive.file(file.sha256)).toEqual(file.bytes)
      const wrong = { sha256: file.sha256, bytes: Buffer.from('another') }
      await expect(put({ files: [wrong] })).rejects.toMatchObject({ lasting: 'permanent' })
    })

    it('chains the journal over all tickets', async () => {
      await openTicket(1)
      await openTicket(2)
      await put({ changes: [aChange(aTicket(1, { version: 2 }), 1)] })
      expect((await archive.journal(asTicketId(1))).map((row) => row.seq)).toEqual([1, 3])
      const hashes = [1, 2].map(async (id) => (await archive.journal(asTicketId(id))).map((row) => row.hash))
      expect(new Set((await Promise.all(hashes)).flat()).size).toBe(3)
      expect(await archive.brokenJournalRow()).toBeNull()
    })

    it('is read over all tickets by kinds of facts, in the order in which they were written', async () => {
      const team = asTeamName('ea-NGI_PL-ICM')
      const words = { what: 'removed', team, reason: 'it said "what":"reminded" in a mail' } as const
      await openTicket(1)
      await openTicket(2)
      await put({
        changes: [
          aChange(aTicket(2, { version: 2 }), 1, { facts: [{ what: 'emergency' }, words] }),
          aChange(aTicket(1, { version: 2 }), 1, { facts: [{ what: 'reminded', team }] }),
        ],
      })
      const seqs = async (...kinds: Parameters<Archive['journalOf']>[0]) =>
        (await archive.journalOf(kinds)).map((row) => [row.seq, row.ticket])
      expect(await seqs('removed', 'reminded')).toEqual([
        [3, 2],
        [4, 1],
      ])
      // What somebody wrote is no kind.
      expect(await seqs('reminded')).toEqual([[4, 1]])
      expect(await seqs('called')).toEqual([])
      expect(await seqs()).toEqual([])
      const [, row] = await archive.journal(asTicketId(2))
      expect(await archive.journalOf(['emergency'])).toEqual([
        { seq: 3, ticket: 2, at: row?.at, facts: row?.facts, event: { id: row?.event.id } },
      ])
    })

    it('raises the version, as does everything else that changes memory, and reading does not', async () => {
      const start = await archive.version()
      await openTicket(1)
      const after = await archive.version()
      expect(after).toBeGreaterThan(start)
      await archive.tickets()
      expect(await archive.version()).toBe(after)
      await ledger.recordMail([anIncoming(1, 'one')])
      expect(await archive.version()).toBeGreaterThan(after)
    })
  })

  describe(`${name}: questions`, () => {
    it('are settled once: a second yes is told to decide again', async () => {
      await put({ questions: [aQuestion('q1')] })
      expect(await put({ settledQuestions: [{ id: 'q1', state: 'released' }] })).toBe('committed')
      const second = { settledQuestions: [{ id: 'q1', state: 'expired' as const }], outbox: [aDraft('key')] }
      expect(await put(second)).toBe('conflict')
      expect((await archive.question('q1'))?.state).toBe('released')
      expect(await archive.letters()).toEqual([])
      expect(await put({ settledQuestions: [{ id: 'never', state: 'released' }] })).toBe('conflict')
    })

    it('asked again under the same id stay as they are', async () => {
      await put({ questions: [aQuestion('q1')] })
      await put({ settledQuestions: [{ id: 'q1', state: 'withdrawn' }] })
      expect(await put({ questions: [aQuestion('q1')] })).toBe('committed')
      expect((await archive.question('q1'))?.state).toBe('withdrawn')
    })

    it('are found by ticket, mail, person, state and age', async () => {
      const [mail = 0] = await ledger.recordMail([anIncoming(1, 'one')])
      const other = aQuestion('q2', { mail, ticket: null, person: asPersonId('p2'), askedAt: minute(9) })
      await put({ questions: [aQuestion('q1'), other] })
      await put({ settledQuestions: [{ id: 'q1', state: 'expired' }] })
      const ids = async (filter: Parameters<Archive['questions']>[0]) =>
        (await archive.questions(filter)).map((question) => question.id)
      expect(await ids({})).toEqual(['q1', 'q2'])
      expect(await ids({ ticket: asTicketId(1) })).toEqual(['q1'])
      expect(await ids({ mail })).toEqual(['q2'])
      expect(await ids({ person: asPersonId('p2') })).toEqual(['q2'])
      expect(await ids({ state: 'open' })).toEqual(['q2'])
      expect(await ids({ askedAfter: minute(1) })).toEqual(['q2'])
      expect(await ids({ person: asPersonId('p1'), state: 'open' })).toEqual([])
    })
  })

  describe(`${name}: the outbox`, () => {
    it('drops a second effect with a known key', async () => {
      await put({ outbox: [aDraft('key'), aDraft('key', { priority: 1 })] })
      await put({ outbox: [aDraft('key', { ticket: null })] })
      expect(await archive.letters()).toHaveLength(1)
      const id = await send('key')
      await ledger.settle(id, { state: 'sent', at: minute(2), response: '250' })
      expect(await put({ outbox: [aDraft('key')] })).toBe('committed')
      expect(await ledger.claimDue(minute(100), minute(110), 10)).toEqual([])
    })

    it('gives out by priority, then age, no more than asked for and nothing before its time', async () => {
      await put({ outbox: [aDraft('old'), aDraft('late', { notBefore: minute(5), priority: 0 })] })
      await put({ outbox: [aDraft('first', { priority: 1 }), aDraft('young')] })
      expect(await archive.nextOutbox()).toBe(minute(1))
      const keys = async (at: number, limit: number) =>
        (await ledger.claimDue(minute(at), minute(at + 30), limit)).map((item) => item.key)
      expect(await keys(0, 9)).toEqual([])
      expect(await keys(1, 2)).toEqual(['first', 'old'])
      expect(await keys(1, 9)).toEqual(['young'])
      expect(await archive.nextOutbox()).toBe(minute(5))
      expect(await keys(5, 9)).toEqual(['late'])
      expect(await archive.nextOutbox()).toBe(minute(31))
    })

    it('gives out all there are, however many are asked for at once', async () => {
      await put({ outbox: Array.from({ length: 600 }, (_, n) => aDraft(`k${n}`)) })
      const first = await ledger.claimDue(minute(1), minute(9), 1000)
      const more = await ledger.claimDue(minute(1), minute(9), 1000)
      const rest = await ledger.claimDue(minute(1), minute(9), 1000)
      expect(new Set([...first, ...more, ...rest].map(({ key }) => key)).size).toBe(600)
    })

    it('gives a lease out again when it has run out, or was given back', async () => {
      await put({ outbox: [aDraft('key')] })
      const [first] = await ledger.claimDue(minute(1), minute(10), 1)
      expect(first).toMatchObject({ key: 'key', attempts: 0, firstTriedAt: null, finished: null, ticket: 1 })
      expect(await ledger.claimDue(minute(9), minute(20), 1)).toEqual([])
      const [second] = await ledger.claimDue(minute(10), minute(20), 1)
      expect(second).toMatchObject({ id: first?.id, attempts: 1, firstTriedAt: minute(1) })
      await reopen()
      expect(await ledger.reclaimLeases()).toBe(1)
      expect(await ledger.reclaimLeases()).toBe(0)
      const [third] = await ledger.claimDue(minute(11), minute(20), 1)
      expect(third).toMatchObject({ id: first?.id, attempts: 2, firstTriedAt: minute(1) })
    })

    it('keeps the first finished bytes of a letter for every try', async () => {
      await put({ outbox: [aDraft('key')] })
      const id = await send('key')
      expect(await ledger.keepFinished(id, finishedLetter('one'), minute(2))).toEqual(finishedLetter('one'))
      expect(await ledger.keepFinished(id, finishedLetter('two'), minute(3))).toEqual(finishedLetter('one'))
      await ledger.settle(id, { state: 'deferred', until: minute(5), error: '451 later' })
      await reopen()
      const [again] = await ledger.claimDue(minute(5), minute(9), 1)
      expect(again?.finished).toEqual(finishedLetter('one'))
      expect(await archive.letterBytes(id)).toEqual(finishedLetter('one'))
      expect(await archive.letterByMessageId(['<nothing@x>', '<one@bot.example>'])).toMatchObject({ id })
      expect(await archive.letterByMessageId(['<two@bot.example>'])).toBeNull()
      await expect(ledger.keepFinished(99, finishedLetter('x'), minute(1))).rejects.toMatchObject({
        lasting: 'permanent',
      })
    })

    it('knows which event queued a letter, and that an answer to a mail as a whole has none', async () => {
      await put({ outbox: [aDraft('a', { event: asEventId('m1/0') }), aDraft('b')] })
      await put({ outbox: [aDraft('a', { event: asEventId('m2/0') })] })
      await reopen()
      expect((await archive.letters()).map(({ key, event }) => [key, event])).toEqual([
        ['b', null],
        ['a', 'm1/0'],
      ])
    })
    it('shows what became of each letter, failed ones too', async () => {
      await put({ outbox: [aDraft('a'), aDraft('b'), aDraft('c')] })
      const items = await ledger.claimDue(minute(1), minute(9), 3)
      const [a = 0, b = 0, c = 0] = items.map((item) => item.id)
      await ledger.settle(a, { state: 'sent', at: minute(2), response: '250 ok' })
      await ledger.settle(b, { state: 'failed', at: minute(2), error: '550 no such user' })
      await ledger.settle(c, { state: 'deferred', until: minute(20), error: '451 later' })
      expect(await archive.letter(a)).toMatchObject({
        state: 'sent',
        sentAt: minute(2),
        attempts: 1,
        error: '',
      })
      expect(await archive.letter(b)).toMatchObject({
        state: 'failed',
        sentAt: null,
        error: '550 no such user',
      })
      expect(await archive.letter(c)).toMatchObject({ state: 'deferred', notBefore: minute(20) })
      expect(await archive.nextOutbox()).toBe(minute(20))
      expect((await ledger.claimDue(minute(20), minute(30), 9)).map((item) => item.key)).toEqual(['c'])
      expect((await archive.counts()).letters).toEqual({
        queued: 0,
        leased: 1,
        deferred: 0,
        sent: 1,
        failed: 1,
        overtaken: 0,
      })
      await expect(ledger.settle(99, { state: 'sent', at: minute(1), response: '' })).rejects.toMatchObject({
        lasting: 'permanent',
      })
    })

    it('finds those of a name that have not left, queued, leased or put off', async () => {
      await put({ outbox: ['sent', 'failed', 'late', 'leased', 'queued'].map((key) => aDraft(key)) })
      await put({ outbox: [aDraft('other', { ticket: asTicketId(2) })] })
      const [sent = 0, failed = 0, late = 0] = (await ledger.claimDue(minute(1), minute(9), 4)).map(
        (item) => item.id,
      )
      await ledger.settle(sent, { state: 'sent', at: minute(2), response: '250 ok' })
      await ledger.settle(failed, { state: 'failed', at: minute(2), error: '550 no such user' })
      await ledger.settle(late, { state: 'deferred', until: minute(20), error: '451 later' })
      const unsent = async (...names: readonly Letter['letter'][]) =>
        (await archive.letters({ ticket: asTicketId(1), unsent: names })).map(({ key }) => key)
      expect(await unsent('invitation', 'pointer')).toEqual(['queued', 'leased', 'late'])
      expect(await unsent('invitation')).toEqual([])
    })

    it('stands still while letters are paused, but for what passes', async () => {
      const by = { kind: 'admin' as const, name: 'ada' }
      await put({ outbox: [aDraft('waits'), aDraft('passes', { passes: true, notBefore: minute(3) })] })
      expect(await archive.pause()).toBeNull()
      expect(await put({ at: minute(2), pausing: [{ to: 'paused', by }] })).toBe('committed')
      expect(await put({ pausing: [{ to: 'paused', by }], outbox: [aDraft('other')] })).toBe('conflict')
      await reopen()
      expect(await archive.pause()).toEqual({ since: minute(2), by })
      expect(await archive.nextOutbox()).toBe(minute(3))
      const keys = async () => (await ledger.claimDue(minute(50), minute(60), 9)).map((item) => item.key)
      expect(await keys()).toEqual(['passes'])
      expect(await put({ at: minute(50), pausing: [{ to: 'resumed', by }] })).toBe('committed')
      expect(await put({ pausing: [{ to: 'resumed', by }] })).toBe('conflict')
      expect(await archive.pause()).toBeNull()
      expect(await keys()).toEqual(['waits'])
      const twice = [
        { to: 'paused' as const, by },
        { to: 'resumed' as const, by },
      ]
      expect(await put({ pausing: twice })).toBe('committed')
      expect(await archive.pause()).toBeNull()
    })

    it('keeps a jump of the clock beside a pause, and puts right what the wrong clock dated', async () => {
      const clock = { kind: 'clock' as const }
      const note = { at: minute(1), steady: 5, boot: 'b' }
      const [wrong, right] = [minute(90), minute(2)]
      await ledger.noteClock({ ...note, steady: 4 })
      await ledger.noteClock(note)
      expect(await put({ pausing: [{ to: 'paused', by: clock }] })).toBe('committed')
      const jumped = { to: 'jumped' as const, by: clock, seen: wrong }
      expect(await put({ at: minute(1), pausing: [jumped], outbox: [aDraft('waits')] })).toBe('committed')
      expect(await put({ pausing: [jumped] })).toBe('conflict')
      await reopen()
      expect(await archive.jump()).toEqual({ since: minute(1), seen: wrong })
      expect(await archive.clockNote()).toEqual(note)
      expect(await put({ pausing: [{ to: 'resumed', by: clock }] })).toBe('committed')
      expect(await ledger.claimDue(wrong, minute(99), 9)).toEqual([])
      const [mine] = await ledger.recordMail([{ ...anIncoming(1, 'one'), via: 'folder', receivedAt: wrong }])
      const [served] = await ledger.recordMail([{ ...anIncoming(2, 'two'), via: 'imap', receivedAt: wrong }])
      const trusted = { to: 'trusted' as const, by: clock, wasWrong: true }
      expect(await put({ at: right, pausing: [trusted] })).toBe('committed')
      expect(await put({ pausing: [trusted] })).toBe('conflict')
      expect([await archive.jump(), await archive.clockNote()]).toEqual([null, null])
      expect((await archive.mail(mine!))?.receivedAt).toBe(minute(1))
      expect((await archive.mail(served!))?.receivedAt).toBe(wrong)
    })

    it('tries soon again what the wrong clock put off or leased for long', async () => {
      const clock = { kind: 'clock' as const }
      const year = asInstant('2030-01-01T00:00:00Z')
      await put({
        outbox: [aDraft('leased'), aDraft('deferred'), aDraft('later', { notBefore: minute(900) })],
      })
      const items = await ledger.claimDue(minute(1), year, 9)
      const deferred = items.find(({ key }) => key === 'deferred')
      await ledger.settle(deferred!.id, { state: 'deferred', until: year, error: 'x' })
      await put({ pausing: [{ to: 'jumped', by: clock, seen: year }] })
      await put({ at: minute(2), pausing: [{ to: 'trusted', by: clock, wasWrong: true }] })
      const keys = async (at: Instant) => (await ledger.claimDue(at, minute(2000), 9)).map((item) => item.key)
      expect(await keys(minute(2))).toEqual(['deferred'])
      expect(await keys(minute(70))).toEqual(['leased'])
      expect(await keys(minute(900))).toEqual(['later'])
    })

    it('puts off what is past a rate until there is room, marked with the rate, and drops nothing', async () => {
      const rates = {
        lettersPerHour: 6,
        strangersPerHour: 2,
        answersPerHour: 2,
        unprovenPerDay: 1,
        known: [asPersonId('p1')],
      }
      const send = async (at: number, sent = at) => {
        const items = await ledger.claimDue(minute(at), minute(at + 15), 50, rates)
        for (const { id } of items)
          await ledger.settle(id, { state: 'sent', at: minute(sent), response: '250' })
        return items.map(({ key }) => key)
      }
      const to = (key: string, person: string, more = {}) => {
        const draft = aDraft(key, { notBefore: minute(1), ...more })
        if (draft.effect.kind !== 'letter') throw new Error('a letter is wanted')
        const recipient = { person: asPersonId(person), zone: 'UTC', because: 'writer' as const }
        return { ...draft, effect: { ...draft.effect, to: recipient } }
      }
      await put({
        outbox: [
          ...['a1', 'a2', 'a3'].map((key) => to(key, 'p1', { rate: 'answer' })),
          ...['u1', 'u2'].map((key) => to(key, 'p1', { rate: 'unproven' })),
          ...['s1', 's2', 's3'].map((key) => to(key, key)),
          to('passes', 'p9', { passes: true, priority: 99 }),
        ],
      })
      expect(await send(1)).toEqual(['a1', 'a2', 'u1', 's1', 's2', 'passes'])
      // What is in hand has no time yet: it is looked at again in a minute.
      expect(await archive.nextOutbox()).toBe(minute(2))
      expect(await send(2)).toEqual([])
      expect(await archive.waiting()).toEqual([
        { why: 'answer', letters: 1, until: minute(61) },
        { why: 'outside', letters: 1, until: minute(61) },
        { why: 'unproven', letters: 1, until: minute(24 * 60 + 1) },
      ])
      await reopen()
      expect(await archive.nextOutbox()).toBe(minute(61))
      expect(await send(60)).toEqual([])
      // An invitation that comes meanwhile is past the rate over all as well, and first when there is room.
      await put({ outbox: [to('invitation', 'p1', { priority: 1 }), to('news', 'p1', { priority: 50 })] })
      expect(await send(60)).toEqual([])
      expect((await archive.waiting())[0]).toEqual({ why: 'all', letters: 2, until: minute(61) })
      expect(await send(61)).toEqual(['invitation', 'a3', 's3', 'news'])
      expect(await send(24 * 60 + 1)).toEqual(['u2'])
      expect(await archive.waiting()).toEqual([])
      expect((await archive.counts()).letters).toMatchObject({ sent: 11, queued: 0, failed: 0 })
    })

    it('counts what is in hand, lest two claims together pass a rate', async () => {
      const rates = {
        lettersPerHour: 3,
        strangersPerHour: 9,
        answersPerHour: 9,
        unprovenPerDay: 9,
        known: [],
      }
      await put({ outbox: ['a', 'b', 'c', 'd'].map((key) => aDraft(key)) })
      expect(await ledger.claimDue(minute(1), minute(9), 2, rates)).toHaveLength(2)
      expect(await ledger.claimDue(minute(1), minute(9), 2, rates)).toHaveLength(1)
      expect(await ledger.claimDue(minute(1), minute(9), 2, rates)).toHaveLength(0)
      expect(await archive.nextOutbox()).toBe(minute(2))
    })

    describe('of one reader’s day', () => {
      const day = { began: minute(0), opens: null, morning: minute(2000) }
      const quiet = { letters: 3, days: { '': day, shut: { ...day, opens: minute(900) } } }
      const to = (key: string, haste: 0 | 1 | 2 | 3 = 1, more = {}) =>
        aDraft(key, { notBefore: minute(1), quiet: { place: 'here', haste }, ...more })
      const claim = (at: number) => ledger.claimDue(minute(at), minute(at + 15), 50, undefined, quiet)
      const leave = async (at: number) => {
        const items = await claim(at)
        if (items.length > 1) {
          const whole = await gather(items, at)
          await ledger.settle(whole.id, { state: 'sent', at: minute(at), response: '250' })
        } else
          for (const { id } of items)
            await ledger.settle(id, { state: 'sent', at: minute(at), response: '250' })
        return items.map(({ key }) => key)
      }
      const gather = (
        items: readonly { id: number; key: string; effect: OutboxItem['effect'] }[],
        at: number,
      ) => {
        const [first] = items
        if (first?.effect.kind !== 'letter') throw new Error('a letter is wanted')
        return ledger.gather({
          of: items.map(({ id }) => id),
          effect: { ...first.effect, key: `gathered/${first.key}` },
          priority: 5,
          place: 'here',
          at: minute(at),
          leaseUntil: minute(at + 15),
        })
      }

      it('two leave at once, the third after an hour with what came meanwhile, the rest next morning', async () => {
        const keys = []
        for (const [at, key] of ['a', 'b', 'c', 'd'].entries()) {
          await put({ outbox: [to(key)] })
          keys.push(await leave(at + 1))
        }
        expect(keys).toEqual([['a'], ['b'], [], []])
        expect(await archive.quietly()).toEqual([{ why: 'company', letters: 2, until: minute(63) }])
        await reopen()
        expect(await leave(62)).toEqual([])
        expect(await leave(63)).toEqual(['c', 'd'])
        await put({ outbox: [to('e'), to('f', 2)] })
        expect(await leave(70)).toEqual([])
        expect(
          (await archive.letters({ state: 'queued' })).map(({ waits, notBefore }) => [waits, notBefore]),
        ).toEqual([
          ['day', minute(2000)],
          ['day', minute(2000)],
        ])
        await put({ outbox: [to('urgent', 3)] })
        expect(await leave(71)).toEqual(['urgent'])
        expect((await archive.counts()).letters).toMatchObject({ sent: 6, queued: 2 })
      })

      it('what a manager asked for takes along what waits for company', async () => {
        for (const key of ['a', 'b']) {
          await put({ outbox: [to(key)] })
          await leave(1)
        }
        await put({ outbox: [to('c')] })
        expect(await leave(2)).toEqual([])
        await put({ outbox: [to('asked', 2)] })
        expect(await leave(3)).toEqual(['c', 'asked'])
      })

      it('what can wait waits for working hours, whatever else leaves', async () => {
        const shut = { quiet: { place: 'shut', haste: 0 as const } }
        await put({
          outbox: [to('reminder', 0, shut), to('news', 1, { quiet: { place: 'shut', haste: 1 } })],
        })
        expect(await leave(2)).toEqual(['news'])
        expect(await archive.quietly()).toEqual([{ why: 'hours', letters: 1, until: minute(900) }])
      })

      it('what leaves together is one letter, whose fate all share, whenever the process died', async () => {
        await put({ outbox: [to('a'), to('b', 1, { priority: 1 })] })
        const items = await claim(1)
        const [b, a] = items.map(({ id }) => id)
        expect(items.map(({ key, company }) => [key, company])).toEqual([
          ['b', b],
          ['a', b],
        ])
        // Before it was made one: both are there again, together.
        await reopen()
        await ledger.reclaimLeases()
        expect((await claim(2)).map(({ key, company }) => [key, company])).toEqual([
          ['b', b],
          ['a', b],
        ])
        const whole = await gather(items, 2)
        await expect(gather(items, 2)).rejects.toThrow()
        // Before it was composed, and after: the one letter comes back, and no part of it.
        for (const at of [3, 4]) {
          await reopen()
          await ledger.reclaimLeases()
          expect((await claim(at)).map(({ id, key }) => [id, key])).toEqual([[whole.id, 'gathered/b']])
          await ledger.keepFinished(whole.id, finishedLetter('whole'), minute(at))
        }
        await put({ outbox: [to('later')] })
        await ledger.settle(whole.id, { state: 'deferred', until: minute(30), error: 'away' })
        expect((await claim(5)).map(({ key }) => key)).toEqual(['later'])
        await reopen()
        await ledger.reclaimLeases()
        expect((await claim(31)).map(({ key }) => key)).toContain('gathered/b')
        await ledger.settle(whole.id, { state: 'sent', at: minute(31), response: '250' })
        expect(await archive.letter(a ?? 0)).toMatchObject({
          state: 'sent',
          sentAt: minute(31),
          gatheredInto: whole.id,
        })
        expect((await archive.letterBytes(a ?? 0))?.messageId).toBe('<whole@bot.example>')
        expect((await archive.partsOf(whole.id)).map(({ key }) => key)).toEqual(['a', 'b'])
        const bounce = { recipient: 'a@site.example', action: 'failed', status: '5.1.1' } as const
        await put({ bouncedLetters: [{ letter: whole.id, bounce }] })
        expect((await archive.letter(b ?? 0))?.bounce).toEqual(bounce)
      })

      it('what is refused together is refused for each, and what is overtaken too', async () => {
        for (const state of ['failed', 'overtaken'] as const) {
          await put({ outbox: [to(`${state} a`, 3), to(`${state} b`, 3)] })
          const items = await claim(1)
          const whole = await gather(items, 1)
          await ledger.settle(whole.id, { state, at: minute(2), error: '550' })
          for (const { id } of items) expect((await archive.letter(id))?.state).toBe(state)
        }
      })

      it('counts nothing where there is no limit', async () => {
        await put({ outbox: ['a', 'b', 'c', 'd', 'e'].map((key) => to(key)) })
        const open = { ...quiet, letters: 0 }
        expect(await ledger.claimDue(minute(1), minute(15), 50, undefined, open)).toHaveLength(5)
      })
    })

    it('keeps what the administrator was told of until it is over, each once', async () => {
      const raised = [{ name: 'set-aside', since: minute(2) }]
      expect(await archive.alerts()).toEqual([])
      expect(await put({ alerts: { raised } })).toBe('committed')
      expect(await put({ alerts: { raised }, outbox: [aDraft('twice')] })).toBe('conflict')
      await reopen()
      expect(await archive.alerts()).toEqual(raised)
      expect(await put({ alerts: { ended: ['set-aside'] } })).toBe('committed')
      expect(await put({ alerts: { ended: ['set-aside'] } })).toBe('conflict')
      expect(await archive.alerts()).toEqual([])
      expect(await archive.letters()).toEqual([])
    })

    it('tells what was overtaken from what was refused, and never gives it out again', async () => {
      await put({ outbox: [aDraft('late'), aDraft('refused')] })
      const items = await ledger.claimDue(minute(1), minute(9), 2)
      const [late = 0, refused = 0] = items.map((item) => item.id)
      expect(items[0]?.queuedAt).toBe(minute(1))
      await ledger.settle(late, { state: 'overtaken', at: minute(2) })
      await ledger.settle(refused, { state: 'failed', at: minute(2), error: '550' })
      const keys = async (state: 'overtaken' | 'failed', more = {}) =>
        (await archive.letters({ state, ...more })).map(({ key }) => key)
      for (const more of [{}, { ticket: asTicketId(1) }, { person: asPersonId('p1') }]) {
        expect(await keys('overtaken', more)).toEqual(['late'])
        expect(await keys('failed', more)).toEqual(['refused'])
      }
      expect((await archive.counts()).letters).toMatchObject({ overtaken: 1, failed: 1 })
      expect(await archive.letter(late)).toMatchObject({ state: 'overtaken', sentAt: null })
      expect(await ledger.claimDue(minute(90), minute(99), 9)).toEqual([])
    })

    it('takes "sent" for true after the lease was lost, and nothing else', async () => {
      await put({ outbox: [aDraft('key')] })
      const id = await send('key')
      await ledger.reclaimLeases()
      await ledger.settle(id, { state: 'failed', at: minute(2), error: 'late' })
      expect((await archive.letter(id))?.state).toBe('queued')
      await ledger.settle(id, { state: 'sent', at: minute(3), response: '250' })
      await ledger.settle(id, { state: 'deferred', until: minute(4), error: 'late' })
      await ledger.settle(id, { state: 'sent', at: minute(5), response: 'again' })
      expect(await archive.letter(id)).toMatchObject({ state: 'sent', sentAt: minute(3) })
    })

    it('names when that was queued which has waited longest, of what nothing of ours keeps back', async () => {
      expect(await archive.oldestWaiting()).toBeNull()
      await put({ at: minute(1), outbox: [aDraft('first')] })
      await put({ at: minute(2), outbox: [aDraft('second')] })
      expect(await archive.oldestWaiting()).toBe(minute(1))
      const id = await send('first', 3)
      expect(await archive.oldestWaiting()).toBe(minute(1))
      await ledger.settle(id, { state: 'deferred', until: minute(900), error: '451' })
      expect(await archive.oldestWaiting()).toBe(minute(1))
      await put({ pausing: [{ to: 'paused', by: { kind: 'clock' } }] })
      expect(await archive.oldestWaiting()).toBeNull()
      await put({ pausing: [{ to: 'resumed', by: { kind: 'clock' } }] })
      await ledger.settle(id, { state: 'sent', at: minute(951), response: '250' })
      expect(await archive.oldestWaiting()).toBe(minute(2))
    })

    it('puts a letter back whose try was none of its own as if it had not been leased', async () => {
      await put({ outbox: [aDraft('key')] })
      const id = await send('key')
      const away = { state: 'deferred', until: minute(1), error: 'away', uncounted: true } as const
      await ledger.settle(id, away)
      const [first] = await ledger.claimDue(minute(2), minute(12), 1)
      expect(first).toMatchObject({ attempts: 0, firstTriedAt: null })
      await ledger.settle(id, { state: 'deferred', until: minute(3), error: '451' })
      await send('key', 4)
      await ledger.settle(id, away)
      const [again] = await ledger.claimDue(minute(5), minute(15), 1)
      expect(again).toMatchObject({ attempts: 1, firstTriedAt: minute(2) })
      await ledger.settle(id, { state: 'sent', at: minute(6), response: '250' })
    })

    it('marks the letter that a bounce names; a later delay does not soften it', async () => {
      await put({ outbox: [aDraft('key')] })
      const letter = await send('key')
      const failed = { recipient: 'a@site.example', action: 'failed', status: '5.1.1' } as const
      await put({ bouncedLetters: [{ letter, bounce: { ...failed, action: 'delayed' } }] })
      await put({ bouncedLetters: [{ letter, bounce: failed }] })
      await put({ bouncedLetters: [{ letter, bounce: { ...failed, action: 'delayed' } }] })
      expect((await archive.letter(letter))?.bounce).toEqual(failed)
      expect(await put({ bouncedLetters: [{ letter: 99, bounce: failed }] })).toBe('committed')
    })

    it('is searched by ticket, person and state, newest first', async () => {
      const byDoor = {
        kind: 'door',
        key: 'door',
        request: { door: 'tracker', ask: 'watch', teams: [] },
      } as const
      await put({ outbox: [aDraft('a'), aDraft('b', { ticket: null }), aDraft('door', { effect: byDoor })] })
      const keys = async (filter?: Parameters<Archive['letters']>[0]) =>
        (await archive.letters(filter)).map((row) => row.key)
      expect(await keys()).toEqual(['door', 'b', 'a'])
      expect(await keys({ limit: 1 })).toEqual(['door'])
      expect(await keys({ ticket: asTicketId(1) })).toEqual(['door', 'a'])
      expect(await keys({ person: asPersonId('p1') })).toEqual(['b', 'a'])
      expect(await keys({ person: asPersonId('p2') })).toEqual([])
      expect(await keys({ ticket: asTicketId(1), person: asPersonId('p1'), state: 'queued' })).toEqual(['a'])
      expect(await keys({ person: asPersonId('p1'), state: 'leased' })).toEqual([])
      expect(await keys({ state: 'leased' })).toEqual([])
      expect(await archive.letter(3)).toMatchObject({ to: null, letter: null, effect: byDoor, messageId: '' })
    })

    it(
      'never loses a key and never gives one out twice, whatever order things happen in',
      { timeout: 60_000 },
      async () => {
        const step = fc.oneof(
          fc.record({ do: fc.constant('queue' as const), key: fc.integer({ min: 0, max: 5 }) }),
          fc.record({
            do: fc.constant('claim' as const),
            lease: fc.integer({ min: 1, max: 6 }),
            limit: fc.integer({ min: 1, max: 4 }),
          }),
          fc.record({
            do: fc.constant('settle' as const),
            pick: fc.nat(),
            as: fc.constantFrom('sent', 'deferred', 'failed'),
          }),
          fc.record({ do: fc.constant('reclaim' as const) }),
          fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 5 }) }),
        )
        await fc.assert(
          fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
            use(await bench.open())
            let now = 1
            const queued = new Set<string>()
            const final = new Map<string, string>()
            const leases = new Map<number, { readonly key: string; readonly until: number }>()
            for (const act of steps) {
              if (act.do === 'wait') now += act.minutes
              if (act.do === 'queue') {
                await put({ outbox: [aDraft(`k${act.key}`)] })
                queued.add(`k${act.key}`)
              }
              if (act.do === 'reclaim') {
                await ledger.reclaimLeases()
                leases.clear()
              }
              if (act.do === 'claim') {
                for (const item of await ledger.claimDue(minute(now), minute(now + act.lease), act.limit)) {
                  // In nobody's hand any more, and not through with.
                  expect(leases.get(item.id)?.until ?? now).toBeLessThanOrEqual(now)
                  expect(final.has(item.key)).toBe(false)
                  leases.set(item.id, { key: item.key, until: now + act.lease })
                }
              }
              if (act.do === 'settle') {
                const held = [...leases]
                const one = held[act.pick % Math.max(held.length, 1)]
                if (one === undefined) continue
                const [id, { key }] = one
                leases.delete(id)
                if (act.as === 'sent')
                  await ledger.settle(id, { state: 'sent', at: minute(now), response: '' })
                if (act.as === 'failed')
                  await ledger.settle(id, { state: 'failed', at: minute(now), error: 'x' })
                if (act.as === 'deferred')
                  await ledger.settle(id, { state: 'deferred', until: minute(now + 1), error: 'x' })
                if (act.as !== 'deferred') final.set(key, act.as)
              }
            }
            const rows = await archive.letters()
            expect(rows.map((row) => row.key).sort()).toEqual([...queued].sort())
            for (const row of rows) if (final.has(row.key)) expect(row.state).toBe(final.get(row.key))
            await ledger.reclaimLeases()
            const left = await ledger.claimDue(minute(now + 100), minute(now + 200), 99)
            expect(left.map((item) => item.key).sort()).toEqual(
              [...queued].filter((key) => !final.has(key)).sort(),
            )
            await ledger.close()
          }),
          { numRuns: 60 },
        )
      },
    )
  })
}
