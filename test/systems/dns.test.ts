import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/ports.ts'
import { fileResolver, noResolver, systemResolver } from '../../src/systems/dns.ts'

const zone = fileResolver(
  [
    '# keys of the federation',
    '; and a zone file comment',
    'rollcall._domainkey.egi.example TXT v=DKIM1; k=rsa; p=MIIB',
    'long._domainkey.egi.example.  3600  IN  TXT  "v=DKIM1; p=" "AAAA\\"B"',
    '',
    'two.egi.example TXT one',
    'TWO.egi.example txt two',
  ].join('\r\n'),
)

describe('a file of records answers', () => {
  const cases: [name: string, type: string, rows: string[][]][] = [
    ['rollcall._domainkey.egi.example', 'TXT', [['v=DKIM1; k=rsa; p=MIIB']]],
    ['Rollcall._DomainKey.EGI.example.', 'txt', [['v=DKIM1; k=rsa; p=MIIB']]],
    ['long._domainkey.egi.example', 'TXT', [['v=DKIM1; p=', 'AAAA"B']]],
    ['two.egi.example', 'TXT', [['one'], ['two']]],
  ]
  it.each(cases)('%s %s', async (name, type, rows) => {
    expect(await zone(name, type)).toEqual(rows)
  })

  it('says ENOTFOUND for a name that is not in it and ENODATA for a type that is not', async () => {
    await expect(zone('nobody.example', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' })
    await expect(zone('two.egi.example', 'MX')).rejects.toMatchObject({ code: 'ENODATA' })
  })

  it('names the line it cannot read', () => {
    expect(() => fileResolver('a TXT b\nnonsense\n')).toThrow(Fault)
    expect(() => fileResolver('a TXT b\nnonsense\n')).toThrow(/line 2/)
  })
})

it('switched off, no name exists', async () => {
  await expect(noResolver('egi.example', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

it('the system is not asked for what nobody here needs', async () => {
  await expect(systemResolver()('localhost', 'SRV')).rejects.toMatchObject({ code: 'ENODATA' })
})
