// Scenes that many stories begin with: a ticket that is open, teams that were asked, a call that is out.
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'

/** A ticket whose teams have their invitations; the managers have read their letters. */
export async function asked(teams: readonly string[], bend?: Parameters<typeof setStage>[1]): Promise<Stage> {
  const stage = await setStage(undefined, bend)
  await stage.say(null, `open ${c.title}`)
  if (teams.length > 0) await stage.say(1, `assign ${teams.join(' ')}`)
  stage.news()
  return stage
}

/** Everybody rejected on Friday noon, and the call is out. */
export async function called(): Promise<Stage> {
  const stage = await asked([c.desy])
  await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
  await stage.say(1, 'now')
  stage.news()
  return stage
}

/** To whom letters went since the last look, each once. */
export const told = (stage: Stage): readonly string[] => [
  ...new Set(stage.news().map((line) => line.slice(0, line.indexOf(':')))),
]

/** A post as Mailman 3 passes it on from a domain whose DMARC policy makes it rewrite the From. */
export const munged = (
  list: string,
  author: string,
  subject: string,
  text: string,
  more: readonly string[] = [],
) =>
  [
    `From: Somebody via ${list.split('@')[0]} <${list}>`,
    `To: ${list}`,
    `Reply-To: <${author}>, <${list}>`,
    `X-Original-From: <${author}>`,
    `Subject: ${subject}`,
    'Date: Fri, 20 Nov 2026 12:00:00 +0000',
    `Message-ID: <post-${text.length}@${author.split('@')[1]}>`,
    `List-Id: Early adopters <${list.replace('@', '.')}>`,
    `List-Post: <mailto:${list}>`,
    'Precedence: list',
    ...more,
    '',
    text,
    '_______________________________________________',
    `${list.split('@')[0]} mailing list -- ${list}`,
    '',
  ].join('\r\n')
