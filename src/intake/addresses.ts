// The address fields of a head as addresses (RFC 5322 §3.4), domains as A-labels. mailparser reads them, from a small head
// of our own making, with all that people's programs make of a list. What nearly all mail holds, plain names and plain
// addresses, is read here at once, where both read the same; a test compares them over all collected mail.

import { domainToASCII } from 'node:url'
import { simpleParser } from 'mailparser'
import type { AddressObject, EmailAddress } from 'mailparser'
import { valuesOf, withoutControls } from './headers.ts'
import type { Address, HeaderLine } from './message.ts'

type Fields = Readonly<Record<'from' | 'to' | 'cc' | 'replyTo', readonly Address[]>>
type Head = { readonly headers: readonly HeaderLine[] }

/** Lines of one field that are read; a head with more is no honest mail's. */
const mostLines = 50
/** Characters of a list that is read at once. */
const longestPlain = 2000

/** One address and what ends it: nothing in it that means anything but itself. */
const plain =
  /[ \t\r\n]*(?:(?:"([A-Za-z0-9](?:[A-Za-z0-9._'-]| (?! ))*)"|([A-Za-z0-9]+(?:[ '_-][A-Za-z0-9]+)*))[ \t]<([A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+)>|<([A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+)>|([A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+))[ \t]*(?:,|$)/y

const addressOf = (address: string, name: string): Address | null => {
  const at = address.lastIndexOf('@')
  if (at < 1) return null
  const domain = address.slice(at + 1).toLowerCase()
  // A domain that no A-label can be made of stays as it is: it will match nothing.
  const known = domainToASCII(domain) || domain
  return { address: withoutControls(`${address.slice(0, at)}@${known}`), name: withoutControls(name).trim() }
}

/** The addresses of these lines; null where anything in them is not plain. */
export function plainAddresses(values: readonly string[]): readonly Address[] | null {
  const found: Address[] = []
  for (const value of values) {
    // A-labels are shown decoded by mailparser, and made again.
    if (value.length > longestPlain || /xn--/i.test(value)) return null
    plain.lastIndex = 0
    while (plain.lastIndex < value.length) {
      const match = plain.exec(value)
      if (match === null) return null
      const [, quoted, words, named, angled, bare] = match
      const address = addressOf(named ?? angled ?? bare ?? '', (quoted ?? words ?? '').trim())
      if (address === null) return null
      found.push(address)
    }
  }
  return found
}

const addressesIn = (found: AddressObject | AddressObject[] | undefined): readonly Address[] => {
  const flat = (entries: readonly EmailAddress[]): readonly EmailAddress[] =>
    entries.flatMap((entry) => (entry.group === undefined ? [entry] : entry.group))
  return [found ?? []]
    .flat()
    .flatMap(({ value }) => flat(value).flatMap(({ address, name }) => addressOf(address ?? '', name) ?? []))
}

/** Decodes the fields people read. Each kind of list goes under a name of which mailparser keeps every line. */
export async function libraryAddresses(
  lists: Readonly<Record<keyof Fields, readonly string[]>>,
): Promise<Fields> {
  const as = (name: string, values: readonly string[]) => values.map((value) => `${name}: ${value}\n`)
  const made = [...as('To', lists.from), ...as('Cc', lists.to), ...as('Bcc', lists.cc)]
  const read = await simpleParser(Buffer.from(`${made.join('')}\n`))
  const answers = as('To', lists.replyTo).join('')
  const replyTo = answers === '' ? undefined : (await simpleParser(Buffer.from(`${answers}\n`))).to
  return {
    from: addressesIn(read.to),
    to: addressesIn(read.cc),
    cc: addressesIn(read.bcc),
    replyTo: addressesIn(replyTo),
  }
}

/** Throws what mailparser throws at a list that it cannot read. */
export async function readAddresses(head: Head): Promise<Fields> {
  const lines = (name: string) => valuesOf(head, name).slice(0, mostLines)
  const lists = {
    from: lines('from'),
    to: lines('to'),
    cc: lines('cc'),
    replyTo: lines('reply-to'),
  }
  const { from, to, cc, replyTo } = {
    from: plainAddresses(lists.from),
    to: plainAddresses(lists.to),
    cc: plainAddresses(lists.cc),
    replyTo: plainAddresses(lists.replyTo),
  }
  if (from && to && cc && replyTo) return { from, to, cc, replyTo }
  const read = await libraryAddresses({
    from: from ? [] : lists.from,
    to: to ? [] : lists.to,
    cc: cc ? [] : lists.cc,
    replyTo: replyTo ? [] : lists.replyTo,
  })
  return { from: from ?? read.from, to: to ?? read.to, cc: cc ?? read.cc, replyTo: replyTo ?? read.replyTo }
}
