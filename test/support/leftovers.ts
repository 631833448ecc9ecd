// Test files share a worker and its modules (vitest.config.ts): none may leave behind what the next one would trip over.
// A file that does fails itself, and not the one after it.
import { afterAll, expect, vi } from 'vitest'

const { fetch, RegExp } = globalThis
const environment = { ...process.env }
const folder = process.cwd()

afterAll(() => {
  expect(vi.isFakeTimers(), 'timers are real again').toBe(false)
  expect({ ...process.env }).toEqual(environment)
  expect(process.cwd()).toBe(folder)
  expect(globalThis).toMatchObject({ fetch, RegExp })
})
