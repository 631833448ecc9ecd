// `rollcall explain`: the shape that programs are promised, the files it takes, the mistakes, and that it changes nothing.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, splitMbox, whyUnread } from '../../src/cli/mailfiles.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { openStore, openStoreCopy } from '../../src/store/store.ts'
import { makeSigner, signed } from '../support/signing.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, mailFrom, openOffice, roster, title, type Office } from './office.ts'

type Explained = {
  kind: string
  from: string
  level: string
  levelWhy: string
  ticket: number | null
  commands: { verb: string; team?: string; line: string }[]
  problems: { line: string; why: string; suggestion?: string }[]
  wouldSend: { letter: string; to: string }[]
  [key: string]: unknown
}
let office: Office
const at = (name: string) => join(office.folder, name)
const explain = (...words: string[]) => rollcall(['explain', '--now', friday, ...words])
const answers = async (...words: string[]) =>
  (await explain('--json', ...words)).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Explained)
const answer = async (...words: string[]) => (await answers(...words))[0]

const accept = mailFrom('luca@infn.example', 'Re: [staged-rollout #1] x', 'accept NGI_IT-INFN-CNAF')

beforeAll(async () => {
  office = openOffice()
  await office.say(friday, null, `open ${title}`)
  await office.say(friday, 1, 'assign NGI_IT-INFN-CNAF')
  office.write('accept.eml', accept)
})
afterAll(() => office.leave())

describe('explain --json', () => {
  it('gives one object a mail with every key that programs are promised', async () => {
    const { out, err, code } = await explain('--json', at('accept.eml'), '--config', office.config)
    expect([err, code, out.split('\n').length]).toEqual(['', 0, 2])
    expect(JSON.parse(out)).toEqual({
      file: at('accept.eml'),
      messageId: '<Re.staged.rollout.1.x.luca.infn.example>',
      kind: 'person',
      rule: 'nothing says otherwise',
      from: 'luca@infn.example',
      subject: 'Re: [staged-rollout #1] x',
      level: 'claimed',
      levelWhy: 'no DKIM signature',
      ticket: 1,
      text: 'accept NGI_IT-INFN-CNAF',
      commands: [{ verb: 'accept', team: 'NGI_IT-INFN-CNAF', args: {}, line: 'accept NGI_IT-INFN-CNAF' }],
      problems: [],
      attachments: [],
      wouldSend: [{ letter: 'ask-back', to: 'luca@infn.example' }],
    })
  })

  it('names what is near, and what a bounce and an absence say', async () => {
    office.write('near.eml', mailFrom('luca@infn.example', '[staged-rollout #1]', 'accept NGI_IT-INFN-CNAFF'))
    expect((await answer(at('near.eml'), '--config', office.config))?.problems).toEqual([
      { line: 'accept NGI_IT-INFN-CNAFF', why: 'unknown-team', suggestion: 'accept NGI_IT-INFN-CNAF' },
    ])
    const bounce = mailFrom(
      'MAILER-DAEMON@mx.example',
      'failure notice',
      '<x@y.example>:',
      '550 5.1.1 no such user',
    )
    expect(await answer(office.write('bounce.eml', bounce))).toMatchObject({
      kind: 'bounce',
      bounce: { recipient: 'x@y.example', action: 'failed', status: '5.1.1' },
      wouldSend: [],
    })
    const away = mailFrom('a@b.example', 'Automatic reply: x', 'I am back on 2026-12-01.')
    expect(await answer(office.write('away.eml', away))).toMatchObject({
      kind: 'auto-reply',
      away: { until: '2026-12-01' },
    })
  })

  it('passes over the banners of gateways that the config names', async () => {
    const own = openOffice()
    const mail =
      'From: luca@infn.example\r\nTo: staged-rollout@egi.example\r\n\r\nChecked by Gate 7.\r\n\r\nhelp\r\n'
    const file = own.write('gate.eml', mail)
    expect((await answer(file, '--config', own.config))?.commands).toEqual([])
    const config = own.write(
      'gate.toml',
      `${readFileSync(own.config, 'utf8')}\n[trust]\nbanners = ["Checked by"]\n`,
    )
    expect((await answer(file, '--config', config))?.commands).toMatchObject([{ verb: 'help' }])
    own.leave()
  })

  it('without a config looks at the sandbox’s opening state', async () => {
    const mail = mailFrom('who@brunel.example', 'Re: [staged-rollout #1] x', 'accept NGI_PL-CYFRONET-LCG2')
    expect(await answer(office.write('first.eml', mail))).toMatchObject({ ticket: 1, level: 'unknown' })
    const second = mailFrom('who@brunel.example', 'Staged Rollout CA 1.38', 'accept NGI_PL-CYFRONET-LCG2')
    expect(await answer(office.write('second.eml', second))).toMatchObject({ ticket: 2 })
  })
})

