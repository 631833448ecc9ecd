import { describe, expect, it } from 'vitest'
import { personSeal, seal, sealedPerson, sealFits } from '../../src/marks/seal.ts'
import { asPersonId } from '../../src/rollout/ids.ts'

const secrets = [new Uint8Array(32).fill(1)]
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

describe('a seal', () => {
  it('has one spelling only: spare bits at its end are never ignored', () => {
    const written = personSeal(secrets, ['x'], asPersonId('p17'))
    const spellings = alphabet
      .split('')
      .filter((last) => sealedPerson(secrets, ['x'], written.slice(0, -1) + last) !== null)
    expect(spellings).toEqual([written.at(-1)])
  })

  it('of another length, or in other letters, does not fit', () => {
    const written = seal(secrets, ['x'])
    expect(sealFits(secrets, ['x'], written)).toBe(true)
    for (const other of ['', 'aa', `${written}aa`, written.toUpperCase(), written.replace(/.$/, '1')])
      expect(sealFits(secrets, ['x'], other), other).toBe(false)
  })

  it('is not made for a person without a row number', () => {
    for (const person of ['', '17', 'p', 'p4294967296', 'p-1'])
      expect(() => personSeal(secrets, [], asPersonId(person)), person).toThrow(RangeError)
  })
})
