// What it means that a letter could not be handed over, in one line that says the mend, and whether another try may do:
// transient or permanent, and whether it may have left all the same. Read from codes only, never from the server's
// words. RFC 5321 §4.2 (replies), RFC 4954 §6 (AUTH), RFC 1870 §6.1 (size); record 0043. It decides nothing about when.

import { Fault } from '../../ports.ts'
import type { DoorSays } from '../../ports/doors.ts'
import { certificateTrouble, connectionTrouble, type Security, speaksNoTls } from '../tls.ts'

type Server = {
  readonly host: string
  readonly port: number
  readonly security: Security
  readonly user: string
}

/** What nodemailer says about a failure; `responseCode` is the number its reply begins with, where there was one. */
export type Failure = {
  readonly code?: string
  readonly responseCode?: number | false
  readonly response?: string
  readonly command?: string
  /** Of each recipient that was refused while another was not. */
  readonly rejectedErrors?: readonly (Failure & { readonly recipient?: string })[]
}

/** The server's own words, in one line that cannot break a log or a letter. */
const said = (failure: Failure) => {
  const words = (failure.response ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
    .trim()
  return words === '' ? `${failure.responseCode || ''}` : words
}

/** A yes as RFC 5321 §4.2 writes it; anything else is no sign that the letter was taken. */
export const isYes = (response: string) => /^2\d\d(?:[ \n-]|$)/.test(response)

const isNo = (response: string) => /^[45]\d\d(?:[ \n-]|$)/.test(response)

/** 500, 502: MAIL, RCPT and DATA are no words to it, so that it is no server for letters. 503: the session was out of step
 *  (RFC 5321 §4.2.3); 530 to 538: we should have logged in (RFC 4954 §6). The letter is not to blame and waits. */
const aboutUs: ReadonlySet<number> = new Set([500, 502, 503, 530, 534, 535, 538])

/** True for MAIL, RCPT and DATA; 5xx at the greeting, STARTTLS or AUTH is about us or the server. */
const aboutTheLetter = ({ code }: Failure) => code === 'EENVELOPE' || code === 'EMESSAGE'

/** The one refusal at MAIL that speaks of the letter: it is larger than the server ever takes (RFC 1870 §6.1). */
const tooLarge = 552

/** How far a letter came: no session stood, some of it may have been said, or all of it, final dot included. */
export type Came = 'nowhere' | 'part' | 'whole'

/** `error`: what nodemailer rejected with. */
export const faultFrom = (server: Server, error: unknown, came: Came): Fault => {
  const failure = error as Failure
  const at = `${server.host}:${server.port}`
  const reply = failure.responseCode || 0
  const response = failure.response ?? ''
  const later = (what: string, door: DoorSays = 'answers', unanswered = false) =>
    new Fault('smtp', 'transient', what, error, unanswered, came === 'nowhere' ? 'shut' : door)
  const who = `SMTP server ${at}`
  const never = (what: string) => new Fault('smtp', 'permanent', what, error)
  const certificate = certificateTrouble(error)
  if (certificate !== null) return later(`${who}: ${certificate}`, 'shut')
  if (response !== '' && !isNo(response)) {
    const what = `${who} answers what is no reply there (${said(failure)}): check host and port in [transport]`
    return later(what, 'silent', came === 'whole')
  }
  if ((failure.code === 'EAUTH' || failure.code === 'ENOAUTH') && (reply === 0 || reply >= 500)) {
    // A wrong password must not lose letters: they wait while the operator mends it.
    return later(
      `${who} refuses user ${server.user} (${said(failure)}): check user and password in [transport]`,
      'shut',
    )
  }
  if ((failure.code === 'ETLS' && (reply === 0 || reply >= 500)) || speaksNoTls(error)) {
    const what = `does not speak TLS as security = "${server.security}" says: check port and security in [transport]`
    return later(`${who} ${what}`, 'shut')
  }
  if (aboutTheLetter(failure) && reply >= 500 && !aboutUs.has(reply)) {
    if (failure.command !== 'MAIL FROM' || reply === tooLarge) return never(`refused: ${said(failure)}`)
    // Every letter has our sender: were each of them lost by it, nobody could be told.
    const what = `refuses our sender (${said(failure)}): check address in [bot] and user in [transport]`
    return later(`${who} ${what}`, 'shut')
  }
  if (reply >= 400) return later(`${who} says ${said(failure)}`, doorAfter(reply))
  if (aboutTheLetter(failure)) return never(unsendable(failure))
  const unanswered = came === 'whole'
  if (failure.code === 'EPROTOCOL') {
    return later(`${who} answers without end: check host and port in [transport]`, 'silent', unanswered)
  }
  if (failure.code === 'EABORT') {
    return later(`${who} gave no answer in time: is it well?`, 'silent', unanswered)
  }
  const trouble = `cannot reach SMTP server ${at} (${connectionTrouble(error)}): is it running?`
  return later(trouble, 'silent', unanswered)
}

/** 421 closes one session, or all of them: nobody can tell by one. */
const doorAfter = (reply: number): DoorSays =>
  aboutUs.has(reply) ? 'shut' : reply === 421 ? 'silent' : 'answers'

/** The library does not put it on the wire, and will not the next time. */
const unsendable = ({ code, command }: Failure) =>
  code === 'EMESSAGE' && command === 'MAIL FROM'
    ? 'the letter is larger than the SMTP server takes'
    : 'the letter’s addresses or bytes cannot be sent by SMTP'
