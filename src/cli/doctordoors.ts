// What doctor says of the doors: where mail comes in, where letters leave, and the key they are signed with, compared
// with what DNS publishes. Servers are asked to let us in; no mail is taken or sent.

import { accessSync, constants, readFileSync } from 'node:fs'
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { mailboxOf, postOf, systemClock } from '../house.ts'
import { Fault, type Resolver } from '../ports.ts'
import { lockHolder } from '../store/lock.ts'
import { freePort } from '../board/serve.ts'
import { systemResolver } from '../systems/dns.ts'
import type { Config } from '../config.ts'
import type { Finding } from './finding.ts'

export async function lookAtDoors(
  config: Config,
  resolver: Resolver = systemResolver(2000),
): Promise<readonly Finding[]> {
  const { transport } = config
  const dkim = transport.kind === 'smtp' ? transport.dkim : null
  return [
    await mailIn(config),
    await mailOut(config),
    ...(dkim === null ? [] : [await signing(dkim, resolver)]),
  ]
}

const faulty = async (check: string, good: string, look: () => Promise<void>): Promise<Finding> => {
  try {
    await look()
    return { check, state: 'good', says: good }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { check, state: 'broken', says: error.message }
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
        await mailboxOf(config, systemClock).check?.()
      },
    )
  const { host, port } = mailbox.listen
  const at = `${host}:${port}`
  if (lockHolder(bot.data) !== null) return { check, state: 'good', says: `the agent listens at ${at}` }
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
    return { check, state: 'good', says: `letters are written into ${transport.path}` }
  const as = transport.login ? ` takes letters of ${transport.login.user}` : ' takes letters'
  return faulty(check, `${transport.host}:${transport.port}${as}`, async () => {
    const post = postOf(config)
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
    return { check, state: 'good', says: `${what} ${path}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const mend = 'give the user that runs Rollcall the right to read and write there'
    return { check, state: 'broken', says: `${path} cannot be used (${code ?? 'unknown'})`, mend }
  }
}

type Dkim = { readonly domain: string; readonly selector: string; readonly keyFile: string }

/** RFC 6376 §3.6.1: the record that belongs to the key. */
const publicPart = (key: KeyObject): string => {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  // RFC 8463 §4: of an Ed25519 key only the 32 bytes themselves are published.
  return (key.asymmetricKeyType === 'ed25519' ? der.subarray(-32) : der).toString('base64')
}

async function signing({ domain, selector, keyFile }: Dkim, resolver: Resolver): Promise<Finding> {
  const check = 'signature'
  let key: KeyObject
  try {
    key = createPrivateKey(readFileSync(keyFile))
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return {
      check,
      state: 'broken',
      says: `${keyFile} holds no private key (${said})`,
      mend: 'write it as PEM',
    }
  }
  const name = `${selector}._domainkey.${domain}`
  const wanted = publicPart(key)
  const kind = key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa'
  const mend = `publish ${name} TXT "v=DKIM1; k=${kind}; p=${wanted}"`
  try {
    const records = (await resolver(name, 'TXT')).map((parts) => parts.join(''))
    const published = records.map((record) => /(?:^|;)\s*p\s*=([^;]*)/.exec(record)?.[1]?.replace(/\s+/g, ''))
    if (published.includes(wanted)) return { check, state: 'good', says: `${name} is the key in ${keyFile}` }
    return { check, state: 'broken', says: `${name} publishes another key than ${keyFile}`, mend }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTFOUND' || code === 'ENODATA')
      return { check, state: 'broken', says: `${name} is not published: signatures cannot be verified`, mend }
    return {
      check,
      state: 'look',
      says: `${name} could not be asked for (${code ?? 'unknown'}); is DNS there?`,
    }
  }
}
