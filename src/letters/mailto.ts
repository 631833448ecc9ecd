// The links behind the buttons (RFC 6068): a ready mail to us. Never a link that acts on GET (SPEC §3.3): a scanner that
// follows one opens an empty mail and no more. Which lines stand in it is the letter's matter.

/** Under what mail programs and the Windows shell still open. */
const longest = 1_800

// encodeURIComponent leaves !'()* alone; ' and ( ) break in some programs' autolinks, so they go too.
const encode = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )

// RFC 6068 §2: the @ stays; a plus must not reach programs that read it as a blank.
const encodeAddress = (address: string) =>
  address
    .split('@')
    .map((part) => encode(part))
    .join('@')

/**
 * Blanks become %20, line ends %0D%0A, `+` %2B; the whole stays under 1,800 characters. Lines that do not fit are
 * left out from the end, whole: a command cut in two would be another command. The subject gives way first.
 * Nothing to say gives the bare address.
 */
export const mailto = (to: string, subject: string, lines: readonly string[]): string => {
  const base = `mailto:${encodeAddress(to)}`
  const body: string[] = []
  let used = base.length + '?subject=&body='.length
  for (const line of lines) {
    const more = encode(line).length + (body.length > 0 ? '%0D%0A'.length : 0)
    if (used + more >= longest) break
    used += more
    body.push(encode(line))
  }
  if (lines.length === 0 && subject === '') return base
  const shown = encode(subject)
  const about = used + shown.length < longest ? `subject=${shown}&` : ''
  return `${base}?${about}body=${body.join('%0D%0A')}`
}
