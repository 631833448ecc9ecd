import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { agentLog } from '../src/log.ts'

it('writes one line of JSON a thing done, each key once, control characters escaped', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-log-'))
  const file = join(dir, 'log')
  agentLog(file)('mail handled', { mail: 7, level: 'claimed', reason: 'two\nlines \u001b[31m' })
  const text = readFileSync(file, 'utf8')
  rmSync(dir, { recursive: true })
  // oxlint-disable-next-line no-control-regex -- none of them may stand in a line
  expect(text).toMatch(/^[^\u0000-\u001f]+\n$/)
  expect(JSON.parse(text)).toMatchObject({ msg: 'mail handled', mail: 7, level: 'claimed' })
  expect(text.match(/"level"/g)).toHaveLength(1)
})
