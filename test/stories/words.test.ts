// SPEC §3.4, §3.5: what of a mail is a command, what is offered, what is prose, and that nothing is lost silently.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, munged, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const accept = `accept ${c.lisbon}`
const seat = async () => (await stage.ticket()).seats[c.lisbon]
const answer = (text: string) => stage.mail({ from: c.maria, answers: stage.last(c.maria), text })
const flat = (text: string) => text.replace(/\s+/g, ' ')

describe('a command that is not its writer’s own', () => {
  it.each([
    ['quoted', `> ${accept}`],
    ['in the letter quoted below', 'We are looking into it.'],
    [
      'in a letter quoted below without signs',
      `Not yet sure.\n\n-----Original Message-----\nFrom: Staged Rollout <${c.bot}>\nSent: Friday\nTo: <${c.maria}>\nSubject: will you try it?\n\n  ${accept}\n  reject ${c.lisbon}, <reason>\n`,
    ],
    ['our own sample line', 'What is\n<accept|reject> <NGI>-<Site-name>\nsupposed to mean?'],
  ])('does nothing and is not offered: %s', async (_name, text) => {
    stage = await asked([c.lisbon])
    await answer(text)
    expect(await seat()).toBe('notified')
    expect(flat(stage.last(c.maria).text)).not.toContain('send it as the first line')
  })

  it('is offered, never acted on, below other words', async () => {
    stage = await asked([c.lisbon])
    await answer(`We talked about it.\n\n${accept}`)
    expect(await seat()).toBe('notified')
    expect(flat(stage.last(c.maria).text)).toContain(accept)
    expect(stage.last(c.maria).html).toContain('mailto:')
  })

  it('is not offered where it stood in an earlier mail of the rollout, and is where it did not', async () => {
    stage = await asked([c.lisbon])
    await answer(accept)
    const offered = async (line: string) => {
      const before = stage.letters(c.maria).length
      await answer(`As I wrote to you last week:\n\n${line}\n\nand nothing has changed since.`)
      return stage
        .letters(c.maria)
        .slice(before)
        .some(({ text }) => text.includes('send it as the first line'))
    }
    expect(await offered(accept)).toBe(false)
    expect(await offered(`reject ${c.lisbon}`)).toBe(true)
    expect(await seat()).toBe('accepted')
  })

  it('acts on top, whatever stands below', async () => {
    stage = await asked([c.lisbon])
    await answer(`Dear colleagues,\n\n${accept}\n\nwe will do it next week.`)
    expect(await seat()).toBe('accepted')
    expect(flat(stage.last(c.maria, /^Re:/).text)).toContain('we will do it next week')
  })
})

describe('a forwarded letter', () => {
  const forward = (text: string) =>
    stage.mail({
      from: c.maria,
      answers: stage.last(c.maria),
      to: c.bot,
      subject: `WG: ${stage.last(c.maria).subject}`,
      text,
    })
  it('is no answer to it: its command is asked about, with the number that it needs', async () => {
    stage = await asked([c.lisbon])
    await forward(accept)
    expect(await seat()).toBe('notified')
    expect(flat(stage.last(c.maria).text)).toContain(`#1 ${accept}`)
  })
  it('commands the rollout that its line names', async () => {
    stage = await asked([c.lisbon])
    await forward(`#1 ${accept}`)
    expect(await seat()).toBe('accepted')
  })
})

