// How the people of the stories write: a mail program's answer, with the original quoted below, and attachments.
import { bot } from './cast.ts'
import type { Finished } from '../../src/ports.ts'
import type { Message } from '../../src/intake/message.ts'
import type { Instant } from '../../src/rollout/ids.ts'

export type Letter = Message & {
  readonly at: Instant
  readonly envelope: Finished['envelope']
  readonly raw: Uint8Array
}
export type Draft = {
  readonly from: string
  readonly to?: string
  readonly cc?: string
  readonly subject?: string
  readonly text: string
  /** Answers this letter as a mail program does: to its Reply-To, in its thread, with the original quoted below. */
  readonly answers?: Letter
  /** Whether the writer's domain signs it. */
  readonly signed?: boolean
  readonly headers?: readonly string[]
  readonly attachments?: readonly {
    readonly name: string
    readonly content: string | Uint8Array
    readonly inline?: boolean
  }[]
  readonly messageId?: string
}

const base64 = (content: string | Uint8Array) =>
  Buffer.from(content as string)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')

/** The mail as its writer's program makes it; `number` makes its Message-ID. */
export function writeMail(draft: Draft, now: Instant, number: number): string {
  const { answers, from, attachments = [] } = draft
  const to = draft.to ?? answers?.replyTo[0]?.address ?? bot
  const quoted = answers ? `\r\n\r\n> ${answers.text.replace(/\r?\n/g, '\r\n> ')}` : ''
  const body = `${draft.text.replace(/\r?\n/g, '\r\n')}${quoted}\r\n`
  const subject = draft.subject ?? (answers ? `Re: ${answers.subject.replace(/^Re: /, '')}` : 'A mail')
  const top = [
    `From: <${from}>`,
    `To: <${to}>`,
    ...(draft.cc ? [`Cc: <${draft.cc}>`] : []),
    `Subject: ${subject}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${draft.messageId ?? `<story-${number}@${from.split('@')[1]}>`}`,
    ...(answers
      ? [
          `In-Reply-To: ${answers.messageId}`,
          `References: ${[...answers.references, answers.messageId].join(' ')}`,
        ]
      : []),
    ...(draft.headers ?? []),
    'MIME-Version: 1.0',
  ]
  if (attachments.length === 0)
    return [
      ...top,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      body,
    ].join('\r\n')
  const parts = attachments.map(({ name, content, inline = false }) =>
    [
      `--sep`,
      `Content-Type: application/octet-stream; name="${name}"`,
      `Content-Disposition: ${inline ? 'inline' : 'attachment'}; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      base64(content),
    ].join('\r\n'),
  )
  return [
    ...top,
    'Content-Type: multipart/mixed; boundary=sep',
    '',
    '--sep',
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    ...parts,
    '--sep--',
    '',
  ].join('\r\n')
}
