// Who may bring what, and when (SPEC §1, 3.3): the two tables, row by row as they should read, and the judge that
// keeps them.
import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/rollout/decide.ts'
import { allowedIn } from '../../../src/rollout/rights.ts'
import * as f from '../../support/federation.ts'
import { actors, everyType, may, proper, sampleOf, statuses, ticketIn } from '../../support/rights.ts'
import type { Actor } from '../../../src/rollout/event.ts'

describe('when', () => {
  // n new, o open, r resolved; + allowed, k kept and answered so, - refused.
  it.each([
    ['opened', '+++'],
    ['linked', '++-'],
    ['assigned', '++-'],
    ['unassigned', '++-'],
    ['answered', '-+k'],
    ['withdrew', '-+k'],
    ['started', '-+-'],
    ['extended', '-+-'],
    ['remind-asked', '-+-'],
    ['offered', '++k'],
    ['took', '++-'],
    ['declined', '++-'],
    ['offer-confirmed', '++-'],
    ['invitation-bounced', '-+-'],
    ['invitation-leaves', '-+-'],
    ['preview-leaves', '++-'],
    ['call-asked', '++-'],
    ['call-now', '++-'],
    ['call-held', '++-'],
    ['call-skipped', '++-'],
    ['call-widened', '++-'],
    ['report-received', '++k'],
    ['documented', '+++'],
    ['summary-asked', '-++'],
    ['outcome-given', '++-'],
    ['resolved', '++-'],
    ['reopened', '--+'],
    ['noted', '++k'],
    ['ggus-named', '+++'],
    ['problem-named', '+++'],
    ['beta-set', '-+-'],
    ['undone', '++-'],
    ['ticked', '++-'],
  ] as const)('%s: new, open, resolved as %s', (type, marks) => {
    for (const [index, status] of statuses.entries()) {
      const event = sampleOf(type, proper(type))
      const decision = decide(ticketIn[status], event, f.federation)
      const refusedForStatus = decision.kind === 'refused' && decision.refusal.code === 'wrong-status'
      const kept = decision.kind === 'decided' && decision.did.did === 'kept-after-resolve'
      expect(refusedForStatus ? '-' : kept ? 'k' : '+').toBe(marks[index])
      if (refusedForStatus) expect(decision).toMatchObject({ refusal: { status, allowed: allowedIn[type] } })
    }
  })

  it('knows every kind of event', () => {
    expect(everyType.toSorted()).toEqual(Object.keys(allowedIn).toSorted())
  })
})

describe('who', () => {
  const columns = actors.map(({ who }) => who).join(', ')
  it.each([
    ['opened', '+----+-'],
    ['linked', '+------'],
    ['assigned', '+------'],
    ['unassigned', '+------'],
    ['answered', '--+----'],
    ['withdrew', '--+----'],
    ['started', '--+----'],
    ['extended', '+-+----'],
    ['remind-asked', '+------'],
    ['offered', '+++++++'],
    ['took', '+------'],
    ['declined', '+------'],
    ['offer-confirmed', '+++++++'],
    ['invitation-bounced', '------+'],
    ['invitation-leaves', '------+'],
    ['preview-leaves', '------+'],
    ['call-asked', '+------'],
    ['call-now', '+------'],
    ['call-held', '+------'],
    ['call-skipped', '+------'],
    ['call-widened', '+------'],
    ['report-received', '+++++++'],
    ['documented', '+------'],
    ['summary-asked', '+------'],
    ['outcome-given', '+------'],
    ['resolved', '+------'],
    ['reopened', '+------'],
    ['noted', '+++++++'],
    ['ggus-named', '+-+----'],
    ['problem-named', '+-+----'],
    ['beta-set', '+------'],
    ['undone', '--+----'],
    ['ticked', '------+'],
  ] as const)(`%s: ${columns} as %s`, (type, marks) => {
    expect(actors.map(({ by }) => (may(type, by) ? '+' : '-')).join('')).toBe(marks)
  })

  it('lets the administrator at the command line do what managers do, and nothing for a team', () => {
    const admin: Actor = { kind: 'admin', name: 'root' }
    for (const type of everyType) expect(may(type, admin)).toBe(may(type, f.byManager))
  })

  it('lets any stack’s manager open a new ticket, and nobody else but the tracker', () => {
    const opens = ({ by }: { by: Actor }) =>
      decide(null, sampleOf('opened', by), f.federation).kind === 'decided'
    expect(actors.filter(opens).map(({ who }) => who)).toEqual([
      'manager',
      'other stack’s manager',
      'tracker',
    ])
  })

  it('finds nothing to do, whoever says it, where there is no ticket', () => {
    for (const type of everyType.filter((one) => one !== 'opened'))
      expect(decide(null, sampleOf(type, proper(type)), f.federation)).toMatchObject({
        kind: 'refused',
        refusal: { code: type === 'answered' || type === 'withdrew' ? 'no-ticket' : expect.any(String) },
      })
  })
})
