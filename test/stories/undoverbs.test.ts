// SPEC §3.3 to §3.5: every verb there is, taken back: what stands instead, or why it stays and which line comes nearest.
import { afterEach, describe, expect, it } from 'vitest'
import { RULES } from '../../src/intake/verbs.ts'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const from = async (who: string, text: string) => {
  await stage.at(new Date(Date.parse(stage.now()) + 60_000).toISOString().replace('.000', ''))
  const isNew = text.startsWith('open ') || stage.letters(who).length === 0
  return stage.mail(
    isNew
      ? { from: who, subject: text.startsWith('open ') ? 'New' : '[staged-rollout #1]', text }
      : { from: who, answers: stage.last(who), text },
  )
}
const none = async () => {
  stage = await asked([])
}
const inviting = async () => {
  stage = await asked([c.lisbon])
}
const trying = async () => {
  await inviting()
  await from(c.joao, `accept ${c.lisbon}`)
}
const previewed = async () => {
  stage = await asked([c.desy])
  await from(c.jan, `reject ${c.desy}`)
}
/** By a list alone, so that nobody was written to about it. */
const offeredByList = async () => {
  await inviting()
  await stage.bytes(
    [
      `From: ${c.subscriber}`,
      `To: ${c.list}`,
      `Subject: Re: [staged-rollout #1]`,
      'Date: Fri, 20 Nov 2026 10:00:00 +0000',
      'Message-ID: <o1@brunel.example>',
      `List-Id: <${c.list.replace('@', '.')}>`,
      `List-Post: <mailto:${c.list}>`,
      'Precedence: list',
      '',
      `volunteer ${c.brunel}`,
      '',
    ].join('\r\n'),
  )
}
const offered = async () => {
  await inviting()
  await stage.mail({ from: c.subscriber, subject: '[staged-rollout #1]', text: `volunteer ${c.brunel}` })
}
const resolved = async () => {
  await inviting()
  await from(c.managerGlite, 'resolve anyway nobody needs it')
}

const nothing = 'Nothing that you did on this rollout is left to take back'
const stays = (what: string, why: string) => `This cannot be undone any more (${what}): ${why}`
const due = `The report of ${c.lisbon} is due by Monday 30 November 2026,`

/** Verb, what came before, who says the line, the line, what the answer to their undo says. */
const rows: readonly (readonly [string, () => Promise<void>, string, string, string])[] = [
  [
    'accept',
    inviting,
    c.maria,
    `accept ${c.lisbon}`,
    `Taken back: the answer. ${c.lisbon} stands at “asked” again.`,
  ],
  ['reject', inviting, c.maria, `reject ${c.lisbon}, no time`, `${c.lisbon} stands at “asked” again.`],
  ['withdraw', trying, c.maria, 'withdraw', `the withdrawal. ${c.lisbon} stands at “accepted” again.`],
  ['started', trying, c.maria, 'started', `the start of the trial. ${c.lisbon} stands at “accepted” again.`],
  ['extend', trying, c.maria, 'extend 2d', `Taken back: more time for the trial. ${due}`],
  ['extend', trying, c.managerGlite, `extend ${c.lisbon} 2d`, `Taken back: more time for the trial. ${due}`],
  [
    'remind',
    inviting,
    c.managerGlite,
    `remind ${c.lisbon}`,
    stays('the reminder', 'the reminders have left'),
  ],
  ['summary', trying, c.managerGlite, 'summary', stays('the summary', 'it is in a letter')],
  ['volunteer', inviting, c.jan, `volunteer ${c.desy}`, 'Taken back: the offer.'],
  ['take', offered, c.managerGlite, `take ${c.brunel}`, 'that an offer was taken.'],
  [
    'decline',
    offeredByList,
    c.managerGlite,
    `decline ${c.brunel}`,
    'Taken back: that an offer was declined.',
  ],
  [
    'decline',
    offered,
    c.managerGlite,
    `decline ${c.brunel}`,
    stays('that an offer was declined', 'whoever offered'),
  ],
  ['decline', offered, c.managerGlite, `decline ${c.brunel}`, `This line would work: take ${c.brunel}`],
  [
    'open',
    none,
    c.managerGlite,
    'open Staged Rollout CA 1.38',
    stays('the opening', 'the managers have been told'),
  ],
  [
    'cutoff',
    inviting,
    c.managerGlite,
    'cutoff 2026-12-04',
    'Taken back: the day on which the distribution closes. There is none now.',
  ],
  ['link', inviting, c.managerGlite, 'link bugs https://bugs.example/1', 'Taken back: the link.'],
  [
    'cutoff',
    inviting,
    c.managerGlite,
    'cutoff 2026-12-18',
    'Taken back: the day on which the distribution closes.',
  ],
  ['assign', inviting, c.managerGlite, `assign ${c.desy}`, `${c.desy} hears that nothing is asked`],
  ['unassign', inviting, c.managerGlite, `unassign ${c.lisbon}`, `${c.lisbon} stands at “asked” again.`],
  ['call', inviting, c.managerGlite, 'call', stays('the call', 'a call was posted since')],
  ['now', previewed, c.managerGlite, 'now', stays('the call', 'a call was posted since')],
  ['hold', previewed, c.managerGlite, 'hold', 'Taken back: that the call was held.'],
  ['skip', previewed, c.managerGlite, 'skip', 'Taken back: that the call was skipped.'],
  ['also', previewed, c.managerGlite, `also ${c.widerList}`, 'Taken back: the further list.'],
  ['document', inviting, c.managerGlite, 'document 1234', 'Taken back: the document.'],
  ['outcome', inviting, c.managerGlite, 'outcome ACCEPT', 'Taken back: the outcome.'],
  ['resolve', inviting, c.managerGlite, 'resolve anyway why not', 'A manager can open it again: reopen'],
  ['reopen', resolved, c.managerGlite, 'reopen', stays('that it was opened again', 'what had been said')],
  ['note', trying, c.maria, 'note It works.', stays('the note', 'its readers have it')],
  ['private', trying, c.maria, 'private: our disks broke', stays('the note', 'its readers have it')],
  ['ggus', trying, c.maria, 'ggus 122974', 'Taken back: the GGUS ticket.'],
  ['ggus-open', trying, c.maria, 'ggus open the daemon dies', stays('the problem', 'its readers have it')],
  ['beta', trying, c.managerGlite, `beta ${c.lisbon} on`, 'Taken back: the beta tag.'],
  ['status', inviting, c.maria, 'status', nothing],
  ['why', inviting, c.maria, 'why', nothing],
  ['help', inviting, c.maria, 'help', nothing],
  ['dry-run', inviting, c.maria, `dry-run\naccept ${c.lisbon}`, nothing],
  ['undo', inviting, c.maria, 'undo', nothing],
]
/**
 * What releases a held line is no act of its own, the line that it releases is; and what holds for the whole bot is no
 * rollout's: one of the two words ends the other.
 */
