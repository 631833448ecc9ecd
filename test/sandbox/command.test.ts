// `rollcall sandbox` as a person starts it: a process of its own, stopped as Ctrl-C stops it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/board/serve.ts'

const bin = resolve(import.meta.dirname, '../../bin/rollcall.js')
const folder = mkdtempSync(join(tmpdir(), 'rollcall-command-'))
const dir = join(folder, 'state')
afterAll(() => rmSync(folder, { recursive: true }))

const start = async () => {
  const ports = [await freePort('127.0.0.1', 0), await freePort('127.0.0.1', 0)].map(String)
  const child = spawn(
    process.execPath,
    [bin, 'sandbox', '--json', '--dir', dir, '--port', ports[0] ?? '', '--smtp-port', ports[1] ?? ''],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = once(child, 'exit')
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const line = once(createInterface(child.stdout), 'line').then(
    ([said]) => JSON.parse(String(said)) as Started,
  )
  return { child, ended, line, complaint: () => complaint }
}
type Started = { readonly pages: string; readonly smtp: string; readonly state: string }

describe('rollcall sandbox', () => {
  it('says where it is, serves there, keeps others off its folder and stops when told', async () => {
    const first = await start()
    try {
      const said = await first.line
      expect(said.state).toBe(dir)
      expect(await (await fetch(said.pages)).text()).toContain('What waits for whom')

      const second = await start()
      expect(await second.ended).toEqual([1, null])
      expect(second.complaint()).toMatch(new RegExp(`^rollcall: store: .*process ${first.child.pid} .*\n$`))
    } finally {
      first.child.kill('SIGTERM')
    }
    expect(await first.ended).toEqual([0, null])
    expect(first.complaint()).toBe('')
    expect(existsSync(join(dir, 'lock.json'))).toBe(false)
  })
})
