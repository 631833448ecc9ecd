// Real bounces of some sixty mail systems: that each is known for one, and what is read of it. Where the collection
// gives a status of its own invention (x.0.9xx), because the bounce names none, only its class is compared.

import { beforeAll, describe, expect, it } from 'vitest'
import { kindOf } from '../../src/intake/kind.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { around } from '../intake/kinds/around.ts'
import { expectFigure } from '../support/figures.ts'
import { sharedIsThere } from '../support/shared.ts'
import { bytesIn, corpus } from './explaining.ts'
import type { Kind } from '../../src/intake/message.ts'

type Labelled = {
  readonly type: string
  readonly rfc3464: boolean
  readonly named: readonly string[]
  readonly statuses: readonly string[]
  readonly kind: Kind
  readonly path: string
}
const invented = /^\d\.0\.9\d\d$/
const share = <T>(all: readonly T[], is: (one: T) => boolean) => ({
  right: all.filter(is).length,
  of: all.length,
})

describe.skipIf(!sharedIsThere)('real bounces', () => {
  const mails: Labelled[] = []
  beforeAll(async () => {
    for (const item of corpus('bounces')) {
      const expected = (item['expected'] ?? []) as { status: string }[]
      mails.push({
        type: String(item['type']),
        rfc3464: item['rfc3464'] === true,
        named: ((item['dsn_recipients'] ?? []) as string[]).map((one) => one.toLowerCase()),
        statuses: expected.flatMap(({ status }) => (status === '' ? [] : [status])),
        kind: kindOf(await parseMail(bytesIn('bounces', item)), around),
        path: item.path,
      })
    }
  })
  const bounces = () => mails.filter(({ type }) => type === 'bounce')
  const sameClass = ({ statuses, kind }: Labelled) =>
    statuses.some((status) => status[0] === kind.bounce?.status[0])

  it('are known for what they are', () => {
    const found = share(bounces(), ({ kind }) => kind.kind === 'bounce')
    expectFigure({ mails: 'bounces', what: 'known as bounce', ...found, wanted: '99.5 %' })
    expect(found.right / found.of).toBeGreaterThanOrEqual(0.995)
    const others = mails.filter(({ type }) => type === 'vacation' || type === 'not-a-bounce')
    expect(others.filter(({ kind }) => kind.kind === 'bounce')).toEqual([])
  })

  it('with a report name its recipient and its class', () => {
    const recipients = share(
      bounces().filter(({ named }) => named.length > 0),
      ({ named, kind }) => named.includes(kind.bounce?.recipient.toLowerCase() ?? ''),
    )
    expectFigure({ mails: 'bounces with a report', what: 'recipient', ...recipients, wanted: '99 %' })
    expect(recipients.right / recipients.of).toBeGreaterThanOrEqual(0.99)
    const classes = share(
      bounces().filter(({ rfc3464, statuses }) => rfc3464 && statuses.length > 0),
      sameClass,
    )
    expectFigure({ mails: 'bounces with a report', what: 'class', ...classes, wanted: '99 %' })
    expect(classes.right / classes.of).toBeGreaterThanOrEqual(0.99)
  })

  it('of every form name a recipient, a class and the status they give', () => {
    const recipients = share(bounces(), ({ kind }) => (kind.bounce?.recipient ?? '').includes('@'))
    expectFigure({ mails: 'bounces', what: 'some recipient', ...recipients, wanted: '95 %' })
    expect(recipients.right / recipients.of).toBeGreaterThanOrEqual(0.95)
    const classes = share(
      bounces().filter(({ statuses }) => statuses.length > 0),
      sameClass,
    )
    expectFigure({ mails: 'bounces', what: 'class', ...classes, wanted: '95 %' })
    expect(classes.right / classes.of).toBeGreaterThanOrEqual(0.95)
    const exact = share(
      bounces().filter(({ statuses }) => statuses.some((status) => !invented.test(status))),
      ({ statuses, kind }) => statuses.includes(kind.bounce?.status ?? ''),
    )
    expectFigure({ mails: 'bounces', what: 'exact status', ...exact, wanted: '90 %' })
    expect(exact.right / exact.of).toBeGreaterThanOrEqual(0.9)
  })
})
