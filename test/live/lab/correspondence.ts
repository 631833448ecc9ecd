// The people's mail programs: they submit with AUTH over STARTTLS, and read over IMAP without leaving a mark. The
// forger speaks to the border like any host on the internet.

import { ImapFlow } from 'imapflow'
import { simpleParser } from 'mailparser'
import type { ParsedMail } from 'mailparser'
import { createTransport } from 'nodemailer'
import type { User } from './people.ts'
import { users } from './people.ts'
import { until } from './until.ts'

/** A mail to be written; the writer is named apart. */
export type Draft = {
  readonly to: string | readonly string[]
  readonly cc?: string | readonly string[]
  readonly subject: string
  readonly text: string
  readonly html?: string
  /** From header, where it is not the plain address: `Maria <maria@lip.example>`. */
  readonly from?: string
  /** Envelope sender, where it is not the writer: a VERP address, or '' for none. */
  readonly envelopeFrom?: string
  readonly messageId?: string
  readonly date?: Date
  readonly inReplyTo?: string
  readonly references?: string | readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly attachments?: readonly {
    filename: string
    content: string | Buffer
    contentType?: string
    contentDisposition?: 'attachment' | 'inline'
  }[]
}

export type Mail = {
  readonly uid: number
  readonly raw: Buffer
  readonly parsed: ParsedMail
  /** Every value of a header, unfolded, from the top. */
  header(name: string): readonly string[]
}

type Endpoint = { readonly host: string; readonly port: number }
type Secure = Endpoint & { readonly caPem: string }

/** Submits as one of the users, signed on the way. Resolves with the Message-ID once the server has taken the mail. */
export async function submit(where: Secure, writer: string, draft: Draft): Promise<string> {
  const { address, password } = user(writer)
  // The filter signs for whomever From names; a provider that signs for strangers would prove what nobody vouched for.
  if (draft.from !== undefined && !draft.from.includes(address))
    throw new Error(`${draft.from} is not ${writer}`)
  const transport = createTransport({
    host: where.host,
    port: where.port,
    requireTLS: true,
    tls: { ca: where.caPem },
    auth: { user: address, pass: password },
  })
  return send(transport, writer, draft)
}

/** Hands a mail to the border as a stranger's host does: no AUTH, no signature, any From. */
export async function inject(where: Endpoint, writer: string, draft: Draft): Promise<string> {
  const transport = createTransport({ host: where.host, port: where.port, ignoreTLS: true })
  return send(transport, writer, draft)
}

async function send(
  transport: ReturnType<typeof createTransport>,
  writer: string,
  draft: Draft,
): Promise<string> {
  const { envelopeFrom, to, cc, references, headers, attachments, ...rest } = draft
  const many = (value: string | readonly string[] = []) => (typeof value === 'string' ? [value] : [...value])
  try {
    const sent = (await transport.sendMail({
      from: writer,
      ...rest,
      to: many(to),
      cc: many(cc),
      references: many(references),
      headers: { ...headers },
      attachments: [...(attachments ?? [])],
      envelope: { from: envelopeFrom ?? writer, to: [...many(to), ...many(cc)] },
    })) as { messageId: string }
    return sent.messageId
  } finally {
    transport.close()
  }
}

/** Everything in a folder, oldest first; nothing is marked as read. */
export async function read(where: Secure, reader: string, folder = 'INBOX'): Promise<readonly Mail[]> {
  return reading(where, reader, folder, async (client) => fetchFrom(client, 1))
}

/** The first mail in the reader's inbox that fits, there already or still to come; throws past the deadline (ms). */
export async function waitFor(
  where: Secure,
  reader: string,
  fits: (mail: Mail) => boolean,
  deadlineMs: number,
  log: () => string,
): Promise<Mail> {
  const seen: Mail[] = []
  const context = () => `in the mailbox: ${seen.map((mail) => mail.parsed.subject).join(' | ')}\n${log()}`
  return reading(where, reader, 'INBOX', async (client) =>
    until(
      `a mail to ${reader} that fits`,
      deadlineMs,
      async () => {
        await client.noop()
        const fresh = await fetchFrom(client, (seen.at(-1)?.uid ?? 0) + 1)
        seen.push(...fresh)
        return fresh.find(fits)
      },
      context,
    ),
  )
}

/** A connected client, for what a test wants to do by IMAP itself; `await using` or `logout` ends it. */
export async function connect(where: Secure, reader: string, password?: string): Promise<ImapFlow> {
  const { address, password: own } = user(reader)
  const client = new ImapFlow({
    host: where.host,
    port: where.port,
    secure: true,
    tls: { ca: where.caPem },
    logger: false,
    auth: { user: address, pass: password ?? own },
  })
  await client.connect()
  return client
}

async function reading<T>(
  where: Secure,
  reader: string,
  folder: string,
  what: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = await connect(where, reader)
  try {
    await client.mailboxOpen(folder, { readOnly: true })
    return await what(client)
  } finally {
    await client.logout()
  }
}

async function fetchFrom(client: ImapFlow, uid: number): Promise<readonly Mail[]> {
  const box = client.mailbox
  // An empty box refuses `1:*`, and `n:*` always answers with the last mail, however old.
  if (box === false || box.exists === 0) return []
  const fetched = await client.fetchAll(`${uid}:*`, { uid: true, source: true }, { uid: true })
  return Promise.all(
    fetched
      .filter((one) => one.uid >= uid)
      .map(async (one) => toMail(one.uid, one.source ?? Buffer.alloc(0))),
  )
}

async function toMail(uid: number, raw: Buffer): Promise<Mail> {
  const parsed = await simpleParser(raw, { keepDeliveryStatus: true })
  return {
    uid,
    raw,
    parsed,
    header: (name) =>
      parsed.headerLines
        .filter((header) => header.key === name.toLowerCase())
        .map((header) =>
          header.line
            .slice(header.line.indexOf(':') + 1)
            .replaceAll(/\r?\n(?=[ \t])/g, '')
            .trim(),
        ),
  }
}

function user(address: string): User {
  const found = users.find((candidate) => candidate.address === address)
  if (found === undefined) throw new Error(`${address} does not live in the lab`)
  return found
}
