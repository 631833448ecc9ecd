// Mails of difficult structure, read beside what an independent parser made of them: every one is answered in time, and
// author, Message-ID, subject and names of files agree. Where the other parser gave a subject up (U+FFFD) it is not asked.

import { beforeAll, describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { expectFigure } from '../support/figures.ts'
import { sharedIsThere } from '../support/shared.ts'
import { bytesIn, corpus, openReader } from './explaining.ts'
import type { Message } from '../../src/intake/message.ts'

type Expected = {
  readonly from?: readonly (string | null)[]
  readonly subject?: string
  readonly message_id?: string
  readonly filenames?: readonly (string | null)[]
}
type Right = readonly [path: string, right: boolean]
const flat = (text: string) => text.replace(/\s+/g, ' ').trim()

describe.skipIf(!sharedIsThere)('mail of difficult structure', () => {
  const mails: { path: string; expected: Expected; read: Message }[] = []
  beforeAll(async () => {
    for (const item of corpus('mime-torture'))
      mails.push({
        path: item.path,
        expected: item['expected'] ?? {},
        read: await parseMail(bytesIn('mime-torture', item)),
      })
  }, 60_000)

  const compared = (of: (mail: { expected: Expected; read: Message }) => boolean | null): readonly Right[] =>
    mails.flatMap((mail) => {
      const right = of(mail)
      return right === null ? [] : [[mail.path, right] as const]
    })
  const figure = (what: string, all: readonly Right[], wanted: string) => {
    expect(all.length).toBeGreaterThan(10)
    const right = all.filter(([, is]) => is).length
    expectFigure({ mails: 'difficult mail', what, right, of: all.length, wanted })
    return { share: right / all.length, wrong: all.flatMap(([path, is]) => (is ? [] : [path])).join(' ') }
  }

  it('has the author and the Message-ID that another parser finds', () => {
    const authors = compared(({ expected: { from }, read }) => {
      const one = from?.length === 1 ? from[0] : undefined
      return one?.includes('@') ? read.from[0]?.address === one : null
    })
    const ids = compared(({ expected: { message_id: id }, read }) =>
      id === undefined ? null : read.messageId === `<${id}>`,
    )
    expect(figure('author', authors, 'all')).toEqual({ share: 1, wrong: '' })
    expect(figure('Message-ID', ids, 'all')).toEqual({ share: 1, wrong: '' })
  })

  it('has its subject and the names of its files', () => {
    const subjects = compared(({ expected: { subject }, read }) =>
      subject === undefined || subject.includes('\uFFFD') ? null : flat(read.subject) === flat(subject),
    )
    const found = figure('subject', subjects, '95 %')
    expect(found.share, found.wrong).toBeGreaterThanOrEqual(0.95)
    const names = compared(({ expected: { filenames = [] }, read }) => {
      const known = filenames.filter((name) => name !== null)
      const have = new Set(read.attachments.map(({ name }) => name))
      return known.length === 0 ? null : known.every((name) => have.has(name))
    })
    const named = figure('names of files', names, '92 %')
    expect(named.share, named.wrong).toBeGreaterThanOrEqual(0.92)
  })

  it('is all answered, each under a second', { timeout: 60_000 }, async () => {
    const reader = await openReader()
    let slowest = 0
    for (const item of corpus('mime-torture')) {
      const { judgement, json, took } = await reader.explain(bytesIn('mime-torture', item))
      expect(judgement, `${item.path}: ${JSON.stringify(json.problems)}`).not.toBeNull()
      slowest = Math.max(slowest, took)
    }
    await reader.close()
    expect(slowest).toBeLessThan(1000)
  })
})
