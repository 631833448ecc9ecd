// Mailman 3, Debian's core: lists of every temper behind the lab's Postfix, made and set by REST. Only the runners that
// carry a post from LMTP to its subscribers are started: each is a Python process of 80 MB.

import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { accepting, freePorts, startServer } from './server.ts'
import type { Server } from './server.ts'
import { until } from './until.ts'

const run = promisify(execFile)

export const mailmanProgram = '/usr/lib/mailman3/bin/master'
const domain = 'mailman.egi.example'
/** Milliseconds: seven Python processes, each of which reads half a library first. */
const patience = 80_000

/** Keys of Mailman's REST configuration of a list, as its reference names them. */
export type ListSettings = { readonly [key: string]: string | boolean | number }
type HeldPost = { readonly sender: string; readonly subject: string; readonly reason: string }

export type Mailman = {
  /** Makes a list with these settings and members, none of whom is welcomed; answers with its address. */
  makeList(name: string, settings?: ListSettings, members?: readonly string[]): Promise<string>
  /** A member whose copies are not wanted: may post, gets nothing. */
  addSilentMember(list: string, address: string): Promise<void>
  /** What waits for the list's moderators. */
  held(list: string): Promise<readonly HeldPost[]>
  /** Posts that Mailman could not work on, as file names: a healthy one has none. */
  shunted(): readonly string[]
}

/** The port of its LMTP, known before Postfix starts; `start` brings it up once Postfix can take what it sends. */
export async function prepareMailman(dir: string, log: () => string) {
  const [rest = 0, lmtp = 0] = await freePorts(2)
  return {
    lmtp,
    start: async (border: number, started: Server[]): Promise<Mailman> =>
      startMailman(dir, { rest, lmtp, border }, log, started),
  }
}

type Ports = { readonly rest: number; readonly lmtp: number; readonly border: number }

async function startMailman(
  dir: string,
  ports: Ports,
  log: () => string,
  started: Server[],
): Promise<Mailman> {
  const home = join(dir, 'mailman')
  await mkdir(home)
  const account = async (which: string) => Number((await run('id', [which, 'list'])).stdout)
  await chown(home, await account('-u'), await account('-g'))
  const config = join(home, 'mailman.cfg')
  await writeFile(config, configOf(home, ports))
  const asList = ['setpriv', '--reuid=list', '--regid=list', '--clear-groups']
  started.push(startServer(dir, 'mailman', [...asList, mailmanProgram, '-C', config, '--force']))
  const base = `http://127.0.0.1:${ports.rest}/3.1`
  const headers = { Authorization: `Basic ${Buffer.from('lab:lab-only').toString('base64')}` }
  const ask = async (path: string, method = 'GET', fields?: ListSettings) => {
    const body =
      fields &&
      new URLSearchParams(
        Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)])),
      )
    const response = await fetch(`${base}${path}`, { method, headers, ...(body && { body }) })
    const said = await response.text()
    if (!response.ok) throw new Error(`Mailman answers ${response.status} to ${method} ${path}: ${said}`)
    return said === '' ? {} : (JSON.parse(said) as { readonly entries?: readonly HeldPost[] })
  }
  // REST answers though every other runner has died of its configuration: LMTP must be there too.
  await Promise.all([accepting(ports.rest, log, patience), accepting(ports.lmtp, log, patience)])
  await until('Mailman answers', 30_000, async () => ask('/system/versions').catch(() => undefined), log)
  await ask('/domains', 'POST', { mail_host: domain })

  const silently = {
    pre_verified: true,
    pre_confirmed: true,
    pre_approved: true,
    send_welcome_message: false,
  }
  const subscribe = async (list: string, subscriber: string, more: ListSettings = {}) =>
    ask('/members', 'POST', { list_id: list.replace('@', '.'), subscriber, ...silently, ...more })
  return {
    async makeList(name, settings = {}, members = []) {
      const list = `${name}@${domain}`
      await ask('/lists', 'POST', { fqdn_listname: list })
      if (Object.keys(settings).length > 0) await ask(`/lists/${list}/config`, 'PATCH', settings)
      for (const member of members) await subscribe(list, member)
      return list
    },
    async addSilentMember(list, address) {
      await subscribe(list, address, { delivery_status: 'by_moderator' })
    },
    async held(list) {
      return (await ask(`/lists/${list}/held`)).entries ?? []
    },
    shunted: () => {
      const queue = join(home, 'var/queue/shunt')
      return existsSync(queue) ? readdirSync(queue) : []
    },
  }
}

const idle = ['archive', 'bounces', 'command', 'digest', 'nntp', 'retry', 'task', 'shunt']
const busy = ['in', 'pipeline', 'out', 'virgin']

// The list of public suffixes is Debian's own file: without it the first post under DMARC mitigation waits for the net.
const configOf = (home: string, { rest, lmtp, border }: Ports) => `
[mailman]
site_owner: postmaster@egi.example
layout: lab
[paths.lab]
var_dir: ${home}/var
bin_dir: /usr/lib/mailman3/bin
log_dir: ${home}/var/logs
pid_file: ${home}/var/master.pid
[webservice]
hostname: 127.0.0.1
port: ${rest}
admin_user: lab
admin_pass: lab-only
workers: 1
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_host: 127.0.0.1
lmtp_port: ${lmtp}
smtp_host: 127.0.0.1
smtp_port: ${border}
[dmarc]
org_domain_data_url: file:///usr/share/publicsuffix/public_suffix_list.dat
resolver_timeout: 1s
resolver_lifetime: 1s
${idle.map((name) => `[runner.${name}]\nstart: no\n`).join('')}
${busy.map((name) => `[runner.${name}]\nsleep_time: 0.1s\n`).join('')}
`
