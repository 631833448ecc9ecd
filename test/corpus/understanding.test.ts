// How much of real mail is understood, as floors: the figures are printed, and none may fall (SPEC §3, §9). The same
// path as `rollcall explain`; automatic mail is made to look as if it answered our invitation from a member's address.

import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import { makeSigner, resolverOf, signed } from '../support/signing.ts'
import { shared, sharedIsThere } from '../support/shared.ts'
import { bytesIn, corpus, now, openReader, type Item, type Read, type Reader } from './explaining.ts'

const longest = 5000
const automatic = ['bounce', 'auto-reply', 'feedback-report', 'mdn', 'list-or-auto']
const figures = (what: string, found: object) =>
  void process.stdout.write(`${what}: ${JSON.stringify(found)}\n`)
const member = 'own@site.example'
const teams = (members: string) =>
  ['NGI_TEST,Own-Site', 'NGI_TEST,Quoted-Site', 'NGI_IBERGRID,LIP-Lisbon'].map(
    (team) => `${team},NL,Europe/Amsterdam,glite,${members},`,
  )

/** Every mail gets an answer in time; what the answers are is the test's own matter. */
async function readAll(reader: Reader, mails: readonly { path: string; bytes: Uint8Array }[]) {
  const reads: (Read & { path: string })[] = []
  for (const { path, bytes } of mails) {
    const read = await reader.explain(bytes)
    expect(read.judgement, `${path}: ${JSON.stringify(read.json.problems)}`).not.toBeNull()
    expect(read.took, path).toBeLessThan(longest)
    reads.push({ ...read, path })
  }
  return reads
}
const mailsOf = (name: string, items: readonly Item[] = corpus(name)) =>
  items.map((item) => ({ path: item.path, bytes: bytesIn(name, item) }))
const slowest = (reads: readonly Read[]) => Math.round(Math.max(...reads.map(({ took }) => took)))

describe.skipIf(!sharedIsThere)('the collected mail', () => {
  let reader: Reader
  beforeAll(async () => {
    reader = await openReader()
  })
  afterAll(() => reader.close())

  it('of difficult structure is all answered, with the author and subject that another parser finds', async () => {
    const items = corpus('mime-torture')
    const reads = await readAll(reader, mailsOf('mime-torture', items))
    // Where the other parser shows U+FFFD it gave the subject up.
    const comparable = (subject: string | undefined) => subject !== undefined && !subject.includes('\uFFFD')
    const known = items.flatMap(({ expected }, at) => {
      const { from, subject } = (expected ?? {}) as { from?: (string | null)[]; subject?: string }
      const { json } = reads[at] ?? {}
      const one = from?.length === 1 && from[0]?.includes('@') ? [json?.from === from[0]] : []
      const flat = (text: string | undefined) => (text ?? '').replace(/\s+/g, ' ').trim()
      return [{ from: one, subject: comparable(subject) ? [flat(json?.subject) === flat(subject)] : [] }]
    })
    const share = (all: readonly boolean[]) => ({ right: all.filter(Boolean).length, of: all.length })
    const authors = share(known.flatMap(({ from }) => from))
    const subjects = share(known.flatMap(({ subject }) => subject))
    figures('difficult mail', { mails: reads.length, authors, subjects, slowest: slowest(reads) })
    expect(reads.length).toBeGreaterThanOrEqual(233)
    expect(authors.right).toBe(authors.of)
    // The others are written in UTF-7, or in bytes that RFC 2047 does not allow in an encoded word.
    expect(subjects.right).toBeGreaterThanOrEqual(25)
  })

  it('of bounces is known for what it is, with the recipient that its report names', async () => {
    const items = corpus('bounces')
    const reads = await readAll(reader, mailsOf('bounces', items))
    const bounces = items.flatMap((item, at) =>
      item['type'] === 'bounce' ? [{ item, read: reads[at] }] : [],
    )
    const kinds = bounces.filter(({ read }) => read?.json.kind === 'bounce').length
    const persons = bounces.filter(({ read }) => read?.json.kind === 'person').length
    const named = bounces.filter(({ item }) => ((item['dsn_recipients'] ?? []) as string[]).length > 0)
    const right = named.filter(({ item, read }) =>
      (item['dsn_recipients'] as string[]).some(
        (one) => one.toLowerCase() === read?.json.bounce?.recipient.toLowerCase(),
      ),
    ).length
    figures('bounces', { kinds, persons, of: bounces.length, recipients: right, named: named.length })
    expect(kinds).toBeGreaterThanOrEqual(bounces.length - 3)
    // A person forwarded one in a mail of their own.
    expect(persons).toBe(1)
    expect(right / named.length).toBeGreaterThanOrEqual(0.9)
  })

  it('of replies is all answered, and verified by no key that is not there', async () => {
    const reads = await readAll(reader, mailsOf('reply-trim'))
    figures('replies', { mails: reads.length, slowest: slowest(reads) })
    expect(reads.length).toBeGreaterThanOrEqual(79)
    expect(reads.filter(({ json }) => json.level === 'verified')).toEqual([])
  })

  it.each([
    ['rt/1-on-create-to-queue-admincc', 'tracker', 'staged-rollout@rt.egi.example'],
    ['rt/2-correspond-to-admincc', 'own', ''],
    ['rt/3-autoreply-to-requestor', 'tracker', ''],
    ['rt/4-resolved-to-requestor', 'tracker', ''],
    ['rt/5-ea-reply-relayed-to-admincc', 'person', 'luca@infn.example'],
    ['mailman/1-list-post-at-subscriber', 'own', 'staged-rollout@egi.example'],
    ['mailman/2-held-notice-to-owner', 'list-admin', ''],
    ['mailman/3-your-message-awaits-approval-to-sender', 'list-admin', ''],
    ['mailman/4-munged-from', 'own', ''],
    ['mailman/5-autoresponse', 'list-admin', ''],
    ['postfix/670868', 'bounce', ''],
    ['postfix/763f66', 'bounce', ''],
    ['postfix/8fc98e', 'bounce', ''],
    ['postfix/def2a8', 'bounce', ''],
    ['postfix/success-dsn', 'bounce', ''],
    ['postfix/sieve-vacation', 'auto-reply', 'away@desy.example'],
  ])('of a real system, %s, is %s', async (path, kind, author) => {
    const { json } = await reader.explain(readFileSync(shared(`mails/${path}.eml`)))
    expect(json.kind).toBe(kind)
    if (author !== '') expect(json.from).toBe(author)
    expect(json.wouldSend).toEqual([])
  })

  it('of real systems is all in the table above', () => {
    const files = ['rt', 'mailman', 'postfix'].flatMap((folder) => readdirSync(shared(`mails/${folder}`)))
    expect(files.length).toBe(16)
  })
})

