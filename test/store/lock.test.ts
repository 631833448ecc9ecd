// The agent's lock between real processes: the second is refused and told who has it; the kernel frees it.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { holderWords, lockHolder, takeLock } from '../../src/store/lock.ts'
import { minute } from './values.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-lock-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
const newFolder = () => mkdtempSync(join(folder, 'data-'))
const me = { pid: process.pid, host: 'here', since: minute(0) }
const release = (taken: ReturnType<typeof takeLock>) => {
  if ('release' in taken) taken.release()
}

/** A process that takes the lock, says so, and then lives until it is killed. */
const holder = async (data: string) => {
  const source = `
    const { takeLock } = await import(${JSON.stringify(resolve(import.meta.dirname, '../../src/store/lock.ts'))})
    const taken = takeLock(${JSON.stringify(data)}, { pid: process.pid, host: 'there', since: '${minute(7)}' })
    process.stdout.write('release' in taken ? 'taken' : JSON.stringify(taken))
    setInterval(() => taken, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, said: said.toString() }
}

describe('the lock of a data folder', () => {
  it('is refused to a second process, which learns who has it, and freed by kill -9', async () => {
    const data = newFolder()
    const first = await holder(data)
    expect(first.said).toBe('taken')
    expect(takeLock(data, me)).toEqual({ heldBy: { pid: first.child.pid, host: 'there', since: minute(7) } })
    const gone = once(first.child, 'exit')
    first.child.kill('SIGKILL')
    await gone
    const taken = takeLock(data, me)
    expect(taken).toHaveProperty('release')
    const second = await holder(data)
    expect(JSON.parse(second.said)).toEqual({ heldBy: me })
    release(taken)
  })

  it('is refused inside one process too, and free once released, with no name left behind', () => {
    const data = newFolder()
    const taken = takeLock(data, me)
    expect(takeLock(data, me)).toEqual({ heldBy: me })
    release(taken)
    expect(readdirSync(data)).toEqual(['lock.db'])
    const again = takeLock(data, me)
    expect(again).toHaveProperty('release')
    release(again)
  })

  it.each(['{', 'null', '{"pid":"1","host":"x","since":"y"}', '[]'])(
    'stays held where the file that names the holder reads %s',
    (text) => {
      const data = newFolder()
      const taken = takeLock(data, me)
      writeFileSync(join(data, 'lock.json'), text)
      expect(takeLock(data, me)).toEqual({ heldBy: { pid: 0, host: 'unknown', since: '' } })
      release(taken)
    },
  )

  it('is not said to be held by one that was killed, whose name nobody has written over yet', () => {
    const data = newFolder()
    // Started and gone: nobody has its number now.
    const { pid } = spawnSync(process.execPath, ['--version'])
    const holder = new Database(join(data, 'lock.db'))
    holder.exec('BEGIN EXCLUSIVE')
    writeFileSync(join(data, 'lock.json'), JSON.stringify({ pid, host: hostname(), since: minute(1) }))
    expect(takeLock(data, me)).toEqual({ heldBy: { pid: 0, host: 'unknown', since: '' } })
    expect(lockHolder(data)).toEqual({ pid: 0, host: 'unknown', since: '' })
    expect(holderWords({ pid: 0, host: 'unknown', since: minute(1) })).toBe(
      'a process that has only just begun',
    )
    writeFileSync(join(data, 'lock.json'), JSON.stringify({ ...me, host: hostname() }))
    expect(takeLock(data, me)).toEqual({ heldBy: { ...me, host: hostname() } })
    holder.close()
  })

  it('in a folder that cannot be made is a permanent fault', () => {
    const file = join(folder, 'plain')
    writeFileSync(file, '')
    expect(() => takeLock(join(file, 'data'), me)).toThrow(
      expect.objectContaining({ name: 'Fault', lasting: 'permanent' }),
    )
  })
})
