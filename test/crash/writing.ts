// How the people write: a statement as a line of a mail, handed to their provider, which signs it. Connections are kept
// open, as a provider's own would be; half of the answers to a letter go to its signed address.

import { createTransport, type Transporter } from 'nodemailer'
import { randomUUID } from 'node:crypto'
import type { Lab } from '../live/lab/lab.ts'
import { bot } from '../live/lab/people.ts'
import { odt } from '../live/support/mailprogram.ts'
import type { Sent } from './model.ts'
import type { Rollout, Said } from './stories.ts'

/** The line of the grammar; a report has none, its file says all. */
function lineOf(rollout: Rollout, said: Said): string {
  switch (said.verb) {
    case 'open':
      return `open ${rollout.title}`
    case 'assign':
      return `#${rollout.number} assign ${said.teams.join(' ')}`
    case 'note':
      return `#${rollout.number} note ${said.words}`
    case 'extend':
      return `#${rollout.number} extend ${said.team} 2d`
    case 'document':
      return `#${rollout.number} document ${said.number}`
    case 'outcome':
      return `#${rollout.number} outcome ${said.outcome}`
    case 'resolve':
      return `#${rollout.number} resolve anyway the run is over`
    case 'now':
      return `#${rollout.number} now`
    case 'report':
      return 'Our report is attached.'
    case 'accept':
    case 'reject':
    case 'withdraw':
    case 'started':
    case 'volunteer':
    case 'take':
      return `#${rollout.number} ${said.verb} ${said.team}`
  }
}

export type Writers = {
  /** Resolves once the provider has taken it. */
  send(rollout: Rollout, by: string, said: Said, at: number): Promise<Sent>
  close(): void
}

export function writersIn(lab: Lab): Writers {
  const transports = new Map<string, Transporter>()
  const transportOf = (address: string): Transporter => {
    const known = transports.get(address)
    if (known) return known
    const user = lab.users.find((one) => one.address === address)
    const made = createTransport({
      pool: true,
      maxConnections: 2,
      maxMessages: Infinity,
      host: lab.submission.host,
      port: lab.submission.port,
      requireTLS: true,
      tls: { ca: lab.caPem },
      auth: { user: address, pass: user?.password ?? '' },
    })
    transports.set(address, made)
    return made
  }
  return {
    async send(rollout, by, said, at) {
      const messageId = `<${randomUUID()}@${by.split('@')[1]}>`
      const name = `ea-${'team' in said ? said.team : ''}-EMI-1.0-${rollout.component}-${rollout.version}.odt`
      const content = odt(`Installed ${rollout.component}, seven days in production, no problem.`)
      await transportOf(by).sendMail({
        from: by,
        to: bot,
        subject: said.verb === 'open' ? 'a new release' : `Re: ${rollout.title}`,
        text: `${lineOf(rollout, said)}\n`,
        date: new Date(at * 1000),
        messageId,
        attachments:
          said.verb === 'report'
            ? [{ filename: name, content, contentType: 'application/vnd.oasis.opendocument.text' }]
            : [],
      })
      return { messageId, by, title: rollout.title, at, said }
    },
    close() {
      for (const transport of transports.values()) transport.close()
    },
  }
}
