// winmail.dat beside the program that Debian unpacks it with: both must find the same files in it, under the same names.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTnef } from '../../src/intake/tnef.ts'
import { properties, wide, winmail } from '../support/tnef.ts'

const odt = Buffer.from('PK\x03\x04 a report of some length\0with NUL')
const large = Buffer.alloc(300_001, 0xa5)

// Where the machine is ours to prepare (CI) its absence is a failure, as it is for the lab's servers.
const skipped = !existsSync('/usr/bin/tnef') && process.env['CI'] !== 'true'

describe.skipIf(skipped)('winmail.dat as Debian’s tnef reads it', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-tnef-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    [
      'short names',
      winmail({
        body: 'accept',
        files: [
          { title: 'a.odt', data: odt },
          { title: 'b.odt', data: large },
        ],
      }),
    ],
    [
      'long names',
      winmail({
        files: [{ title: 'NGI_IB~1.ODT', longName: 'NGI_IBERGRID-LIP-Lisbon-CA-1.38.odt', data: odt }],
        props: properties([0x1000001f, wide('words')]),
      }),
    ],
  ])('has the same files: %s', (what, dat) => {
    const from = join(folder, `${what}.dat`)
    const to = mkdtempSync(join(folder, 'out-'))
    writeFileSync(from, dat)
    execFileSync('tnef', ['-C', to, from])
    const theirs = readdirSync(to)
      .toSorted()
      .map((name) => [name, readFileSync(join(to, name))])
    const ours = readTnef(dat).files.map(({ name, bytes }) => [name, Buffer.from(bytes)])
    expect(ours).toEqual(theirs)
  })
})
