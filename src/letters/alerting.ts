// Letters about the bot itself to its administrator (SPEC §5): what stands still, since when, and what mends it. One head
// and a few sentences for each reason; the templates lay them out. What did not arrive is notarrived.ts's.

import { resumeLine } from '../marks/lines.ts'
import type { AdminAlert, Alert, FailedLetter } from '../rollout/alert.ts'
import { failedWords } from './notarrived.ts'
import { many, says, type Words } from './paragraphs.ts'
import type { Pen } from './pen.ts'

const waits = (count: number, one: string) => `${many(count, one)} ${count === 1 ? 'waits' : 'wait'}`

const leavingWords = (waiting: number) =>
  waiting === 1
    ? '1 letter had waited. It leaves now, unless it was a reminder whose time has passed.'
    : `${many(waiting, 'letter')} had waited. They leave now, the urgent ones first, but for reminders whose time has passed.`

export const adminAlertView = (letter: AdminAlert, pen: Pen) => ({
  ...alertWords(letter, pen),
  facts: [],
  choices: choicesFor(letter.alert, pen),
})

function choicesFor(alert: Alert, pen: Pen) {
  if (alert.reason === 'paused') return [pen.choice('Let letters leave again', resumeLine(), true)]
  if (alert.reason === 'clock' && !alert.over) return [pen.choice('The clock is right', resumeLine(), true)]
  return []
}

function alertWords({ alert, by, admin }: AdminAlert, pen: Pen): Words {
  const since = pen.date(alert.since)
  const who = by === null ? `${admin ?? 'somebody'}, at the command line,` : pen.nameOf(by)
  switch (alert.reason) {
    case 'paused':
      return {
        head: 'letters are paused',
        paragraphs: [
          says(
            `No letter has left since ${since}: ${who} has paused them. Mail is still read and judged; its answers wait ` +
              `and no deadline passes.${alert.waiting === 0 ? '' : ` ${waits(alert.waiting, 'letter')} now.`}`,
          ),
          says('This command lets them leave again:', 'rollcall resume'),
          says('So does this, as the first line of a mail:'),
        ],
      }
    case 'resumed':
      return {
        head: 'letters leave again',
        paragraphs: [
          says(`Letters leave again. They were paused since ${since}; ${who} has let them go on.`),
          ...(alert.waiting === 0 ? [] : [says(leavingWords(alert.waiting))]),
        ],
      }
    case 'set-aside':
      return alert.over
        ? over(
            'no mail is set aside any more',
            `All mail that was set aside since ${since} has been handled.`,
          )
        : {
            head: alert.count === 1 ? 'a mail is set aside' : `${alert.count} mails are set aside`,
            paragraphs: [
              says(
                `${many(alert.count, 'mail')} could not be handled, the last on ${since}. Nothing of it is lost, and ` +
                  'other mail goes on. This shows which and why:',
                'rollcall mail list --set-aside',
              ),
              says('Once the reason is mended, this has it handled again:', 'rollcall mail retry --all'),
            ],
          }
    case 'rate':
      return rateWords(alert, since)
    case 'clock':
      return clockWords(alert, pen, who)
    case 'questions':
      return alert.over
        ? over('no question waits any more', `What waited to be asked since ${since} has been asked.`)
        : {
            head: 'questions wait',
            paragraphs: [
              says(
                `${waits(alert.count, 'question')}: somebody, or somebody in their name, wrote more than we ask about ` +
                  `(at most ${many(alert.limit, 'statement')} a day). They are asked on the days that follow. This shows ` +
                  'the mails:',
                'rollcall mail list --held',
              ),
              says('This does at once what a yes would do:', 'rollcall mail release <number>'),
            ],
          }
    case 'backup':
      return alert.over
        ? over(
            'backups are made again',
            `Since ${since} no backup could be made. A new one lies there now, and was checked.`,
          )
        : {
            head: 'no backup can be made',
            paragraphs: [
              says(
                `The backup that was due on ${since} could not be made: ${alert.what}. Mail and letters go on, older ` +
                  'backups are kept, and it is tried again every ten minutes. Once the reason is mended, this makes one at once:',
                'rollcall backup',
              ),
            ],
          }
    case 'room':
      return alert.over
        ? over(
            'there is room on the disk again',
            `The disk that holds the data had little room since ${since}.`,
          )
        : {
            head: 'the disk is nearly full',
            paragraphs: [
              says(
                `${alert.megabytes} MB are left on the disk that holds the data. Once it is full no mail is taken and no ` +
                  'letter leaves until there is room; none is lost. This says where the data lies and what else is wrong:',
                'rollcall doctor',
              ),
            ],
          }
    case 'door':
      return doorWords(alert, since)
    case 'letter-failed':
      return {
        head: failedHead(alert.failed),
        paragraphs: [
          ...failedWords(alert.failed),
          ...(alert.failed.many
            ? [
                says(
                  'The first of these says how many were refused, the second looks at the server:',
                  'rollcall status',
                  'rollcall doctor',
                ),
              ]
            : []),
        ],
      }
  }
}

