// What went wrong with the IMAP server, in one line that says the mend, and whether waiting can heal it. Read from
// codes only (RFC 5530 and node's), never from the server's text. It decides nothing about when to try again.

import { certificateTrouble, connectionTrouble, type Security, speaksNoTls } from '../tls.ts'

export type Account = {
  readonly host: string
  readonly port: number
  readonly security: Security
  readonly user: string
  readonly folder: string
}
/** `setup`: somebody must mend the config or the server first; `passing`: trying again may do. */
type Trouble = { readonly kind: 'setup' | 'passing'; readonly what: string }

/** Mail could not be made safe on our side; the server is not to blame. */
export class NotStored extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : 'unknown trouble', { cause })
  }
}

/** Another folder has taken the name of the one that is open. */
export class FolderChanged extends Error {}

type Answer = {
  readonly authenticationFailed?: boolean
  readonly serverResponseCode?: string
  readonly mailboxMissing?: boolean
  readonly tlsFailed?: boolean
  readonly code?: string
  readonly responseStatus?: string
  readonly responseText?: string
}

/** Answers to a login that say nothing about the password (RFC 5530 §3). */
const busy: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN'])
/** Those that say nothing about a mail either. */
const passingCodes: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'ETHROTTLE'])

/** True where a refusal says that the server cannot just now, whatever was asked: throttled, or by its response code. */
export const isBusy = (error: unknown): boolean => {
  const { code, response } = (error ?? {}) as Refusal
  const named = response?.attributes?.[0]?.section?.[0]?.value
  return [code, named].some((word) => word !== undefined && passingCodes.has(word.toUpperCase()))
}

/** A tagged answer as imapflow has parsed it: its response code stands in brackets before the text. */
type Refusal = {
  readonly code?: string
  readonly response?: {
    readonly attributes?: readonly { readonly section?: readonly { readonly value?: string }[] }[]
  }
}

/** `offersLogin` is false where the server takes no password on a bare connection (LOGINDISABLED, RFC 3501 §6.2.3). */
export const troubleFrom = (account: Account, error: unknown, offersLogin: boolean): Trouble => {
  const at = `${account.host}:${account.port}`
  const answer = error as Answer
  const setup = (what: string): Trouble => ({ kind: 'setup', what })
  const passing = (what: string): Trouble => ({ kind: 'passing', what })

  if (error instanceof FolderChanged)
    return passing(`folder "${account.folder}" on IMAP server ${at} was made anew`)
  if (error instanceof NotStored)
    return passing(`cannot store mail (${error.message}): it stays on IMAP server ${at}`)
  const certificate = certificateTrouble(error)
  if (certificate !== null) return setup(`IMAP server ${at}: ${certificate}`)
  if (speaksNoTls(error) || (answer.tlsFailed === true && answer.code === undefined)) {
    return setup(
      `IMAP server ${at} does not speak TLS as security = "${account.security}" says: check port and security in [mailbox]`,
    )
  }
  if (answer.authenticationFailed === true) {
    if (busy.has(answer.serverResponseCode ?? ''))
      return passing(`IMAP server ${at} cannot log ${account.user} in just now`)
    if (!offersLogin || answer.serverResponseCode === 'PRIVACYREQUIRED') {
      return setup(
        `IMAP server ${at} takes no password without TLS: set security = "tls" or "starttls" in [mailbox]`,
      )
    }
    return setup(`IMAP server ${at} refuses user ${account.user}: check user and password in [mailbox]`)
  }
  if (answer.mailboxMissing === true || answer.code === 'NotFound') {
    return setup(
      `IMAP server ${at} has no folder "${account.folder}": correct folder in [mailbox], or make it there`,
    )
  }
  if (answer.responseStatus === 'NO' || answer.responseStatus === 'BAD') {
    const words = (answer.responseText ?? '').replace(/\p{Cc}+/gu, ' ').slice(0, 200)
    return passing(`IMAP server ${at} says ${answer.responseStatus} ${words}`.trimEnd())
  }
  return passing(`cannot reach IMAP server ${at} (${connectionTrouble(error)}): is it running?`)
}

/** What stands for a connection that ended while nobody waited for an answer. */
export const connectionClosed = () =>
  Object.assign(new Error('the server closed the connection'), { code: 'EConnectionClosed' })
