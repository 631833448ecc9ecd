import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { readTnef } from '../../src/intake/tnef.ts'
import { number, properties, wide, winmail } from '../support/tnef.ts'

const report = Buffer.from('PK\x03\x04 a report')
const reportName = 'NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt'
const mailWith = (dat: Buffer, text = '') =>
  parseMail(
    Buffer.from(
      [
        'From: Ana <ana@lip.example>',
        'Content-Type: multipart/mixed; boundary=x',
        '',
        '--x',
        'Content-Type: text/plain',
        '',
        text,
        '--x',
        'Content-Type: application/ms-tnef; name="winmail.dat"',
        'Content-Transfer-Encoding: base64',
        '',
        dat.toString('base64'),
        '--x--',
      ].join('\r\n'),
    ),
  )

describe('winmail.dat', () => {
  it('gives its report, under the long name, and the words where the mail has none', async () => {
    const dat = winmail({
      body: 'accept NGI_IBERGRID-LIP-Lisbon',
      files: [{ title: 'NGI_IB~1.ODT', longName: reportName, data: report }],
    })
    const read = await mailWith(dat)
    expect(read.text.trim()).toBe('accept NGI_IBERGRID-LIP-Lisbon')
    expect(read.attachments.find(({ name }) => name === reportName)?.bytes).toEqual(report)
    expect(read.cuts).toEqual([])
    expect((await mailWith(dat, 'reject NGI_IBERGRID-LIP-Lisbon')).text.trim()).toBe(
      'reject NGI_IBERGRID-LIP-Lisbon',
    )
  })

  it('is read in its own character set, from properties as well', () => {
    expect(readTnef(winmail({ codepage: 1251, body: '\xcf\xf0\xe8\xe2\xe5\xf2' })).text).toBe('Привет')
    expect(readTnef(winmail({ props: properties([0x1000001f, wide('Grüße')]) })).text).toBe('Grüße')
    const html = properties([0x3fde0003, number(65001)], [0x10130102, Buffer.from('<p>Grüße</p>')])
    expect(readTnef(winmail({ props: html })).html).toBe('<p>Grüße</p>')
  })

  it('names a file by its short title where it has no other', () => {
    const { files } = readTnef(winmail({ files: [{ title: 'a.odt', data: report }] }))
    expect(files.map(({ name, bytes }) => [name, Buffer.from(bytes)])).toEqual([['a.odt', report]])
  })

  it('gives the files of a mail forwarded in it, three levels deep and no deeper', () => {
    let dat = winmail({ body: 'inner', files: [{ longName: 'deep.odt', data: report }] })
    const namesIn = () => readTnef(dat).files.map(({ name }) => name)
    const seen: string[][] = []
    for (let level = 0; level < 5; level += 1) {
      dat = winmail({ files: [{ longName: 'forwarded', nested: dat }] })
      seen.push(namesIn())
    }
    expect(seen).toEqual([['deep.odt'], ['deep.odt'], ['deep.odt'], [], []])
    expect(readTnef(dat).text).toBe('')
  })

  it('that is damaged gives what stood before the damage, and says so', () => {
    const whole = winmail({
      files: [
        { title: 'a.odt', data: report },
        { title: 'b.odt', data: report },
      ],
    })
    const torn = readTnef(whole.subarray(0, whole.length - 30))
    expect(torn.files.map(({ name }) => name)).toContain('a.odt')
    expect(torn.cuts).toEqual(['winmail.dat: ends too early'])
    const flipped = Buffer.from(whole)
    flipped.writeUInt8(0xff, whole.indexOf('a report'))
    expect(readTnef(flipped).cuts).toEqual(['winmail.dat: damaged, a checksum is wrong'])
    expect(readTnef(Buffer.from('no such thing')).cuts).toEqual(['winmail.dat: not in the format of Outlook'])
  })

  it('of any bytes never throws and costs little', () => {
    const whole = winmail({
      body: 'x',
      props: properties([0x1000001f, wide('y')]),
      files: [{ longName: 'a.odt', data: report }],
    })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(whole.length),
        (changes, end) => {
          const bytes = Buffer.from(whole)
          for (const [at, byte] of changes) bytes[at] = byte
          const read = readTnef(bytes.subarray(0, end))
          expect(read.files.length).toBeLessThanOrEqual(200)
        },
      ),
      { seed: 20261122, numRuns: 500 },
    )
    // Counts and lengths that promise millions.
    const bombs = [
      winmail({ props: Buffer.concat([number(0xffffffff), Buffer.alloc(200_000)]) }),
      winmail({
        props: Buffer.concat([
          number(1),
          Buffer.from([0x02, 0x10, 0, 0x30]),
          number(0xffffffff),
          Buffer.alloc(200_000),
        ]),
      }),
      Buffer.concat([winmail({}), Buffer.alloc(4_000_000)]),
    ]
    const started = performance.now()
    for (const bomb of bombs) readTnef(bomb)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
