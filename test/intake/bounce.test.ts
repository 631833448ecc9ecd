import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDeliveryReport, readTextBounce } from '../../src/intake/bounce.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const report = (...lines: string[]) => readDeliveryReport({ reports: [lines.join('\n')] })
const said = (text: string, ...headers: [string, string][]) =>
  readTextBounce({ headers: headers.map(([name, value]) => ({ name, value })), subject: '', text })

describe('a delivery report', () => {
  it('is read field by field, folded lines and odd spellings too', () => {
    expect(
      report(
        'Final-Recipient: RFC822;',
        '  <ana@lip.example>',
        'ACTION: failed (bounced)',
        'Status: 5.1.1 (bad)',
      ),
    ).toEqual({
      recipient: 'ana@lip.example',
      action: 'failed',
      status: '5.1.1',
    })
  })

  it('without a status takes it from the diagnostic code, without a recipient says nothing', () => {
    expect(
      report('Original-Recipient: a@b.example', 'Action: failed', 'Diagnostic-Code: smtp; 552 5.2.2 full'),
    ).toEqual({
      recipient: 'a@b.example',
      action: 'failed',
      status: '5.2.2',
    })
    expect(report('Action: failed')).toBeNull()
    expect(report('Final-Recipient: rfc822; a@b.example', 'Action: exploded')).toBeNull()
  })
})

describe('a bounce in plain words', () => {
  it.each([
    ['qmail', '<a@b.example>:\nSorry, no mailbox here by that name. (#5.1.1)', 'failed', '5.1.1'],
    [
      'Exim',
      'The following address(es) failed:\n\n  a@b.example\n    SMTP error: 550 unknown user',
      'failed',
      '5.0.0',
    ],
    [
      'sendmail',
      '   ----- The following addresses had permanent fatal errors -----\n<a@b.example>\n',
      'failed',
      '',
    ],
    [
      'Exchange',
      'did not reach the following recipient(s):\n\na@b.example on Thu\n    unknown',
      'failed',
      '',
    ],
    [
      'a warning',
      'has not yet been delivered, will be retried.\n<a@b.example>: 451 4.7.1 later',
      'delayed',
      '4.7.1',
    ],
  ])('of %s gives recipient, action and status', (_, text, action, status) => {
    expect(said(text)).toEqual({ recipient: 'a@b.example', action, status })
  })

  it('names the recipient of X-Failed-Recipients first', () => {
    expect(said('<b@b.example>: 550 no', ['x-failed-recipients', 'a@b.example'])?.recipient).toBe(
      'a@b.example',
    )
    expect(said('no address at all')).toBeNull()
  })

  it('costs no more time on hostile text', () => {
    const started = performance.now()
    for (const attack of ['<a@'.repeat(9000), 'user '.repeat(5000), 'failed following address '.repeat(2000)])
      said(attack)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe.skipIf(!sharedIsThere)('real bounces', () => {
  it('with delivery reports give the recipient that the report names', async () => {
    const root = shared('corpora/bounces')
    const { items } = JSON.parse(await readFile(resolve(root, 'index.json'), 'utf8')) as {
      items: { path: string; rfc3464?: boolean; dsn_recipients?: string[] }[]
    }
    const labelled = items.filter((item) => item.rfc3464 === true && (item.dsn_recipients ?? []).length > 0)
    let right = 0
    for (const { path, dsn_recipients } of labelled) {
      const found = readDeliveryReport(await parseMail(await readFile(resolve(root, path))))
      if (dsn_recipients?.some((one) => one.toLowerCase() === found?.recipient.toLowerCase()) === true)
        right += 1
    }
    expect(labelled.length).toBeGreaterThan(100)
    expect(right / labelled.length).toBeGreaterThan(0.94)
  })
})
