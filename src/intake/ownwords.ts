// What the grammar reads of a mail, and the writer's own words (SPEC §3.4): without quotes, forwarded blocks, the list's
// footer, signature. Own words are for reading, the archive and knowing a second copy; what is a command is decided on
// readingText by the top block rule, since every trimming leaks.

import type { Marks } from '../marks/marks.ts'
import { htmlText } from './htmltext.ts'
import type { Kind, Message } from './message.ts'
import { isDeviceLine, quotedIn } from './quoted.ts'
import { trimmedReply } from './replytrim.ts'

/** Characters: nothing anybody writes to a bot is longer, and patterns stay cheap. */
const longestRead = 64 * 1024
const longestOwn = 16 * 1024

const banner =
  /^\W{0,10}(?:\[?ext(?:ernal)?(?:[ -](?:e-?mail|sender|message))?\]?\W{0,5}$|(?:caution|warning|attention|achtung|notice|note|attenzione|atenci\u00f3n|aten\u00e7\u00e3o|let op|uwaga|upozorn\u011bn\u00ed|pozor|varning|advarsel)(?![\p{L}\d])[^\n]{0,60}(?<!\p{L})(?:extern|ekstern|estern|zewn\u0119trzn)|this (?:e-?mail|message) (?:originated|came|was sent) from (?:outside|an external)|you don't often get email from)/iu
const preamble =
  /^(?:[>\s]{0,9}(?:ticket )?<?url:? ?(?:https?:\/\/\S{1,500})? ?>?|https?:\/\/\S{1,500}\/ticket\/display\.html\?id=\d{1,10})\s*$/i

const closing =
  /^\W{0,3}(?:\p{L}{1,12} ){0,3}(?:regards|wishes|greetings|cheers|sincerely|gr\u00fc(?:\u00df|ss)en?|gru(?:\u00df|ss)|cordialement|salutations|saludos?|saluti|cumprimentos|abra\u00e7os|groeten|pozdrawiam|pozdrav(?:em|i)?|\u00fcdv\u00f6zlettel|h\u00e4lsningar|hilsen|terveisin)\W{0,3}$/iu
const listFooter = /\n_{20,}\n[^\n]{0,300}(?:mailing list|liste|--)[^]*$/i
const signature = /\n-- ?\n[^]*$/

/** Takes leading lines off, blank ones between them too, as long as `is` knows them. */
const without = (
  lines: readonly string[],
  is: (line: string, before: number) => boolean,
): readonly string[] => {
  let from = 0
  for (let at = 0; at < lines.length && at < 40; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim() === '') continue
    if (!is(line, from)) break
    from = at + 1
  }
  return lines.slice(from)
}

/** A banner ends at the next blank line, however many lines it has. */
const withoutBanners = (lines: readonly string[], known: readonly string[]): readonly string[] => {
  const starts = (line: string) =>
    banner.test(line.slice(0, 300)) || known.some((start) => start !== '' && line.trim().startsWith(start))
  let rest = lines
  for (let times = 0; times < 3; times += 1) {
    const first = rest.findIndex((line) => line.trim() !== '')
    if (first < 0 || !starts(rest[first] ?? '')) return rest
    const end = rest.findIndex((line, at) => at > first && line.trim() === '')
    // A banner with words of the writer right behind it: only its own line goes.
    const until = end < 0 || end - first > 8 ? first + 1 : end
    // "Warning, an external site writes:" brings somebody else's words.
    if (/[:\uff1a]\s*$/u.test(rest[until - 1] ?? '')) return rest
    rest = rest.slice(until)
  }
  return rest
}

/**
 * What the grammar reads, lines divided by \n, no-break spaces kept; at most 64 K characters. `banners`: the first words of
 * further banners that an operator's gateways put above mail.
 */
export function readingText(message: Message, kind: Kind, banners: readonly string[] = []): string {
  const whole = message.text.trim() === '' ? htmlText(message.html) : message.text
  const lines = withoutBanners(whole.slice(0, longestRead).split('\n'), banners)
  const own =
    kind.relayed?.by === 'tracker' ? without(lines, (line) => preamble.test(line.slice(0, 600))) : lines
  return own
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
}

/**
 * The library's patterns take time with the cube of what they look for; such a text is left to our own cuts. Its verbs
 * with `[^]+` around them may stand a few times, and no line may be long.
 */
const isHarmless = (text: string) =>
  (text.match(/schreef|skrev|pisze|napisał|写道/g) ?? []).length <= 2 &&
  text.split('\n').every((line) => line.length <= 400)

/** Of what `readingText` gives: at most 16 K characters; '' for a mail without words of its own. */
export function ownWords(read: string, marks: Marks): string {
  const text = `\n${read.slice(0, longestOwn)}`
  const foot = marks.footStart(text)
  // An unquoted foot ends a letter that was quoted without quote signs; behind a quoted one a writer may go on.
  const open = foot >= 0 && !/^[ \t]*[>|]/.test(text.slice(foot))
  const above = open ? text.slice(0, foot) : text
  const own = withoutQuotes(above.replace(listFooter, '').split('\n')).join('\n').replace(signature, '')
  const trimmed = isHarmless(own) ? trimmedReply(own) : own
  return (isSignedOff(own, trimmed) ? own : trimmed).replace(/\n{3,}/g, '\n\n').trim()
}

const withoutQuotes = (lines: readonly string[]): readonly string[] => {
  const quoted = quotedIn(lines).lines
  // What a telephone signs ends its writer's words, up to the next quoted line: under that there may be answers.
  let signed = false
  return lines.filter((line, at) => {
    if (quoted.has(at)) signed = false
    else if (isDeviceLine(line)) signed = true
    return !quoted.has(at) && !signed
  })
}

/** "Best regards, Ana" is said by its writer; a block with titles and telephones under it is a signature. */
function isSignedOff(own: string, trimmed: string): boolean {
  const whole = own.trim()
  const said = trimmed.trim()
  if (said === '' || !whole.startsWith(said)) return false
  const cut = whole
    .slice(said.length)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const [first = ''] = cut
  return cut.length <= 2 && (closing.test(first) || (/^sent from /i.test(first) && !isDeviceLine(first)))
}
