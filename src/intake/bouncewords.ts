// A bounce in plain words: what the mail servers write that send no report (RFC 3464) or one that says too little. The
// forms are those of families of servers, not of single ones: an address beside words of failure, a server's reply
// repeated (RFC 5321 §4.2), the head of the mail that came back.

import { bare, classOf, readDeliveryReport, statusIn } from './bounce.ts'
import type { Reading } from './bounce.ts'
import { addressIn, valueOf } from './headers.ts'
import { readLine } from './grammar.ts'
import type { Message } from './message.ts'
import { quotedIn } from './quoted.ts'
import { saysYes } from './smalltalk.ts'

type Words = Pick<Message, 'headers' | 'subject' | 'text'> &
  Partial<Pick<Message, 'to' | 'attachments' | 'html'>>

const subjects =
  /undeliver|non[- ]?remis|delivery (?:status notification|failure|has failed|report)|mail delivery (?:failed|failure|problem)|returned mail|returned to sender|failure notice|unzustellbar|nicht zustellbar|could not be delivered|rejected mail|mail system error|delivery (?:delayed|warning)|warning: (?:message|could not send)|message (?:delivery )?delayed|no entregado|mancata consegna|onbestelbaar|niedostarcz|nicht zugestellt|non recapitabil|não entregue|nie można dostarczyć|не доставлено/i