describe('what the options say', () => {
  it('a DKIM signature is verified with keys from a file, for a person on the given roster', async () => {
    const signer = makeSigner('lip.example', 'ed25519')
    const mail = mailFrom('maria@lip.example', 'Re: [staged-rollout #1] x', 'accept NGI_IBERGRID-LIP-Lisbon')
    office.write('signed.eml', await signed(mail, signer, { signTime: friday }))
    office.write('dns.txt', `# keys\ns1._domainkey.lip.example. 300 IN TXT "${signer.record}"\n`)
    const people = office.write('people.csv', roster)
    const words = [at('signed.eml'), '--roster', people]
    expect(await answer(...words, '--dns', at('dns.txt'))).toMatchObject({
      level: 'verified',
      ticket: 1,
      wouldSend: expect.arrayContaining([{ letter: 'receipt', to: 'maria@lip.example' }]) as unknown,
    })
    expect(await answer(...words)).toMatchObject({ level: 'claimed' })
    const nobody = office.write('nobody.csv', roster.replace('maria@lip.example;', ''))
    expect(await answer(at('signed.eml'), '--roster', nobody, '--dns', at('dns.txt'))).toMatchObject({
      level: 'unknown',
    })
    // The same signature, three days later than our border may take it.
    expect(await answer(...words, '--dns', at('dns.txt'), '--now', '2026-11-24T09:00:00Z')).toMatchObject({
      level: 'claimed',
    })
  })

  it('a line end of a file is no line end of the wire: the signature holds for both', async () => {
    const signer = makeSigner('lip.example', 'ed25519')
    const mail = await signed(mailFrom('maria@lip.example', 'x', 'hello'), signer, { signTime: friday })
    office.write('dns2.txt', `s1._domainkey.lip.example TXT "${signer.record}"\n`)
    office.write('lf.eml', mail.replace(/\r\n/g, '\n'))
    office.write(
      'lf.mbox',
      `From maria@lip.example Fri Nov 20 09:00:00 2026\n${mail.replace(/\r\n/g, '\n')}\n`,
    )
    const people = office.write('people.csv', roster)
    for (const file of ['lf.eml', 'lf.mbox'])
      expect(await answer(at(file), '--roster', people, '--dns', at('dns2.txt')), file).toMatchObject({
        level: 'verified',
      })
  })

  it('the bot’s address and the authserv-id are those given', async () => {
    office.write('own.eml', mailFrom('bot@here.example', 'x', 'hello'))
    expect(await answer(at('own.eml'))).toMatchObject({ kind: 'person' })
    expect(await answer(at('own.eml'), '--bot', 'bot@here.example')).toMatchObject({ kind: 'own' })
    // Our border says that the signature holds; nobody here looks the key up.
    const mail = await signed(accept, makeSigner('infn.example', 'ed25519'), { signTime: friday })
    const border = [
      'Authentication-Results: mx.here.example; dkim=pass header.d=infn.example header.s=s1',
      'Received: from mx.infn.example by mx.here.example; Fri, 20 Nov 2026 09:00:00 +0000',
    ]
    office.write('trusted.eml', `${border.join('\r\n')}\r\n${mail}`)
    const words = [at('trusted.eml'), '--config', office.config]
    expect(await answer(...words)).toMatchObject({ level: 'claimed' })
    expect(await answer(...words, '--authserv-id', 'mx.here.example')).toMatchObject({ level: 'verified' })
  })
})

