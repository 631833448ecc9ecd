// A mail of 25 MB arrives: how long does the agent stand still while it is stored, read and judged? The longest time in
// which nothing else could run, beside mailparser reading the same mail in one go.

import { simpleParser } from 'mailparser'
import { handleAll } from '../src/desk/handle.ts'
import { makePatience } from '../src/desk/patience.ts'
import { dice } from './dice.ts'
import { openOffice } from './office.ts'
import { median, row, type Measure } from './row.ts'
import { longestStall } from './stall.ts'

const rounds = 5

function largeMail(at: number, reply: string): Buffer {
  const lines = dice(at + 1)
    .bytes(18_000_000)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')
  return Buffer.from(
    `From: person@site0.example\r\nTo: ${reply}\r\nSubject: logs\r\nMessage-ID: <${at}@site0.example>\r\n` +
      `Date: Sun, 22 Nov 2026 08:00:0${at} +0000\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nour logs, number ${at}\r\n` +
      `--b\r\nContent-Type: application/gzip; name="logs.tar.gz"\r\nContent-Transfer-Encoding: base64\r\n` +
      `Content-Disposition: attachment; filename="logs.tar.gz"\r\n\r\n${lines}\r\n--b--\r\n`,
  )
}

export const measure: Measure = async (report) => {
  const office = await openOffice()
  const { house, close } = await office.open()
  const { kit } = house
  const [stored, handled, theirs]: [number[], number[], number[]] = [[], [], []]
  for (let at = 0; at < rounds; at += 1) {
    const bytes = largeMail(at, office.asked[at]?.reply ?? '')
    const place = { mailbox: 'bench', uidValidity: '1', uid: at + 1 }
    const mail = { place, via: 'imap' as const, receivedAt: kit.clock.now(), bytes, backlog: false }
    stored.push(await longestStall(() => kit.ledger.recordMail([mail])))
    handled.push(await longestStall(() => handleAll(kit, makePatience(), new AbortController().signal)))
    theirs.push(await longestStall(() => simpleParser(bytes)))
  }
  await close()
  office.close()
  report(
    row({ what: 'stall, a mail of 25 MB is stored', unit: 'ms', ours: median(stored) }, { most: [50, 15] }),
  )
  const ours = median(handled)
  report(row({ what: 'stall, a mail of 25 MB is read and judged', unit: 'ms', ours }, { most: [50, 15] }))
  report(row({ what: '… beside mailparser reading it', unit: 'ms', ours, peer: median(theirs) }))
}
