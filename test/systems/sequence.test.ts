// UIDs as a sequence set name each of them and no other.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { sequenceSet } from '../../src/systems/imap/sequence.ts'

it.each([
  [[], ''],
  [[7], '7'],
  [[1, 2, 3], '1:3'],
  [[1, 3, 4, 9], '1,3:4,9'],
  [[5, 4], '5,4'],
])('%j is %j', (uids, set) => {
  expect(sequenceSet(uids)).toBe(set)
})

it('names every UID once, in order, and no other', () => {
  const uids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 50 })
  fc.assert(
    fc.property(uids, (given) => {
      const named = sequenceSet(given)
        .split(',')
        .filter((part) => part !== '')
        .flatMap((part) => {
          const [first = 0, last = first] = part.split(':').map(Number)
          return Array.from({ length: last - first + 1 }, (_, at) => first + at)
        })
      expect(named).toEqual(given)
    }),
  )
})
