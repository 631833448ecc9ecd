// The mailroom: everybody's inbox, every letter as it came, and a form to answer it. Knows no rules of the process:
// what is sent here goes out by SMTP like anybody's mail, and the pages show what became of it.

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { html } from 'hono/html'
import { page, type Markup } from '../board/page.ts'
import { inboxList, inboxPage } from './inbox.ts'
import { readForm, writeForm } from './form.ts'
import { answerTo, letterPage } from './letterpage.ts'
import { frameable, readMailto } from './mailto.ts'
import { mailPage } from './mailpage.ts'
import { reportOf } from './report.ts'
import { Fault, type LetterRow } from '../ports.ts'
import { nav, type Around } from './around.ts'
import type { Playroom } from './playroom.ts'
import type { PlayPerson } from './cast.ts'

/** What our own listener takes, and what a form puts around it. */
const largestPost = 40 * 1024 * 1024

/** Inside the frame nothing runs, loads or sends; a link may open the whole window when somebody clicks it. */
const framePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"

const writeAddress = (person: PlayPerson, href: string) =>
  `/people/${person.id}/write?mailto=${encodeURIComponent(href)}`

/** Characters with which an answer may begin by a link. */
const longestLine = 1000

/** RFC 6266 §4.3, RFC 8187: the name for programs that read it, and one in plain letters. */
const savedAs = (name: string) =>
  `attachment; filename="${name.replace(/[^\w.+-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)}`