const failedHead = ({ how, many }: FailedLetter): string =>
  how === 'held' ? 'a list holds a letter' : many ? 'many letters do not arrive' : 'a letter did not arrive'

function clockWords(alert: Extract<Alert, { reason: 'clock' }>, pen: Pen, who: string): Words {
  const [since, seen] = [pen.date(alert.since), pen.date(alert.seen)]
  const went = `from ${since} to ${seen}`
  if (alert.over) {
    const why = {
      back: 'It is back, and letters and mail are dated by it again.',
      agreed: 'The mail server’s clock agrees with it, so it is taken to be right.',
      said: `${who.charAt(0).toUpperCase()}${who.slice(1)} has said that it is right.`,
    }[alert.how]
    return over(
      'all goes on by the clock',
      `The clock of this machine had gone ${went} at once. ${why} All goes on: mail that came meanwhile is judged now, ` +
        'and what fell due is done once.',
    )
  }
  return {
    head: 'the clock has jumped, everything stands still',
    paragraphs: [
      says(
        `The clock of this machine went ${went} at once. Until it is clear which is right no other letter leaves, no ` +
          'deadline passes and no mail is judged. Mail is still taken and kept, and none is lost.',
      ),
      says(
        'If the clock is wrong, set it right; all goes on by itself within seconds. A time service keeps it right:',
        'timedatectl set-ntp true',
      ),
      says(
        'If it is right as it is, perhaps because the machine was asleep, this says so:',
        'rollcall resume',
      ),
      says(
        'So does this, as the first line of a mail that the sender’s own domain has signed (DKIM); no other mail is ' +
          'answered until then:',
      ),
    ],
  }
}

/** The rate as it stands in brackets behind what it holds back. */
const rateOf = (alert: Extract<Alert, { reason: 'rate' }>): string => {
  switch (alert.rate) {
    case 'all':
      return `at most ${many(alert.limit, 'letter')} an hour over all`
    case 'outside':
      return `at most ${many(alert.limit, 'letter')} an hour to people on no file`
    case 'answer':
      return `at most ${many(alert.limit, 'answer')} an hour to one reader`
    case 'unproven':
      return `at most ${many(alert.limit, 'answer')} a day to a writer who proves nothing`
  }
}

const rateWords = (alert: Extract<Alert, { reason: 'rate' }>, since: string): Words =>
  alert.over
    ? over(
        'letters leave as they come again',
        `Since ${since} letters had to wait (${rateOf(alert)}). All of them have left.`,
      )
    : {
        head: 'letters wait',
        paragraphs: [
          says(
            `${waits(alert.count, 'letter')} until there is room (${rateOf(alert)}). None is lost: they leave by ` +
              'themselves, invitations, calls and managers’ letters first. This says how many wait and why:',
            'rollcall status',
          ),
          says(
            'If somebody floods this service, the first of these shows who, and the second keeps every letter back ' +
              'while you look:',
            'rollcall mail list',
            'rollcall pause',
          ),
          says('The rates stand under [limits] in the config.'),
        ],
      }

const over = (head: string, sentence: string): Words => ({ head, paragraphs: [says(sentence)] })

function doorWords(alert: Extract<Alert, { reason: 'door' }>, since: string): Words {
  if (alert.door === 'transport')
    return over(
      'letters leave again',
      `The server that takes our letters was away since ${since}. It is back; what waited leaves now.`,
    )
  if (alert.door === 'memory')
    return over(
      'memory can be written again',
      `From ${since} on nothing could be kept: ${alert.what}. It can again. Mail stayed on its server meanwhile, letters ` +
        'waited, and nothing is lost; what fell due is done now.',
    )
  if (alert.over)
    return over(
      'the mailbox is back',
      `The mailbox was away since ${since}. It is read again; no mail is lost.`,
    )
  return {
    head: 'the mailbox is away',
    paragraphs: [
      says(`Since ${since} no mail can be read: ${alert.what}`),
      says(
        'It is tried again by itself, and no mail is lost meanwhile. This says what is wrong:',
        'rollcall doctor',
      ),
    ],
  }
}
