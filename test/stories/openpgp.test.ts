// SPEC §3.3: a manager whose server signs nothing commands by OpenPGP. The signature covers the words and no header, so
// the words name the ticket, or the mail answers a letter of its own; whoever sends them again changes nothing.
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readKeyFiles, type PgpKeys } from '../../src/intake/pgpkeys.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { clearsigned, makeKey, mimeSigned, plainPart } from '../support/pgp.ts'
import * as c from './cast.ts'
import { told } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'
import type { PrivateKey } from 'openpgp'

let stage: Stage
let key: PrivateKey
let openpgp: PgpKeys
afterEach(() => stage.close())
beforeAll(async () => {
  key = await makeKey(c.managerGlite)
  const bytes = Buffer.from(key.toPublic().armor())
  openpgp = (
    await readKeyFiles([{ file: 'k', bytes, owners: [c.managerGlite] }], asInstant('2026-11-20T10:00:00Z'))
  ).keys
})
/** Two tickets, the teams of the first asked. */
const twoTickets = async (config = c.config) => {
  stage = await setStage(undefined, (kit) => ({ ...kit, trust: { ...kit.trust, openpgp } }), { config })
  await stage.say(null, `open ${c.title}`)
  await stage.say(null, 'open Staged Rollout CA 1.38')
  await stage.say(1, `assign ${c.lisbon}`)
  stage.news()
}
const status = async () => [(await stage.ticket(1)).status, (await stage.ticket(2)).status]
const head = (number: number, subject = 'hello', to = c.bot, more: readonly string[] = []) => [
  `From: <${c.managerGlite}>`,
  `To: <${to}>`,
  `Subject: ${subject}`,
  `Date: ${new Date(stage.now()).toUTCString().replace('GMT', '+0000')}`,
  `Message-ID: <pgp-${number}@egi.example>`,
  ...more,
]
const mime = async (text: string, ...about: Parameters<typeof head>) =>
  mimeSigned(head(...about), plainPart(`${text}\n`), key, stage.now())
const inline = async (text: string, ...about: Parameters<typeof head>) =>
  [
    ...head(...about),
    'Content-Type: text/plain; charset=utf-8',
    '',
    (await clearsigned(text, key, stage.now())).replace(/\r?\n/g, '\r\n'),
  ].join('\r\n')

