// `rollcall status` (SPEC §7): what runs, what waits, what comes next, when mail last came and letters last left. Read
// from memory and the lock, beside a running agent; it asks no server, and makes no memory where there is none.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { shortDate } from '../board/dates.ts'
import { keptBy } from '../board/letterwaits.ts'
import { deadlineWords } from '../letters/standing.ts'
import { nextDeadline } from '../rollout/view.ts'
import { readDoors } from '../store/doorsfile.ts'
import { lockHolder } from '../store/lock.ts'
import { scheduledBackups } from '../store/scheduled.ts'
import { openStore } from '../store/store.ts'
import { count } from './complaints.ts'
import { doorRows } from './statusdoors.ts'
import { configured } from './configured.ts'
import { waitingMails } from './mailwaits.ts'
import { exit, type CommandContext } from './frame.ts'
import { printable, table } from './table.ts'
import type { Config } from '../config.ts'
import type { Archive } from '../ports.ts'
import type { Ticket } from '../rollout/ticket.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const config = configured(context)
  if (!config) return exit.wrong
  const file = join(config.bot.data, 'rollcall.sqlite')
  const { archive, ledger } = openStore(existsSync(file) ? file : ':memory:')
  try {
    const found = await statusOf(config, archive)
    if (context.json) context.out(JSON.stringify(found))
    else context.out(table(words(found, config.bot.zone), context.width))
    return exit.done
  } finally {
    await ledger.close()
  }
}

type Status = Awaited<ReturnType<typeof statusOf>>

async function statusOf({ bot, store }: Config, archive: Archive) {
  const [counts, open, [mail], [letter], [trouble], pause, jump, waiting, past, quiet, alerts] =
    await Promise.all([
      archive.counts(),
      archive.tickets({ unresolved: true }),
      archive.mails({ limit: 1 }),
      archive.letters({ state: 'sent', limit: 1 }),
      archive.letters({ state: 'deferred', limit: 1 }),
      archive.pause(),
      archive.jump(),
      waitingMails(archive),
      archive.waiting(),
      archive.quietly(),
      archive.alerts(),
    ])
  const agent = lockHolder(bot.data)
  return {
    bot: bot.address,
    data: bot.data,
    /** Null where no agent runs on this data. */
    agent,
    /** How an agent that runs sees its servers and its memory; null where none says. */
    doors: agent && readDoors(bot.data, agent.pid),
    rollouts: { open: open.length, all: counts.tickets },
    mail: counts.mail,
    /** Held mails whose question is still open. */
    waitsForYes: waiting.size,
    letters: counts.letters,
    /** Since when letters are paused; null where they leave. */
    pausedSince: pause?.since ?? null,
    /** From what to what the clock went at once, where that is not cleared up; all stands still meanwhile. */
    clockJumped: jump && { from: jump.since, to: jump.seen },
    /** Letters that wait because a rate is reached, by which. */
    past,
    /** Letters that a reader's quiet day keeps back, by why. */
    quiet,
    /** When the newest backup was made that the agent makes by itself; null without one. */
    lastBackup: await scheduledBackups(bot.data, store).last(),
    /** Since when none can be made; null where nothing was said of it. */
    backupFailsSince: alerts.find(({ name }) => name === 'backup')?.since ?? null,
    next: soonest(open),
    lastMail: mail?.receivedAt ?? null,
    lastLetter: letter?.sentAt ?? null,
    /** Why the newest letter that is tried again did not leave. */
    trouble: trouble?.error ?? null,
  }
}

function soonest(tickets: readonly Ticket[]) {
  const next = tickets.flatMap((ticket) => {
    const deadline = nextDeadline(ticket)
    return deadline ? [{ ticket: ticket.id, ...deadline, words: deadlineWords(deadline) }] : []
  })
  return next.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.ticket - b.ticket))[0] ?? null
}

function words(status: Status, zone: string): readonly (readonly string[])[] {
  const { agent, rollouts, mail, letters, next } = status
  const waiting = letters.queued + letters.leased + letters.deferred
  const kept = [...status.past, ...status.quiet].reduce((sum, one) => sum + one.letters, 0)
  const behind = { letters: status.pausedSince ? 0 : Math.max(0, waiting - kept) }
  const said = (parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(', ')
  const rows: readonly (readonly [string, string])[] = [
    ['agent', agentWords(agent, zone)],
    ['bot', status.bot],
    ['data', status.data],
    ...(status.doors ? doorRows(status.doors, behind, zone) : []),
    [
      'paused',
      status.pausedSince
        ? `no letter leaves since ${shortDate(status.pausedSince, zone)}; to go on: rollcall resume`
        : '',
    ],
    ['clock', status.clockJumped ? jumpWords(status.clockJumped, zone) : ''],
    ['rollouts', `${rollouts.open} open, ${rollouts.all} in all`],
    [
      'mail',
      said([
        `${mail.handled} handled`,
        mail.new > 0 && `${mail.new} in line`,
        status.waitsForYes > 0 && `${status.waitsForYes} held until a yes`,
        mail.held > status.waitsForYes && `${mail.held - status.waitsForYes} held once`,
        mail.copy > 0 && (mail.copy === 1 ? '1 second copy' : `${mail.copy} second copies`),
        mail['set-aside'] > 0 && `${mail['set-aside']} set aside`,
        mail.backlog > 0 && `${mail.backlog} from before the first start`,
      ]),
    ],
    ['last mail', status.lastMail ? shortDate(status.lastMail, zone) : 'none yet'],
    [
      'letters',
      said([
        `${letters.sent} sent`,
        waiting > 0 && `${waiting} waiting`,
        letters.failed > 0 && `${count(letters.failed, 'letter')} refused for good`,
        letters.overtaken > 0 && `${letters.overtaken} not sent, their time had passed`,
      ]),
    ],
    ...[...status.past, ...status.quiet].map(({ why, letters, until }) => {
      const words = `${count(letters, 'letter')} ${keptBy[why]}; on from ${shortDate(until, zone)}`
      return ['waiting', words] as const
    }),
    ['last letter', status.lastLetter ? shortDate(status.lastLetter, zone) : 'none yet'],
    ['backup', backupWords(status, zone)],
    ['trouble', status.trouble ? printable(status.trouble) : ''],
    ['next', next ? `${shortDate(next.at, zone)}: ${next.words} (#${next.ticket})` : 'nothing is due'],
  ]
  return rows.filter(([, value]) => value !== '')
}

function backupWords({ lastBackup: last, backupFailsSince: fails }: Status, zone: string): string {
  const made = last === null ? '' : `last made ${shortDate(last, zone)}`
  return fails === null
    ? made
    : `none since ${shortDate(fails, zone)}, why says: rollcall backup${made && `; ${made}`}`
}

function agentWords(agent: Status['agent'], zone: string): string {
  if (agent === null) return 'not running; start it: rollcall run'
  // Whoever took the lock a moment ago has not written its name yet.
  return agent.pid === 0
    ? 'runs, just started'
    : `runs as process ${agent.pid} on ${agent.host}, since ${shortDate(agent.since, zone)}`
}

const jumpWords = ({ from, to }: NonNullable<Status['clockJumped']>, zone: string) =>
  `went from ${shortDate(from, zone)} to ${shortDate(to, zone)} at once, and all stands still; set it right or, if it is ` +
  'right, go on: rollcall resume'
