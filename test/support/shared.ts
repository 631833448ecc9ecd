// Where the shared corpora and facts lie, if they lie anywhere: tests that need them skip visibly without them.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = process.env['ROLLCALL_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')

export const sharedIsThere = existsSync(resolve(root, 'SPEC.md'))
export const shared = (path: string) => resolve(root, path)
