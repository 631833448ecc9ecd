// Who may pause letters, and when it changes something (SPEC §3.4).
import { describe, expect, it } from 'vitest'
import { asEventId, asInstant, asPersonId } from '../../../src/rollout/ids.ts'
import { isPostEvent, mayRule, type PostEvent } from '../../../src/rollout/pause.ts'
import type { Actor } from '../../../src/rollout/event.ts'

const at = asInstant('2026-11-20T10:00:00Z')
const event = (type: PostEvent['type'], by: Actor): PostEvent => ({ type, by, at, id: asEventId('m1.0') })
const person = (id: string): Actor => ({ kind: 'person', id: asPersonId(id) })
const inCharge = { all: [asPersonId('all')], admin: asPersonId('admin') }
const standing = { since: at, by: person('all') }

describe('pause and resume', () => {
  it.each([
    ['the group that is told of every rollout', person('all'), null],
    ['the administrator by mail', person('admin'), null],
    ['the administrator at the command line', { kind: 'admin', name: 'ada' }, null],
    ['anybody else', person('p1'), { code: 'not-in-charge' }],
    ['the tracker', { kind: 'tracker' }, { code: 'not-in-charge' }],
    ['the clock', { kind: 'clock' }, { code: 'not-in-charge' }],
  ] as const)('said by %s', (_who, by, answer) => {
    expect(mayRule(null, event('paused', by), inCharge)).toEqual(answer)
    expect(mayRule(standing, event('resumed', by), inCharge)).toEqual(answer)
  })

  it('change nothing where it stands so already, whoever made it so', () => {
    expect(mayRule(standing, event('paused', person('admin')), inCharge)).toBe('already-so')
    expect(mayRule(null, event('resumed', person('all')), inCharge)).toBe('already-so')
  })

  it('are told from what happens to a ticket', () => {
    expect(['paused', 'resumed', 'opened', 'ticked'].map((type) => isPostEvent({ type }))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
