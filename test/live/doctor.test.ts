// `rollcall doctor` against real servers: nothing fails where all is right, and each thing that is broken is named alone.

import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startLab } from './lab/lab.ts'
import type { Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { bot } from './lab/people.ts'
import { type Agent, rollcall, startAgent } from './support/agent.ts'
import { type Settings, type Tables, writeSettings } from './support/settings.ts'

type Found = { readonly check: string; readonly state: string; readonly says: string; readonly mend?: string }

describeLive('doctor in the lab', () => {
  let lab: Lab
  let agent: Agent | undefined
  beforeAll(async () => {
    lab = await startLab()
  })
  afterAll(async () => {
    await agent?.kill()
    await lab?.stop()
  })

  const two = { 'stacks.glite': { managers: ['mgr-glite@egi.example', 'mgr2-glite@egi.example'] } }
  const dkim = (settings: Settings, records: (key: string) => readonly string[]): string => {
    const file = join(settings.dir, 'dkim.pem')
    execFileSync('openssl', ['genrsa', '-out', file, '2048'], { stdio: 'ignore' })
    const der = createPublicKey(createPrivateKey(readFileSync(file))).export({ type: 'spki', format: 'der' })
    const zone = join(settings.dir, 'zone')
    writeFileSync(zone, records(der.toString('base64')).join('\n'))
    return zone
  }
  const published = (key: string) => [
    'egi.example TXT "v=spf1 mx -all"',
    '_dmarc.egi.example TXT "v=DMARC1; p=quarantine"',
    `s1._domainkey.egi.example TXT "v=DKIM1; k=rsa; p=${key}"`,
  ]
  const examined = async (
    changes: Tables = {},
    records: (key: string) => readonly string[] = published,
    ...options: readonly string[]
  ) => {
    const settings = await writeSettings(lab, { ...two, ...changes })
    const zone = dkim(settings, records)
    // An inline table, as the example config has it.
    const config = readFileSync(settings.config, 'utf8').replace(
      'security = "starttls"',
      'security = "starttls"\ndkim = { domain = "egi.example", selector = "s1", key_file = "dkim.pem" }',
    )
    execFileSync('chmod', ['600', join(settings.dir, 'dkim.pem')])
    writeFileSync(settings.config, config)
    const { code, out, err } = await rollcall(settings.config, 'doctor', '--json', '--dns', zone, ...options)
    expect(err).toBe('')
    const { findings } = JSON.parse(out) as { findings: readonly Found[] }
    const not = findings.filter(({ state }) => state !== 'ok' && state !== 'skipped')
    return { code, findings, not: not.map(({ check, state }) => `${check} ${state}`), settings }
  }
  const state = (findings: readonly Found[], check: string) =>
    findings.find((one) => one.check === check)?.state

  it('finds nothing wrong, its mail to itself included, and leaves the mailbox as it was', async () => {
    const { code, findings, not } = await examined({}, published, '--send')
    expect({ code, not }).toEqual({ code: 0, not: [] })
    for (const check of ['mail in', 'mail out', 'spf', 'signature', 'dmarc', 'round trip', 'clocks'])
      expect(state(findings, check), check).toBe('ok')
    expect(await lab.mailbox(bot)).toEqual([])
  }, 60_000)

  it('sends nothing unless it is told to', async () => {
    const { findings } = await examined()
    expect(state(findings, 'round trip')).toBe('skipped')
    expect(await lab.mailbox(bot)).toEqual([])
  })

  const broken: readonly [what: string, changes: Tables, named: readonly string[]][] = [
    [
      'a stack with one manager',
      { 'stacks.glite': { managers: ['mgr-glite@egi.example'] } },
      ['managers warning'],
    ],
    ['a mailbox folder that is not there', { mailbox: { folder: 'Rollouts' } }, ['mail in fails']],
    ['a mail server that is not there', { mailbox: { port: 1 } }, ['mail in fails']],
    ['a user whom the transport refuses', { transport: { user: 'nobody@egi.example' } }, ['mail out fails']],
    ['an authority nobody named', { transport: { ca_file: undefined } }, ['mail out fails']],
  ]
  it.each(broken)('names %s, and nothing else', async (_, changes, named) => {
    const { code, findings, not } = await examined(changes)
    expect(not).toEqual(named)
    expect(code).toBe(named.some((one) => one.endsWith('fails')) ? 1 : 0)
    if (code === 1) expect(state(findings, 'round trip')).toBe('skipped')
  })

  const zones: readonly [
    what: string,
    records: (key: string) => readonly string[],
    named: readonly string[],
  ][] = [
    ['no SPF', (key) => published(key).slice(1), ['spf warning']],
    [
      'an SPF that lets everybody send',
      (key) => ['egi.example TXT "v=spf1 +all"', ...published(key).slice(1)],
      ['spf fails'],
    ],
    ['another key', () => published('AAAA'), ['signature fails']],
    ['no DMARC', (key) => published(key).filter((line) => !line.startsWith('_dmarc')), ['dmarc warning']],
  ]
  it.each(zones)('names %s in DNS, and nothing else', async (_, records, named) => {
    expect((await examined({}, records)).not).toEqual(named)
  })

  it('names plus addresses that come to nobody, with the mend', async () => {
    // A bot whose address is no mailbox: what it sends itself is refused at the border and comes back.
    const other = { bot: { address: 'nobody@egi.example' } }
    const { code, findings } = await examined(other, published, '--send')
    expect(code).toBe(1)
    expect(findings.find(({ check }) => check === 'round trip')).toMatchObject({ state: 'fails' })
  }, 120_000)

  it('sees its mail in the memory of an agent that runs, which does nothing with it', async () => {
    const settings = await writeSettings(lab, { ...two, board: { listen: 'off' } })
    agent = startAgent(settings.config)
    await agent.tells(/reading INBOX/)
    const { code, out } = await rollcall(settings.config, 'doctor', '--json', '--send', '--dns', 'off')
    const { findings } = JSON.parse(out) as { findings: readonly Found[] }
    expect({ code, trip: state(findings, 'round trip') }).toEqual({ code: 0, trip: 'ok' })
    const handled = await agent.logs('mail handled', 1)
    expect(handled).toMatchObject({ kind: 'own', events: [], letters: [] })
    await agent.stop()
  }, 60_000)
})
