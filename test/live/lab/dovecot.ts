// Dovecot: the mailboxes. IMAP over TLS for everybody, LMTP for Postfix to deliver to, and the passwords that the
// submission port asks for.

import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tls } from './keys.ts'
import { authservId, users } from './people.ts'
import { accepting, startServer } from './server.ts'
import type { Server } from './server.ts'

export type Dovecot = { readonly lmtp: string; readonly auth: string }

/** Owner of all mail: a number suffices, no account is needed. */
const owner = 5000

/** Resolves when IMAP and LMTP accept; `lmtp` and `auth` are the paths of the sockets that Postfix uses. */
export async function startDovecot(
  dir: string,
  port: number,
  tls: Tls,
  log: () => string,
  started: Server[],
): Promise<Dovecot> {
  const home = join(dir, 'dovecot')
  const mail = join(dir, 'mail')
  await Promise.all([mkdir(home), mkdir(mail)])
  await chown(mail, owner, owner)
  const run = join(home, 'run')
  const passwords = join(home, 'passwd')
  await writeFile(passwords, users.map((user) => `${user.address}:{PLAIN}${user.password}\n`).join(''))
  // No delay and no penalty for a wrong password: all tests come from one address, and the next one would pay.
  const config = `
base_dir = ${run}
state_dir = ${join(home, 'state')}
instance_name = rollcall-lab
hostname = ${authservId}
log_path = ${join(dir, 'log', 'dovecot.log')}
listen = 127.0.0.1
verbose_proctitle = yes
protocols = imap lmtp
ssl = required
ssl_cert = <${tls.certificate}
ssl_key = <${tls.key}
disable_plaintext_auth = yes
auth_failure_delay = 0
auth_username_format = %Lu
recipient_delimiter = +
first_valid_uid = ${owner}
first_valid_gid = ${owner}
mail_home = ${mail}/%Lu
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%Lu ${passwords}
}
userdb {
  driver = static
  args = uid=${owner} gid=${owner}
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Trash {
    auto = subscribe
    special_use = \\Trash
  }
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
`
  const file = join(home, 'dovecot.conf')
  await writeFile(file, config)
  started.push(startServer(dir, 'dovecot', ['dovecot', '-F', '-c', file]))
  await Promise.all([accepting(port, log), accepting(join(run, 'lmtp'), log)])
  return { lmtp: join(run, 'lmtp'), auth: join(run, 'auth-client') }
}
