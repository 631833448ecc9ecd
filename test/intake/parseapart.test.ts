// A large mail read in a thread of its own is what it is where all others are read.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dice } from '../../bench/dice.ts'
import { makeParseApart, parseApart } from '../../src/intake/parseapart.ts'
import { parseMail } from '../../src/intake/parse.ts'
import type { Message } from '../../src/intake/message.ts'
import '../support/chance.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

/** Bytes by what they hold: here they are pieces of a mail, there a copy each. */
const plain = (message: Message) => ({
  ...message,
  attachments: message.attachments.map(({ bytes, ...rest }) => ({
    ...rest,
    bytes: Buffer.from(bytes).toString('base64'),
  })),
})
const same = async (bytes: Uint8Array) => {
  expect(plain(await parseApart(bytes, 0))).toEqual(plain(await parseMail(bytes)))
}

const withFile = (file: Buffer) =>
  Buffer.from(
    `From: "M\u00e9l" <person@site0.example>\r\nTo: bot@egi.example\r\nSubject: logs\r\nMessage-ID: <1@site0.example>\r\n` +
      `Date: Sun, 22 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n` +
      `--b\r\nContent-Type: text/plain\r\n\r\nour logs\r\n--b\r\nContent-Type: text/x-log; name="a.log"\r\n` +
      `Content-Disposition: attachment\r\n\r\nas it is\r\n--b\r\nContent-Type: application/gzip; name="logs.tar.gz"\r\n` +
      `Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="logs.tar.gz"\r\n\r\n` +
      `${file.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`,
  )

describe('a mail read apart', () => {
  it('of some megabytes has its words and its files', async () => {
    const file = dice(3).bytes(3_000_000)
    const mail = withFile(file)
    const read = await parseApart(mail)
    expect(read.text.trim()).toBe('our logs')
    expect(read.attachments.map(({ name }) => name)).toEqual(['a.log', 'logs.tar.gz'])
    expect(read.attachments.map(({ bytes }) => Buffer.isBuffer(bytes))).toEqual([true, true])
    expect(Buffer.from(read.attachments[1]?.bytes ?? []).equals(file)).toBe(true)
    await same(mail)
  })

  it('lets others have their turn all the while', async () => {
    const mail = withFile(dice(4).bytes(6_000_000))
    let turns = 0
    let going = true
    const turn = () => {
      turns += 1
      if (going) setImmediate(turn)
    }
    setImmediate(turn)
    await parseApart(mail)
    going = false
    expect(turns).toBeGreaterThan(9)
  })

  it('gets its own answer where several are read at once', async () => {
    const mails = Array.from({ length: 8 }, (_, at) =>
      Buffer.from(`Subject: mail ${at}\r\n\r\nwords ${at}\r\n`),
    )
    const read = await Promise.all(mails.map((mail) => parseApart(mail, 0)))
    expect(read.map(({ subject, text }) => [subject, text.trim()])).toEqual(
      mails.map((_, at) => [`mail ${at}`, `words ${at}`]),
    )
  })

  it('fails alone where it ends the thread', async () => {
    const parse = makeParseApart(join(import.meta.dirname, 'dyingthread.ts'))
    await expect(parse(Buffer.from('poison'), 0)).rejects.toThrow('ended with 3')
    expect((await parse(Buffer.from('words'), 0)).text).toBe('words')
  })

  it('is what it is here, whatever its bytes', async () => {
    const lines = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename=a.odt',
      'Subject: =?utf-8?Q?caf=C3=A9?=',
      '',
      '--b',
      '--b--',
      'begin 644 a.txt',
      'AAAA',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(lines, fc.string()), { maxLength: 30 }), async (mail) => {
        await same(Buffer.from(`From: a@b.example\r\n${mail.join('\r\n')}`))
      }),
      { numRuns: 60 },
    )
  })

  it.skipIf(!sharedIsThere)(
    'is what it is here, of every mail of the corpora',
    async () => {
      const mails = readdirSync(shared('corpora'), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(?:eml|mbox|msg|txt)$/.test(path))
        .map((path) => shared(join('corpora', path)))
        .filter((path) => statSync(path).size < 2_000_000)
      expect(mails.length).toBeGreaterThan(100)
      for (const path of mails) await same(readFileSync(path))
    },
    60_000,
  )
})
