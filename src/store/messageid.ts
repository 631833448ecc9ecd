// The Message-ID of a mail nobody has read yet, for the row that is kept of it. Only the header block is looked at,
// up to a limit, line by line: no parser runs before the bytes are safe. The intake's own reading replaces it later.

/** A header block beyond this is not an honest mail's (RELIABILITY D3 allows 256 KB). In bytes. */
const headerLimit = 256 * 1024

/** With angle brackets (RFC 5322 §3.6.4); empty where there is none. The first header of that name counts. */
export const messageIdOf = (mail: Uint8Array): string => {
  const start = Buffer.from(mail.buffer, mail.byteOffset, Math.min(mail.byteLength, headerLimit))
  const lines = start.toString('latin1').split(/\r?\n/)
  const end = lines.indexOf('')
  const header = end === -1 ? lines : lines.slice(0, end)
  const at = header.findIndex((line) => /^message-id[ \t]*:/i.test(line))
  if (at === -1) return ''
  const folded = header.slice(at + 1)
  const next = folded.findIndex((line) => !/^[ \t]/.test(line))
  const value = [header[at], ...folded.slice(0, next === -1 ? folded.length : next)].join('')
  return /<[^<>\s]{1,996}>/.exec(value)?.[0] ?? ''
}
