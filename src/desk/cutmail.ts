// Mail of which the mailbox door had the headers only, or nothing at all (`X-Rollcall-Cut`, systems/imap/fetch.ts): what it
// asks for is not there, and nothing of it can be proven. It is not judged by what is left, it waits for a person, who
// finds all of it in the folder of handled mail. In mail that came through a server the line cannot be forged: each server
// that hands mail on puts its own lines above (RFC 5321 §4.4).

const why: { readonly [cut: string]: string } = {
  size: 'larger than mail_size in [limits]: only its headers were taken. Raise it, start anew',
  fetch: 'the server could not give it whole: only its headers were taken. Mend it there',
  unreadable: 'the server could not give it at all. Mend it there',
}
const mend =
  ', and move the mail from the folder of handled mail back to where mail comes in: it is read as a new one'

/** The reason for the operator, or null for a mail that is all there. */
export const cutShort = (bytes: Uint8Array): string | null => {
  const [, cut = ''] =
    /^X-Rollcall-Cut: (\w+)\r\n/.exec(Buffer.from(bytes.subarray(0, 40)).toString('latin1')) ?? []
  const reason = why[cut]
  return reason === undefined ? null : `${reason}${mend}`
}