describe('a manager’s mail signed with OpenPGP', () => {
  it.each([
    ['as PGP/MIME', mime],
    ['inline', inline],
  ])('acts %s where its words name the ticket', async (_how, make) => {
    await twoTickets()
    const row = await stage.bytes(await make('#1 resolve anyway done', 1))
    expect(row).toMatchObject({ state: 'handled', verdict: { level: 'verified' } })
    expect(await status()).toEqual(['resolved', 'new'])
  })

  /** The manager's first letter about a ticket, and an answer to it that quotes it or does not. */
  const letterAbout = (id: number, to = c.managerGlite) =>
    stage.letters(to).find(({ subject }) => subject.includes(`#${id}]`))!
  const quoting = (text: string, id: number) =>
    `${text}\n\n${letterAbout(id).text.trim().replace(/^/gm, '> ')}`

  it('acts without a number where it quotes the letter that it answers', async () => {
    await twoTickets()
    const to = letterAbout(1).replyTo[0]?.address
    const row = await stage.bytes(await mime(quoting('resolve anyway done', 1), 1, 'Re: x', to))
    expect(row).toMatchObject({ state: 'handled', verdict: { level: 'verified' } })
    expect(await status()).toEqual(['resolved', 'new'])
  })

  it('is held where only the address it was sent to says which ticket is meant', async () => {
    await twoTickets()
    const to = letterAbout(1).replyTo[0]?.address
    const row = await stage.bytes(await mime('resolve anyway done', 1, 'Re: x', to))
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'token' } })
    expect(await status()).toEqual(['open', 'new'])
  })

  it('does nothing anywhere where somebody sends it to the address of another ticket', async () => {
    await twoTickets()
    const [first = '', second = ''] = [1, 2].map((id) => letterAbout(id).replyTo[0]?.address)
    expect(second).toContain('+2.')
    const raw = await mime(quoting('resolve anyway done', 1), 1, 'x', first)
    expect((await stage.bytes(raw.replace(first, second))).state).not.toBe('held')
    expect(await status()).toEqual(['open', 'new'])
    const bare = await mime('resolve anyway done', 2, 'x', first)
    expect((await stage.bytes(bare.replace(first, second))).verdict?.level).toBe('token')
    expect(await status()).toEqual(['open', 'new'])
  })

  it('is held where a number means what a daily letter lists: which letter, only a header says', async () => {
    await twoTickets(c.config.replace('digest = false', ''))
    for (const day of ['20', '23', '24']) await stage.at(`2026-11-${day}T10:00:00Z`)
    const digest = stage.last(c.managerGlite, /^Rollouts that wait for you/)
    const row = await stage.bytes(
      await mime('<1> resolve anyway done', 1, 'Re: x', digest.replyTo[0]?.address),
    )
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'token' } })
    expect(await status()).toEqual(['open', 'new'])
    const numbered = await mime('#1 <1> resolve anyway done', 2, 'Re: x', digest.replyTo[0]?.address)
    expect((await stage.bytes(numbered)).verdict?.level).toBe('token')
  })

  it('opens a ticket: the title is in the words', async () => {
    await twoTickets()
    await stage.bytes(await inline('open Staged Rollout CA 1.39', 1))
    expect(await stage.house.kit.archive.tickets()).toHaveLength(3)
  })

  it('is held where only a header says which ticket is meant, and the question says why', async () => {
    await twoTickets()
    const row = await stage.bytes(await mime('resolve anyway done', 1, '[staged-rollout #1]'))
    expect(row).toMatchObject({
      state: 'held',
      verdict: { level: 'claimed', levelWhy: expect.stringMatching(/does not cover the headers/) as string },
    })
    expect(await status()).toEqual(['open', 'new'])
    expect(told(stage)).toEqual([c.managerGlite])
    await stage.mail({
      from: c.managerGlite,
      signed: false,
      answers: stage.last(c.managerGlite),
      text: 'yes',
    })
    expect(await status()).toEqual(['resolved', 'new'])
  })

  it('is held where one of its commands leaves the number out', async () => {
    await twoTickets()
    const row = await stage.bytes(
      await mime(`#2 assign ${c.desy}\nresolve anyway done`, 1, '[staged-rollout #1]'),
    )
    expect(row.verdict?.level).toBe('claimed')
    expect(await status()).toEqual(['open', 'new'])
  })

  it('is held where the signature does not hold, and its words are still read', async () => {
    await twoTickets()
    const spoiled = (await inline('#1 resolve anyway done', 1)).replace('anyway done', 'anyway dome')
    const row = await stage.bytes(spoiled)
    expect(row).toMatchObject({
      state: 'held',
      verdict: { level: 'claimed', commands: ['#1 resolve anyway dome'] },
    })
    expect(await status()).toEqual(['open', 'new'])
  })

  it('is only claimed when a list passes it on', async () => {
    await twoTickets()
    const more = [`List-Id: <${c.list.replace('@', '.')}>`]
    const row = await stage.bytes(await mime('#rollcall #1 resolve anyway done', 1, 'x', c.list, more))
    expect(row.verdict?.level).toBe('claimed')
    expect(await status()).toEqual(['open', 'new'])
  })

  it('makes later mail of that address that proves nothing suspicious, though it carries a token', async () => {
    await twoTickets()
    await stage.bytes(await mime(`#1 link bugs https://bugs.example/1`, 1))
    const row = await stage.mail({
      from: c.managerGlite,
      signed: false,
      answers: stage.letters(c.managerGlite)[0]!,
      text: 'link bugs https://bugs.example/2',
    })
    expect(row.verdict?.level).toBe('claimed')
  })
})

describe('a signed mail that somebody else sends again', () => {
  it('under other headers, changes nothing and is not answered', async () => {
    await twoTickets()
    const raw = await mime(`#1 assign ${c.desy}`, 1)
    await stage.bytes(raw)
    await stage.say(1, `unassign ${c.desy}`)
    await stage.at('2026-11-20T12:00:00Z')
    stage.news()
    const before = await stage.ticket()
    const again = raw
      .replace('<pgp-1@', '<other@')
      .replace(/Date: [^\r]+/, 'Date: Fri, 20 Nov 2026 12:00:00 +0000')
      .replace('Subject: hello', 'Subject: [staged-rollout #2]')
      .replaceAll('signature.asc', 'another.asc')
    expect(await stage.bytes(again)).toMatchObject({ state: 'copy' })
    expect(await stage.ticket()).toEqual(before)
    expect(stage.news()).toEqual([])
  })
})
