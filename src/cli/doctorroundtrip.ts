// doctor's round trip (SPEC §7): one mail from the bot to a plus address of its own, through the configured transport,
// and a look whether it arrives where mail comes in. Answers to letters go to such addresses, so without them nothing
// works. The mail is from the bot itself: an agent takes it for its own and never acts on it (SPEC §3.1). Sent with --send
// only; a doctor must not surprise.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mailboxOf, postOf } from '../doors.ts'
import { systemClock } from '../house.ts'
import { Fault, type Finished } from '../ports.ts'
import { lockHolder } from '../store/lock.ts'
import { openStore } from '../store/store.ts'
import type { Config } from '../config.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Finding } from './finding.ts'

const check = 'round trip'
const patienceSeconds = 60
const betweenLooks = 500

type Options = {
  readonly send: boolean
  /** Ends the waiting; else it ends after a minute. */
  readonly patience?: AbortSignal
}

export async function lookAtRoundTrip(
  config: Config,
  { send, patience }: Options,
): Promise<readonly Finding[]> {
  const skipped = (says: string): readonly Finding[] => [{ check, state: 'skipped', says }]
  const { transport, mailbox, bot } = config
  if (transport.kind === 'outbox') return skipped('letters are written into a folder, so none comes back')
  const agent = lockHolder(bot.data) !== null
  if (!agent && mailbox.kind !== 'imap')
    return skipped(
      'only the agent takes mail here; start it, then rollcall doctor --send sees whether a mail arrives',
    )
  if (!send) return skipped('sends the bot one mail at a plus address; rollcall doctor --send does it')

  const mail = mailOf(bot.address, systemClock.now())
  try {
    await sent(config, mail)
    const until = patience ?? AbortSignal.timeout(patienceSeconds * 1000)
    const at = agent ? await inMemory(bot.data, mail, until) : await onServer(config, mail, until)
    return at === null ? [lost(mail)] : [arrived(mail), ...serverClock(config, at)]
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const mend = `see that the mail server takes mail for plus addresses (Postfix: recipient_delimiter = +)`
    const refused = error.system === 'smtp' && error.lasting === 'permanent'
    return [
      { check, state: 'fails', says: `${mail.envelope.to}: ${error.message}`, ...(refused ? { mend } : {}) },
    ]
  }
}

/** A mail of our own, from the bot to itself: `local+doctor-<token>@domain`. */
function mailOf(address: string, at: Instant): Finished {
  const [local = '', domain = ''] = address.split('@')
  const token = randomBytes(8).toString('hex')
  const to = `${local}+doctor-${token}@${domain}`
  const messageId = `<doctor-${token}@${domain}>`
  const lines = [
    `From: ${address}`,
    `To: ${to}`,
    'Subject: rollcall doctor: does mail to plus addresses arrive?',
    `Message-ID: ${messageId}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'Sent by rollcall doctor --send. Nothing follows from it; it may be deleted.',
    '',
  ]
  return { bytes: Buffer.from(lines.join('\r\n')), messageId, envelope: { from: address, to } }
}

async function sent(config: Config, mail: Finished): Promise<void> {
  const post = await postOf(config)
  try {
    await post.send(mail)
  } finally {
    await post.close()
  }
}

const onServer = async (config: Config, { messageId }: Finished, until: AbortSignal) =>
  (await (await mailboxOf(config, systemClock)).awaits?.(messageId, until)) ?? null

/** The agent takes the mail before we could: what it has in its memory has arrived. */
async function inMemory(data: string, { messageId }: Finished, until: AbortSignal): Promise<Instant | null> {
  const { archive, ledger } = openStore(join(data, 'rollcall.sqlite'))
  try {
    for (;;) {
      const [row] = await archive.copiesOf({
        messageId,
        inReplyTo: [],
        wordsHash: '',
        date: null,
        except: 0,
      })
      if (row !== undefined) return row.receivedAt
      if (until.aborted) return null
      await sleep(betweenLooks, null, { signal: until }).catch(() => null)
    }
  } finally {
    await ledger.close()
  }
}

const arrived = ({ envelope }: Finished): Finding => ({
  check,
  state: 'ok',
  says: `a mail to ${envelope.to} arrived`,
})

const lost = ({ envelope }: Finished): Finding => ({
  check,
  state: 'fails',
  says: `the server took a mail to ${envelope.to}, and it did not arrive within ${patienceSeconds} seconds`,
  mend: 'let the mail server deliver plus addresses into the folder that is read (Postfix: recipient_delimiter = +); look for the mail in other folders, among spam, and for a bounce',
})

/** IMAP says when the server took the mail in, by its own clock. */
function serverClock({ mailbox, limits }: Config, at: Instant): readonly Finding[] {
  if (mailbox.kind !== 'imap') return []
  const apart = Math.round((Date.parse(at) - Date.parse(systemClock.now())) / 1000)
  const good = Math.abs(apart) <= limits.clockJump + patienceSeconds
  const says = `${mailbox.host} took it at ${at}, by its own clock`
  if (good) return [{ check: 'clocks', state: 'ok', says }]
  const mend = 'set both clocks; a time service (timedatectl set-ntp true) keeps them right'
  return [{ check: 'clocks', state: 'warning', says: `${says}; here it is ${systemClock.now()}`, mend }]
}