const phrases =
  /could not be delivered|couldn['’]t be delivered|wasn['’]t able to deliver|was not able to deliver|undeliverable|permanent fatal errors|did not reach the following recipient|delivery to the following recipients? (?:has )?failed|no such user|user unknown|unknown user|address(?:es)? failed|mailbox (?:is )?(?:full|unavailable)|has been delayed|not yet been delivered|unable to deliver (?:your |this |the )?(?:message|mail)|konnte nicht zugestellt werden|n['’]a pas pu être (?:remis|distribué)|no se (?:ha podido|pudo) entregar|non è stato possibile (?:consegnare|recapitare)/i
/** A mail server's reply repeated on a line of its own (RFC 5321 §4.2.1). */
const replies = /^[ \t]{0,8}5[05]\d[ -]/m

/** Whether subject or first words say that a mail was not delivered. */
export const soundsUndelivered = (message: Pick<Message, 'subject' | 'text'>): boolean =>
  subjects.test(message.subject) ||
  phrases.test(message.text.slice(0, 4000)) ||
  replies.test(message.text.slice(0, 4000))

/** Behind such a line stands the mail that came back. */
const returned =
  /^[ \t>*=_-]{0,80}(?:begin of )?(?:the |your )?(?:original|unsent|returned|undelivered|failed)[ -](?:message|mail|e-mail|headers)\b[^\n]{0,80}$|^[ \t>*=_-]{0,80}(?:this is |below (?:this line )?is )?a copy of (?:the|your) (?:original )?(?:message|mail)[^\n]{0,100}$|^[ \t*=_-]{0,80}message headers? (?:follows?|:)[^\n]{0,80}$|^-{3,80} ?(?:message|header)s? [^\n]{0,60}-{3,80}$/im

const mailbox = String.raw`([^<>()[\]\s@"'\`:;,*]{1,64}@[^<>()[\]\s@"'\`:;,*/]{1,255})`
/** `<ana@lip.example>:` on a line of its own. */
const marked = new RegExp(String.raw`^[ \t]{0,8}[*•-]?[ \t]{0,3}<${mailbox}>[ \t]{0,3}(?::|\.{3}|$)`, 'gm')
/** An address follows, on this line or the next. */
const introductions =
  /fatal errors|failed(?: permanently)?|following (?:recipient|address)|deliver(?:ed|ing)? (?:your |this |the )?(?:mail |message )?to|recipient(?:'s)? address/gi
const following = new RegExp(String.raw`^[^\n<]{0,80}:?[-\s*•]{0,20}<?${mailbox}`)
const introduced = (text: string): readonly string[] =>
  [...text.matchAll(introductions)].slice(0, 50).flatMap(({ 0: words, index }) => {
    const behind = index + words.length
    return following.exec(text.slice(behind, behind + 400))?.[1] ?? []
  })

/** Where else the recipient stands, surest first. */
const places = [
  // An address on a line of its own, as Exim, Exchange, Notes and many more list them.
  new RegExp(
    String.raw`^[ \t]{0,12}[*•-]?[ \t]{0,3}<?${mailbox}>?[ \t]{0,3}(?:[:;.,]|\.{3}|on [^\n]{0,80}|\([^\n]{0,200}\)|error\b[^\n]{0,200})?[ \t]{0,3}$`,
    'gim',
  ),
  new RegExp(String.raw`^[ \t]{0,8}(?:<{3}[ \t])?[45]\d\d[ -][^\n<]{0,80}<?${mailbox}>?`, 'gm'),
  new RegExp(String.raw`(?:message|mail) to[ \t]{1,3}<?${mailbox}>?[^\n]{0,40}(?:n['’]t|not) be`, 'gi'),
  new RegExp(String.raw`\brcpt to:?[ \t]{0,3}<?${mailbox}`, 'gi'),
  new RegExp(String.raw`(?:user|recipient|address|mailbox)[^\n]{0,40}[ <"']${mailbox}`, 'gi'),
  new RegExp(
    String.raw`[<\s:]${mailbox}>?[^\n]{0,40}(?:unknown|not found|unavailable|does not exist|rejected|full)`,
    'gi',
  ),
]

/** The first address at one of the places that is not the reader's own; addresses of the notice's writer do not fail. */
const recipientIn = (text: string, mine: ReadonlySet<string>): string | undefined => {
  const found = (place: RegExp) =>
    [...text.matchAll(place)].slice(0, 50).flatMap(([, address]) => address ?? [])
  const all = [...found(marked), ...introduced(text), ...places.flatMap(found)]
  return all
    .map((address) => address.replace(/(?<![.>])[.>]+$/, ''))
    .find((address) => !mine.has(address.toLowerCase()))
}

/** The head of the mail that came back names whom it was to: as attachment, or written below the notice. */
const originalTo = (message: Words, below: string): string | undefined => {
  const attached = message.attachments?.find(({ type }) =>
    /^(?:message\/(?:global|rfc822)|text\/rfc822)(?:-headers)?$/.test(type),
  )
  const head = attached ? Buffer.from(attached.bytes.subarray(0, 16 * 1024)).toString('latin1') : below
  const line = /^[ \t>]{0,8}(?:x-original-to|to)[ \t]{0,3}:((?:[^\n]|\n[ \t]){1,600})/im.exec(
    head.slice(0, 16 * 1024),
  )
  return addressIn(line?.[1] ?? '')?.address
}

/** A bounce that a gateway wrapped whole: its report's fields, as the text they are. */
const wrappedReport = ({ attachments }: Words): string => {
  const attached = attachments?.find(({ type }) => /^message\/(?:global|rfc822)$/.test(type))
  const text = attached ? Buffer.from(attached.bytes.subarray(0, 64 * 1024)).toString('latin1') : ''
  return /^content-type:[ \t]{0,9}multipart\/report/im.test(text) ? text.replace(/\r/g, '') : ''
}

/** Each part between boundary lines, where one names a recipient that failed. */
const reportsWrappedIn = (message: Words): readonly string[] =>
  wrappedReport(message)
    .split(/^--[^\n]{1,200}$/m)
    .filter((part) => /^(?:final|original)-recipient[ \t]{0,3}:/im.test(part))
    .slice(0, 10)

const forwarded = /^(?:fwd?|wg|tr|i|enc|rv|vs|pd|doorst|továbbítás)\s{0,3}:\s{0,3}/i
/** A bounce's own fields or transcript, as they stand in what a mail program forwards. */
const machineWords =
  /^[ \t>|]{0,20}(?:final-recipient|reporting-mta|diagnostic-code)[ \t]{0,3}:|^[ \t>|]{0,20}-{3,8} (?:the following addresses had|transcript of session)/im

/**
 * A bounce in a person's mail that says nothing of its own, as Forward with an empty text makes it: a covering line of a
 * few plain words is none. Whoever writes a sentence, a name or a command above it is heard.
 */
export function isPassedOnBounce(message: Pick<Message, 'subject' | 'text'>): boolean {
  const subject = message.subject.trim()
  if (!forwarded.test(subject) || !soundsUndelivered({ subject: subject.replace(forwarded, ''), text: '' }))
    return false
  const text = message.text.slice(0, 16 * 1024)
  if (!machineWords.test(text)) return false
  const lines = text.split('\n')
  const quoted = quotedIn(lines).lines
  const own = lines.filter(
    (line, at) => !quoted.has(at) && line.trim() !== '' && !forwardLine.test(line.slice(0, 200)),
  )
  return (
    own.length <= 1 &&
    own.every(
      (line) =>
        /^(?:\p{L}{1,20}[ ,]{0,2}){1,4}[.!:]?\s*$/u.test(line.slice(0, 120)) &&
        readLine(line) === null &&
        !saysYes(line),
    )
  )
}
const forwardLine = /^[-_ ]{0,20}(?:begin )?forwarded message[-_: ]{0,20}$/i

const waits =
  /delay|still (?:being )?tr|will (?:be )?(?:re)?tr(?:y|ied)|warning|verzögert|retard[ée]|retrasad|ritardat/i
/** RFC 3463 §2: the mail was in order, and time ran out. */
const expired =
  /retry timeout exceeded|failing for a long time|retry time not reached|timed out|too long in (?:the )?queue|in (?:the )?queue too long|deferred:|cannot send message for|could not (?:be )?(?:sent|delivered) (?:with)?in \d/i

/** The bounce in plain words, or null where no recipient can be made out. */
export function readTextBounce(message: Words): Reading | null {
  const all = (message.text.trim() || (message.html ?? '').replace(/<[^<>]{0,2000}>/g, '\n')).slice(
    0,
    16 * 1024,
  )
  const at = all.search(returned)
  const text = at > 0 ? all.slice(0, at) : all
  const mine = new Set((message.to ?? []).map(({ address }) => address.toLowerCase()))
  const recipient =
    addressIn(valueOf(message, 'x-failed-recipients'))?.address ??
    recipientIn(text, mine) ??
    originalTo(message, at > 0 ? all.slice(at) : '') ??
    recipientIn(text, new Set())
  if (recipient === undefined) return null
  const code = /(?:^|[\s:(>#-])([45])[0-57]\d(?:[ ,-]|$)/m.exec(text)?.[1]
  // A transcript also repeats what went well.
  const named =
    statusIn(text.replace(/(?<![\d.])2\.\d{1,3}\.\d{1,3}/g, '')) || (code === undefined ? '' : `${code}.0.0`)
  const delayed = waits.test(`${message.subject} ${text.slice(0, 1000)}`) && !named.startsWith('5')
  const action = delayed ? 'delayed' : 'failed'
  const status = named || (expired.test(text) ? '4.0.0' : classOf(action))
  return { recipient: recipient.replace(/(?<![.>])[.>]+$/, ''), action, status }
}

/** What a bounce says, from its report where it has one; the words complete a status that is a mere class. */
export function readBounce(message: Words & Pick<Message, 'reports'>): Reading | null {
  const report = readDeliveryReport(message) ?? readDeliveryReport({ reports: reportsWrappedIn(message) })
  const words = report === null || bare.test(report.status) ? readTextBounce(message) : null
  if (report === null) return words
  const same =
    words?.recipient.toLowerCase() === report.recipient.toLowerCase() &&
    words.status[0] === report.status[0] &&
    !bare.test(words.status)
  return same ? { ...report, status: words.status } : report
}
