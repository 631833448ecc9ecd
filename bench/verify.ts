// Who wrote: what it costs to verify a signed mail as the agent does it, with DKIM of our own computing and the judgement of
// whether it is aligned and covers what matters; beside mailauth's own DKIM check of the same bytes. A reply, and 5 MB.

import { dkimVerify } from 'mailauth'
import { authenticate } from '../src/intake/authenticate.ts'
import { parseMail } from '../src/intake/parse.ts'
import { asInstant } from '../src/rollout/ids.ts'
import { makeSigner, resolverOf, signed } from '../test/support/signing.ts'
import { row, type Measure, type Report } from './row.ts'

const rounds = 15
const receivedAt = asInstant('2026-11-20T10:00:30Z')
const bot = 'staged-rollout@egi.example'

const reply = (more: string) =>
  [
    'From: Maria Silva <maria@lip.example>',
    `To: ${bot}`,
    'Subject: Re: [staged-rollout #42] SE-DPM_mysql 1.8.0-1: will LIP-Lisbon try it?',
    'Date: Fri, 20 Nov 2026 10:00:00 +0000',
    'Message-ID: <reply@lip.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'accept NGI_IBERGRID-LIP-Lisbon',
    '',
    more,
    '',
  ].join('\r\n')

/** Milliseconds of processor time, the quickest round: whatever else runs on the machine only makes it slower. */
async function quickest(times: number, work: () => Promise<unknown>): Promise<number> {
  const each: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage()
    for (let n = 0; n < times; n += 1) await work()
    const { user, system } = process.cpuUsage(before)
    each.push((user + system) / 1000 / times)
  }
  return Math.min(...each)
}

export const measure: Measure = async (report: Report) => {
  const signer = makeSigner('lip.example')
  const resolver = resolverOf(signer)
  const quoted = '> What is new is what was said before, and some words more.\r\n'
  for (const [what, size, times] of [
    ['a reply of 3 kB', 3000, 40],
    ['5 MB', 5_000_000, 1],
  ] as const) {
    const text = reply(quoted.repeat(Math.ceil(size / quoted.length)))
    const bytes = Buffer.from(await signed(text, signer, { signTime: '2026-11-20T10:00:00Z' }))
    const message = await parseMail(bytes)
    const ours = async () =>
      authenticate(bytes, message, {
        via: 'imap',
        receivedAt,
        authservIds: [],
        verifyDkim: true,
        ourAddresses: [bot],
        threadIds: () => false,
        resolver,
      })
    const theirs = async () => dkimVerify(bytes, { resolver })
    const proof = await ours()
    if (proof.aligned !== 'strict') throw new Error(`not verified: ${JSON.stringify(proof)}`)
    const wanted = size < 10_000 ? ({ most: [1, 1] } as const) : undefined
    const mine = await quickest(times, ours)
    report(row({ what: `DKIM of ${what}, judged, processor time`, unit: 'ms', ours: mine }, wanted))
    const peer = await quickest(times, theirs)
    report(row({ what: `the same beside mailauth's check alone`, unit: 'ms', ours: mine, peer }))
  }
}
