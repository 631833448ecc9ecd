// Postfix in two roles, as two hosts would be: the submission port where everybody's provider takes and signs mail
// (STARTTLS, AUTH, own sender only), and the border of mail.egi.example, port 25 of the world, which verifies and
// delivers. Submitted mail travels to the border by SMTP, so that it is verified as mail from outside is. Nothing
// leaves the machine: DNS is off, every other destination is an error.

import { execFile } from 'node:child_process'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Tls } from './keys.ts'
import { authservId, domains, list, subscribers, troubled, users } from './people.ts'
import { accepting, startServer } from './server.ts'
import type { Server } from './server.ts'

const run = promisify(execFile)

export type QueuedMail = {
  readonly queue_name: string
  readonly queue_id: string
  readonly sender: string
  readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[]
}
export type Postfix = {
  readonly queue: () => Promise<readonly QueuedMail[]>
  /** Tries everything that waits in the queue again, now. */
  readonly flush: () => Promise<void>
}

type Needs = {
  readonly border: number
  readonly submission: number
  readonly tls: Tls
  readonly lmtp: string
  readonly auth: string
  readonly signer: string
  readonly verifier: string
  /** Where Mailman takes mail for its domain; without it that domain is a plain alias. */
  readonly listServer?: number
}

/** Resolves when both ports accept. The sockets of Dovecot and of the filters must be there already. */
export async function startPostfix(
  dir: string,
  needs: Needs,
  log: () => string,
  started: Server[],
): Promise<Postfix> {
  const home = join(dir, 'postfix')
  const etc = join(home, 'etc')
  await mkdir(etc, { recursive: true })
  await mkdir(join(home, 'queue'))
  await mkdir(join(home, 'data'))
  const account = await numbersOf('postfix')
  await chown(join(home, 'data'), account.uid, account.gid)

  const entries = (rows: readonly (readonly [string, string])[]) =>
    rows.map((row) => `${row.join(' ')}\n`).join('')
  const addresses = users.map((user) => user.address)
  await writeFile(
    join(etc, 'mailboxes'),
    entries([...addresses, troubled.full, troubled.busy].map((address) => [address, 'here'])),
  )
  await writeFile(join(etc, 'owners'), entries(addresses.map((address) => [address, address])))
  await writeFile(join(etc, 'lists'), entries([[list.address, subscribers.join(',')]]))
  await writeFile(
    join(etc, 'troubles'),
    entries([
      [troubled.full, 'error:5.2.2 mailbox full'],
      [troubled.busy, 'retry:4.2.0 mailbox busy'],
    ]),
  )
  await writeFile(join(etc, 'main.cf'), mainConfig(dir, needs))
  await writeFile(join(etc, 'master.cf'), masterConfig(needs))

  // Makes the queue's directories with their owners, and refuses a configuration that cannot work.
  await run('postfix', ['-c', etc, 'check'])
  started.push(startServer(dir, 'postfix', ['/usr/lib/postfix/sbin/master', '-c', etc, '-s']))
  await Promise.all([accepting(needs.border, log), accepting(needs.submission, log)])
  return {
    async queue() {
      const { stdout } = await run('postqueue', ['-c', etc, '-j'])
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as QueuedMail)
    },
    async flush() {
      await run('postqueue', ['-c', etc, '-f'])
    },
  }
}

async function numbersOf(account: string): Promise<{ uid: number; gid: number }> {
  const number = async (which: string) => Number((await run('id', [which, account])).stdout)
  return { uid: await number('-u'), gid: await number('-g') }
}

function mainConfig(dir: string, { tls, lmtp, listServer }: Needs): string {
  const home = join(dir, 'postfix')
  const table = (name: string) => `texthash:${home}/etc/${name}`
  const lists = 'mailman.egi.example'
  const byAlias = `virtual_alias_domains = ${lists}\nvirtual_alias_maps = ${table('lists')}`
  const toMailman = `inline:{${lists}=lmtp:inet:[127.0.0.1]:${listServer}}`
  return `
compatibility_level = 3.6
config_directory = ${home}/etc
queue_directory = ${home}/queue
data_directory = ${home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${dir}/log/postfix.log
maillog_file_prefixes = ${dir}

inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
smtp_helo_name = submit.provider.example
smtpd_peername_lookup = no
default_transport = error:5.4.4 nothing leaves this lab
relay_transport = error:5.4.4 nothing leaves this lab

myhostname = ${authservId}
myorigin = egi.example
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_domains = ${domains.join(' ')}
virtual_mailbox_maps = ${table('mailboxes')}
${listServer === undefined ? byAlias : `relay_domains = ${lists}`}
virtual_transport = lmtp:unix:${lmtp}
transport_maps = ${table('troubles')} ${listServer === undefined ? '' : toMailman}

smtpd_tls_cert_file = ${tls.certificate}
smtpd_tls_key_file = ${tls.key}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sender_login_maps = ${table('owners')}
smtpd_sasl_type = dovecot
milter_default_action = tempfail
message_size_limit = 62914560
in_flow_delay = 0
smtpd_error_sleep_time = 0
`
}

// Columns: service, type, private, unprivileged, chroot (never: the lab's tables lie outside), wakeup, limit, program.
// Recipients are judged at the border only, so that an invitation to nobody comes back as a real bounce (RFC 3464).
function masterConfig({ border, submission, auth, signer, verifier }: Needs): string {
  return `
127.0.0.1:${border} inet n - n - - smtpd
  -o smtpd_milters=unix:${verifier}
127.0.0.1:${submission} inet n - n - - smtpd
  -o syslog_name=submission
  -o myhostname=submit.provider.example
  -o smtpd_milters=unix:${signer}
  -o content_filter=smtp:[127.0.0.1]:${border}
  -o receive_override_options=no_address_mappings
  -o smtpd_reject_unlisted_recipient=no
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_path=${auth}
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
flush unix n - n 1000? 0 flush
showq unix n - n - - showq
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
`
}
