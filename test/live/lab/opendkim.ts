// Two OpenDKIM filters: one signs what people submit, as each one's provider would; one verifies what arrives at the
// bot's border, takes away Authentication-Results that pretend to be ours, and writes its own (RFC 8601 §5).

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DkimKey } from './keys.ts'
import { authservId } from './people.ts'
import { accepting, startServer } from './server.ts'
import type { Server } from './server.ts'

export type Filters = { readonly signer: string; readonly verifier: string }

/** Resolves when both listen; `signer` and `verifier` are the paths of their sockets. */
export async function startFilters(
  dir: string,
  keys: readonly DkimKey[],
  log: () => string,
  started: Server[],
): Promise<Filters> {
  const home = join(dir, 'filter')
  await mkdir(home)
  const path = (name: string) => join(home, name)
  const lines = (of: (key: DkimKey) => string) => keys.map((key) => `${of(key)}\n`).join('')
  await writeFile(
    path('keys'),
    lines((key) => `${key.domain} ${key.domain}:${key.selector}:${key.file}`),
  )
  await writeFile(
    path('signing'),
    lines((key) => `*@${key.domain} ${key.domain}`),
  )
  await writeFile(
    path('published'),
    lines((key) => key.record.join(' ')),
  )

  // Throw-away keys that the test run itself wrote need no owner of their own.
  const common = ['Syslog no', 'Background no', 'UMask 000', 'RequireSafeKeys no']
  const signing = [
    ...common,
    'Mode s',
    `Socket local:${path('sign')}`,
    `KeyTable ${path('keys')}`,
    `SigningTable refile:${path('signing')}`,
    'Canonicalization relaxed/relaxed',
    'OversignHeaders From',
  ]
  const verifying = [
    ...common,
    'Mode v',
    `Socket local:${path('verify')}`,
    `TestPublicKeys ${path('published')}`,
    `AuthservID ${authservId}`,
    'AlwaysAddARHeader yes',
    // Nobody is one of ours here: at the border even loopback is a stranger. 192.0.2.1 is nobody's (RFC 5737).
    'InternalHosts 192.0.2.1',
    `RemoveARFrom ${authservId}`,
  ]
  const start = async (name: string, config: readonly string[]) => {
    await writeFile(path(`${name}.conf`), `${config.join('\n')}\n`)
    const command = ['opendkim', '-f', '-x', path(`${name}.conf`)]
    // It keeps nothing that could be lost, and takes up to five seconds to notice a gentler signal.
    started.push(startServer(dir, `opendkim-${name}`, command, 'KILL'))
  }
  await Promise.all([start('sign', signing), start('verify', verifying)])
  await Promise.all([accepting(path('sign'), log), accepting(path('verify'), log)])
  return { signer: path('sign'), verifier: path('verify') }
}
