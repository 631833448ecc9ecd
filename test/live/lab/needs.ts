// What the lab needs of the machine. Where it is not there live tests are skipped, visibly and with the reason in
// their name; with CI=true in the environment that is a failure: there the machine is ours to prepare (.ci/packages).

import { existsSync } from 'node:fs'
import { describe, it } from 'vitest'
import { mailmanProgram } from './mailman.ts'

const programs = {
  postfix: '/usr/lib/postfix/sbin/master',
  'dovecot-imapd': '/usr/lib/dovecot/imap',
  'dovecot-lmtpd': '/usr/lib/dovecot/lmtp',
  opendkim: '/usr/sbin/opendkim',
  openssl: '/usr/bin/openssl',
}

const listServer = {
  mailman3: mailmanProgram,
  publicsuffix: '/usr/share/publicsuffix/public_suffix_list.dat',
}

/** What is missing, in words: Debian packages or root's rights. Null where the lab can be brought up. */
function labMissing(needed: { readonly [name: string]: string }): string | null {
  const lacking = Object.entries(needed)
    .filter(([, program]) => !existsSync(program))
    .map(([name]) => name)
  const complaints = [
    ...(lacking.length === 0 ? [] : [`packages ${lacking.join(' ')}`]),
    ...(process.getuid?.() === 0 ? [] : ['root']),
  ]
  return complaints.length === 0 ? null : `needs ${complaints.join(' and ')}`
}

/** `describe` for tests that need the lab. */
export const describeLive = (name: string, body: () => void): void => describeWith(programs, name, body)

/** `describe` for tests that need the lab and its list server. */
export const describeLists = (name: string, body: () => void): void =>
  describeWith({ ...programs, ...listServer }, name, body)

function describeWith(needed: { readonly [name: string]: string }, name: string, body: () => void): void {
  const missing = labMissing(needed)
  if (missing === null) describe(name, body)
  else if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('has its servers', () => {
        throw new Error(`the live lab ${missing}`)
      })
    })
  } else describe.skip(`${name} (${missing})`, body)
}
