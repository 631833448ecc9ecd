import { describe, expect, it } from 'vitest'
import { readDeliveryReport } from '../../src/intake/bounce.ts'
import { readTextBounce } from '../../src/intake/bouncewords.ts'

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
      '5.0.0',
    ],
    [
      'Exchange',
      'did not reach the following recipient(s):\n\na@b.example on Thu\n    unknown',
      'failed',
      '5.0.0',
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