const elsewhere = ['yes', 'pause', 'resume', 'take-report', 'refuse-report']

describe('undo', () => {
  it.each(rows)('of %s', async (_verb, scene, who, line, answer) => {
    await scene()
    await from(who, line)
    await from(who, 'undo')
    const text = stage.last(who).text.split('\n-- \n')[0]?.replace(/\s+/g, ' ')
    expect(text).toContain(answer)
  })

  it('is told of every verb there is', () => {
    expect(Object.keys(RULES).toSorted()).toEqual(
      [...new Set([...rows.map(([verb]) => verb), ...elsewhere])].toSorted(),
    )
  })

  it('of a team’s wish for more time is told to the managers, and of their grant to the team', async () => {
    await trying()
    await from(c.maria, 'extend 2d')
    await from(c.maria, 'undo')
    for (const manager of [c.managerGlite, c.managerOps]) {
      const text = stage.last(manager).text.replace(/\s+/g, ' ')
      expect(text).toContain('A team has taken a wish back that it had about SE-DPM_mysql')
      expect(text).toContain(`${c.lisbon} does not ask for more time any more.`)
    }
    await from(c.managerGlite, `extend ${c.lisbon} 2d`)
    await from(c.managerGlite, 'undo')
    for (const member of [c.maria, c.joao])
      expect(stage.last(member).text.replace(/\s+/g, ' ')).toContain(
        `The report of ${c.lisbon} is now due by Monday 30 November 2026,`,
      )
  })

  it('of a wish that was granted is refused: more has happened since', async () => {
    await trying()
    await from(c.maria, 'extend 2d')
    await from(c.managerGlite, `extend ${c.lisbon} 2d`)
    await from(c.maria, 'undo')
    expect(stage.last(c.maria).text.replace(/\s+/g, ' ')).toContain('more has happened about')
  })

  it('leaves the GGUS tickets that others named', async () => {
    await trying()
    await from(c.managerGlite, 'ggus 122973')
    await from(c.maria, 'ggus 122974')
    await from(c.maria, 'undo')
    const [ticket] = await stage.house.kit.archive.tickets()
    expect(ticket?.ggus?.map(({ number }) => number)).toEqual([122973])
  })

  it('after plain words means what stood before them', async () => {
    await trying()
    await from(c.maria, 'withdraw')
    await from(c.maria, 'Sorry, see GGUS #122974: wrong mail.')
    await from(c.maria, 'undo')
    expect((await stage.ticket()).seats).toMatchObject({ [c.lisbon]: 'accepted' })
  })
})
