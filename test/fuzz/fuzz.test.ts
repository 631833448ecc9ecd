// The short form of the fuzz run: a few thousand mails and lines of one seed; `npm run fuzz` goes on for as long as it
// is given. Another seed by ROLLCALL_SEED.

import { expect, it } from 'vitest'
import { openReader } from '../corpus/explaining.ts'
import { lineHolds, mailHolds, situations, writtenHolds } from './laws.ts'
import { fuzzed } from './round.ts'

it('made-up mails and lines break no law', { timeout: 120_000 }, async () => {
  const broken: string[] = []
  const end = await fuzzed(Number(process.env['ROLLCALL_SEED'] ?? 20_261_122), {
    more: ({ mails }) => mails < 1000,
    each: () => undefined,
    found: (what, bytes) =>
      broken.push(`${what}: ${JSON.stringify(Buffer.from(bytes).toString('latin1').slice(0, 500))}`),
  })
  expect(broken).toEqual([])
  expect(end).toMatchObject({ mails: 1000, lines: 20_000, finds: 0 })
})

it('a law that is broken is seen', async () => {
  const reader = await openReader(['NGI_TEST,Own-Site,NL,Europe/Amsterdam,glite,own@site.example,'])
  const all = situations(reader)
  const line = 'accept NGI_TEST-Own-Site'
  expect(lineHolds({ text: line, alike: 'NGI_TEST-Own-Site' }, all)).toBe('taken for NGI_TEST-Own-Site')
  expect(writtenHolds({ line, command: { verb: 'reject' } })).toContain('read as')
  const mail = Buffer.from(`From: own@site.example\r\nTo: staged-rollout@egi.example\r\n\r\n${line}\r\n`)
  expect((await mailHolds(reader, mail, all, 'Own-Site')).broken).toBe(`read a quoted line: ${line}`)
  await reader.close()
})
