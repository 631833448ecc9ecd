// The whole agent behind a wire that is cut, before real servers: a command by mail has its effect once, whatever the
// connection did, and once still where another client moves the mail back to where it came in.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { startLab, type Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { bot } from './lab/people.ts'
import { until } from './lab/until.ts'
import { rollcallJson, startAgent } from './support/agent.ts'
import { managerGlite, writeSettings } from './support/settings.ts'
import { layWire } from './support/wire.ts'

describeLive('an agent whose mailbox is cut off', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab()
  })
  afterAll(async () => lab?.stop())

  it('does once what a mail asks for, though it is cut three times and the mail is moved back', async () => {
    const wire = await layWire({ port: lab.imap.port, ca: lab.caPem })
    // Before the folder is open, in the middle of the mail, and where the server says that it moved it.
    const cuts = [/ SELECT /, /^\* \d+ FETCH .*BODY\[\]/, /OK \[COPYUID|\* OK \[COPYUID/]
    const cut = ({ text }: { text: string }) => {
      const [next] = cuts
      if (next === undefined || !next.test(text)) return null
      cuts.shift()
      return { pass: null, end: 'reset' as const }
    }
    wire.setRules({ server: cut, client: cut })
    const settings = await writeSettings(lab, {
      mailbox: { port: wire.port, security: 'none', ca_file: undefined },
    })
    const agent = startAgent(settings.config)
    await agent.tells(/reading INBOX/, 30_000)
    await lab.sendAs(managerGlite, {
      to: bot,
      subject: 'a release',
      text: 'open Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64\n',
    })
    const told = ({ parsed }: { parsed: { subject?: string } }) => /SE-DPM_mysql/.test(parsed.subject ?? '')
    await lab.waitForMail(managerGlite, told, 40_000)
    await agent.tells(/(?:trying again[^]*){3}reading INBOX/, 40_000)

    const other = await lab.imapAs(bot)
    const inbox = async () => {
      const status = await other.status('INBOX', { messages: true })
      return status && status.messages === 0 ? true : undefined
    }
    await until('the mail is moved', 30_000, inbox)
    await other.mailboxOpen('Processed')
    await other.messageMove('1:*', 'INBOX', { uid: true })
    await agent.logs('mail handled', 2, 30_000)
    await until('it is moved again', 10_000, inbox)

    const mails = await rollcallJson<{ state: string }>(settings.config, 'mail', 'list')
    expect(mails.map(({ state }) => state).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['copy', 'handled'])
    expect(await rollcallJson(settings.config, 'ticket', 'list')).toHaveLength(1)
    expect(cuts).toEqual([])
    expect(wire.connections()).toBe(4)
    await other.logout()
    expect(await agent.stop()).toMatchObject({ code: 0 })
    wire.close()
    expect((await lab.mailbox(managerGlite)).filter(told)).toHaveLength(1)
  })
})
