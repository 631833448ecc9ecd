// The report of a mail server that could not deliver (RFC 3464 in the envelope of RFC 6522), byte for byte as such
// servers write it: to the envelope's sender, which names the letter, from nobody.

import { randomUUID } from 'node:crypto'
import type { Finished } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

/** Bytes of the returned letter's headers that are shown to its sender. */
const mostHeaders = 8192

const headersOf = (bytes: Uint8Array) => {
  const text = Buffer.from(bytes.subarray(0, mostHeaders)).toString('latin1')
  return text.split('\r\n\r\n')[0] ?? ''
}

/** For a letter whose mailbox is not there: action `failed`, status 5.1.1 (RFC 3463). */
export function deliveryReport(letter: Finished, at: Instant): { bytes: Uint8Array; messageId: string } {
  const { from, to } = letter.envelope
  const domain = to.slice(to.lastIndexOf('@') + 1)
  const host = `mx.${domain}`
  const date = new Date(at).toUTCString().replace('GMT', '+0000')
  const boundary = `=_${randomUUID()}`
  const messageId = `<${randomUUID()}@${host}>`
  const part = (type: string, ...lines: readonly string[]) => [
    `--${boundary}`,
    `Content-Type: ${type}`,
    '',
    ...lines,
    '',
  ]
  const lines = [
    `Date: ${date}`,
    `From: Mail Delivery System <MAILER-DAEMON@${host}>`,
    `To: ${from}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: ${messageId}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    ...part(
      'text/plain; charset=us-ascii',
      `This is the mail system at host ${host}.`,
      '',
      'Your message could not be delivered to one or more recipients.',
      '',
      `<${to}>: user unknown`,
    ),
    ...part(
      'message/delivery-status',
      `Reporting-MTA: dns; ${host}`,
      `Arrival-Date: ${date}`,
      '',
      `Final-Recipient: rfc822; ${to}`,
      'Action: failed',
      'Status: 5.1.1',
      `Diagnostic-Code: smtp; 550 5.1.1 <${to}>: user unknown`,
    ),
    ...part('text/rfc822-headers', headersOf(letter.bytes)),
    `--${boundary}--`,
    '',
  ]
  return { bytes: Buffer.from(lines.join('\r\n'), 'latin1'), messageId }
}
