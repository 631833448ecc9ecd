// The same hostile words on their whole way: in every field of real mails, through the desk, into memory, out in
// letters and onto the board. What a house full of harmless words shows is the measure.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boardNav, boardPages } from '../../src/board/board.ts'
import { agentLog } from '../../src/log.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Finished } from '../../src/ports.ts'
import { around, harmless, payloads } from './payloads.ts'
import { dangers, pageOf, readMail } from './shape.ts'
import { plainReport } from '../support/reportfiles.ts'

/** What a field of a head can carry: an encoded word that decodes to it (RFC 2047). */
const encoded = (words: string) =>
  (
    Buffer.from(words.toWellFormed())
      .toString('base64')
      .match(/.{1,48}/g) ?? []
  )
    .map((part) => `=?utf-8?B?${part}?=`)
    .join(' ')
const raw = (words: string) =>
  words
    .toWellFormed()
    .replace(/[\r\n]+/g, ' ')
    .slice(0, 500)
const word = (words: string) => raw(words).replace(/\s+/g, '_')

type Seen = {
  readonly letters: readonly Finished[]
  readonly pages: readonly { readonly path: string; readonly html: string }[]
  readonly log: string
  readonly beside: readonly string[]
}
const outside = tmpdir()
const set = process.env['TMPDIR']
const templates = join(outside, 'rollcall-story-templates')
const odd = '"a<b>c{{7}}"@elsewhere.example'