describe('the files', () => {
  const one = mailFrom('a@b.example', 'one', 'From here on,', '', 'From there too.', '>From quoted')
  const two = mailFrom('c@d.example', 'two', 'hi')
  const line = (who: string) => `From ${who} Fri Nov 20 09:00:00 2026\n`
  const mbox = `${line('a@b.example')}${one}\n${line('MAILER-DAEMON')}${two}\n${line('-')}${one}`
  const subjects = async (...words: string[]) => (await answers(...words)).map(({ subject }) => subject)

  it.each([
    ['LF', mbox],
    ['CRLF', mbox.replace(/\n/g, '\r\n')],
  ])('may be an mbox with lines that end by %s', async (name, text) => {
    office.write(`${name}.mbox`, text)
    expect(await subjects(at(`${name}.mbox`))).toEqual(['one', 'two', 'one'])
    const [first, second] = [...splitMbox(Buffer.from(text))].map((bytes) => Buffer.from(bytes).toString())
    expect(first?.replace(/\r/g, '')).toBe(one.replace('>From quoted', 'From quoted'))
    expect(second?.replace(/\r/g, '')).toBe(two)
  })

  it('may be one mail that begins with a From line, or that mentions From', async () => {
    office.write('from.eml', `${line('a@b.example')}${one}`)
    office.write('plain.eml', one)
    expect(await subjects(at('from.eml'), at('plain.eml'))).toEqual(['one', 'one'])
  })

  it('may be standard input', async () => {
    expect(String(await bytesOf('-', Readable.from(['a', Buffer.from('b')])))).toBe('ab')
  })

  it('are each answered in order, whatever is wrong with the one before', async () => {
    office.write('a.eml', one)
    const { out, err, code } = await explain(
      '--json',
      at('none.eml'),
      at('a.eml'),
      office.folder,
      at('accept.eml'),
    )
    expect(code).toBe(1)
    expect(out.trim().split('\n')).toHaveLength(2)
    expect(err).toBe(
      `rollcall: cannot read ${at('none.eml')}: there is no such file\n` +
        `rollcall: cannot read ${office.folder}: it is a folder; name a file in it\n`,
    )
  })

  it('that may not be read, or are too large, are told so', () => {
    const trouble = (code: string) => whyUnread(Object.assign(new Error('system words'), { code }))
    expect(trouble('EACCES')).toBe('you may not read it')
    expect(trouble('ERR_FS_FILE_TOO_LARGE')).toBe('it is over 2 GiB; split it first')
    expect(trouble('EIO')).toBe('system words')
  })

  it('that hold nothing are told, and a program still gets its line', async () => {
    office.write('empty.eml', '')
    const line = `rollcall: ${at('empty.eml')} is empty; there is no mail in it\n`
    expect(await explain(at('empty.eml'))).toEqual({ code: 1, out: '', err: line })
    expect(await explain('-')).toMatchObject({
      code: 1,
      err: 'rollcall: nothing came in on standard input; there is no mail in it\n',
    })
    expect((await answer(at('empty.eml')))?.problems).toEqual([{ line: '', why: 'no-mail' }])
  })

  it('that are no mail say so', async () => {
    office.write('picture.png', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwC', 'base64'))
    const { out, code } = await explain(at('picture.png'))
    expect(code).toBe(0)
    expect(out).toContain('problem  this is no mail: it has no From, Subject, Date or Message-ID')
    // oxlint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
  })
})

describe('a mistake', () => {
  it.each([
    [['--now', 'yesterday'], '--now yesterday: write an instant as 2026-11-23T09:00:00Z'],
    [['--dns', 'nokeys'], '--dns nokeys: there is no such file'],
    [['--dns', 'package.json'], '--dns package.json: line 1 is not "name TYPE value": {'],
    [['--roster', 'noroster'], '--roster noroster: there is no such file'],
    [['--bot', 'somebody'], '--bot somebody: write the address without a name and without a plus part'],
  ])('%j is told in one line and ends with 2', async (words, line) => {
    const { code, out, err } = await rollcall(['explain', at('accept.eml'), ...words])
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `rollcall: ${line}\n` })
  })

  it('in a roster is named with the file that was given and its line', async () => {
    const file = office.write('bad.csv', 'ngi,site,members\nA,B,nobody\n')
    const { code, err } = await explain(at('accept.eml'), '--roster', file)
    expect(code).toBe(2)
    expect(err).toContain('bad.csv:2')
  })
})

