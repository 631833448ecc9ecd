// What IMAP and SMTP share: how a TLS connection is made, and what a connection that failed means, in words that say
// the mend. Read from error codes only, never from message text. It opens no socket and knows neither protocol.

import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'

/** How mail travels: TLS from the first byte, STARTTLS that is required, or nothing (loopback hosts only, SPEC §10). */
export type Security = 'tls' | 'starttls' | 'none'

/** True for the machine itself: the only place where `security = "none"` is allowed. */
export const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** TLS as both doors want it. `ca` is PEM text that replaces the system's list of authorities. */
export const tlsOptions = (ca: string | undefined): ConnectionOptions => ({
  minVersion: 'TLSv1.2',
  ...(ca === undefined ? {} : { ca }),
})

/** What is wrong with a certificate, by OpenSSL's and node's codes, and what to do. */
const certificates: { readonly [code: string]: string } = {
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it on the server',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: check the clocks of both machines',
  CERT_REVOKED: 'its certificate has been revoked: renew it on the server',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: give its PEM as ca_file',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate comes from an authority we do not know: give that authority’s PEM as ca_file',
  UNABLE_TO_GET_ISSUER_CERT:
    'its certificate comes from an authority we do not know: give that authority’s PEM as ca_file',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate comes from an authority we do not know: give that authority’s PEM as ca_file',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate comes from an authority we do not know: give that authority’s PEM as ca_file',
  CERT_SIGNATURE_FAILURE:
    'its certificate does not fit the authority in ca_file: give the authority that signed it',
  CERT_UNTRUSTED: 'its certificate is not trusted: give the authority’s PEM as ca_file',
  INVALID_CA: 'the certificate in ca_file is not an authority’s: give the PEM of the one that signed',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another name: use the name in the certificate as host',
  ERR_OSSL_PEM_NO_START_LINE: 'ca_file holds no PEM certificate: give one that begins with BEGIN CERTIFICATE',
}

const codes = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset'],
  ['EPIPE', 'connection reset'],
  ['ETIMEDOUT', 'no answer in time'],
  ['CONNECT_TIMEOUT', 'no answer in time'],
  ['GREETING_TIMEOUT', 'no greeting in time'],
  ['UPGRADE_TIMEOUT', 'no TLS in time'],
  ['ETIMEOUT', 'no answer in time'],
  ['NoConnection', 'connection closed'],
  ['EConnectionClosed', 'connection closed'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['ENETUNREACH', 'no route to the network'],
  ['ENOTFOUND', 'no such host name'],
  ['EAI_AGAIN', 'the name servers do not answer'],
])

/** The wrappings of nodemailer (`originalCode`, `timeoutType`), imapflow (`_err`) and node (`cause`, the tries of one
 *  connect). */
type Wrapped = {
  code?: unknown
  originalCode?: unknown
  timeoutType?: unknown
  cause?: unknown
  _err?: unknown
  errors?: unknown[]
}

/** Errors come wrapped, once or twice, by the libraries: the codes of the whole chain, outermost first. */
const chain = (error: unknown): string[] => {
  const found: string[] = []
  let at: unknown = error
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth += 1) {
    const { code, originalCode, timeoutType, cause, _err, errors } = at as Wrapped
    if (typeof timeoutType === 'string') found.push(timeoutType)
    if (typeof originalCode === 'string') found.push(originalCode)
    if (typeof code === 'string') found.push(code)
    at = cause ?? _err ?? errors?.[0]
  }
  return found
}

/** The trouble with the server's certificate and its mend, or null where the failure is of another kind. */
export const certificateTrouble = (error: unknown): string | null => {
  for (const code of chain(error)) {
    const words = certificates[code]
    if (words !== undefined) return words
  }
  return null
}

/** True where the server does not speak TLS at this port as the config says. */
export const speaksNoTls = (error: unknown) =>
  chain(error).some(
    (code) =>
      code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
      code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
      code === 'EPROTO',
  )

/** True where the network or the server went away, so that the request itself is not to blame. */
export const connectionLost = (error: unknown) => chain(error).some((code) => codes.has(code))

/** Why a connection failed, in a few words, for a line that goes on with what happens next. */
export const connectionTrouble = (error: unknown): string => {
  const found = chain(error)
  for (const code of found) {
    const words = codes.get(code)
    if (words !== undefined) return words
  }
  const code = found[0]
  return code === undefined ? 'the connection failed' : `the connection failed, ${code}`
}
