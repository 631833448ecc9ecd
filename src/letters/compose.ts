// A letter, its reader and the moment in; finished bytes out (SPEC §5). The same request gives the same bytes:
// nothing here looks at the clock or at chance, so a letter composed twice is still one message.

import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { About } from '../rollout/effect.ts'
import { catalog } from './catalog.ts'
import { clean, inHeader } from './clean.ts'
import { gatheredBecause, gatheredView } from './gathering.ts'
import type { FinishedLetter, LetterContext, LetterRequest } from './letter.ts'
import { bytesOf } from './mime.ts'
import { dataFor } from './rendering.ts'
import { sayBecause } from './sentences.ts'
import { teamOf } from './view.ts'

/** Where an answer goes. The bot's bare address where the reader is no person or there is no ticket to bind. */
const answersTo = (request: LetterRequest, { marks, sender }: LetterContext): string => {
  const { letter, to } = request
  if (catalog[letter.letter].answersTo === 'call' && letter.about !== null)
    return marks.callAddress(letter.about.ticket)
  if (!('person' in to.recipient)) return sender.address
  if (letter.letter === 'ask-back' || letter.letter === 'offer-confirm')
    return marks.questionAddress(letter.question, to.recipient.person)
  if (catalog[letter.letter].answersTo === 'digest')
    return marks.digestAddress(request.id, to.recipient.person)
  if (letter.about === null || catalog[letter.letter].answersTo === 'bot') return sender.address
  return marks.replyAddress(letter.about.ticket, to.recipient.person)
}

/** The tag of the tracker's own ticket, where the letter goes to the tracker. */
const trackerTag = (request: LetterRequest, about: About | null, name: string | undefined): string => {
  const number = /(\d{1,10})\D*$/.exec(about?.parent?.ref ?? '')?.[1]
  if (!('tracker' in request.to.recipient) || name === undefined || number === undefined) return ''
  return `[${name} #${number}] `
}

/** The answered mail's own Message-ID is a stranger's text: only a well-formed one is repeated (RFC 5322 §3.6.4). */
const answeredId = (id: string | undefined): readonly string[] =>
  id !== undefined && /^<[\x21-\x3b\x3d\x3f-\x7e]{1,400}>$/.test(id) ? [id] : []

/**
 * Composes one letter for one reader. Throws where a template fails; never because of anything a mail holds.
 * The bytes have CRLF line ends and no Bcc; what mail wrote is escaped in HTML and on one line in headers.
 */
export const compose = async (request: LetterRequest, context: LetterContext): Promise<FinishedLetter> => {
  const { marks, sender, templates } = context
  const { recipient } = request.to
  const letter = clean(request.letter)
  const { about } = letter
  const entry = catalog[letter.letter]
  const person = 'person' in recipient ? recipient.person : null
  const replyTo = answersTo(request, context)
  const messageId = marks.messageId(request.key, about?.ticket ?? null)
  const enclosures = person === null ? [] : (request.enclosures ?? [])
  const tag =
    about === null ? '' : `${trackerTag(request, about, context.trackerTag)}${marks.subjectTag(about.ticket)}`
  const data = await dataFor({ letter, recipient, at: request.at, replyTo, tag, enclosures }, context)
  const gathered =
    letter.letter === 'gathered'
      ? {
          because: gatheredBecause(letter),
          ...(await gatheredView(letter, { at: request.at, replyTo }, context)),
        }
      : {}
  const words = await templates.render(letter.letter, { ...data, ...gathered })
  const whyRead =
    letter.letter === 'gathered' ? gatheredBecause(letter) : sayBecause(recipient, teamOf(letter))

  const root = about === null ? [] : [marks.threadRoot(about.ticket)]
  const answered = answeredId(request.inReplyTo)
  const parents = [...root, ...answered]
  const mail = new MailComposer({
    from: { name: inHeader(sender.name), address: sender.address },
    to: { name: inHeader(request.to.name, 100), address: request.to.address },
    replyTo,
    subject: words.subject,
    date: new Date(request.at),
    messageId,
    ...(parents.length > 0 ? { inReplyTo: parents.at(-1), references: parents } : {}),
    headers: {
      'Auto-Submitted': entry.auto,
      'X-Auto-Response-Suppress': 'All',
      'X-Rollcall-Because': whyRead,
    },
    text: words.text,
    html: words.html,
    // Quoted-printable keeps every line as it stands; format=flowed would fold command lines.
    textEncoding: 'quoted-printable',
    attachments: enclosures.flatMap(({ files }) =>
      files.map(({ name, type, bytes: content }) => ({
        filename: name,
        contentType: type,
        content: Buffer.from(content),
      })),
    ),
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 24),
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    bytes: await bytesOf(mail.compile()),
    messageId,
    envelope: { from: marks.bounceAddress(request.id), to: request.to.address },
  }
}
