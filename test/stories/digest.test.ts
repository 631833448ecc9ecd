// SPEC §5, §3.4: every working morning each manager reads what waits for them, and answers by its numbers.
import { afterEach, describe, expect, it } from 'vitest'
import { macroReport } from '../support/reportfiles.ts'
import { doorsUnseen } from '../../src/ports/doors.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const ca = 'Staged Rollout CA 1.38'
const subject = /^Rollouts that wait for you/
const digests = (to: string) => stage.letters(to).filter((letter) => subject.test(letter.subject))
const digest = (to = c.managerGlite) => stage.last(to, subject)
const item = (number: number, text = digest().text) =>
  flat(text)
    .split(/ - (?=<\d)/)
    .find((part) => part.startsWith(`<${number}>`)) ?? ''
const monday = '2026-11-23T07:00:00Z'
const tuesday = '2026-11-24T07:00:00Z'

const begin = async (change: (config: string) => string = (config) => config) => {
  stage = await setStage(undefined, undefined, { config: change(c.config.replace('digest = false', '')) })
  await stage.settle()
}
/** Friday: the first rollout asks Lisbon and DESY, who stay silent; the second has no team yet. */
const twoRollouts = async () => {
  await begin()
  await stage.say(null, `open ${c.title}`)
  await stage.say(1, `assign ${c.lisbon} ${c.srce}`)
  await stage.mail({ from: c.ana, answers: stage.last(c.ana), text: `accept ${c.srce}` })
  await stage.say(null, `open ${ca}`)
}
/** Tuesday morning: Lisbon is silent since Monday evening. */
const onTuesday = async () => {
  await twoRollouts()
  await stage.at(monday)
  await stage.at(tuesday)
  stage.news()
}
const answer = (text: string, more: object = {}) =>
  stage.mail({ from: c.managerGlite, answers: digest(), text, ...more })
const receipt = () => flat(stage.last(c.managerGlite).text)

describe('the daily letter', () => {
  it('comes to each manager at eight, with what waits, the oldest first', async () => {
    await twoRollouts()
    await stage.at('2026-11-23T06:59:00Z')
    expect(digests(c.managerGlite)).toEqual([])
    await stage.at(monday)
    for (const manager of [c.managerGlite, c.managerOps]) expect(digests(manager)).toHaveLength(1)
    expect(digests(c.maria)).toEqual([])
    expect(item(1)).toContain('CA 1.38 (#2): no team is chosen, since Friday 20 November 2026.')
    // Lisbon and DESY volunteer; Lisbon was asked on Friday, DESY never.
    expect(digest().text).toContain(`\n  <1> assign ${c.desy} ${c.lisbon}\n`)
    await stage.at(tuesday)
    expect(digest().subject).toBe('Rollouts that wait for you, Tuesday 24 November 2026')
    expect(item(2)).toContain(`${c.lisbon} has not answered, since Monday 23 November 2026.`)
    expect(digest().text).toContain('\n  <2> remind\n')
  })

  it('comes once a day, on working days, and not while nothing waits', async () => {
    await begin()
    await stage.at('2026-11-23T08:00:00Z')
    expect(digests(c.managerOps)).toEqual([])
    // What begins to wait later that day is in the next letter.
    await stage.say(null, `open ${ca}`)
    await stage.at('2026-11-23T15:00:00Z')
    expect(digests(c.managerOps)).toEqual([])
    for (const at of [tuesday, '2026-11-24T09:00:00Z', '2026-11-28T12:00:00Z', '2026-11-29T12:00:00Z'])
      await stage.at(at)
    expect(digests(c.managerOps)).toHaveLength(1)
  })

  it('is one after days of silence, not one a day', async () => {
    await twoRollouts()
    await stage.at('2026-12-02T13:00:00Z')
    expect(digests(c.managerGlite)).toHaveLength(1)
    expect(digest().subject).toContain('Wednesday 2 December 2026')
    await stage.at('2026-12-03T06:59:00Z')
    expect(digests(c.managerGlite)).toHaveLength(1)
  })

  it('is made once though another process makes it too', async () => {
    let first = true
    stage = await setStage(
      undefined,
      (kit) => ({
        ...kit,
        ledger: {
          ...kit.ledger,
          commit: async (commit) => {
            // The other one is a moment faster.
            if (commit.digest && commit.outbox.length > 0 && first) {
              first = false
              await kit.ledger.commit(commit)
            }
            return kit.ledger.commit(commit)
          },
        },
      }),
      { config: c.config.replace('digest = false', '') },
    )
    await stage.settle()
    await stage.say(null, `open ${ca}`)
    await stage.at(monday)
    expect(digests(c.managerGlite)).toHaveLength(1)
  })

  it('comes at another hour, or never, by config', async () => {
    await begin((config) => config.replace('[deadlines]', '[deadlines]\ndigest_at = "10:30"'))
    await stage.say(null, `open ${ca}`)
    await stage.at('2026-11-23T09:29:00Z')
    expect(digests(c.managerOps)).toEqual([])
    await stage.at('2026-11-23T09:30:00Z')
    expect(digests(c.managerOps)).toHaveLength(1)
    await stage.close()
    stage = await setStage()
    await stage.say(null, `open ${ca}`)
    await stage.at(tuesday)
    expect(digests(c.managerOps)).toEqual([])
  })

  it('shows wishes, offers and late reports with their lines, on one screen', async () => {
    await twoRollouts()
    await stage.mail({ from: c.ana, answers: stage.last(c.ana), text: 'extend until 2026-12-04' })
    await stage.mail({ from: c.subscriber, subject: '[staged-rollout #1]', text: `volunteer ${c.brunel}` })
    await stage.at(monday)
    const { text } = digest()
    expect(flat(text)).toContain(`${c.srce} asks for time until Friday 4 December 2026`)
    expect(text).toMatch(/\n {2}<\d> extend until 2026-12-04\n/)
    expect(text).toMatch(/\n {2}<\d> take\n/)
    for (let n = 1; n <= 7; n += 1) await stage.say(null, `open Staged Rollout CA 2.${n}`)
    await stage.at(tuesday)
    expect(flat(digest().text)).toContain('<6>')
    expect(digest().text).not.toContain('<7>')
    expect(flat(digest().text)).toContain('And 5 more, which this lists: status all')
  })
})

