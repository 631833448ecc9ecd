// The ground of a run: real Postfix and Dovecot, gates before them, and a folder on a disk in which the agent lives.

import { appendFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startLab, type Lab } from '../live/lab/lab.ts'
import { writeSettings } from '../live/support/settings.ts'
import { imapGate, smtpGate, type Moment } from './gates.ts'
import { roster } from './stories.ts'

export type Ground = {
  readonly lab: Lab
  readonly data: string
  readonly config: string
  readonly database: string
  readonly trace: string
  readonly dns: string
  readonly log: string
  /** Where the agent keeps what it compiled of itself. */
  readonly cache: string
  stop(): Promise<void>
}

const many = 1_000_000

/** `life`: the number of the agent's life of now, under which its letters are noted as they leave. `cache`: a folder. */
export async function prepare(moment: Moment, life: () => number, cache: string): Promise<Ground> {
  const lab = await startLab()
  const imap = await imapGate(lab.imap.port, lab.caPem, moment)
  let trace = ''
  const smtp = await smtpGate(lab.smtp.port, moment, () => {
    const caller = life()
    return (messageId) => appendFileSync(trace, `${caller} dot ${messageId}\n`)
  })
  const { dir, config } = await writeSettings(
    lab,
    {
      mailbox: { port: imap.port, security: 'none', ca_file: undefined },
      // The border takes mail for those who live here without a password.
      transport: {
        port: smtp.port,
        security: 'none',
        ca_file: undefined,
        user: undefined,
        password_file: undefined,
      },
      // Nothing waits for hours of the day or for a rate: what is missing in the end is missing.
      deadlines: { digest: false, send_from: '00:00', send_until: '00:00' },
      limits: { letters_per_hour: many, strangers_per_hour: many, answers_per_hour: many, letters_a_day: 0 },
    },
    roster,
  )
  const path = (name: string) => join(dir, name)
  await writeFile(path('dns.json'), JSON.stringify([...lab.dkimRecords]))
  trace = path('trace')
  await writeFile(trace, '')
  return {
    lab,
    data: path('var'),
    config,
    database: path('var/rollcall.sqlite'),
    trace,
    dns: path('dns.json'),
    log: path('agent.log'),
    cache,
    async stop() {
      imap.close()
      smtp.close()
      await lab.stop()
    },
  }
}
