// What the lab needs of the machine. Where it is not there live tests are skipped, visibly and with the reason in
// their name; with CI=true in the environment that is a failure: there the machine is ours to prepare (.ci/packages).

import { existsSync } from 'node:fs'
import { describe, it } from 'vitest'

const programs = {
  postfix: '/usr/lib/postfix/sbin/master',
  'dovecot-imapd': '/usr/lib/dovecot/imap',
  'dovecot-lmtpd': '/usr/lib/dovecot/lmtp',
  opendkim: '/usr/sbin/opendkim',
  openssl: '/usr/bin/openssl',
}

/** What is missing, in words: Debian packages or root's rights. Null where the lab can be brought up. */
function labMissing(): string | null {
  const lacking = Object.entries(programs)
    .filter(([, program]) => !existsSync(program))
    .map(([name]) => name)
  const complaints = [
    ...(lacking.length === 0 ? [] : [`packages ${lacking.join(' ')}`]),
    ...(process.getuid?.() === 0 ? [] : ['root']),
  ]
  return complaints.length === 0 ? null : `needs ${complaints.join(' and ')}`
}

/** `describe` for tests that need the lab. */
export function describeLive(name: string, body: () => void): void {
  const missing = labMissing()
  if (missing === null) describe(name, body)
  else if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('has its servers', () => {
        throw new Error(`the live lab ${missing}`)
      })
    })
  } else describe.skip(`${name} (${missing})`, body)
}
