// Which Authentication-Results field may be believed (SPEC §3.3, RFC 8601 §5): the topmost one of our own
// authserv-id, if it stands above the Received field by which our border took the mail. Everything from that field
// down came from outside and may say anything. What stands above may only be hops between our own servers.

import { readAuthResults } from './authresults.ts'
import type { AuthResults } from './authresults.ts'
import type { HeaderLine } from './message.ts'

/** The verdict of our own border, or in words why there is none. */
export function borderVerdict(
  headers: readonly HeaderLine[],
  authservIds: readonly string[],
): AuthResults | { readonly none: string } {
  const ours = new Set(authservIds.map((id) => id.toLowerCase()))
  const results = headers.map(({ name, value }) =>
    name === 'authentication-results' ? readAuthResults(value) : null,
  )
  const at = results.findIndex((one) => one !== null && ours.has(one.authservId))
  const verdict = results[at]
  if (!verdict) return { none: 'no Authentication-Results of our own server' }
  const received = (header: HeaderLine) => header.name === 'received'
  if (
    !headers
      .slice(0, at)
      .filter(received)
      .every((hop) => isOwnHop(hop.value, ours))
  )
    return {
      none: 'Authentication-Results stand below the Received of our border: anybody may have written them',
    }
  // Without a Received below there is no telling that our border wrote it.
  if (!headers.slice(at).some(received))
    return { none: 'no Received of our border below Authentication-Results' }
  return verdict
}

/**
 * A handover between our own servers, by what the taking server saw (RFC 5321 §4.4): local delivery, the loopback
 * address, or a peer whose looked-up name is one of ours. The name a peer gives itself (HELO) proves nothing where the
 * server noted what it saw.
 */
function isOwnHop(received: string, ours: ReadonlySet<string>): boolean {
  const line = received.slice(0, 2000)
  const by = line.search(/(?:^|\s)by\s/iu)
  const from = by < 0 ? line : line.slice(0, by)
  const rest = by < 0 ? '' : line.slice(by)
  // Anchored: a recipient may be called `"x with LMTP"@…`, and its server notes that too.
  if (/^\s*by\s+[^\s;]+(?:\s+\([^()]{0,200}\))?\s+with\s+(?:UTF8)?LMTPS?A?(?=\s|;|$)/iu.test(rest))
    return true
  if (!/^\s*from\s/iu.test(from)) return by >= 0
  // The last note counts: a peer may call itself `(localhost [127.0.0.1])`, and its server's note comes after.
  const note = [
    ...from.matchAll(/\(([\w.-]{0,255})\s?\[(?:IPv6:)?([0-9a-f.:]{2,45})\](\s\(may be forged)?/giu),
  ].at(-1)
  const [, looked = '', address = '', forged] = note ?? []
  if (address === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(address)) return true
  const named = /^\s*from\s+([\w.-]{1,255})/iu.exec(from)?.[1] ?? ''
  const seen = note ? (forged === undefined ? looked : '') : /[([]/u.test(from) ? '' : named
  return ours.has(seen.toLowerCase().replace(/\.$/u, ''))
}
