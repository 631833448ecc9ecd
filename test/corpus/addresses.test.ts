// Addresses that are read at once are the ones that mailparser reads: over every head of the collected mail, and over
// lists made of everything that could mean something in one.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { libraryAddresses, plainAddresses } from '../../src/intake/addresses.ts'
import { readHead, valuesOf } from '../../src/intake/headers.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const byLibrary = async (values: readonly string[]) => {
  const { from } = await libraryAddresses({ from: values, to: [], cc: [], replyTo: [] })
  return from
}

describe('a list of addresses that is read at once', () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('maria@lip.example', 'a.b+c=d@X-1.example', 'r@127.1', 'x@y') },
    {
      weight: 3,
      arbitrary: fc.constantFrom('Maria', "O'Neill", 'J-P', '"Silva, M."', '"M. Silva"', '"  x "'),
    },
    { weight: 4, arbitrary: fc.constantFrom('<', '>', ',', ', ', ' ', '\n ', ';', ':') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('(', ')', '"', '\\', '@', '.', '=?utf-8?q?=C3=A9?=', 'xn--a', 'é', '..'),
    },
  )
  const made = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    fc
      .array(fc.tuple(fc.constantFrom('', 'Maria Silva ', '"Maria Silva" ', '"a-b" ', '"A. B" '), piece), {
        maxLength: 4,
      })
      .map((all) => all.map(([name, address]) => `${name}<${address}>`).join(', ')),
  )

  it('holds what mailparser reads in it', async () => {
    let atOnce = 0
    await fc.assert(
      fc.asyncProperty(made, async (value) => {
        const found = plainAddresses([value])
        if (found === null) return
        if (found.length > 0) atOnce += 1
        expect(found).toEqual(await byLibrary([value]))
      }),
      { numRuns: 2000 },
    )
    expect(atOnce).toBeGreaterThan(100)
  })
})

const mailsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .map((name) => join(folder, name))

describe.skipIf(!sharedIsThere)('addresses of collected mail', () => {
  it('are read at once as mailparser reads them', async () => {
    let [fields, atOnce] = [0, 0]
    for (const file of ['corpora', 'mails'].flatMap((folder) => mailsBelow(shared(folder)))) {
      const { lines } = readHead(readFileSync(file), 256 * 1024)
      for (const name of ['from', 'to', 'cc', 'reply-to']) {
        const values = valuesOf({ headers: lines }, name).slice(0, 50)
        if (values.length === 0) continue
        fields += 1
        const found = plainAddresses(values)
        if (found === null) continue
        atOnce += 1
        expect(found, `${name} of ${file}`).toEqual(await byLibrary(values))
      }
    }
    expect(fields).toBeGreaterThan(100)
    expect(atOnce / fields).toBeGreaterThan(0.5)
  }, 60_000)
})
