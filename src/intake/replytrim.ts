// What email-reply-parser leaves of a reply: the text above its quotes and signatures. The library turns every line round
// and tries sixty patterns on it; where no word of these patterns stands nothing can be theirs, so that most of a reply
// is known without asking, and the library is shown only what may be a signature. A test compares both over all mail.

import EmailReplyParser from 'email-reply-parser'

/** A word of each pattern for what stands above a quote, and the sign of a quoted line. */
const mayQuote =
  /^>|wrote|écrit|escribió|scritto|escreveu|schrieb|schreef|pisze|napisał|skrev|kirjoitti|г\. в|写道|작성|のメッセージ|(?:From|Von|De|Van|Da)\s?:|>\s*:|original message|oprindelig besked|message d'origine|rsprüngliche nachricht/im
/** The same of each pattern for a signature; all of them look at one line. */
const maySign =
  /^\s*[-_+=]{2}|sent from|get outlook|cheers|best wishes|regards|gesendet|sendt fra|envoyé|charger outlook|bien . vous|cordialement|bonne (?:journ|soir)|enviado desde|verzonden vanaf|verstuurd vanaf/i

/** As the library reads it, whatever it takes; long lines and many verbs of speaking may take it very long. */
export const trimmedByLibrary = (text: string): string => new EmailReplyParser().parseReply(text)

/** The same text, without asking the library about what is plain. */
export function trimmedReply(text: string): string {
  if (mayQuote.test(text)) return trimmedByLibrary(text)
  const lines = text.split(/\r?\n/)
  const sign = lines.findIndex((line) => maySign.test(line))
  if (sign === 0) return trimmedByLibrary(text)
  const above = lines.slice(0, sign < 0 ? lines.length : sign).map((line) => line.trimEnd())
  // A line above it, so that it is not the first: the library looks at a line once it has seen the one before.
  const below = sign < 0 ? '' : trimmedByLibrary(['x', ...lines.slice(sign)].join('\n')).slice(1)
  const whole = above.join('\n') + below
  if (/^\n*$/.test(whole)) return ''
  // As the library does it, but in one go: its pattern begins anew at each sign of a long line of them.
  let end = whole.length
  while (whole[end - 1] === '~') end -= 1
  return whole.slice(0, end).replace(/^\n/, '')
}
