// Letters about the bot itself to its administrator, and about letters that did not arrive (SPEC §5): what stands
// still, since when, and what mends it. One head and a few sentences for each reason; the templates lay them out.

import { resumeLine } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import type { AdminAlert, Alert, FailedLetter } from '../rollout/alert.ts'
import type { Letter } from '../rollout/effect.ts'
import type { Pen } from './pen.ts'

type Words = { readonly head: string; readonly paragraphs: readonly string[] }

const many = (count: number, one: string) => (count === 1 ? `1 ${one}` : `${count} ${one}s`)

export const adminAlertView = (letter: AdminAlert, pen: Pen) => ({
  ...alertWords(letter, pen),
  facts: [],
  choices:
    letter.alert.reason === 'paused' ? [pen.choice('Let letters leave again', resumeLine(), true)] : [],
})

function alertWords({ alert, by, admin }: AdminAlert, pen: Pen): Words {
  const since = pen.date(alert.since)
  const who = by === null ? `${admin ?? 'somebody'}, at the command line,` : pen.nameOf(by)
  switch (alert.reason) {
    case 'paused':
      return {
        head: 'letters are paused',
        paragraphs: [
          `No letter has left since ${since}: ${who} has paused them. Mail is still read and judged; its answers wait ` +
            `and no deadline passes.${alert.waiting === 0 ? '' : ` Waiting: ${many(alert.waiting, 'letter')}.`}`,
          'To let them leave again, send this as the first line of a mail, or use the command rollcall resume:',
        ],
      }
    case 'resumed':
      return {
        head: 'letters leave again',
        paragraphs: [
          `Letters leave again. They were paused since ${since}; ${who} has let them go on.`,
          ...(alert.waiting === 0
            ? []
            : [
                `${many(alert.waiting, 'letter')} had waited: they leave now, the urgent ones first, but for reminders ` +
                  'whose time has passed.',
              ]),
        ],
      }
    case 'set-aside':
      return alert.over
        ? over(
            'no mail is set aside any more',
            `The mail that was set aside since ${since} has been handled.`,
          )
        : {
            head: alert.count === 1 ? 'a mail is set aside' : `${alert.count} mails are set aside`,
            paragraphs: [
              `${many(alert.count, 'mail')} could not be handled, the last on ${since}. Other mail goes on. The command ` +
                'rollcall mail list --set-aside shows which and why; rollcall mail retry --all has them handled again, ' +
                'once the reason is mended.',
            ],
          }
    case 'rate':
      return rateWords(alert, since)
    case 'questions':
      return alert.over
        ? over('no question waits any more', `What waited to be asked since ${since} has been asked.`)
        : {
            head: 'questions wait',
            paragraphs: [
              `Somebody, or somebody in their name, said more than can be asked about: ${many(alert.limit, 'statement')} a ` +
                `day. ${many(alert.count, 'question')} will be asked on the days that follow. The command rollcall mail ` +
                'list --held shows the mails; rollcall mail release and a number does at once what a yes would do.',
            ],
          }
    case 'door':
      return doorWords(alert, since)
    case 'letter-failed':
      return { head: 'a letter did not arrive', paragraphs: failedWords(alert.failed) }
  }
}

const rateOf = (alert: Extract<Alert, { reason: 'rate' }>): string => {
  const letters = many(alert.limit, 'letter')
  switch (alert.rate) {
    case 'all':
      return `${letters} an hour over all`
    case 'outside':
      return `${letters} an hour to people on no file`
    case 'answer':
      return `${many(alert.limit, 'answer')} an hour to one reader`
    case 'unproven':
      return `${many(alert.limit, 'answer')} a day to a writer who proves nothing`
  }
}

const rateWords = (alert: Extract<Alert, { reason: 'rate' }>, since: string): Words =>
  alert.over
    ? over(
        'letters leave as they come again',
        `Since ${since} letters had to wait, for no more than ${rateOf(alert)} leave. All of them have left.`,
      )
    : {
        head: 'letters wait',
        paragraphs: [
          `No more than ${rateOf(alert)} leave, and more are wanted: ${many(alert.count, 'letter')} ` +
            `${alert.count === 1 ? 'waits' : 'wait'} until there is room. None is lost, and invitations, calls and ` +
            'managers’ letters go first.',
          'The command rollcall status says how many wait and why. If somebody floods this service, rollcall mail list ' +
            'shows who, and rollcall pause keeps every letter back while you look. The rates stand under [limits] in ' +
            'the config.',
        ],
      }

const over = (head: string, sentence: string): Words => ({ head, paragraphs: [sentence] })

function doorWords(alert: Extract<Alert, { reason: 'door' }>, since: string): Words {
  if (alert.door === 'transport')
    return over(
      'letters leave again',
      `The server that takes our letters was away since ${since}. It is back; what waited leaves now.`,
    )
  if (alert.over)
    return over(
      'the mailbox is back',
      `The mailbox was away since ${since}. It is read again; no mail is lost.`,
    )
  return {
    head: 'the mailbox is away',
    paragraphs: [
      `Since ${since} no mail can be read: ${alert.what}`,
      'It is tried again by itself, and no mail is lost meanwhile. The command rollcall doctor says what is wrong.',
    ],
  }
}

/** What a letter that did not arrive was, for whom, why, and what to do. */
function failedWords({ what, said, to, how, error }: FailedLetter): readonly string[] {
  return [
    `A letter to ${readerWords(to)} ${how === 'bounced' ? 'came back' : 'was refused'} and will not be sent again ` +
      `(${what}: ${said}). The other side said: ${error || 'nothing we could read'}`,
    mend(to),
  ]
}

const readerWords = (to: FailedLetter['to']): string => {
  switch (to.reader) {
    case 'team':
      return `a member of ${shortTeam(to.team)}`
    case 'list':
      return `the list ${to.list}`
    case 'manager':
      return 'one of the managers'
    case 'offerer':
      return 'somebody who offered a site'
    case 'writer':
      return 'somebody who wrote to us'
    case 'release':
      return 'the group that owns the release'
    case 'tracker':
      return 'the tracker'
  }
}

const mend = (to: FailedLetter['to']): string => {
  switch (to.reader) {
    case 'team':
      return (
        `Please ask ${shortTeam(to.team)} by another way, and whoever keeps the roster to put its address right. ` +
        'Other members of the team get their letters as before.'
      )
    case 'list':
      return 'Please see to it that this list takes mail from this bot; until then nobody on it hears from us.'
    case 'manager':
    case 'release':
      return 'Please have the address put right where this service is configured.'
    case 'offerer':
    case 'writer':
      return 'Please write to them yourself where it matters; the address is not ours to mend.'
    case 'tracker':
      return 'Please do by hand in the tracker what the letter would have said there.'
  }
}

export const deliveryFailedView = ({ failed }: Extract<Letter, { letter: 'delivery-failed' }>) => ({
  paragraphs: failedWords(failed),
  facts: [],
  choices: [],
})
