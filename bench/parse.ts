// Reading a mail: replies of the mix as the intake reads them, beside mailparser, which many use for it.

import { simpleParser } from 'mailparser'
import { parseMail } from '../src/intake/parse.ts'
import { mix, writer } from './mix.ts'
import { median, row, type Measure } from './row.ts'

const rounds = 7

async function rate(mails: readonly Buffer[], read: (mail: Buffer) => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (const mail of mails) await read(mail)
  return mails.length / ((performance.now() - began) / 1000)
}

export const measure: Measure = async (report) => {
  const small = [...mix([writer], { count: 400 })].filter((mail) => mail.length < 20_000)
  const large = [...mix([writer], { count: 40, large: true })].filter((mail) => mail.length > 5_000_000)
  const readers = [parseMail, (mail: Buffer) => simpleParser(mail, { keepDeliveryStatus: true })] as const
  for (const [what, mails, unit] of [
    ['parse a reply (mailparser)', small, 'mails/s'],
    ['parse a mail of 7 MB (mailparser)', large, 'mails/s'],
  ] as const) {
    const both: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      both[0].push(await rate(mails, readers[0]))
      both[1].push(await rate(mails, readers[1]))
    }
    report(row({ what, unit, ours: median(both[0]), peer: median(both[1]) }))
  }
}
