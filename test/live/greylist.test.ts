// Greylisting by a real Postfix: a policy server of ours, asked at RCPT as postgrey is, puts each pair of sender and
// reader off for a minute. The minute is the stage's; what is said between the agent and Postfix is real.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { submit } from '../../src/desk/submit.ts'
import { Fault, type Post } from '../../src/ports.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import { smtpPost } from '../../src/systems/smtp.ts'
import * as c from '../stories/cast.ts'
import { setStage } from '../stories/stage.ts'
import { startLab } from './lab/lab.ts'
import type { Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { until } from './lab/until.ts'

const run = promisify(execFile)
const greySeconds = 60

describeLive('a server that greylists', () => {
  let lab: Lab
  let now = (): number => 0
  const asked: string[] = []
  const firstSeen = new Map<string, number>()
  /** SMTPD_POLICY_README: lines of name=value, an empty one ends the question; the answer likewise. */
  const policy = createServer((socket) => {
    let heard = ''
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      for (let end = heard.indexOf('\n\n'); end >= 0; end = heard.indexOf('\n\n')) {
        const question = new Map(heard.slice(0, end).split('\n').map(splitAt))
        heard = heard.slice(end + 2)
        const reader = question.get('recipient') ?? ''
        const pair = `${question.get('sender')} ${reader}`
        asked.push(reader)
        if (!firstSeen.has(pair)) firstSeen.set(pair, now())
        const waits = (firstSeen.get(pair) ?? 0) + greySeconds * 1000 > now()
        const grey = reader.endsWith('@lip.example') && waits
        socket.write(`action=${grey ? '450 4.2.0 Greylisted, come again in a minute' : 'DUNNO'}\n\n`)
      }
    })
  })

  beforeAll(async () => {
    lab = await startLab()
    policy.listen(0, '127.0.0.1')
    await once(policy, 'listening')
    const etc = join(lab.dir, 'postfix/etc')
    const ask = `check_policy_service,inet:127.0.0.1:${(policy.address() as AddressInfo).port}`
    const service = `127.0.0.1:${lab.submission.port}/inet/smtpd_recipient_restrictions`
    await run('postconf', ['-c', etc, '-P', `${service}=${ask},permit_sasl_authenticated,reject`])
    await run('postfix', ['-c', etc, 'reload'])
    await until('Postfix reads its settings anew', 10_000, () =>
      /reload -- version/.test(lab.log()) ? true : undefined,
    )
  })
  afterAll(async () => {
    policy.close()
    await lab?.stop()
  })

  it('has each letter once, at the first try after its minute, and keeps no other letter waiting', async () => {
    const post = smtpPost({
      host: lab.submission.host,
      port: lab.submission.port,
      security: 'starttls',
      caFile: readFileSync(lab.imap.ca, 'utf8'),
      user: c.bot,
      password: 'lab-only',
      connections: 2,
      name: 'rollcall.egi.example',
    })
    const faults: Fault[] = []
    const heard: Post = {
      ...post,
      send: async (letter, leave) =>
        post.send(letter, leave).catch((error: unknown) => {
          if (error instanceof Fault) faults.push(error)
          throw error
        }),
    }
    const stage = await setStage(undefined, undefined, { post: heard })
    try {
      now = () => Date.parse(stage.now())
      const { kit } = stage.house
      const by = { admin: 'root' }
      await submit(kit, { by, ticket: null, lines: [`open ${c.title}`] })
      await submit(kit, { by, ticket: asTicketId(1), lines: [`assign ${c.lisbon} ${c.desy}`] })
      await stage.settle()
      const first = await kit.archive.letters()
      expect(first.filter(({ state }) => state === 'sent')).toHaveLength(3)
      expect(first.filter(({ state }) => state === 'deferred')).toHaveLength(2)

      for (let looks = 0; looks < 10; looks += 1) {
        const next = await kit.archive.nextOutbox()
        if (next === null) break
        await stage.at(next)
      }
      const letters = await kit.archive.letters()
      expect(letters.map(({ state }) => state)).toEqual(letters.map(() => 'sent'))
      // Half a minute is too early, the next try is not.
      expect(letters.map(({ attempts }) => attempts).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 3, 3])
      expect(Date.parse(stage.now()) - Date.parse('2026-11-20T10:00:00Z')).toBeLessThan(4 * 60_000)
      expect(faults).toHaveLength(4)
      for (const fault of faults) {
        expect(fault).toMatchObject({ lasting: 'transient', door: 'answers', unanswered: false })
        expect(fault.message).toContain('450 4.2.0')
      }
      const isIt = ({ parsed }: { parsed: { subject?: string } }) =>
        /will NGI_IBERGRID-LIP-Lisbon try it/.test(parsed.subject ?? '')
      await lab.waitForMail(c.maria, isIt)
      expect((await lab.mailbox(c.maria)).filter(isIt)).toHaveLength(1)
      expect(asked.filter((reader) => reader === c.maria)).toHaveLength(3)
    } finally {
      await stage.close()
      await post.close()
    }
  })
})

const splitAt = (line: string): [string, string] => {
  const at = line.indexOf('=')
  return [line.slice(0, at), line.slice(at + 1)]
}