/** A rollout in which everybody writes these words wherever words fit. */
async function played(words: string): Promise<Seen> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-injection-'))
  const file = join(dir, 'log')
  const tell = agentLog(file)
  // Whatever is written where it should not be shows in a folder of our own; compiled templates are shared.
  mkdirSync(templates, { recursive: true })
  symlinkSync(templates, join(dir, 'rollcall-story-templates'))
  process.env['TMPDIR'] = dir
  const stage = await setStage(undefined, (kit) => ({ ...kit, log: tell }))
  await stage.say(null, `open ${c.title}`)
  await stage.say(1, `assign ${c.lisbon} ${c.desy}`)
  const send = (draft: Parameters<Stage['mail']>[0]) => stage.mail(draft)
  const to = (who: string) => stage.last(who, /SE-DPM/)
  let number = 0
  /** A head of its own, signed by the domain of its From. */
  const headed = async (from: string, domain: string, head: readonly string[], body: string) => {
    number += 1
    const mail = [
      `From: ${from}`,
      `To: ${c.bot}`,
      `Date: ${new Date(stage.now()).toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <own-${number}@${domain}>`,
      ...head,
      'MIME-Version: 1.0',
      '',
      body,
      '',
    ].join('\r\n')
    return stage.bytes(await stage.sign(mail, domain))
  }
  await headed(
    `${encoded(words)} <${c.jan}>`,
    'desy.example',
    [`Subject: ${encoded(words)}`],
    `#1 reject ${c.desy}, ${raw(words)}`,
  )
  await headed(
    `"${raw(words).replace(/["\\]/g, '\\$&')}" <${c.maria}>`,
    'lip.example',
    ['Subject: x'],
    `#1 accept ${c.lisbon}`,
  )
  await send({ from: c.maria, answers: to(c.maria), text: words })
  await send({ from: c.maria, answers: to(c.maria), text: `note ${raw(words)}` })
  await send({ from: c.maria, answers: to(c.maria), text: `private\n${words}` })
  await send({
    from: c.maria,
    answers: to(c.maria),
    text: `ggus https://ggus.eu/ws/ticket_info.php?ticket=123456${word(words)}`,
  })
  await send({
    from: c.maria,
    answers: to(c.maria),
    text: '',
    attachments: [{ name: raw(words).replace(/["\\]/g, '_'), content: plainReport('a report') }],
  })
  await send({
    from: c.managerGlite,
    answers: to(c.managerGlite),
    text: `link bugs https://bugs.example/${word(words)}`,
  })
  await send({ from: c.managerGlite, answers: to(c.managerGlite), text: `link documentation ${word(words)}` })
  await send({ from: c.managerGlite, answers: to(c.managerGlite), text: `also ${word(words)}@lists.example` })
  await send({ from: c.managerGlite, answers: to(c.managerGlite), text: `call ${word(words)}@lists.example` })
  await send({ from: c.managerOps, text: `open Staged Rollout EMI-1.0 ${word(words)} 1.0` })
  await send({ from: c.managerOps, text: `open Staged Rollout ${raw(words)} CREAM 1.0` })
  await send({ from: c.subscriber, text: `#1 volunteer NGI_UK-${word(words)}` })
  await send({ from: c.stranger, text: `#1 accept ${word(words)}\n${words}` })
  await send({ from: c.stranger, text: `#1 ${words}`, signed: false })
  await send({ from: c.ana, text: `#1 note ${raw(words)}`, signed: false })
  await send({ from: c.managerGlite, text: `#1 outcome REJECT ${raw(words)}`, signed: false })
  await headed(odd, 'elsewhere.example', [`Subject: ${encoded(words)}`], `#1 volunteer NGI_FR-Somewhere`)
  await headed(
    `<${c.ana}>`,
    'srce.example',
    [`References: <${raw(words)}>`, `In-Reply-To: ${raw(words)}`, `Subject: ${raw(words)}`],
    'status',
  )
  await send({ from: c.maria, answers: to(c.maria), text: 'status', messageId: `<${raw(words)}@x.example>` })
  await stage.bytes(
    `From: <${c.ana}>\r\nTo: ${c.bot}\r\nDate: ${raw(words)}\r\nMessage-ID: <d1@x.example>\r\nSubject: [staged-rollout #1]\r\n\r\nnote dated oddly`,
  )
  await stage.bytes(
    `From: "${raw(words).replace(/["\\]/g, '')} via RT" <rt@rt.egi.example>\r\nX-RT-Originator: ${raw(words)}\r\nX-RT-Ticket: rt.egi.example #1${raw(words)}\r\nX-RT-Loop-Prevention: rt.egi.example\r\nMessage-ID: <r1@rt.egi.example>\r\nSubject: [staged-rollout #1] ${raw(words)}\r\n\r\n${words}`,
  )
  await stage.bytes(
    `From: <${c.jan}>\r\nTo: ${to(c.jan).envelope.from}\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <v1@x.example>\r\nSubject: Out of office: ${encoded(words)}\r\n\r\nI am away until 30 November 2026. ${words}`,
  )
  await stage.bytes(
    [
      'From: MAILER-DAEMON@mail.egi.example',
      `To: ${to(c.joao).envelope.from}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <b1@mail.egi.example>',
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      words,
      '--b',
      'Content-Type: message/delivery-status',
      '',
      `Reporting-MTA: dns; ${raw(words)}`,
      '',
      `Final-Recipient: rfc822; ${c.joao}`,
      'Action: failed',
      'Status: 5.1.1',
      `Diagnostic-Code: smtp; 550 ${raw(words)}`,
      '',
      '--b--',
      '',
    ].join('\r\n'),
  )
  for (const line of [
    `unassign ${c.desy} ${raw(words)}`,
    `document https://docs.example/${word(words)}`,
    `outcome REJECT ${raw(words)}`,
    `resolve anyway ${raw(words)}`,
    `reopen ${raw(words)}`,
  ])
    await send({ from: c.managerGlite, answers: to(c.managerGlite), text: line })
  await send({ from: c.maria, answers: to(c.maria), text: `withdraw ${c.lisbon} ${raw(words)}` })
  tell('mail set aside', { reason: words, from: words, [word(words)]: words })

  const { archive } = stage.house.kit
  const app = boardPages({
    archive,
    clock: stage.house.kit.clock,
    zone: 'Europe/Amsterdam',
    nav: boardNav,
    sayWho: async (person) => (await archive.person(person))?.name ?? '',
    readable: { mail: (id) => `/mail/${id}`, letter: (id) => `/letter/${id}` },
  })
  const paths = ['/', '/tickets', ...(await archive.tickets()).map(({ id }) => `/ticket/${id}`)]
  const pages = await Promise.all(
    paths.map(async (path) => ({ path, html: await (await app.request(path)).text() })),
  )
  const sent = await archive.letters({ state: 'sent', limit: 10_000 })
  const letters = await Promise.all(sent.map(async ({ id }) => archive.letterBytes(id)))
  const written = readdirSync(dir, { recursive: true }).map(String)
  await stage.close()
  if (set === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = set
  const log = readFileSync(file, 'utf8')
  rmSync(dir, { recursive: true })
  const own = /^(?:log|rollcall-story-[^/]+(?:[/](?:rollcall[.]toml|roster[.]csv|in))?)$/
  const beside = written.filter((name) => !name.startsWith('rollcall-story-templates') && !own.test(name))
  return { letters: letters.flatMap((one) => one ?? []), pages, log, beside }
}

const tags = (tree: string) => new Set(tree.match(/<[a-z!][^<>]*>/g) ?? [])
const kinds = [
  'CRLF, a header and a body',
  'NUL and a header',
  'line separator',
  'an encoded word with CRLF',
  'an address list',
  'script that ends a tag',
  'double quote and handler',
  'javascript link',
  'a bidi override',
  'ANSI',
  'SQL',
  'JSON',
  'path up',
  'MIME boundary',
  'a quote of ours',
] as const

describe('a house full of hostile words', () => {
  const plain = { headers: new Set<string>(), tags: new Set<string>(), pageTags: new Set<string>() }
  const take = async ({ letters, pages }: Seen) => {
    for (const letter of letters) {
      const read = await readMail(letter.bytes)
      for (const name of read.shape.headers) plain.headers.add(name)
      for (const tag of tags(read.page.tree)) plain.tags.add(tag)
    }
    for (const { html } of pages) for (const tag of tags(pageOf(html).tree)) plain.pageTags.add(tag)
  }
  beforeAll(async () => {
    await take(await played(harmless('<b> <i>')))
    await take(await played('https://www.example.org/x'))
  }, 60_000)
  const known = new Set([
    c.maria,
    c.joao,
    c.jan,
    c.ana,
    c.managerGlite,
    c.managerOps,
    c.releaseOwner,
    c.subscriber,
    c.stranger,
    c.list,
    c.widerList,
    'postmaster@egi.example',
    odd,
    // nodemailer's reading of it in To; the envelope has it as it was.
    odd.replace(/[<>]/g, ' '),
  ])
  const done: string[] = []
  afterAll(() => expect(done).toHaveLength(kinds.length))

  it.each(kinds)('keeps its letters, its board, its log and its folder: %s', async (kind) => {
    const { letters, pages, log, beside } = await played(around(payloads[kind] ?? ''))
    const bad = new Set<string>()
    for (const letter of letters) {
      const read = await readMail(letter.bytes)
      const { headers, recipients } = read.shape
      const twice = headers.filter((name, at) => headers.indexOf(name) !== at)
      for (const name of [...twice, ...headers.filter((one) => !plain.headers.has(one))])
        bad.add(`header ${name}`)
      for (const one of [letter.envelope.to, ...recipients])
        if (!known.has(one) && !one.startsWith('staged-rollout')) bad.add(`recipient ${one}`)
      for (const tag of tags(read.page.tree)) if (!plain.tags.has(tag)) bad.add(`${tag} in ${read.subject}`)
      for (const one of dangers(read.page, [read.subject, read.text])) bad.add(`${one} in ${read.subject}`)
    }
    for (const { path, html } of pages) {
      const page = pageOf(html)
      for (const tag of tags(page.tree)) if (!plain.pageTags.has(tag)) bad.add(`${tag} on ${path}`)
      for (const one of dangers(page)) bad.add(`${one} on ${path}`)
    }
    for (const line of log.trimEnd().split('\n'))
      // oxlint-disable-next-line no-control-regex -- none of them may stand in a line
      if (/[\u0000-\u001f]/.test(line) || !isJson(line)) bad.add(`log: ${line}`)
    for (const one of beside) bad.add(`left behind: ${one}`)
    expect([...bad]).toEqual([])
    done.push(kind)
  })
})
const isJson = (line: string) => {
  const read: unknown = JSON.parse(line)
  return typeof read === 'object' && read !== null
}
