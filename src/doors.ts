// Which door stands where, by the config: mail in by IMAP, by our own listener or from a folder; letters out by SMTP or
// into a folder. Only the door that is used is loaded: the libraries of the others would take longer than the agent.

import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from './config.ts'
import type { Clock, Mailbox, Post } from './ports.ts'

const textOf = (file: string | null) => (file === null ? {} : { caFile: readFileSync(file, 'utf8') })
const hostName = (config: Config) => config.bot.address.split('@')[1] ?? 'localhost'

/** Where mail comes in. */
export async function mailboxOf(config: Config, clock: Clock): Promise<Mailbox> {
  const { mailbox } = config
  switch (mailbox.kind) {
    case 'imap': {
      const { host, port, security, user, password, folder } = mailbox
      const { imapMailbox } = await import('./systems/imap.ts')
      const account = { host, port, security, user, password, folder }
      return imapMailbox({
        ...account,
        ...textOf(mailbox.caFile),
        done: mailbox.done,
        sizeLimit: config.limits.mailSize,
      })
    }
    case 'listen': {
      const { listenMailbox } = await import('./systems/listen.ts')
      return listenMailbox({
        host: mailbox.listen.host,
        port: mailbox.listen.port,
        lmtp: mailbox.protocol === 'lmtp',
        sizeLimit: config.limits.mailSize,
        name: hostName(config),
        clock,
        accepts: acceptsFor(config),
        ...(mailbox.tls
          ? {
              tls: {
                key: readFileSync(mailbox.tls.keyFile, 'utf8'),
                cert: readFileSync(mailbox.tls.certFile, 'utf8'),
              },
            }
          : {}),
      })
    }
    case 'folder': {
      const { folderMailbox } = await import('./systems/folder.ts')
      return folderMailbox({ folder: mailbox.path, sizeLimit: config.limits.mailSize, poll: 5000, clock })
    }
  }
}

/** The bot's own mailbox with any plus part; nobody else's. */
const acceptsFor = (config: Config) => {
  const [local = '', domain = ''] = config.bot.address.toLowerCase().split('@')
  return (address: string) => {
    const [to = '', at = ''] = address.toLowerCase().split('@')
    return at === domain && (to === local || to.startsWith(`${local}+`))
  }
}

/** Where letters leave. */
export async function postOf(config: Config): Promise<Post> {
  const { transport } = config
  if (transport.kind === 'outbox') {
    const { outboxPost } = await import('./systems/outbox.ts')
    mkdirSync(dirname(transport.path), { recursive: true })
    return outboxPost(transport.path)
  }
  const { smtpPost } = await import('./systems/smtp.ts')
  const { host, port, security, login, connections, dkim } = transport
  return smtpPost({
    host,
    port,
    security,
    connections,
    ...textOf(transport.caFile),
    user: login?.user ?? '',
    password: login?.password ?? '',
    name: hostName(config),
    ...(dkim
      ? {
          dkim: {
            domain: dkim.domain,
            selector: dkim.selector,
            privateKey: readFileSync(dkim.keyFile, 'utf8'),
          },
        }
      : {}),
  })
}
