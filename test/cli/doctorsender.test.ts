// What doctor makes of the bot's domain in DNS: SPF, DMARC, and whether the server that takes letters may send.
import { describe, expect, it } from 'vitest'
import { lookAtSender } from '../../src/cli/doctorsender.ts'
import { passes } from '../../src/cli/spf.ts'
import { readConfig } from '../../src/config.ts'
import { fileResolver } from '../../src/systems/dns.ts'
import { openOffice } from './office.ts'

const zone = (...lines: readonly string[]) => fileResolver(lines.join('\n'))

const findings = async (host: string, resolver: Parameters<typeof lookAtSender>[1]) => {
  const office = openOffice()
  try {
    const read = readConfig(office.config, {})
    if (!('config' in read)) throw new Error('the office has no config')
    const transport = {
      kind: 'smtp',
      host,
      port: 587,
      security: 'starttls',
      caFile: null,
      login: null,
    } as const
    const config = { ...read.config, transport: { ...transport, connections: 1, dkim: null } }
    const found = await lookAtSender(config, resolver)
    return (check: string) => found.find((one) => one.check === check)
  } finally {
    office.leave()
  }
}

describe('SPF of the bot’s domain', () => {
  const address = 'smtp.egi.example A 192.0.2.7'
  const cases: readonly [what: string, records: readonly string[], state: string, says: RegExp][] = [
    ['no record', ['egi.example TXT unrelated'], 'warning', /does not say who may send/],
    ['no name at all', ['other.example TXT x'], 'warning', /does not say who may send/],
    [
      'two records',
      ['egi.example TXT "v=spf1 -all"', 'egi.example TXT "v=spf1 mx -all"'],
      'fails',
      /several SPF records/,
    ],
    ['+all', ['egi.example TXT "v=spf1 +all"'], 'fails', /lets everybody send/],
    ['all without a sign', ['egi.example TXT "v=spf1 mx all"'], 'fails', /lets everybody send/],
    [
      'the host',
      ['egi.example TXT "v=spf1 a:smtp.egi.example -all"', address],
      'ok',
      /lets smtp\.egi\.example send/,
    ],
    [
      'another host',
      ['egi.example TXT "v=spf1 ip4:198.51.100.0/24 -all"', address],
      'warning',
      /does not let smtp\.egi\.example send/,
    ],
    [
      'an unknown host',
      ['egi.example TXT "v=spf1 ip4:198.51.100.0/24 -all"'],
      'ok',
      /cannot be seen from here/,
    ],
  ]
  it.each(cases)('%s', async (_, records, state, says) => {
    const found = (await findings('smtp.egi.example', zone(...records)))('spf')
    expect(found).toMatchObject({ state, says: expect.stringMatching(says) })
    expect(found?.mend === undefined).toBe(state === 'ok')
  })

  it('says which record to publish', async () => {
    const found = (await findings('smtp.egi.example', zone('x TXT y')))('spf')
    expect(found?.mend).toBe('publish egi.example TXT "v=spf1 a:smtp.egi.example -all"')
  })

  it('does not judge what leaves by this very machine', async () => {
    const found = (await findings('127.0.0.1', zone('egi.example TXT "v=spf1 ip4:198.51.100.1 -all"')))('spf')
    expect(found).toMatchObject({ state: 'ok', says: expect.stringContaining('not known here') })
  })

  it('is a warning only where DNS does not answer', async () => {
    const silent = async () => {
      throw Object.assign(new Error('x'), { code: 'ETIMEOUT' })
    }
    const of = await findings('smtp.egi.example', silent)
    expect([of('spf'), of('dmarc')]).toMatchObject([
      { state: 'warning', says: 'egi.example could not be asked for (ETIMEOUT)' },
      { state: 'warning', says: '_dmarc.egi.example could not be asked for (ETIMEOUT)' },
    ])
  })
})