/** The address of a page with what was asked of it. */
const hereOf = (url: string) => {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

export function mailroom(room: Playroom, around: Around): Hono {
  const app = new Hono()
  const show = async (here: string, title: string, body: Markup, again?: number) =>
    page({
      title,
      at: '/people',
      body,
      ...(await around(here)),
      ...(again === undefined ? {} : { again }),
    })
  const person = (id: string) => room.person(id)

  const others = (who: PlayPerson) => room.people.filter(({ id }) => id !== who.id && !id.startsWith('site-'))

  /** A letter in somebody's hands: only what reached them. */
  const inHands = async (who: PlayPerson | null, id: number): Promise<LetterRow | null> =>
    who === null ? null : ((await room.inbox(who)).find((letter) => letter.id === id) ?? null)
  const ticketOf = async ({ ticket }: LetterRow) => (ticket === null ? null : room.archive.ticket(ticket))
  const contentOf = async (id: number) => {
    const finished = await room.archive.letterBytes(id)
    return finished ? { bytes: finished.bytes, mail: await room.readMail(finished.bytes) } : null
  }

  app.get('/people', async (context) => context.html(show('/people', 'People', await inboxList(room))))

  app.get('/people/:id', async (context) => {
    const who = person(context.req.param('id'))
    if (who === null) return context.notFound()
    const sent = Number(context.req.query('sent') ?? '')
    const waiting = context.req.query('sent') === 'waiting'
    const news = Number.isInteger(sent) && sent > 0 ? await room.archive.mail(sent) : null
    return context.html(
      show(`/people/${who.id}`, who.name, await inboxPage(room, who, news, waiting), waiting ? 3 : undefined),
    )
  })

  app.get('/people/:id/letter/:letter{[0-9]{1,10}}', async (context) => {
    const who = person(context.req.param('id'))
    const letter = await inHands(who, Number(context.req.param('letter')))
    const content = letter && (await contentOf(letter.id))
    if (who === null || !letter || !content) return context.notFound()
    room.unread.open(who, [letter.id])
    const ready = reportOf(who, await ticketOf(letter))
    const report = ready && { name: ready.name, chosen: context.req.query('report') === 'on' }
    const line = (context.req.query('line') ?? '').slice(0, longestLine)
    return context.html(
      show(
        hereOf(context.req.url),
        content.mail.subject,
        letterPage(who, letter, content.mail, content.bytes, { line, report }),
      ),
    )
  })

  app.get('/people/:id/letter/:letter{[0-9]{1,10}}/page', async (context) => {
    const who = person(context.req.param('id'))
    const letter = await inHands(who, Number(context.req.param('letter')))
    const content = letter && (await contentOf(letter.id))
    if (who === null || !content) return context.notFound()
    context.header('content-security-policy', framePolicy)
    return context.html(frameable(content.mail.html, (href) => writeAddress(who, href)))
  })

  // To be saved, never shown: what it is called and what is in it came from outside.
  app.get('/people/:id/letter/:letter{[0-9]{1,10}}/file/:at{[0-9]{1,3}}', async (context) => {
    const letter = await inHands(person(context.req.param('id')), Number(context.req.param('letter')))
    const content = letter && (await contentOf(letter.id))
    const file = content?.mail.attachments[Number(context.req.param('at'))]
    if (!file) return context.notFound()
    return context.body(Uint8Array.from(file.content), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': savedAs(file.name),
    })
  })

  // From a rollout's page: opens the letter in the hands of whoever got it.
  app.get('/letter/:letter{[0-9]{1,10}}', async (context) => {
    const id = Number(context.req.param('letter'))
    const to = (await room.archive.letter(id))?.to ?? null
    const onFile = to !== null && 'person' in to ? await room.archive.person(to.person) : null
    const reader =
      to !== null && 'list' in to
        ? room.people.find(({ lists }) => lists.includes(to.list))
        : onFile && room.whoHas(onFile.address)
    return reader ? context.redirect(`/people/${reader.id}/letter/${id}`, 303) : context.notFound()
  })

  app.get('/mail/:mail{[0-9]{1,10}}', async (context) => {
    const row = await room.archive.mail(Number(context.req.param('mail')))
    const bytes = row && (await room.archive.rawMail(row.id))
    if (!row || !bytes) return context.notFound()
    return context.html(
      show(context.req.path, `Mail ${row.id}`, await mailPage(room, row, await room.readMail(bytes), bytes)),
    )
  })

  app.get('/people/:id/write', (context) => {
    const who = person(context.req.param('id'))
    if (who === null) return context.notFound()
    const filled = readMailto(context.req.query('mailto') ?? '') ?? { to: room.bot, subject: '', text: '' }
    return context.html(
      show(
        hereOf(context.req.url),
        'New mail',
        html`<h1>New mail</h1>
          ${writeForm(who, filled, null)}`,
      ),
    )
  })

  // Whoever can send mail at all can put any name into From: what happens then is part of what there is to see.
  app.get('/people/:id/pretend', async (context) => {
    const who = person(context.req.param('id'))
    if (who === null) return context.notFound()
    const letter = await inHands(who, Number(context.req.query('letter') ?? ''))
    const content = letter && (await contentOf(letter.id))
    const filled = content
      ? answerTo(content.mail)
      : (readMailto(context.req.query('mailto') ?? '') ?? { to: room.bot, subject: '', text: '' })
    const inNameOf = { others: others(who), chosen: context.req.query('as') ?? '' }
    return context.html(
      show(
        hereOf(context.req.url),
        'In somebody else’s name',
        html`<h1>In somebody else’s name</h1>
          <p>
            ${who.name} writes a mail whose From says somebody else. It is not signed, since nobody holds the
            key of another’s domain.
          </p>
          ${writeForm(who, filled, letter?.id ?? null, { inNameOf })}`,
      ),
    )
  })

  app.post(
    '/people/:id/write',
    bodyLimit({
      maxSize: largestPost,
      onError: (context) => context.text('That is more than a mail may hold.\n', 413),
    }),
    async (context) => {
      const who = person(context.req.param('id'))
      if (who === null) return context.notFound()
      const read = await readForm(await context.req.formData())
      const letter = await inHands(who, read.answers)
      const content = letter && (await contentOf(letter.id))
      const answers = content
        ? { answers: { messageId: content.mail.messageId, references: content.mail.references } }
        : {}
      const ready = read.report && letter ? reportOf(who, await ticketOf(letter)) : null
      const files = [...(read.draft.files ?? []), ...(ready ? [ready] : [])]
      try {
        const row = await room.post(who, { ...read.draft, ...answers, files }, person(read.as) ?? who)
        return context.redirect(`/people/${who.id}?sent=${row?.id ?? 'waiting'}`, 303)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        const said = html`<h1>The mail was not taken</h1>
          <p class="note">${error.message}</p>`
        return context.html(
          page({
            title: 'Not taken',
            at: '/people',
            nav,
            // Its address shows the empty form: what keeps pages up to date would take the words away.
            body: html`${said}${writeForm(who, read.draft, letter?.id ?? null, { inNameOf: read.as === '' ? undefined : { others: others(who), chosen: read.as } })}`,
          }),
          422,
        )
      }
    },
  )
  return app
}
