// Whether an SPF record lets an address send (RFC 7208), as far as a doctor needs it: lists, host names, includes and
// redirects. Macros, `exists` and `ptr` depend on the mail itself and are left open. It proves nothing about any mail
// (SPEC §3.3: SPF alone never verifies); it is for advice only.

import { BlockList, isIP } from 'node:net'
import type { Resolver } from '../ports.ts'

/** RFC 7208 §4.6.4: terms that ask DNS, over all includes. */
const mostLookups = 10

/** The answers; none where DNS says there are none. Throws what the resolver throws for any other trouble. */
export async function answers(
  resolver: Resolver,
  name: string,
  type: 'TXT' | 'A' | 'AAAA' | 'MX',
): Promise<readonly string[]> {
  try {
    return (await resolver(name, type)).map((parts) => parts.join(''))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTFOUND' || code === 'ENODATA') return []
    throw error
  }
}

/** RFC 7208 §4.5: what a domain's SPF records are; more than one is an error of the domain. */
export const spfRecords = async (resolver: Resolver, domain: string): Promise<readonly string[]> =>
  (await answers(resolver, domain, 'TXT')).filter((record) => /^v=spf1(?: |$)/i.test(record))

export const addressesOf = async (resolver: Resolver, host: string): Promise<readonly string[]> =>
  isIP(host) > 0
    ? [host]
    : [...(await answers(resolver, host, 'A')), ...(await answers(resolver, host, 'AAAA'))]

export type Passing = 'yes' | 'no' | 'unclear'

/** Whether the record of `domain` lets one of these addresses send. Throws what the resolver throws. */
export async function passes(
  resolver: Resolver,
  domain: string,
  record: string,
  addresses: readonly string[],
): Promise<Passing> {
  const left = { lookups: mostLookups }
  const verdicts: Passing[] = []
  for (const address of addresses) verdicts.push(await judge({ resolver, address, left }, domain, record))
  if (verdicts.includes('yes')) return 'yes'
  return verdicts.length === 0 || verdicts.includes('unclear') ? 'unclear' : 'no'
}

type Look = {
  readonly resolver: Resolver
  readonly address: string
  readonly left: { lookups: number }
}

async function judge(look: Look, domain: string, record: string): Promise<Passing> {
  const terms = record.trim().split(/ +/).slice(1, 100)
  for (const term of terms) {
    const [, sign = '', word = ''] = /^([-+~?]?)([^]*)$/.exec(term) ?? []
    const found = await mechanism(look, domain, word)
    if (found === 'unclear') return 'unclear'
    if (found === 'yes') return sign === '' || sign === '+' ? 'yes' : 'no'
  }
  const redirect = terms.map((term) => /^redirect=(.+)$/i.exec(term)?.[1]).find((name) => name !== undefined)
  return redirect === undefined ? 'no' : elsewhere(look, redirect)
}

async function mechanism(look: Look, domain: string, word: string): Promise<Passing> {
  const [, name = '', value = '', cidr = ''] = /^([a-z0-9]+)(?::([^/]*))?((?:\/.*)?)$/i.exec(word) ?? []
  if (word.includes('%{')) return 'unclear'
  switch (name.toLowerCase()) {
    case 'all':
      return 'yes'
    case 'ip4':
      return within(look.address, value, cidr)
    case 'ip6':
      return within(look.address, word.slice('ip6:'.length).replace(/\/\d+$/, ''), cidrOf(word))
    case 'a':
      return hosts(look, [value === '' ? domain : value], cidr)
    case 'mx': {
      if (!spend(look)) return 'unclear'
      const exchanges = await answers(look.resolver, value === '' ? domain : value, 'MX')
      return hosts(
        look,
        exchanges.slice(0, mostLookups).map((row) => row.replace(/^\d+\s+/, '')),
        cidr,
      )
    }
    case 'include':
      return elsewhere(look, value)
    case 'exists':
    case 'ptr':
      return 'unclear'
    default:
      // A modifier, such as redirect or exp; or a word that is none of SPF's.
      return 'no'
  }
}

const cidrOf = (word: string) => /\/\d+$/.exec(word)?.[0] ?? ''

const spend = ({ left }: Look): boolean => {
  left.lookups -= 1
  return left.lookups >= 0
}

/** include and redirect: another domain's record. */
async function elsewhere(look: Look, domain: string): Promise<Passing> {
  if (!spend(look) || domain.includes('%{')) return 'unclear'
  const [record, second] = await spfRecords(look.resolver, domain)
  return record === undefined || second !== undefined ? 'unclear' : judge(look, domain, record)
}

async function hosts(look: Look, names: readonly string[], cidr: string): Promise<Passing> {
  if (!spend(look)) return 'unclear'
  const type = isIP(look.address) === 6 ? 'AAAA' : 'A'
  // `a/24//64`: the first is for IPv4, the second for IPv6.
  const [, four = '', six = ''] = /^(\/\d+)?(?:\/(\/\d+))?$/.exec(cidr) ?? []
  for (const name of names)
    for (const address of await answers(look.resolver, name, type))
      if (within(look.address, address, type === 'A' ? four : six) === 'yes') return 'yes'
  return 'no'
}

function within(address: string, network: string, cidr: string): Passing {
  const family = isIP(network)
  if (family === 0 || family !== isIP(address)) return 'no'
  const whole = family === 4 ? 32 : 128
  const bits = cidr === '' ? whole : Number(cidr.slice(1))
  if (!(bits >= 0 && bits <= whole)) return 'no'
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(network, bits, type)
  return list.check(address, type) ? 'yes' : 'no'
}
