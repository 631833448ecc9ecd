import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageIdOf } from '../../src/store/messageid.ts'

describe('the Message-ID of a mail nobody has read yet', () => {
  it.each([
    ['a plain header', 'From: a@b\r\nMessage-ID: <x@y>\r\n\r\nbody', '<x@y>'],
    ['any case and bare line feeds', 'message-id:<x@y>\n\nbody', '<x@y>'],
    ['a folded header', 'Message-ID:\r\n <x@y>\r\nTo: b@c\r\n\r\n', '<x@y>'],
    ['a comment beside it', 'Message-ID: (made here) <x@y> (really)\r\n\r\n', '<x@y>'],
    ['the first of two', 'Message-ID: <x@y>\r\nMessage-ID: <z@y>\r\n\r\n', '<x@y>'],
    ['a header without a body', 'Message-ID: <x@y>', '<x@y>'],
    ['only the body has one', 'From: a@b\r\n\r\nMessage-ID: <x@y>\r\n', ''],
    ['another header names it', 'X-Message-ID: <x@y>\r\nSubject: Message-ID: <x@y>\r\n\r\n', ''],
    ['no angle brackets', 'Message-ID: x@y\r\n\r\n', ''],
    ['the next header has one', 'Message-ID:\r\nReferences: <x@y>\r\n\r\n', ''],
    ['nothing at all', '', ''],
    ['a header beyond the limit', `Subject: ${'x'.repeat(300_000)}\r\nMessage-ID: <x@y>\r\n\r\n`, ''],
    ['an endless id', `Message-ID: <${'x'.repeat(5_000)}@y>\r\n\r\n`, ''],
  ])('is read from %s', (_, mail, id) => {
    expect(messageIdOf(Buffer.from(mail))).toBe(id)
  })

  it('is empty or an id without blanks and line ends, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const mail = Buffer.concat([Buffer.from('Message-ID: <'), noise, Buffer.from('>\r\n\r\n')])
        expect(messageIdOf(mail)).toMatch(/^(<[^<>\s]+>)?$/)
      }),
    )
  })
})
