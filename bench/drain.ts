// Draining a mailbox: how quickly mail comes over IMAP to where it would be stored, beside a bare socket that asks a real
// Dovecot for all of it in one command and counts bytes. Both over the same connection of loopback without TLS.

import { once } from 'node:events'
import { connect } from 'node:net'
import { ImapFlow } from 'imapflow'
import { fetchMails } from '../src/systems/imap/fetch.ts'
import { beginAt } from '../src/systems/imap/progress.ts'
import { password, startMailbox, user, type BenchMailbox } from './mailbox.ts'
import { mix, type Asked } from './mix.ts'
import { median, row, type Measure } from './row.ts'

const rounds = 5
const strangers: readonly Asked[] = Array.from({ length: 20 }, (_, at) => ({
  team: `NGI_DE-SITE-${at}`,
  address: `person@site${at}.example`,
  name: `Person ${at}`,
  ticket: 1 + at,
  title: 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64',
  reply: `staged-rollout+${at}.aaaaaaaaaaaaaaaaaaaaaaaa@egi.example`,
  foot: `[ref ${at}.aaaaaaaaaaaaaaaaaaaaaaaa]`,
  messageId: `<aaaaaaaaaaaaaaaaaaaa.${at}@egi.example>`,
  bounces: `staged-rollout+b${at}.aaaaaaaa@egi.example`,
}))

/** Megabytes a second. */
const rate = (bytes: number, began: number) => bytes / 1e6 / ((performance.now() - began) / 1000)

/** One FETCH of everything, its answer counted and thrown away. */
async function raw({ port }: BenchMailbox, folder: string, bytes: number): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  let seen = 0
  let tail = ''
  let waits: { readonly tag: string; readonly done: () => void } | null = null
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.length
    tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 2000))).slice(-2000)
    if (waits !== null && tail.includes(`\r\n${waits.tag} OK`)) waits.done()
  })
  const command = async (tag: string, text: string) => {
    await new Promise<void>((done) => {
      waits = { tag, done }
      socket.write(`${tag} ${text}\r\n`)
    })
  }
  await once(socket, 'data')
  await command('a1', `LOGIN ${user} ${password}`)
  await command('a2', `SELECT ${folder}`)
  seen = 0
  const began = performance.now()
  await command('a3', 'UID FETCH 1:* (UID BODY.PEEK[])')
  const answer = rate(bytes, began)
  if (seen < bytes) throw new Error(`${seen} bytes came of ${bytes}`)
  socket.destroy()
  return answer
}

/** The door's own way, from a list of UIDs to mails in hand. */
async function ours({ port }: BenchMailbox, folder: string, bytes: number, count: number): Promise<number> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
  })
  await client.connect()
  const opened = await client.mailboxOpen(folder)
  const progress = beginAt(null, String(opened.uidValidity), opened.uidNext)
  const uids = Array.from({ length: count }, (_, at) => at + 1)
  let seen = 0
  const began = performance.now()
  const from = { client, progress, mailbox: folder, sizeLimit: 40 << 20, tell: () => {} }
  for await (const mails of fetchMails(from, uids)) for (const mail of mails) seen += mail.bytes.length
  const answer = rate(bytes, began)
  if (seen !== bytes) throw new Error(`${seen} bytes came of ${bytes}`)
  client.close()
  return answer
}

export const measure: Measure = async (report) => {
  const mailbox = await startMailbox()
  try {
    const mixes = [
      { what: 'IMAP drain, mixed (raw FETCH)', count: 2000, large: false, least: [0.45, 0.7] as const },
      { what: 'IMAP drain, MB-sized (raw FETCH)', count: 400, large: true, least: [0.6, 0.6] as const },
    ]
    for (const { what, count, large, least } of mixes) {
      const filled = mailbox.fill(mix(strangers, { count, large }))
      const { folder, bytes } = filled
      const both: [number[], number[]] = [[], []]
      await raw(mailbox, folder, bytes)
      for (let round = 0; round < rounds; round += 1) {
        both[0].push(await ours(mailbox, folder, bytes, count))
        both[1].push(await raw(mailbox, folder, bytes))
      }
      report(row({ what, unit: 'MB/s', ours: median(both[0]), peer: median(both[1]) }, { least }))
    }
  } finally {
    await mailbox.close()
  }
}
