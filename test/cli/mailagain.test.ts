// `rollcall mail retry` and `rollcall mail release`: back in line, and the administrator's yes, journalled as that.
import { userInfo } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rollcall } from '../support/terminal.ts'
import { friday, mailFrom, openOffice, title, type Office } from './office.ts'

const admin = userInfo().username
const accept = mailFrom('luca@infn.example', 'Re: [staged-rollout #1] x', 'accept NGI_IT-INFN-CNAF')

let office: Office
beforeEach(async () => {
  office = openOffice()
  await office.say(friday, null, `open ${title}`)
  await office.say(friday, 1, 'assign NGI_IT-INFN-CNAF')
})
afterEach(() => office.leave())
const mail = (...words: readonly string[]) => rollcall(['mail', ...words, '--config', office.config])
const show = async () =>
  JSON.parse((await rollcall(['ticket', 'show', '1', '--json', '--config', office.config])).out)
const looking = async <T>(look: (house: Awaited<ReturnType<Office['house']>>) => Promise<T>): Promise<T> => {
  const house = await office.house()
  try {
    return await look(house)
  } finally {
    await house.close()
  }
}

describe('mail release', () => {
  it('takes it off the list of what waits for a yes', async () => {
    await office.receive(accept)
    expect((await mail('list', '--held', '--json')).out).toContain('"id":1,')
    await mail('release', '1')
    expect((await mail('list', '--held')).out).toBe('No mail waits for a yes.\n')
    expect((await mail('show', '1')).out).toContain('held: nothing of it waits for a yes any more')
    const { out } = await rollcall(['status', '--config', office.config])
    expect(out).toMatch(/^mail +0 handled, 1 held once$/m)
  })

  it('does what the yes would have done, as the person’s, released by the administrator', async () => {
    await office.receive(accept)
    expect((await show()).seats[0].state).toBe('notified')
    const { code, out, err } = await mail('release', '1')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Released mail 1\. Its writer is told:\n.*NGI_IT-INFN-CNAF/)
    const { seats, journal } = await show()
    expect(seats[0].state).toBe('accepted')
    expect(journal.at(-1)).toMatchObject({
      event: 'answered',
      by: 'luca@infn.example',
      releasedBy: admin,
      mail: 1,
    })
    const told = await rollcall(['ticket', 'show', '1', '--config', office.config])
    expect(told.out.replace(/\s+/g, ' ')).toContain(`(luca@infn.example in mail 1, released by ${admin})`)
  })

  it('tells the person at the address on file, once, and leaves nothing for a later yes', async () => {
    await office.receive(accept)
    await mail('release', '1')
    await looking(async ({ kit }) => {
      const luca = await kit.archive.personByAddress('luca@infn.example')
      const letters = await kit.archive.letters({ person: luca!.id })
      const released = letters.filter(({ letter }) => letter?.letter === 'receipt' && letter.released)
      expect(released.map(({ key }) => key)).toEqual([`m1/released/${luca!.id}`])
      expect(await kit.archive.questions({ mail: 1, state: 'open' })).toEqual([])
      expect(await kit.archive.brokenJournalRow()).toBeNull()
    })
    const again = await mail('release', '1')
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('nothing in mail 1 waits for a yes')
    expect((await show()).journal.filter(({ event }: { event: string }) => event === 'answered').length).toBe(
      1,
    )
  })

  it('says what the rules refuse: the mail came to nothing', async () => {
    await office.receive(accept)
    await office.say(friday, 1, 'unassign NGI_IT-INFN-CNAF it is closed')
    const { code, out, err } = await mail('release', '1')
    expect({ code, out }).toEqual({ code: 1, out: 'Released mail 1. Its writer is told:\n' })
    expect(err).toMatch(/^rollcall: accept NGI_IT-INFN-CNAF: /)
  })

  it('gives JSON, an object a statement', async () => {
    await office.receive(accept)
    const { out } = await mail('release', '1', '--json')
    expect(JSON.parse(out)).toMatchObject({ item: 'done', line: 'accept NGI_IT-INFN-CNAF', ticket: 1 })
  })
})

describe('mail retry', () => {
  const aside = async () => {
    await office.receive(accept)
    await looking(async ({ kit }) => {
      await kit.ledger.retryMail(1)
      await kit.ledger.setMailAside(1, 'a defect', friday)
    })
  }
  const state = async () => looking(async ({ kit }) => (await kit.archive.mail(1))?.state)

  it('finds it in the list of what is set aside, with the reason and the tries, until it is back', async () => {
    await aside()
    await looking(({ kit }) => kit.ledger.countMailAttempt(1))
    const listed = (await mail('list', '--set-aside')).out
    expect(listed).toMatch(/^1 .* set-aside +sender not read$/m)
    expect(listed).toMatch(/^ +a defect$/m)
    const shown = (await mail('show', '1')).out
    expect(shown).toMatch(/^ {2}state +set-aside: a defect$/m)
    expect(shown).toMatch(/^ {2}tries +1 failed$/m)
    await mail('retry', '--all')
    expect((await mail('list', '--set-aside')).out).toBe('No mail is set aside.\n')
  })

  it('puts a mail that is set aside back in line, once', async () => {
    await aside()
    expect(await mail('retry', '1')).toEqual({
      code: 0,
      out: 'Mail 1 is back in line; the agent handles it next.\n',
      err: '',
    })
    expect(await state()).toBe('new')
    const again = await mail('retry', '1')
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('mail 1 is in line already')
  })

  it('puts all of them back with --all, and leaves held mail alone', async () => {
    await office.receive(accept)
    expect(await mail('retry', '--all')).toMatchObject({ code: 0, out: 'No mail is set aside.\n' })
    expect(await state()).toBe('held')
    await looking(async ({ kit }) => {
      await kit.ledger.retryMail(1)
      await kit.ledger.setMailAside(1, 'a defect', friday)
    })
    expect((await mail('retry', '--all', '--json')).out).toBe('{"retried":1}\n')
    expect(await state()).toBe('new')
  })

  it('leaves a mail that was handled', async () => {
    await office.receive(mailFrom('stranger@x.example', 'Hello', 'Hello there'))
    const { code, err } = await mail('retry', '1')
    expect(code).toBe(1)
    expect(err).toContain('mail 1 is handled: only mail that is set aside')
  })
})

describe('wrong use', () => {
  it.each([
    [['retry'], 'mail retry: say one number'],
    [['retry', '1', '--all'], 'name one mail or say --all'],
    [['release', '--all'], 'each is a decision of its own'],
    [['release', 'x'], 'mail release: say one number'],
  ])('%j', async (words, line) => {
    const said = await mail(...words)
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toContain(line)
  })

  it('names a mail that is not there', async () => {
    for (const verb of ['retry', 'release'])
      expect(await mail(verb, '7')).toMatchObject({
        code: 1,
        err: 'rollcall: there is no mail 7; rollcall mail list shows the newest\n',
      })
  })
})
