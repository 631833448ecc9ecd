import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { boundedLookups } from '../../src/systems/dns/lookuptime.ts'

describe('lookups', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const asked = boundedLookups(
    async (name) => {
      if (name === 'silent.example') return new Promise<never>(() => undefined)
      if (name === 'none.example') throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
      return [[name]]
    },
    () => Date.now(),
  )
  /** How a lookup ended, and after how many milliseconds. */
  const waited = async (name: string) => {
    const began = Date.now()
    const ended = async (): Promise<[string, number]> => {
      try {
        await asked(name, 'TXT')
        return ['answer', Date.now() - began]
      } catch (error) {
        return [String((error as { readonly code?: string }).code), Date.now() - began]
      }
    }
    const [end] = await Promise.all([ended(), vi.advanceTimersByTimeAsync(20_000)])
    return end
  }

  it('wait ten seconds for a silent server, and half a second once enough time was lost', async () => {
    expect(await waited('silent.example')).toEqual(['ETIMEOUT', 10_000])
    expect(await waited('silent.example')).toEqual(['ETIMEOUT', 10_000])
    expect(await waited('silent.example')).toEqual(['ETIMEOUT', 500])
    // Whoever answers is heard all the while, and no answer is lost time.
    expect(await waited('lip.example')).toEqual(['answer', 0])
    expect(await waited('none.example')).toEqual(['ENOTFOUND', 0])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await waited('silent.example')).toEqual(['ETIMEOUT', 10_000])
  })
})
