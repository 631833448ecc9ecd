// A mailbox on a real Dovecot for the benches of mail in: plain IMAP on loopback, so that both sides of a comparison spend
// nothing on TLS, and a maildir that is filled as files. Needs root and Debian's dovecot-imapd. Not a bench.

import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accepting, freePorts, startServer } from '../test/live/lab/server.ts'

/** Owner of all mail: a number suffices, no account is needed. */
const owner = 5000
export const user = 'staged-rollout@egi.example'
export const password = 'lab-only'

export type BenchMailbox = {
  readonly port: number
  /** Puts mails into a folder of their own and answers with its name; their UIDs ascend in the order given. */
  readonly fill: (mails: Iterable<Uint8Array>) => {
    readonly folder: string
    readonly bytes: number
    readonly count: number
  }
  readonly close: () => Promise<void>
}

export async function startMailbox(): Promise<BenchMailbox> {
  const dir = `/tmp/rollcall-${randomBytes(4).toString('hex')}`
  const home = join(dir, 'mail', user)
  for (const folder of ['log', 'dovecot', 'mail', `mail/${user}`, `mail/${user}/Maildir`])
    mkdirSync(join(dir, folder), { recursive: true, mode: 0o755 })
  const [port = 0] = await freePorts(1)
  writeFileSync(join(dir, 'dovecot', 'passwd'), `${user}:{PLAIN}${password}\n`)
  const config = join(dir, 'dovecot', 'dovecot.conf')
  writeFileSync(
    config,
    `base_dir = ${dir}/dovecot/run
state_dir = ${dir}/dovecot/state
instance_name = rollcall-bench
log_path = ${dir}/log/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = ${owner}
first_valid_gid = ${owner}
mail_home = ${dir}/mail/%Lu
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%Lu ${dir}/dovecot/passwd
}
userdb {
  driver = static
  args = uid=${owner} gid=${owner}
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
}
`,
  )
  const own = (path: string) => {
    chownSync(path, owner, owner)
  }
  own(join(dir, 'mail'))
  own(home)
  own(join(home, 'Maildir'))
  const server = startServer(dir, 'dovecot', ['dovecot', '-F', '-c', config])
  const log = () => ''
  await accepting(port, log)
  let filled = 0
  return {
    port,
    fill(mails) {
      filled += 1
      const folder = `Mix${filled}`
      const root = join(home, 'Maildir', `.${folder}`)
      for (const path of [root, ...['cur', 'new', 'tmp'].map((part) => join(root, part))]) {
        mkdirSync(path)
        own(path)
      }
      let count = 0
      let bytes = 0
      for (const mail of mails) {
        // Sizes in the name spare the server from reading each mail for its size (Maildir++, S= and W=).
        const path = join(
          root,
          'cur',
          `${1_700_000_000 + count}.M${count}.bench,S=${mail.length},W=${mail.length}:2,`,
        )
        writeFileSync(path, mail)
        own(path)
        count += 1
        bytes += mail.length
      }
      return { folder, count, bytes }
    },
    async close() {
      await server.stop()
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
