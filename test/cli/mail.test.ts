// The mail at the terminal: what came in, what was made of it, and why.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rollcall } from '../support/terminal.ts'
import { friday, mailFrom, openOffice, title, type Office } from './office.ts'

let office: Office
const mail = (...words: string[]) => rollcall(['mail', ...words, '--config', office.config])

beforeAll(async () => {
  office = openOffice()
  await office.say(friday, null, `open ${title}`)
  await office.say(friday, 1, 'assign NGI_IT-INFN-CNAF')
  await office.receive(
    mailFrom(
      'luca@infn.example',
      'Re: [staged-rollout #1] x',
      'accept NGI_IT-INFN-CNAF',
      '',
      'With \u001b[31mpleasure.',
    ),
    mailFrom(
      'MAILER-DAEMON@mx.example',
      'Undelivered mail returned to sender',
      '<x@y.example>: 550 5.1.1 no such user',
    ),
  )
  const { kit } = await office.house()
  await kit.ledger.setMailAside(2, 'the disk was full', friday)
  await kit.ledger.close()
})
afterAll(() => office.leave())

describe('mail list', () => {
  it('shows the newest first, in columns, dates in the bot’s zone', async () => {
    expect((await mail('list')).out).toBe(
      [
        '   received                      state    from, about',
        '2  20 Nov 2026, 10:00 Amsterdam  handled  MAILER-DAEMON@mx.example',
        '                                          Undelivered mail returned to sender',
        '                                          bounce',
        '1  20 Nov 2026, 10:00 Amsterdam  held     luca@infn.example',
        '                                          Re: [staged-rollout #1] x',
        '                                          person, #1',
        '                                          waits for a yes until Mon 23 Nov 2026,',
        '                                          10:00 Amsterdam',
        '',
      ].join('\n'),
    )
  })

  it('shows what waits for a yes, or what could not be handled, alone', async () => {
    const ids = async (...words: string[]) =>
      (await mail('list', '--json', ...words)).out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { id: number }).id)
    expect(await ids()).toEqual([2, 1])
    expect(await ids('--held')).toEqual([1])
    expect(await ids('--set-aside')).toEqual([])
    expect((await mail('list', '--set-aside')).out).toBe('No mail is set aside.\n')
  })
})

describe('mail show', () => {
  it('says what was made of a mail and why, without what would steer the terminal', async () => {
    const { out, code } = await mail('show', '1')
    expect(code).toBe(0)
    for (const line of [
      'Mail 1',
      '  received  Fri 20 Nov 2026, 10:00 Amsterdam, by folder,',
      '  state     held: waits for a yes until Mon 23 Nov 2026, 10:00 Amsterdam',
      '  kind      person: nothing says otherwise',
      '  level     claimed: no DKIM signature',
      '  ticket    #1',
      '  command   accept NGI_IT-INFN-CNAF',
      '  With [31mpleasure.',
    ])
      expect(out).toContain(line)
    expect(out).not.toContain('\u001b')
  })

  it('says until when a writer is out of office', async () => {
    const other = openOffice()
    await other.receive(mailFrom('luca@infn.example', 'Out of office', 'I am back on 7 December 2026.'))
    const { out } = await rollcall(['mail', 'show', '1', '--config', other.config])
    other.leave()
    expect(out).toContain('  away      until 2026-12-07')
  })

  it('gives programs the same as one object', async () => {
    const json = JSON.parse((await mail('show', '1', '--json')).out) as object
    expect(json).toMatchObject({
      id: 1,
      state: 'held',
      kind: 'person',
      from: 'luca@infn.example',
      level: 'claimed',
      ticket: 1,
      commands: ['accept NGI_IT-INFN-CNAF'],
    })
  })
})

describe('what a mail led to', () => {
  const flat = async (...words: string[]) => (await mail(...words)).out.replace(/\s+/g, ' ')
  it('is said of one that is held: the letter that asks, and what happens next by itself', async () => {
    const said = await flat('show', '1')
    expect(said).toContain('letter was it you? to luca@infn.example, queued, leaves from Fri 20 Nov 2026')
    expect(said).toContain('next Mon 23 Nov 2026, 10:00 Amsterdam: what it asks for lapses')
    expect(JSON.parse((await mail('show', '1', '--json')).out)).toMatchObject({
      ledTo: [],
      letters: [{ letter: 'ask-back', to: 'luca@infn.example', state: 'queued' }],
      waitsFor: [{ what: 'yes', since: friday, until: '2026-11-23T09:00:00Z' }],
    })
  })
  it('is said of one that acted: the step, on which rollout, and who was told', async () => {
    await rollcall(['mail', 'release', '1', '--config', office.config])
    const said = await flat('show', '1')
    expect(said).toContain('led to #1: NGI_IT-INFN-CNAF accepts.')
    expect(said).toContain('letter the trial begins to luca@infn.example')
    expect(said).toContain('next nothing')
  })
})

describe('a mistake', () => {
  it.each([
    [['show', '7'], 1, 'rollcall: there is no mail 7; rollcall mail list shows the newest'],
    [['show'], 2, 'rollcall: mail show: say one number, as in mail list'],
    [['show', 'x'], 2, 'rollcall: mail show: say one number, as in mail list'],
    [['show', '1', '2'], 2, 'rollcall: mail show: say one number, as in mail list'],
    [['lst'], 2, 'rollcall: mail lst: did you mean mail list?'],
    [['retyr', '1'], 2, 'rollcall: mail retyr: did you mean mail retry?'],
    [['eat'], 2, 'rollcall: mail eat: say list, or show, retry or release and a number'],
    [[], 2, 'rollcall: mail: say list, or show, retry or release and a number'],
    [['list', '3'], 2, 'rollcall: mail list 3: list takes no more words'],
    [
      ['list', '--held', '--set-aside'],
      2,
      'rollcall: mail list: --held and --set-aside are two lists; ask for one',
    ],
  ])('%j ends with %i and one line', async (words, code, line) => {
    expect(await mail(...words)).toEqual({ code, out: '', err: `${line}\n` })
  })
})