describe('an answer that cannot be read', () => {
  it.each(['yes', 'ok, we will do it', 'Yes, gladly!', 'Ja, gerne'])(
    '%s: repeats the two lines',
    async (text) => {
      stage = await asked([c.lisbon])
      await answer(text)
      expect(await seat()).toBe('notified')
      expect(told(stage)).toEqual([c.maria])
      expect(flat(stage.last(c.maria).text)).toContain('We could not read an answer')
      expect(stage.last(c.maria).text).toContain(accept)
      expect(stage.last(c.maria).text).toContain(`reject ${c.lisbon}`)
    },
  )

  it('both answers for one team: nothing is done and both are offered', async () => {
    stage = await asked([c.lisbon])
    await answer(`${accept}\nreject ${c.lisbon}`)
    expect(await seat()).toBe('notified')
    expect(stage.last(c.maria).text).toContain(`reject ${c.lisbon}`)
  })

  it('both answers of a team that was not asked: no offer either', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.ana,
      subject: '[staged-rollout #1]',
      text: `accept ${c.srce}\nreject ${c.srce}`,
    })
    const [ticket] = await stage.house.kit.archive.tickets()
    expect(ticket?.offers).toEqual([])
    expect(told(stage)).toEqual([c.ana])
  })

  it('a name that is nearly right: offered with a ready mail, not taken', async () => {
    stage = await asked([c.lisbon])
    await answer('accept NGI_IBERGRID-LIP_Lisbon')
    expect(await seat()).toBe('notified')
    expect(stage.last(c.maria).html).toContain(`body=${accept.replace(' ', '%20')}`)
  })

  it.each([
    ['a verb misspelt', `acept ${c.lisbon}`, accept],
    [
      'a reason without its comma',
      `reject LIP-Lisbon we have no time`,
      `reject ${c.lisbon}, we have no time`,
    ],
    ['the same below other words', `We talked.\nreject LIP-Lisbon no`, `reject ${c.lisbon}, no`],
    ['greeting and answer on one line', 'Hi, accept LIP-Lisbon', accept],
  ])('%s: nothing is done, nobody else hears of it, and the line is offered', async (_what, text, line) => {
    stage = await asked([c.lisbon])
    await answer(text)
    expect(await seat()).toBe('notified')
    expect(told(stage)).toEqual([c.maria])
    expect(flat(stage.last(c.maria).text)).toContain('so nothing was done')
    expect(stage.last(c.maria).text).toContain(`\n  ${line}\n`)
    expect(stage.last(c.maria).html).toContain(`body=${encodeURIComponent(line)}`)
    // The open question is repeated without the answer that is offered already.
    const answers = stage.last(c.maria).text.match(/^ {2}(?:accept|reject) .*$/gm)
    expect(answers?.map((one) => one.trim().split(' ')[0]).toSorted()).toEqual(['accept', 'reject'])
  })

  it('nearly an answer, where no question is open: the writer is told that nothing was done', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.maria, subject: '[staged-rollout #1] us', text: 'acept LIP-Lisbon' })
    expect(told(stage)).toEqual([c.maria])
    expect(flat(stage.last(c.maria).text)).toContain('so nothing was done')
  })

  it('nearly an answer, and no rollout is named: both are offered in one line', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.maria, subject: 'us', text: 'acept LIP-Lisbon' })
    const { text } = stage.last(c.maria)
    expect(text).toContain('> acept LIP-Lisbon')
    expect(text).toContain(`#1 ${accept}`)
  })

  it('nearly an answer of somebody nobody knows: the managers see it', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: c.stranger,
      signed: false,
      subject: '[staged-rollout #1]',
      text: 'acept LIP-Lisbon',
    })
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
  })

  it('several lines are answered in their order, whatever became of each', async () => {
    stage = await asked([c.lisbon])
    await stage.say(1, `assign ${c.srce}`)
    stage.news()
    await stage.mail({
      from: c.managerGlite,
      subject: '[staged-rollout #1]',
      text: `link bugs https://example.org/bugs\nassign Nowhere-Site\nassign ${c.desy}\nSorry.\nhold`,
    })
    const { text } = stage.last(c.managerGlite)
    const lines = text.split('\n').filter((line) => /^> (?:link|assign|hold)/.test(line))
    expect(lines).toEqual([
      '> link bugs https://example.org/bugs',
      '> assign Nowhere-Site',
      `> assign ${c.desy}`,
      '> hold',
    ])
  })

  it('which rollout is meant is asked with the release that each number is', async () => {
    stage = await asked([c.lisbon])
    await stage.say(null, 'open Staged Rollout CA 1.38')
    await stage.say(2, `assign ${c.lisbon}`)
    await stage.mail({ from: c.maria, subject: 'us', text: accept })
    const text = flat(stage.last(c.maria).text)
    expect(text).toContain('#1 is EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64 and #2 is CA 1.38')
    expect(text).toContain(`#2 ${accept}`)
  })

  it('an accept with a condition is asked about', async () => {
    stage = await asked([c.lisbon])
    await answer(`${accept}, but only if it runs on SL6`)
    expect(await seat()).toBe('notified')
    expect(flat(stage.last(c.maria).text)).toContain('runs on SL6')
  })
})