describe.skipIf(!sharedIsThere)('automatic mail that answers our invitation from a member’s address', () => {
  it(
    'is never answered and changes nothing, and what people wrote is heard',
    { timeout: 60_000 },
    async () => {
      const items = corpus('auto-mail')
      const authors = new Set([member])
      for (const item of items) {
        const { from } = await parseMail(bytesIn('auto-mail', item))
        const address = from.length === 1 ? (from[0]?.address ?? '') : ''
        if (/^[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(address)) authors.add(address)
      }
      const reader = await openReader(teams([...authors].join(';')))
      // Our own Message-ID, as an answer to an invitation names it: such mail is heard though the bot is not in To.
      const answering = Buffer.from(`In-Reply-To: ${reader.kit.marks.messageId('x', asTicketId(1))}\r\n`)
      const seen: { [label: string]: { mails: number; person: number; sends: number; changes: number } } = {}
      const answered: string[] = []
      for (const item of items) {
        const label = item.label ?? ''
        const { json, judgement, took } = await reader.explain(
          Buffer.concat([answering, bytesIn('auto-mail', item)]),
        )
        expect(judgement, item.path).not.toBeNull()
        expect(took, item.path).toBeLessThan(longest)
        const row = (seen[label] ??= { mails: 0, person: 0, sends: 0, changes: 0 })
        row.mails += 1
        if (json.kind === 'person') row.person += 1
        row.sends += judgement?.outbox.length ?? 0
        row.changes += judgement?.changes.length ?? 0
        if (automatic.includes(label) && (json.wouldSend.length > 0 || (judgement?.changes.length ?? 0) > 0))
          answered.push(item.path)
        if (label === 'human') expect(json.kind, item.path).toBe('person')
      }
      await reader.close()
      figures('automatic mail', { members: authors.size, ...seen })
      expect(Object.values(seen).reduce((sum, { mails }) => sum + mails, 0)).toBeGreaterThanOrEqual(300)
      expect(seen['human']?.sends).toBeGreaterThan(0)
      // One is left: a person forwarded a bounce in a mail of their own.
      expect(answered, answered.join(' ')).toHaveLength(1)
    },
  )
})

describe.skipIf(!sharedIsThere)('quoted commands', () => {
  it('are never acted on, in mail that proves its writer', { timeout: 60_000 }, async () => {
    const signer = makeSigner('site.example', 'ed25519')
    const reader = await openReader(teams(member), resolverOf(signer))
    const found = { mails: 0, verified: 0, exact: 0, quoted: 0, offered: 0 }
    for (const [number, item] of corpus('quote-leak').entries()) {
      const head = [
        `From: ${member}`,
        'To: staged-rollout@egi.example',
        'Subject: Re: [staged-rollout #1] x',
        `Message-ID: <${number}@site.example>`,
        `Date: ${new Date(now).toUTCString()}`,
        'Content-Type: text/plain; charset=utf-8',
      ]
      const mail = `${head.join('\r\n')}\r\n\r\n${bytesIn('quote-leak', item).toString('utf8')}`
      const { json, judgement } = await reader.explain(
        Buffer.from(await signed(mail, signer, { signTime: now })),
      )
      const said = json.commands.map(({ verb, team }) => `${verb} ${team}`)
      const events = (judgement?.changes ?? []).map(({ event }) => JSON.stringify(event))
      found.mails += 1
      if (json.level === 'verified') found.verified += 1
      if (said.join() === 'accept NGI_TEST-Own-Site') found.exact += 1
      if (said.some((one) => one.includes('Quoted-Site'))) found.quoted += 1
      if (json.problems.some(({ line }) => line.includes('Quoted-Site'))) found.offered += 1
      expect(
        events.filter((event) => event.includes('Quoted-Site')),
        item.path,
      ).toEqual([])
    }
    await reader.close()
    figures('quoted commands', found)
    expect(found.mails).toBeGreaterThanOrEqual(75)
    expect(found.verified).toBe(found.mails)
    expect(found.quoted).toBe(0)
    // The others write below what they quote, where nothing counts (SPEC 3.4).
    expect(found.exact).toBeGreaterThanOrEqual(66)
  })
})