describe('an answer to it', () => {
  it('decides on a report that is kept apart', async () => {
    await begin()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.lisbon} ${c.srce}`)
    const file = { name: 'trial report.docm', content: await macroReport({ verdict: 'ACCEPT' }) }
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'Here.', attachments: [file] })
    await stage.at(monday)
    const shown =
      digest()
        .text.split('\n')
        .find((line) => line.includes('take report')) ?? ''
    expect(item(Number(/<(\d)>/.exec(shown)?.[1]))).toContain(`a report of ${c.lisbon} is kept apart`)
    expect(shown.trim()).toMatch(/^<\d> take report trial report\.docm$/)
    await answer(shown.trim())
    expect((await stage.house.kit.archive.tickets())[0]?.reports).toMatchObject([{ verdict: 'renamed' }])
    stage.news()
    await stage.at(tuesday)
    expect(digests(c.managerGlite).at(-1)?.text ?? '').not.toContain('take report')
  })

  it('acts on several rollouts at once, each line on what its number names, with one receipt', async () => {
    await onTuesday()
    await answer(`<2> remind\n<1> assign ${c.desy}\n<2> why`)
    expect((await stage.ticket(2)).seats).toEqual({ [c.desy]: 'notified' })
    expect(stage.letters(c.maria).at(-1)?.text).toContain(`accept ${c.lisbon}`)
    const mine = stage.news().filter((line) => line.startsWith(c.managerGlite))
    expect(mine).toHaveLength(1)
    expect(receipt()).toContain(`Reminded ${c.lisbon}.`)
    expect(receipt()).toContain(`${c.desy} is invited`)
    expect(receipt()).toContain('What led here:')
  })

  it('chooses teams, reminds, gives time and asks why, in one mail with one receipt', async () => {
    await twoRollouts()
    await stage.mail({ from: c.ana, answers: stage.last(c.ana), text: 'extend until 2026-12-04' })
    await stage.at(monday)
    await stage.at(tuesday)
    stage.news()
    const line = /<(\d)> (assign .*|extend .*|remind)$/gm
    const offered = [...digest().text.matchAll(line)].map(([, number, words]) => [number, words])
    expect(offered).toEqual([
      ['1', 'extend until 2026-12-04'],
      ['2', `assign ${c.desy} ${c.lisbon}`],
      ['3', 'remind'],
    ])
    await answer(`<1> extend 3d\n<2> assign ${c.desy} ${c.lisbon}\n<3> remind\n<3> why`)
    const mine = stage.news().filter((one) => one.startsWith(c.managerGlite))
    expect(mine).toHaveLength(1)
    for (const said of [`${c.desy} is invited`, `Reminded ${c.lisbon}.`, 'What led here:'])
      expect(receipt()).toContain(said)
    expect((await stage.ticket(2)).seats).toEqual({ [c.desy]: 'notified', [c.lisbon]: 'notified' })
    const [, first] = await stage.house.kit.archive.tickets()
    expect(first?.seats.find(({ team }) => team.endsWith(c.srce))).toHaveProperty('extended', true)
  })

  it('all in one transaction: where one rollout moved on, both are judged again', async () => {
    await onTuesday()
    const commits: number[] = []
    const { kit } = stage.house
    const commit = kit.ledger.commit.bind(kit.ledger)
    kit.ledger.commit = async (one) => {
      if (one.mail) commits.push(one.changes.length)
      return commit(one)
    }
    await answer(`<2> remind\n<1> assign ${c.desy}`)
    expect(commits).toEqual([2])
  })

  it('means what that letter said, however many came after it', async () => {
    await onTuesday()
    const old = digest()
    await stage.say(2, `assign ${c.desy}`)
    await stage.at('2026-11-25T07:00:00Z')
    expect(item(1)).toContain(c.lisbon)
    await stage.mail({ from: c.managerGlite, answers: old, text: '<2> remind' })
    expect(receipt()).toContain(`Reminded ${c.lisbon}.`)
  })

  it('fills in the team of a line that names none: more time for that team alone', async () => {
    await begin()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.lisbon} ${c.srce}`)
    await stage.mail({ from: c.ana, answers: stage.last(c.ana), text: `accept ${c.srce}` })
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    await stage.mail({ from: c.ana, answers: stage.last(c.ana), text: 'extend 3d' })
    await stage.at(monday)
    await answer('<1> extend 3d')
    expect(receipt()).toContain(`The report of ${c.srce} is now due by`)
    expect(receipt()).not.toContain(`The report of ${c.lisbon}`)
  })

  it('by its button alone, without any thread, is known by the address', async () => {
    await onTuesday()
    const { replyTo } = digest()
    await stage.mail({
      from: c.managerGlite,
      to: replyTo[0]?.address ?? '',
      subject: 'x',
      text: '<2> remind',
    })
    expect(receipt()).toContain(`Reminded ${c.lisbon}.`)
    expect(digest().html).toContain('body=%3C2%3E%20remind')
  })

  it('by its thread alone is known by the Message-ID', async () => {
    await onTuesday()
    const headers = [`In-Reply-To: ${digest().messageId}`]
    await stage.mail({ from: c.managerGlite, to: c.bot, subject: 'x', headers, text: '<2> remind' })
    expect(receipt()).toContain(`Reminded ${c.lisbon}.`)
  })

  it.each([
    ['a number it has not', '<7> remind', 'The letter that you answer has no <7>.'],
    ['a number and another rollout’s', '#1 <1> hold', '<1> is #2, and the line says #1.'],
    ['a line that is nearly one', '<2> remnd', '<2> remind'],
  ])('with %s is asked about', async (_what, text, said) => {
    await onTuesday()
    await answer(text)
    expect(receipt()).toContain(said)
    expect(stage.news().some((line) => line.startsWith(c.maria))).toBe(false)
  })

  it('with the same number twice over is fine', async () => {
    await onTuesday()
    await answer('#1 <2> remind')
    expect(receipt()).toContain(`Reminded ${c.lisbon}.`)
  })

  it('unsigned acts where its address is proof enough, and is asked about where it is not', async () => {
    await begin()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.desy}`)
    await stage.at(monday)
    await stage.at(tuesday)
    const of = /^Rollouts that wait/
    await stage.mail({
      from: c.managerOps,
      to: stage.last(c.managerOps, of).replyTo[0]?.address ?? '',
      subject: 'x',
      text: '<1> now\n<1> status',
      signed: false,
    })
    expect(stage.letters(c.list)).toEqual([])
    expect(stage.letters(c.managerOps).some(({ text }) => text.includes('\n  yes\n'))).toBe(true)
  })

  it('from somebody else does nothing without its owner', async () => {
    await onTuesday()
    const to = digest().replyTo[0]?.address ?? ''
    await stage.mail({ from: c.stranger, to, subject: 'x', text: '<2> remind', signed: false })
    expect(stage.news().filter((line) => line.startsWith(c.maria))).toEqual([])
    expect(flat(stage.last(c.managerGlite).text)).toContain('<2> remind')
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'yes' })
    expect(receipt()).toContain(`Reminded ${c.lisbon}.`)
  })
})

describe('a number in any other mail', () => {
  it('is told which letter to answer', async () => {
    await onTuesday()
    await stage.mail({ from: c.managerGlite, subject: '[staged-rollout #1]', text: '<2> remind' })
    expect(receipt()).toContain(
      '<2> is a number of our daily letter, and this mail answers none. Please write it in an answer to that letter; ' +
        'the last one is of Tuesday 24 November 2026.',
    )
    expect(stage.news().some((line) => line.startsWith(c.maria))).toBe(false)
  })

  it('where there never was one, and at the command line, is told to name the rollout', async () => {
    await begin()
    await stage.say(null, `open ${c.title}`)
    await stage.mail({ from: c.managerGlite, subject: '[staged-rollout #1]', text: '<2> remind' })
    expect(receipt()).toContain('Please name the rollout by its own number instead.')
    expect(await stage.say(1, '<2> remind')).toEqual(['no-digest'])
  })
})

describe('while the mailbox is away', () => {
  it('the morning’s letter says since when, for what teams have sent may be missing', async () => {
    await twoRollouts()
    await stage.at(monday)
    expect(flat(digest().text)).not.toContain('no mail can be read')
    const mailbox = { downSince: asInstant('2026-11-24T05:30:00Z'), what: 'cannot reach it' }
    stage.doors({ ...doorsUnseen, mailbox })
    await stage.at('2026-11-24T06:30:00Z')
    await stage.at(tuesday)
    expect(flat(digest().text)).toContain(
      'Since Tuesday 24 November 2026, 06:30 (Amsterdam) no mail can be read here.',
    )
  })
})
