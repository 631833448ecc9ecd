// What an operator meets when something is wrong: one line that says what to do, and exit code 2 where only they can
// mend it, else a retry that says so; and nothing is lost meanwhile. The servers are real; where one must be gone, its
// cable is pulled.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeCertificates } from '../systems/certificates.ts'
import { startLab } from './lab/lab.ts'
import type { Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { bot } from './lab/people.ts'
import { freePorts } from './lab/server.ts'
import { type Agent, rollcall, rollcallJson, startAgent } from './support/agent.ts'
import { layCable } from './support/cable.ts'
import { managerGlite, managerOps, roster, type Tables, writeSettings } from './support/settings.ts'

const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'

describeLive('trouble that an operator meets', () => {
  let lab: Lab
  const agents: Agent[] = []
  beforeAll(async () => {
    lab = await startLab()
  })
  afterAll(async () => {
    await Promise.all(agents.map(async (agent) => agent.kill()))
    await lab?.stop()
  })
  const start = (config: string, password?: string) => {
    const agent = startAgent(config, password)
    agents.push(agent)
    return agent
  }
  /** Reads a folder, so that nobody else's mail is taken; writes by real submission. */
  const beside: Tables = { mailbox: { kind: 'folder', path: 'incoming' } }
  const settingsBeside = async (changes: Tables = {}) => {
    const settings = await writeSettings(lab, { ...beside, ...changes })
    mkdirSync(join(settings.dir, 'incoming'))
    return settings
  }

  const refusals: readonly {
    readonly trouble: string
    readonly changes: (lab: Lab) => Tables
    readonly password?: string
    readonly says: (lab: Lab) => string
  }[] = [
    {
      trouble: 'a wrong password',
      changes: () => ({}),
      password: 'wrong',
      says: ({ imap }) =>
        `IMAP server 127.0.0.1:${imap.port} refuses user ${bot}: check user and password in [mailbox]`,
    },
    {
      trouble: 'an authority we do not know',
      changes: () => ({ mailbox: { ca_file: undefined } }),
      says: ({ imap }) =>
        `IMAP server 127.0.0.1:${imap.port}: its certificate comes from an authority we do not know: give that authority’s PEM as ca_file`,
    },
    {
      trouble: 'a folder that is not there',
      changes: () => ({ mailbox: { folder: 'Rollouts' } }),
      says: ({ imap }) =>
        `IMAP server 127.0.0.1:${imap.port} has no folder "Rollouts": correct folder in [mailbox], or make it there`,
    },
    {
      trouble: 'a port without TLS',
      changes: ({ smtp }) => ({ mailbox: { port: smtp.port } }),
      says: ({ smtp }) =>
        `IMAP server 127.0.0.1:${smtp.port} does not speak TLS as security = "tls" says: check port and security in [mailbox]`,
    },
    {
      trouble: 'a port that is taken',
      changes: ({ smtp }) => ({
        mailbox: { kind: 'listen', protocol: 'smtp', listen: `127.0.0.1:${smtp.port}` },
      }),
      says: ({ smtp }) =>
        `port ${smtp.port} is taken on 127.0.0.1: stop what listens there, or give another port in [mailbox] listen`,
    },
  ]
  it.concurrent.each(refusals)('ends with one line and code 2 for $trouble', async (refusal) => {
    const settings = await writeSettings(lab, refusal.changes(lab))
    const { code, out, err } = await start(settings.config, refusal.password).ended
    expect(err).toBe(`rollcall: ${refusal.says(lab)}\n`)
    expect(out).toBe('')
    expect(code).toBe(2)
  })

  it.concurrent('ends with one line and code 2 for a certificate that has expired', async () => {
    const { ca, expired } = makeCertificates()
    await using server = createServer(expired)
    const [port = 0] = await freePorts(1)
    server.on('tlsClientError', () => null)
    server.listen(port, '127.0.0.1')
    const settings = await writeSettings(lab, { mailbox: { port, ca_file: 'old.pem' } })
    writeFileSync(join(settings.dir, 'old.pem'), ca)
    expect(await start(settings.config).ended).toMatchObject({
      code: 2,
      err: `rollcall: IMAP server 127.0.0.1:${port}: its certificate has expired: renew it on the server\n`,
    })
  })

  it.concurrent('lists everything that is wrong with a config, and makes nothing', async () => {
    const settings = await writeSettings(lab, {
      mailbox: { port: 70_000, pasword: 'x' },
      roster: { file: 'people.csv' },
      deadlines: { answer: 'soon' },
    })
    const { code, out, err } = await start(settings.config).ended
    expect(code).toBe(2)
    expect(out).toBe('')
    const lines = err.trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    for (const [index, key] of [
      '[mailbox] port',
      '[mailbox] pasword',
      '[roster] file',
      '[deadlines] answer',
    ].entries())
      expect(lines[index]).toMatch(
        new RegExp(`rollcall\\.toml:\\d+: ${key.replaceAll(/[[\]]/g, '\\$&')}: \\S`),
      )
    expect(existsSync(join(settings.dir, 'var'))).toBe(false)
  })

  it.concurrent('lists everything that is wrong with a roster, and imports nothing', async () => {
    const wrong = `${roster}NGI_PL,ICM,PL,Europe/Nowhere,glite,somebody,\nNGI_DE,DESY-HH,DE,Europe/Berlin,glite,x@desy.example,\n`
    const settings = await writeSettings(lab, {}, wrong)
    const { code, err } = await start(settings.config).ended
    expect(code).toBe(2)
    const lines = err.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(err).toMatch(/roster\.csv:5: timezone: .*Europe\/Nowhere/)
    expect(err).toMatch(/roster\.csv:5: members: .*somebody/)
    expect(err).toMatch(/roster\.csv:6: .*DESY-HH/)
  })

  it.concurrent('says what to do where the data folder cannot be', async () => {
    const settings = await writeSettings(lab, { bot: { data: 'roster.csv' } })
    const { code, err } = await start(settings.config).ended
    expect(err).toMatch(/^rollcall: .*roster\.csv.*\[bot\] data\n$/)
    expect(code).toBe(2)
  })

  it.concurrent('says what to do where the data folder holds something else', async () => {
    const settings = await settingsBeside()
    mkdirSync(join(settings.dir, 'var'))
    writeFileSync(
      join(settings.dir, 'var', 'rollcall.sqlite'),
      'something else, and long enough '.repeat(200),
    )
    const { code, err } = await start(settings.config).ended
    expect(err).toMatch(/^rollcall: the file is not a Rollcall database; .*\n$/)
    expect(code).toBe(2)
  })

  it.concurrent('starts no second instance on one data folder, and says which holds it', async () => {
    const settings = await settingsBeside()
    const first = start(settings.config)
    await first.tells(/rollcall runs/)
    const { code, err } = await start(settings.config).ended
    expect(err).toMatch(
      new RegExp(
        `^rollcall: another Rollcall runs on ${settings.dir}/var: process ${first.pid} on .* since .*; stop it first\\n$`,
      ),
    )
    expect(code).toBe(2)
    expect(await first.stop()).toMatchObject({ code: 0 })
    const next = start(settings.config)
    await next.tells(/rollcall runs/)
    expect(await next.stop()).toMatchObject({ code: 0 })
  })

  it.concurrent('waits for an IMAP server that is not there, loses none of its mail, and finds it again', async () => {
    const [port = 0] = await freePorts(1)
    const cable = await layCable(port, lab.imap)
    await cable.pull()
    const settings = await writeSettings(lab, { mailbox: { port } })
    const agent = start(settings.config)
    const gone = new RegExp(
      `cannot reach IMAP server 127\\.0\\.0\\.1:${port} \\(connection refused\\): is it running\\? trying again in \\d+ s`,
    )
    await agent.tells(gone)
    await cable.putBack()
    await agent.tells(/reading INBOX/, 20_000)

    await cable.pull()
    await agent.tells(/reading INBOX[^]*cannot reach IMAP server[^]*trying again/)
    await lab.sendAs(managerGlite, { to: bot, subject: 'meanwhile', text: `open ${title}\n` })
    await cable.putBack()
    await agent.tells(/reading INBOX[^]*reading INBOX/, 20_000)
    await lab.waitForMail(managerGlite, ({ parsed }) => /#1\].*SE-DPM/.test(parsed.subject ?? ''))
    await agent.stop()
    await cable.pull()
  })

  it.concurrent('keeps letters while submission is down, says so, and sends them once when it is back', async () => {
    const [port = 0] = await freePorts(1)
    const cable = await layCable(port, lab.submission)
    await cable.pull()
    const settings = await settingsBeside({ transport: { port } })
    const agent = start(settings.config)
    await agent.tells(/rollcall runs/)
    expect(
      (await rollcall(settings.config, 'ticket', 'open', 'Staged Rollout EMI-1.0 CREAM 1.2-1')).code,
    ).toBe(0)
    const shut = await agent.logs('door shut', 1, 20_000)
    expect(shut).toMatchObject({
      what: `cannot reach SMTP server 127.0.0.1:${port} (connection refused): is it running?`,
      againIn: 5000,
    })
    await cable.putBack()
    const about = ({ parsed }: { parsed: { subject?: string } }) => /CREAM/.test(parsed.subject ?? '')
    for (const reader of [managerGlite, managerOps]) {
      await lab.waitForMail(reader, about, 45_000)
      expect((await lab.mailbox(reader)).filter(about)).toHaveLength(1)
    }
    expect(await agent.stop()).toMatchObject({ code: 0 })
    await cable.pull()
  })

  it.concurrent('keeps letters that a wrong submission password holds up', async () => {
    const settings = await settingsBeside()
    writeFileSync(join(settings.dir, 'smtp.password'), 'wrong\n')
    const agent = start(settings.config)
    await agent.tells(/rollcall runs/)
    expect(
      (await rollcall(settings.config, 'ticket', 'open', 'Staged Rollout EMI-1.0 VOMS 2.0-1')).code,
    ).toBe(0)
    const { what } = await agent.logs('door shut', 1, 20_000)
    expect(what).toMatch(
      /^SMTP server .* refuses user staged-rollout@egi\.example \(535 .*\): check user and password in \[transport\]$/,
    )
    await agent.stop()
    const [ticket] = await rollcallJson<{ id: number }>(settings.config, 'ticket', 'list')
    expect(ticket).toMatchObject({ id: 1 })
    expect(readdirSync(join(settings.dir, 'var'))).toContain('rollcall.sqlite')
  })
})