describe('people in a hurry', () => {
  it.each([
    ['before the line', { answers: true, text: `#7 ${accept}` }],
    ['in the subject', { answers: false, text: accept }],
  ])('a number that no rollout has, %s: nothing is done, the right line is offered', async (_where, mail) => {
    stage = await asked([c.lisbon])
    const { answers, text } = mail
    await stage.mail({
      from: c.maria,
      text,
      ...(answers ? { answers: stage.last(c.maria) } : { subject: 'Re: [staged-rollout #7] x' }),
    })
    expect(await seat()).toBe('notified')
    expect(flat(stage.last(c.maria).text)).toContain(`#1 ${accept}`)
  })

  it('a list misspelt by a manager is offered as it is written', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: 'reject' })
    const answers = stage.last(c.managerGlite)
    await stage.mail({ from: c.managerGlite, answers, text: 'also early-adopter-ops' })
    expect(stage.last(c.managerGlite).text).toContain(`\n  also ${c.widerList}\n`)
    await stage.mail({ from: c.managerGlite, answers, text: 'also some-other-list' })
    expect(flat(stage.last(c.managerGlite).text)).toContain(
      'No mailing list of ours is called some-other-list',
    )
  })

  it('a name misspelt among several: the offered line keeps the others', async () => {
    stage = await asked([])
    await stage.mail({
      from: c.managerGlite,
      answers: stage.last(c.managerGlite),
      text: 'assign LIP-Lisbon DESY-HHH',
    })
    expect(stage.last(c.managerGlite).text).toContain(`\n  assign ${c.lisbon} ${c.desy}\n`)
  })

  it('an empty answer to an invitation, in which perhaps something was lost, is asked about once', async () => {
    stage = await asked([c.lisbon])
    await answer('')
    expect(flat(stage.last(c.maria).text)).toContain('We could not read an answer')
    expect(stage.last(c.maria).text).toContain(accept)
    stage.news()
    await answer('')
    expect(stage.news()).toEqual([])
  })

  it('less time than there is: the date that holds is said, and nothing is called changed', async () => {
    stage = await asked([c.lisbon])
    await answer(accept)
    await answer('extend to Friday')
    const text = flat(stage.last(c.maria).text)
    expect(text).toContain('Nothing has changed')
    expect(text).toContain('until Monday 30 November 2026, 10:00 (Lisbon)')
  })

  it('words that their writer never saw are no command', async () => {
    stage = await asked([c.lisbon])
    const html = `<div style="DISPLAY:none">${accept}</div><p hidden>${accept}</p><p>Hello there</p>`
    const raw = stage
      .write({ from: c.maria, subject: '[staged-rollout #1]', text: html })
      .replace('text/plain', 'text/html')
    await stage.bytes(await stage.sign(raw, 'lip.example'))
    expect(await seat()).toBe('notified')
  })

  it('what can be undone says so', async () => {
    stage = await asked([c.lisbon])
    const answers = stage.last(c.managerGlite)
    for (const text of ['link bugs https://bugs.example/1', 'document 1234']) {
      await stage.mail({ from: c.managerGlite, answers, text })
      expect(stage.last(c.managerGlite, /^Re:/).text).toContain('\n  undo\n')
    }
  })
})

describe('a mail that says it all in its subject', () => {
  const subject = (text: string, more: { readonly signed?: boolean; readonly text?: string } = {}) =>
    stage.mail({ from: c.maria, subject: text, text: '', ...more })

  it('acts where the subject is signed; the next one of the same second is another mail', async () => {
    stage = await asked([c.lisbon])
    await subject(`#1 ${accept}`)
    expect(await seat()).toBe('accepted')
    await subject(`#1 withdraw ${c.lisbon}`)
    expect(await seat()).toBe('withdrawn')
  })

  it('does nothing unsigned, or with words below', async () => {
    stage = await asked([c.lisbon])
    await subject(`#1 ${accept}`, { signed: false })
    await subject(`#1 ${accept}`, { text: 'What about this?' })
    expect(await seat()).toBe('notified')
    expect(stage.letters(c.maria).filter(({ replyTo }) => replyTo[0]?.address.includes('+q'))).toEqual([])
  })
})

describe('a mail that only copies the bot', () => {
  const copied = (text: string) =>
    stage.mail({ from: c.maria, to: c.jan, cc: c.bot, subject: '[staged-rollout #1] us', text })

  it('acts on nothing but lines called out to it; others are offered', async () => {
    stage = await asked([c.lisbon])
    await copied(accept)
    expect(await seat()).toBe('notified')
    expect(stage.last(c.maria).text).toContain(`#rollcall ${accept}`)
    await copied(`#rollcall ${accept}`)
    expect(await seat()).toBe('accepted')
  })

  it('keeps words in silence', async () => {
    stage = await asked([c.lisbon])
    await copied('See you on Monday.')
    expect(stage.news()).toEqual([])
  })
})

