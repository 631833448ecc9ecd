// One writer (SPEC §9): several started at once on one data folder, as real processes. One runs, the others end with the
// line that says who does; after kill -9 of that one another takes its place at once. The everyday run starts four that only
// take the lock as an agent does; ROLLCALL_CELLS=all eight whole agents.
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectRoot } from '../support/source.ts'
import { openOffice, type Office } from './office.ts'

const whole = process.env['ROLLCALL_CELLS'] === 'all'
const instances = whole ? 8 : 4
let office: Office
const children: ChildProcess[] = []
beforeAll(() => {
  office = openOffice()
  writeFileSync(office.config, `${readFileSync(office.config, 'utf8')}[board]\nlisten = "off"\n`)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.map(async (child) => ended(child)))
  office.leave()
})

const ended = async (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? child.exitCode
    : new Promise((done) => {
        child.once('exit', done)
      })

const agentArguments = () => [join(projectRoot, 'bin/rollcall.js'), 'run', '--config', office.config]
const lockArguments = () => [
  '--input-type=module',
  '--eval',
  `const { takeLock, holderWords } = await import(${JSON.stringify(join(projectRoot, 'src/store/lock.ts'))})
   const { hostname } = await import('node:os')
   const me = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
   const taken = takeLock(${JSON.stringify(join(office.folder, 'var'))}, me)
   if ('heldBy' in taken) {
     console.error('another Rollcall runs on it: ' + holderWords(taken.heldBy) + '; stop it first')
     process.exitCode = 2
   } else {
     console.error('rollcall runs for nobody')
     setInterval(() => taken, 1000)
   }`,
]

/** An agent that is started; `comes` is its end, or that it runs. */
const start = () => {
  const child = spawn(process.execPath, whole ? agentArguments() : lockArguments(), {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(child)
  const agent = { child, said: '' }
  const runs = new Promise<'runs'>((done) => {
    child.stderr.on('data', (piece: Buffer) => {
      agent.said += piece.toString()
      if (agent.said.includes('rollcall runs for')) done('runs')
    })
  })
  // All of standard error is read once it is closed.
  const gone = new Promise<number | null>((done) => {
    child.once('close', done)
  })
  return { agent, comes: Promise.race([runs, gone]) }
}

const together = async () => {
  const since = new Date().toISOString().slice(0, 16)
  const started = Array.from({ length: instances }, start)
  const ends = await Promise.all(started.map(async ({ comes }) => comes))
  const all = started.map(({ agent }, at) => ({
    ...agent,
    child: agent.child,
    said: agent.said,
    end: ends[at],
  }))
  const [running, ...more] = all.filter(({ end }) => end === 'runs')
  expect(more).toEqual([])
  if (!running) throw new Error(`nobody runs: ${all.map(({ said }) => said).join('\n')}`)
  for (const { end, said } of all.filter((one) => one !== running)) {
    expect({ end, said }).toEqual({ end: 2, said: expect.stringContaining('another Rollcall runs on') })
    const [line = ''] = said.split('\n').filter((one) => one.includes('another Rollcall'))
    const [, pid, host, when = ''] = /: process (\d+) on (\S+) since (\S+); stop it first$/.exec(line) ?? []
    expect({ line, pid, host }).toEqual({ line, pid: String(running.child.pid), host: hostname() })
    expect(when >= since.slice(0, 13)).toBe(true)
  }
  return running.child
}

it('of agents that are started at once on one data folder, one runs and the others name it', async () => {
  const first = await together()
  first.kill('SIGKILL')
  await ended(first)
  const second = await together()
  expect(second.pid).not.toBe(first.pid)
}, 120_000)
