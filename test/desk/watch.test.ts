// Deadlines looked at one by one: one that fails, or that somebody else was first with, does not stop the others.
import { afterEach, describe, expect, it } from 'vitest'
import { watch } from '../../src/desk/watch.ts'
import { submit } from '../../src/desk/submit.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Kit } from '../../src/desk/kit.ts'

let stage: Stage
afterEach(() => stage.close())

/** Three rollouts whose answers are due on Monday evening. */
async function three(): Promise<Kit> {
  stage = await setStage()
  for (const version of ['1.0-1', '1.0-2', '1.0-3'])
    await stage.say(null, `open Staged Rollout EMI-1.0 CREAM ${version} SL6 x86_64`)
  for (const number of [1, 2, 3]) await stage.say(number, `assign ${c.desy}`)
  return stage.house.kit
}
const tuesday = '2026-11-24T09:00:00Z' as Kit['clock'] extends { now(): infer Now } ? Now : never
const at = (kit: Kit): Kit => ({ ...kit, clock: { now: () => tuesday } })
const states = async (kit: Kit) =>
  Promise.all([1, 2, 3].map(async (id) => (await kit.archive.ticket(asTicketId(id)))?.escalation.state))

describe('the watch', () => {
  it('goes on behind a ticket that cannot be ticked, and says so when it is done', async () => {
    const kit = at(await three())
    const ticket: Kit['archive']['ticket'] = async (id) => {
      if (id === asTicketId(2)) throw new Error('this one is damaged')
      return kit.archive.ticket(id)
    }
    const poisoned = { ...kit, archive: { ...kit.archive, ticket } }
    await expect(watch(poisoned)).rejects.toThrow('this one is damaged')
    expect(await states(kit)).toEqual(['previewed', 'none', 'previewed'])
    expect(await watch(kit)).toBe(1)
  })

  it('leaves a ticket that moved on meanwhile to its next look', async () => {
    const kit = at(await three())
    let first = true
    const commit: Kit['ledger']['commit'] = async (change) => {
      if (first) {
        first = false
        await submit(stage.house.kit, {
          by: { admin: 'root' },
          ticket: asTicketId(1),
          lines: ['note by another way'],
        })
      }
      return kit.ledger.commit(change)
    }
    expect(await watch({ ...kit, ledger: { ...kit.ledger, commit } })).toBe(2)
    expect((await states(kit)).filter((state) => state === 'previewed')).toHaveLength(2)
    expect(await watch(kit)).toBe(1)
    expect(await states(kit)).toEqual(['previewed', 'previewed', 'previewed'])
    expect(await watch(kit)).toBe(0)
  })
})