describe('an answer to the question whether it was really you', () => {
  const question = async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, signed: false, subject: '[staged-rollout #1]', text: accept })
    return stage.last(c.maria)
  }

  it('that is no bare yes acts on nothing; a yes in other words is asked for again', async () => {
    const answers = await question()
    await stage.mail({ from: c.maria, answers, text: 'Yes, that was me.' })
    expect(await seat()).toBe('notified')
    expect(stage.letters(c.maria)).toHaveLength(3)
  })

  it('that says no is shown to the managers', async () => {
    const answers = await question()
    stage.news()
    await stage.mail({ from: c.maria, answers, text: 'No! I sent nothing of the kind.' })
    expect(await seat()).toBe('notified')
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
    expect(flat(stage.last(c.managerOps).text)).toContain('I sent nothing of the kind')
  })

  it('that a program gives is no yes', async () => {
    const answers = await question()
    await stage.mail({ from: c.maria, answers, text: 'yes', headers: ['Auto-Submitted: auto-replied'] })
    expect(await seat()).toBe('notified')
  })
})

describe('by a list', () => {
  it('a member’s accept is asked about at the address on file', async () => {
    stage = await asked([c.lisbon])
    stage.news()
    const row = await stage.bytes(munged(c.list, c.maria, '[staged-rollout #1] x', accept))
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'claimed', from: c.maria } })
    expect(told(stage)).toEqual([c.maria])
  })

  it('talk is nobody’s note, and a command of the managers is offered, not done', async () => {
    stage = await asked([c.lisbon])
    stage.news()
    await stage.bytes(munged(c.list, c.subscriber, '[staged-rollout #1] x', 'Has anybody tried it?'))
    expect(stage.news()).toEqual([])
    await stage.bytes(munged(c.list, c.managerGlite, '[staged-rollout #1] x', 'resolve anyway done'))
    expect((await stage.ticket()).status).toBe('open')
    expect(told(stage)).toEqual([c.managerGlite])
    expect(stage.last(c.managerGlite).text).toContain('#rollcall resolve anyway done')
  })
})

describe('mail that no person wrote', () => {
  it.each([
    ['automatic', ['Auto-Submitted: auto-replied']],
    ['a bulk mailing', ['Precedence: bulk']],
    ['a held post', ['X-List-Administrivia: yes', 'List-Id: <early-adopters-glite.mailman.egi.example>']],
  ])('is never answered: %s', async (_name, headers) => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: accept, headers })
    expect(await seat()).toBe('notified')
    expect(stage.news()).toEqual([])
  })

  it('our own letters that come back, directly or by a list, are known and never answered', async () => {
    stage = await asked([c.lisbon])
    const raw = Buffer.from(stage.last(c.maria).raw).toString('latin1')
    expect((await stage.bytes(raw)).verdict?.kind).toBe('own')
    const listed = raw
      .replace(
        /^From: .*$/m,
        `From: Staged Rollout via early-adopters <${c.list}>\r\nX-Original-From: <${c.bot}>`,
      )
      .replace(/^Message-ID: .*$/im, 'Message-ID: <other@mailman.egi.example>')
      .replace(/^Auto-Submitted: .*\r\n/im, `List-Id: <${c.list.replace('@', '.')}>\r\n`)
    expect((await stage.bytes(listed)).verdict?.kind).toBe('own')
    expect(stage.news()).toEqual([])
  })

  it('a program that answers every answer with the same words, unmarked, is talked to once', async () => {
    stage = await asked([c.lisbon])
    for (let n = 0; n < 5; n += 1) {
      await stage.at(`2026-11-20T10:0${n}:30Z`)
      await answer('Thank you for your mail. We will come back to you.')
    }
    expect(stage.letters(c.maria)).toHaveLength(2)
    expect(stage.letters(c.managerOps).filter(({ text }) => text.includes('come back to you'))).toHaveLength(
      1,
    )
  })

  it('forged with somebody’s words before they say them does not silence them', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, signed: false, subject: '[staged-rollout #1]', text: 'Any news?' })
    await stage.at('2026-11-20T10:05:00Z')
    await answer('Any news?')
    expect(stage.last(c.managerOps).text).toContain('Any news?')
  })

  it('a program that never says the same twice is thanked three times a day', async () => {
    stage = await asked([c.lisbon])
    const before = stage.letters(c.maria).length
    for (let n = 0; n < 24; n += 1) {
      await stage.at(`2026-11-20T10:${10 + n}:00Z`)
      await answer(`Your request ${n} was received.`)
    }
    expect(stage.letters(c.maria).length - before).toBe(3)
    await stage.at('2026-11-20T23:40:00Z')
    expect(stage.letters(c.maria).length - before).toBe(3)
  })
})
