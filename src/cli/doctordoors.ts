// What doctor says of the doors: where mail comes in and where letters leave. Servers are asked to let us in; no mail is
// taken or sent. Whether a mail makes the way from one to the other is doctorroundtrip.ts.

import { accessSync, constants } from 'node:fs'
import { mailboxOf, postOf } from '../doors.ts'
import { systemClock } from '../house.ts'
import { Fault } from '../ports.ts'
import { lockHolder } from '../store/lock.ts'
import { freePort } from '../board/serve.ts'
import type { Config } from '../config.ts'
import type { Finding } from './finding.ts'

export const lookAtDoors = async (config: Config): Promise<readonly Finding[]> =>
  Promise.all([mailIn(config), mailOut(config)])

const faulty = async (check: string, good: string, look: () => Promise<void>): Promise<Finding> => {
  try {
    await look()
    return { check, state: 'ok', says: good }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { check, state: 'fails', says: error.message }
  }
}

async function mailIn(config: Config): Promise<Finding> {
  const { mailbox, bot } = config
  const check = 'mail in'
  if (mailbox.kind === 'folder') return writable(check, mailbox.path, 'mail is read from')
  if (mailbox.kind === 'imap')
    return faulty(
      check,
      `${mailbox.user} reads ${mailbox.folder} on ${mailbox.host}:${mailbox.port}`,
      async () => {
        const door = await mailboxOf(config, systemClock)
        await door.check?.()
      },
    )
  const { host, port } = mailbox.listen
  const at = `${host}:${port}`
  if (lockHolder(bot.data) !== null) return { check, state: 'ok', says: `the agent listens at ${at}` }
  return faulty(check, `${at} is free to listen at`, async () => {
    if ((await freePort(host, port)) !== port)
      throw new Fault(
        'listen',
        'permanent',
        `${at} is taken: stop what listens there, or choose another in [mailbox]`,
      )
  })
}

async function mailOut(config: Config): Promise<Finding> {
  const { transport } = config
  const check = 'mail out'
  if (transport.kind === 'outbox')
    return { check, state: 'ok', says: `letters are written into ${transport.path}` }
  const as = transport.login ? ` takes letters of ${transport.login.user}` : ' takes letters'
  return faulty(check, `${transport.host}:${transport.port}${as}`, async () => {
    const post = await postOf(config)
    try {
      await post.check?.()
    } finally {
      await post.close()
    }
  })
}

function writable(check: string, path: string, what: string): Finding {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return { check, state: 'ok', says: `${what} ${path}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const mend = 'give the user that runs Rollcall the right to read and write there'
    return { check, state: 'fails', says: `${path} cannot be used (${code ?? 'unknown'})`, mend }
  }
}
