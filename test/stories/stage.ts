// The stage of the stories: the whole house in one process, memory in RAM, a clock that is set by hand, people whose
// domains sign their mail, and a post that keeps what would have left. No network, no sleeping.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { deliver } from '../../src/desk/deliver.ts'
import { handleAll } from '../../src/desk/handle.ts'
import { submit } from '../../src/desk/submit.ts'
import { watch } from '../../src/desk/watch.ts'
import { buildHouse, type House } from '../../src/house.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { Fault, type Finished, type MailRow, type Post } from '../../src/ports.ts'
import { asInstant, asTicketId, type Instant } from '../../src/rollout/ids.ts'
import { phase } from '../../src/rollout/view.ts'
import { makeSigner, resolverOf, signed, type Signer } from '../support/signing.ts'
import type { Message } from '../../src/intake/message.ts'

export const bot = 'staged-rollout@egi.example'
export const managerGlite = 'mgr-glite@egi.example'
export const managerOps = 'mgr-ops@egi.example'
export const releaseOwner = 'sw-rel-sr@egi.example'
export const maria = 'maria@lip.example'
export const joao = 'joao@lip.example'
export const jan = 'jan@desy.example'
export const ana = 'ana@srce.example'
export const subscriber = 'sub1@brunel.example'
export const stranger = 'stranger@elsewhere.example'
export const list = 'early-adopters-glite@mailman.egi.example'
export const widerList = 'early-adopters-ops@mailman.egi.example'
export const lisbon = 'NGI_IBERGRID-LIP-Lisbon'
export const desy = 'NGI_DE-DESY-HH'
export const srce = 'NGI_HR-egee.srce.hr'
export const brunel = 'NGI_UK-UKI-LT2-Brunel'
export const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'

const config = `
[bot]
address = "${bot}"
name = "Staged Rollout"
data = "var"
timezone = "Europe/Amsterdam"
admin = "postmaster@egi.example"
[mailbox]
kind = "folder"
path = "in"
[transport]
kind = "outbox"
path = "out"
[trust]
authserv_ids = ["mail.egi.example"]
tracker_hosts = ["rt.egi.example"]
[tracker]
tags = ["rt.egi.example"]
[managers]
all = ["${managerOps}"]
release = ["${releaseOwner}"]
[stacks.glite]
titles = ["gLite", "EMI"]
components = ["CA"]
managers = ["${managerGlite}"]
lists = ["${list}"]
repositories = { "EMI-1" = "https://repo.egi.example/emi/1/testing" }
[lists]
wider = ["${widerList}"]
`
const roster = `ngi,site,country,timezone,stacks,members,aliases
NGI_IBERGRID,LIP-Lisbon,PT,Europe/Lisbon,glite,${maria};${joao},
NGI_DE,DESY-HH,DE,Europe/Berlin,glite,${jan},
NGI_HR,egee.srce.hr,HR,Europe/Zagreb,,${ana},
`

