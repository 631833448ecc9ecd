// The house of the sandbox: the sample federation on loopback, mail in by our own listener, letters into a folder.
// Brings together what the playroom may not import itself (DESIGN: sandbox knows rollout, letters, ports, board).

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildHouse, type House } from '../house.ts'
import { parseMail } from '../intake/parse.ts'
import { agentLog } from '../log.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { bot } from '../sandbox/cast.ts'
import { clockAhead, type MovableClock } from '../sandbox/clock.ts'
import { everybody, rosterCsv } from '../sandbox/federation.ts'
import { mailServers } from '../sandbox/mailservers.ts'
import { keepTime } from '../sandbox/passing.ts'
import { openPlaybook } from '../sandbox/playbook.ts'
import { makePlayroom, type Playroom, type ReadMail } from '../sandbox/playroom.ts'
import { sandboxSettings } from '../sandbox/settings.ts'
import { makeWriting } from '../sandbox/writing.ts'
import { knownSites } from '../settled.ts'
import { smtpPost } from '../systems/smtp.ts'
import { layOpening } from './layopening.ts'

export type SampleHouse = {
  readonly room: Playroom
  readonly house: House
  nudge(): void
  /** Resolves when the agent has ended. */
  readonly ended: Promise<void>
  close(): Promise<void>
}
type Sent = {
  readonly bytes: Uint8Array
  readonly messageId: string
  readonly from: string
  readonly to: string
}
type Wish = {
  readonly dir: string
  readonly web: number
  readonly smtp: number
  /** Without one, this machine's, as far ahead as it was put in this folder. */
  readonly clock?: MovableClock
  /** Begins without the opening state. */
  readonly empty?: boolean
}

/**
 * Builds and starts it on a folder that is ours; the first time with the opening state. Resolves once mail is taken.
 * Throws a permanent Fault where another one holds the folder or the port is taken.
 */
export async function startSampleHouse({
  dir,
  web,
  smtp,
  clock: given,
  empty = false,
}: Wish): Promise<SampleHouse> {
  const book = openPlaybook(join(dir, 'playroom.json'))
  const { ahead, latest } = book.read()
  const clock = given ?? clockAhead(ahead)
  if (latest !== null) clock.moveTo(latest)
  const sites = knownSites()
  const writing = makeWriting(everybody(sites).map(({ address }) => address))
  const roster = join(dir, 'roster.csv')
  writeFileSync(roster, rosterCsv(sites))
  const settings = sandboxSettings(dir, roster, { web, smtp })
  const log = agentLog(join(dir, 'rollcall.log'))
  const post = smtpPost({
    host: settings.mailbox.listen.host,
    port: smtp,
    security: 'none',
    user: '',
    password: '',
    connections: 2,
    name: 'sandbox.example',
  })
  const send = async ({ bytes, messageId, from, to }: Sent) => {
    await post.send({ bytes, messageId, envelope: { from, to } })
  }
  let servers: ReturnType<typeof mailServers> | null = null
  const house = await buildHouse(settings, {
    clock,
    resolver: writing.resolver,
    log,
    wayOut(usual) {
      servers = mailServers(usual, {
        book,
        clock,
        writing,
        send,
        people: everybody(sites),
        subjectOf: async (bytes) => (await readMail(bytes)).subject,
        tell: (error) => log('not sent back', { error: String(error) }),
      })
      return servers
    },
  })
  const stop = new AbortController()
  const close = async () => {
    stop.abort()
    await post.close()
    await house.close()
  }
  try {
    const { promise: listening, resolve: listens } = Promise.withResolvers<void>()
    const tell = ({ up, what }: { up: boolean; what: string }) => {
      log('mailbox', { up, what })
      if (up) listens()
    }
    const running = await house.start({ fromBeginning: true, tell }, stop.signal)
    await Promise.race([listening, running.ended])
    if (!empty && (await house.kit.archive.counts()).tickets === 0) await layOpening(house.kit)
    running.nudge()
    const doors = {
      archive: house.kit.archive,
      clock,
      book,
      nudge: () => running.nudge(),
      zone: bot.zone,
      morning: house.kit.settled,
      bot: bot.address,
      readMail,
      send,
      pending: async () => servers?.pending(),
    }
    const room = makePlayroom(doors, everybody(sites), writing)
    return {
      room,
      house,
      nudge: () => running.nudge(),
      ended: running.ended,
      async close() {
        stop.abort()
        await running.ended
        keepTime(book, clock)
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function readMail(bytes: Uint8Array): Promise<ReadMail> {
  const mail = await parseMail(bytes)
  const names = (list: readonly { name: string; address: string }[]) =>
    list.map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)).join(', ')
  return {
    from: names(mail.from),
    to: names(mail.to),
    replyTo: (mail.replyTo.length > 0 ? mail.replyTo : mail.from).map(({ address }) => address).join(', '),
    // A folded header leaves more than one blank where it was folded.
    subject: mail.subject.replace(/\s+/g, ' '),
    date: mail.date === null ? '' : formatInZone(mail.date, bot.zone),
    messageId: mail.messageId,
    references: mail.references,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map(({ name, bytes: content }) => ({
      name,
      bytes: content.length,
      content,
    })),
  }
}
