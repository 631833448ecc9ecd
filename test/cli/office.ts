// A config with a folder mailbox and an outbox, and mail that was handled as the agent handles it, for the commands of
// the terminal. A real store in a folder of its own; the clock stands still.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { makePatience } from '../../src/desk/patience.ts'
import { handleAll } from '../../src/desk/handle.ts'
import { submit } from '../../src/desk/submit.ts'
import { buildHouse, type House } from '../../src/house.ts'
import { silentLog } from '../../src/log.ts'
import { asInstant, asTicketId } from '../../src/rollout/ids.ts'
import { noResolver } from '../../src/systems/dns.ts'
import type { Resolver } from '../../src/ports.ts'

const bot = 'staged-rollout@egi.example'
export const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'
/** A Friday, 10:00 in Amsterdam. */
export const friday = asInstant('2026-11-20T09:00:00Z')

const config = `
[bot]
address = "${bot}"
data = "var"
timezone = "Europe/Amsterdam"
admin = "postmaster@egi.example"
[mailbox]
kind = "folder"
path = "in"
[transport]
kind = "outbox"
path = "out"
[managers]
all = ["mgr-ops@egi.example"]
[stacks.glite]
titles = ["gLite", "EMI"]
components = ["CA"]
managers = ["mgr-glite@egi.example"]
lists = ["early-adopters-glite@mailman.egi.example"]
`
export const roster = `ngi,site,country,timezone,stacks,members,aliases
NGI_IBERGRID,LIP-Lisbon,PT,Europe/Lisbon,glite,maria@lip.example;joao@lip.example,
NGI_IT,INFN-CNAF,IT,Europe/Rome,glite,luca@infn.example,
`

export type Office = {
  readonly folder: string
  readonly config: string
  /** Writes a file into the folder and answers with its path. */
  write(name: string, content: string | Uint8Array): string
  /** A house on the office's data at that instant; the caller closes it. */
  house(now?: typeof friday, resolver?: Resolver): Promise<House>
  /** One after the other, as the agent would take them. */
  receive(...mails: readonly string[]): Promise<void>
  /** As the administrator, at that instant. */
  say(now: typeof friday, ticket: number | null, ...lines: readonly string[]): Promise<void>
  database(): Uint8Array
  leave(): void
}

export function openOffice(): Office {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-office-'))
  const path = (name: string) => join(folder, name)
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(path(name), content)
    return path(name)
  }
  mkdirSync(path('in'))
  write('roster.csv', roster)
  const file = write('rollcall.toml', config)
  let uid = 0
  const house: Office['house'] = async (now = friday, resolver = noResolver) => {
    const read = readConfig(file, {})
    if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
    return buildHouse(read.config, { clock: { now: () => now }, log: silentLog, resolver })
  }
  return {
    folder,
    config: file,
    write,
    house,
    async receive(...mails) {
      const { kit } = await house()
      for (const mail of mails) {
        uid += 1
        const place = { mailbox: 'folder', uidValidity: '1', uid }
        const bytes = Buffer.from(mail.replace(/\r?\n/g, '\r\n'))
        await kit.ledger.recordMail([{ place, via: 'folder', receivedAt: friday, bytes, backlog: false }])
      }
      await handleAll(kit, makePatience(), new AbortController().signal)
      await kit.ledger.close()
    },
    async say(now, ticket, ...lines) {
      const { kit } = await house(now)
      const by = { admin: 'ada' }
      const items = await submit(kit, { by, ticket: ticket === null ? null : asTicketId(ticket), lines })
      for (const item of items) if (item.item !== 'done') throw new Error(JSON.stringify(item))
      await kit.ledger.close()
    },
    database: () => readFileSync(path('var/rollcall.sqlite')),
    leave: () => rmSync(folder, { recursive: true }),
  }
}

export const mailFrom = (from: string, subject: string, ...body: readonly string[]) =>
  [
    `From: ${from}`,
    `To: ${bot}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replace(/\W+/g, '.')}.${from.replace(/\W+/g, '.')}>`,
    'Date: Fri, 20 Nov 2026 09:00:00 +0000',
    '',
    ...body,
    '',
  ].join('\n')