/** Keys take a moment to make; every stage shares them. */
const signers = new Map<string, Signer>()
const signerOf = (domain: string): Signer => {
  const known = signers.get(domain)
  if (known) return known
  const made = makeSigner(domain)
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

export type Letter = Message & {
  readonly at: Instant
  readonly envelope: Finished['envelope']
  readonly raw: Uint8Array
}
export type Draft = {
  readonly from: string
  readonly to?: string
  readonly cc?: string
  readonly subject?: string
  readonly text: string
  /** Answers this letter as a mail program does: to its Reply-To, in its thread, with the original quoted below. */
  readonly answers?: Letter
  /** Whether the writer's domain signs it. */
  readonly signed?: boolean
  readonly headers?: readonly string[]
  readonly attachments?: readonly { readonly name: string; readonly content: string }[]
  readonly messageId?: string
}

export type Stage = {
  readonly house: House
  now(): Instant
  /** Sets the clock and lets what is due happen. */
  at(instant: string): Promise<void>
  /** A mail comes in and is handled; answers with what was made of it. */
  mail(draft: Draft): Promise<MailRow>
  /** The same for raw bytes. */
  bytes(raw: string | Uint8Array): Promise<MailRow>
  say(ticket: number | null, ...lines: string[]): Promise<string[]>
  /** Letters to this address so far, oldest first. */
  letters(to: string): readonly Letter[]
  last(to: string, subject?: RegExp): Letter
  /** What left since the last call, as `address: subject`. */
  news(): readonly string[]
  ticket(id?: number): Promise<{ phase: string; seats: { [team: string]: string }; status: string }>
  /** Addresses the post refuses for good. */
  readonly refuses: Set<string>
  close(): Promise<void>
}

const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n')

export async function setStage(start = '2026-11-20T10:00:00Z'): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-story-'))
  mkdirSync(join(dir, 'in'))
  writeFileSync(join(dir, 'rollcall.toml'), config)
  writeFileSync(join(dir, 'roster.csv'), roster)
  const read = readConfig(join(dir, 'rollcall.toml'), {})
  if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
  let now = asInstant(start)
  const logged: unknown[] = []
  const house = await buildHouse(read.config, {
    clock: { now: () => now },
    resolver: resolverOf(...domains.map(signerOf)),
    database: ':memory:',
    templateCache: join(tmpdir(), 'rollcall-story-templates'),
    log: (what, fields) => logged.push({ what, ...fields }),
  })
  const { kit } = house
  const sent: Letter[] = []
  const refuses = new Set<string>()
  const never = new AbortController().signal
  const post: Post = {
    async send(finished) {
      if (refuses.has(finished.envelope.to))
        throw new Fault('smtp', 'permanent', 'refused: 550 5.1.1 no such user')
      const message = await parseMail(finished.bytes)
      sent.push({ ...message, at: now, envelope: finished.envelope, raw: finished.bytes })
      return { response: '250 kept' }
    },
    async close() {},
  }
  let uid = 0
  let counter = 0
  let reported = 0

  const settle = async () => {
    await handleAll(kit, never)
    await watch(kit)
    const { failed } = await deliver(kit, post, 4, never)
    if (failed.length > 0) {
      const { invitationRefused } = await import('../../src/desk/run.ts')
      for (const item of failed) await invitationRefused(kit, item)
      await deliver(kit, post, 4, never)
    }
  }
  const bytes = async (raw: string | Uint8Array) => {
    uid += 1
    const [id] = await kit.ledger.recordMail([
      {
        place: { mailbox: 'story', uidValidity: '1', uid },
        via: 'imap',
        receivedAt: now,
        bytes: Buffer.from(raw as string),
        backlog: false,
      },
    ])
    if (id === undefined) throw new Error('the mail was known already')
    await settle()
    const row = await kit.archive.mail(id)
    if (!row || row.state === 'new')
      throw new Error(`the mail was not handled: ${JSON.stringify(logged.at(-1))}`)
    return row
  }
  const write = (draft: Draft): string => {
    counter += 1
    const { answers, from, attachments = [] } = draft
    const to = draft.to ?? answers?.replyTo[0]?.address ?? bot
    const quoted = answers ? `\r\n\r\n> ${answers.text.replace(/\r?\n/g, '\r\n> ')}` : ''
    const body = `${draft.text.replace(/\r?\n/g, '\r\n')}${quoted}\r\n`
    const subject = draft.subject ?? (answers ? `Re: ${answers.subject.replace(/^Re: /, '')}` : 'A mail')
    const top = [
      `From: <${from}>`,
      `To: <${to}>`,
      ...(draft.cc ? [`Cc: <${draft.cc}>`] : []),
      `Subject: ${subject}`,
      `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: ${draft.messageId ?? `<story-${counter}@${from.split('@')[1]}>`}`,
      ...(answers
        ? [
            `In-Reply-To: ${answers.messageId}`,
            `References: ${[...answers.references, answers.messageId].join(' ')}`,
          ]
        : []),
      ...(draft.headers ?? []),
      'MIME-Version: 1.0',
    ]
    if (attachments.length === 0)
      return [
        ...top,
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        '',
        body,
      ].join('\r\n')
    const parts = attachments.map(({ name, content }) =>
      [
        `--sep`,
        `Content-Type: application/octet-stream; name="${name}"`,
        `Content-Disposition: attachment; filename="${name}"`,
        'Content-Transfer-Encoding: base64',
        '',
        base64(content),
      ].join('\r\n'),
    )
    return [
      ...top,
      'Content-Type: multipart/mixed; boundary=sep',
      '',
      '--sep',
      'Content-Type: text/plain; charset=utf-8',
      '',
      body,
      ...parts,
      '--sep--',
      '',
    ].join('\r\n')
  }
  const mail = async (draft: Draft) => {
    const raw = write(draft)
    const domain = draft.from.split('@')[1] ?? ''
    if (draft.signed === false) return bytes(raw)
    return bytes(await signed(raw, signerOf(domain), { signTime: now }))
  }
  const letters = (to: string) => sent.filter((letter) => letter.envelope.to === to)
  return {
    house,
    now: () => now,
    async at(instant) {
      now = asInstant(instant)
      await settle()
    },
    mail,
    bytes,
    async say(ticket, ...lines) {
      const id = ticket === null ? null : asTicketId(ticket)
      const items = await submit(kit, { by: { admin: 'root' }, ticket: id, lines })
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
      const ticket = await kit.archive.ticket(asTicketId(id))
      if (!ticket) throw new Error(`no ticket ${id}`)
      return {
        status: ticket.status,
        phase: phase(ticket, now),
        seats: Object.fromEntries(ticket.seats.map((seat) => [seat.team.slice(3), seat.state])),
      }
    },
    refuses,
    async close() {
      await house.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