describe('whether a record lets an address send', () => {
  const world = zone(
    'egi.example A 192.0.2.1',
    'egi.example MX 10 mx.egi.example',
    'mx.egi.example A 192.0.2.25',
    'mx.egi.example AAAA 2001:db8::25',
    'provider.example TXT "v=spf1 ip4:203.0.113.0/24 -all"',
    'whole.example TXT "v=spf1 redirect=provider.example"',
    'loop.example TXT "v=spf1 include:loop.example -all"',
    'two.example TXT "v=spf1 -all"',
    'two.example TXT "v=spf1 mx -all"',
  )
  const cases: readonly [record: string, address: string, verdict: string][] = [
    ['ip4:192.0.2.0/24 -all', '192.0.2.77', 'yes'],
    ['ip4:192.0.2.0/24 -all', '192.0.3.77', 'no'],
    ['-ip4:192.0.2.77 ip4:192.0.2.0/24 -all', '192.0.2.77', 'no'],
    ['~all', '192.0.2.77', 'no'],
    ['ip6:2001:db8::/32 -all', '2001:db8::1', 'yes'],
    ['ip6:2001:db8::1 -all', '2001:db8::2', 'no'],
    ['a -all', '192.0.2.1', 'yes'],
    ['a/24 -all', '192.0.2.99', 'yes'],
    ['mx -all', '192.0.2.25', 'yes'],
    ['mx -all', '2001:db8::25', 'yes'],
    ['mx/24//64 -all', '2001:db8::99', 'yes'],
    ['mx -all', '192.0.2.26', 'no'],
    ['include:provider.example -all', '203.0.113.9', 'yes'],
    ['include:provider.example -all', '192.0.2.1', 'no'],
    ['redirect=provider.example', '203.0.113.9', 'yes'],
    ['include:whole.example -all', '203.0.113.9', 'yes'],
    ['include:nowhere.example -all', '203.0.113.9', 'unclear'],
    ['include:two.example -all', '203.0.113.9', 'unclear'],
    ['include:loop.example -all', '203.0.113.9', 'unclear'],
    ['exists:%{i}.egi.example -all', '203.0.113.9', 'unclear'],
    ['ptr -all', '203.0.113.9', 'unclear'],
    ['ip4:nonsense ip4:192.0.2.0/99 -all', '192.0.2.1', 'no'],
    ['', '192.0.2.1', 'no'],
  ]
  it.each(cases)('%s of %s: %s', async (record, address, verdict) => {
    expect(await passes(world, 'egi.example', `v=spf1 ${record}`, [address])).toBe(verdict)
  })

  it('asks no more than ten times over all includes, however they are laid', async () => {
    let asked = 0
    const fan = Array.from({ length: 40 }, () => 'include:loop.example').join(' ')
    const verdict = await passes(
      async (name, type) => {
        asked += 1
        return world(name, type)
      },
      'egi.example',
      `v=spf1 ${fan} -all`,
      ['192.0.2.1'],
    )
    expect(verdict).toBe('unclear')
    expect(asked).toBeLessThanOrEqual(10)
  })
})

describe('DMARC of the bot’s domain', () => {
  const cases: readonly [what: string, records: readonly string[], state: string, says: RegExp][] = [
    [
      'its own record',
      ['_dmarc.egi.example TXT "v=DMARC1; p=reject"'],
      'ok',
      /_dmarc\.egi\.example: v=DMARC1; p=reject/,
    ],
    ['none', ['egi.example TXT x'], 'warning', /does not say what servers should do/],
    ['another kind of record', ['_dmarc.egi.example TXT "v=spf1 -all"'], 'warning', /does not say/],
    [
      'two',
      ['_dmarc.egi.example TXT "v=DMARC1; p=none"', '_dmarc.egi.example TXT "v=DMARC1; p=reject"'],
      'fails',
      /several records/,
    ],
  ]
  it.each(cases)('%s', async (_, records, state, says) => {
    const of = await findings('smtp.egi.example', zone(...records))
    expect(of('dmarc')).toMatchObject({ state, says: expect.stringMatching(says) })
  })
})

it('without a dkim table the server has to sign, and doctor says so', async () => {
  const of = await findings('smtp.egi.example', zone('x TXT y'))
  expect(of('signature')).toMatchObject({ state: 'skipped', says: expect.stringContaining('has to sign') })
})