describe('explain on the data of an agent', () => {
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const filesOf = () =>
    readdirSync(at('var'), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !/-(?:wal|shm)$/.test(entry.name))
      .map(({ name }) => `${name} ${hash(readFileSync(at(`var/${name}`)))}`)
      .toSorted()

  it('changes nothing', async () => {
    const before = filesOf()
    expect((await answer(at('accept.eml'), '--config', office.config))?.ticket).toBe(1)
    expect((await explain(at('accept.eml'), '--config', office.config)).code).toBe(0)
    expect(filesOf()).toEqual(before)
  })

  it('makes no secret where it is missing', async () => {
    const bare = openOffice()
    const file = bare.write('m.eml', accept)
    await bare.say(friday, null, `open ${title}`)
    rmSync(join(bare.folder, 'var/secret'))
    expect(await answer(file, '--config', bare.config)).toMatchObject({ ticket: 1 })
    expect(existsSync(join(bare.folder, 'var/secret'))).toBe(false)
    bare.leave()
  })

  it('makes no data folder where there is none', async () => {
    const fresh = openOffice()
    const file = fresh.write('m.eml', accept)
    expect(await answer(file, '--config', fresh.config)).toMatchObject({ ticket: null, wouldSend: [] })
    expect(existsSync(join(fresh.folder, 'var'))).toBe(false)
    fresh.leave()
  })

  it('sees what a running agent has written and not yet moved out of its log', async () => {
    const busy = openOffice()
    const file = busy.write(
      'm.eml',
      mailFrom('luca@infn.example', '[staged-rollout #1]', 'accept NGI_IT-INFN-CNAF'),
    )
    await busy.say(friday, null, `open ${title}`)
    const { kit } = await busy.house()
    const running = openStore(join(busy.folder, 'var/rollcall.sqlite'))
    await busy.say(friday, 1, 'assign NGI_IT-INFN-CNAF')
    expect(statSync(join(busy.folder, 'var/rollcall.sqlite-wal')).size).toBeGreaterThan(0)
    const version = await running.archive.version()
    expect(await answer(file, '--config', busy.config)).toMatchObject({
      ticket: 1,
      wouldSend: [{ letter: 'ask-back', to: 'luca@infn.example' }],
    })
    expect(await running.archive.version()).toBe(version)
    await running.ledger.close()
    await kit.ledger.close()
    busy.leave()
  })

  it('works on a copy that keeps what is written to it to itself', async () => {
    const copy = openStoreCopy(at('var/rollcall.sqlite'))
    const before = hash(office.database())
    await copy.ledger.personFor('somebody@new.example', 'Somebody')
    expect(await copy.archive.personByAddress('somebody@new.example')).not.toBeNull()
    await copy.ledger.close()
    expect(hash(office.database())).toBe(before)
  })

  it('lists the commands of a mail that was handled before, though it would do nothing again', async () => {
    const own = openOffice()
    await own.say(friday, null, `open ${title}`)
    await own.receive(accept)
    const file = own.write('again.eml', accept)
    expect(
      await answer(file, '--config', own.config, '--now', asInstant('2026-11-20T10:00:00Z')),
    ).toMatchObject({
      commands: [{ verb: 'accept', line: 'accept NGI_IT-INFN-CNAF' }],
      wouldSend: [],
    })
    expect((await explain(file, '--config', own.config)).out).toContain('copy     a second copy of mail 1')
    own.leave()
  })
})

describe('in words', () => {
  it('says the same to people, in 80 columns, with our letters’ sentences', async () => {
    office.write(
      'mixed.eml',
      mailFrom(
        'luca@infn.example',
        '[staged-rollout #1]',
        'Hello,',
        '',
        'good news.',
        'accept NGI_IT-INFN-CNAF',
      ),
    )
    const { out } = await explain(at('mixed.eml'), '--config', office.config)
    expect(out).toContain('ticket   #1 Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64')
    expect(out).toContain('problem  accept NGI_IT-INFN-CNAF: This stood below other words')
    expect(out).toContain('             accept NGI_IT-INFN-CNAF\n')
    for (const one of out.split('\n').slice(1)) expect(one.length).toBeLessThanOrEqual(80)
    expect(out).not.toMatch(/\bea-|not-on-top/)
  })
})
