// `rollcall run` with its board: there while the agent runs, gone with it, and never in its way.
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { freePort } from '../../src/board/serve.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, openOffice, title, type Office } from './office.ts'

/** As systemd ends it; the command listens for it in this process. */
const stop = () => process.emit('SIGTERM')

let office: Office
beforeEach(async () => {
  office = openOffice()
  await office.say(friday, null, `open ${title}`)
  await office.say(friday, 1, 'outcome REJECT ask luca@infn.example why')
})
afterEach(() => {
  // A test that failed half-way must not leave its agent to the next one.
  stop()
  office.leave()
})

const listenAt = (where: string) =>
  writeFileSync(office.config, `${readFileSync(office.config, 'utf8')}[board]\nlisten = "${where}"\n`)
const run = () => rollcall(['run', '--config', office.config])

it('shows the board where the config says, without addresses, until it is stopped', async () => {
  const port = await freePort('127.0.0.1', 0)
  listenAt(`127.0.0.1:${port}`)
  const running = run()
  const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  await vi.waitFor(async () => expect((await at('/healthz')).status).toBe(200), { timeout: 10_000 })
  const page = await (await at('/ticket/1')).text()
  expect(page).toContain('SE-DPM_mysql')
  expect(page).toContain('a manager')
  expect(page).toContain('ask (address) why')
  expect(page.match(/[\w.-]+@[\w.-]+/g)).toEqual(null)
  expect(page).not.toMatch(/href="\/(?:mail|letter)\//)
  expect(await (await at('/metrics')).text()).toContain('rollcall_rollouts{status="open"} 1')
  stop()
  const { code, err } = await running
  expect(code).toBe(0)
  expect(err).toContain(`the board is at http://127.0.0.1:${port}\n`)
  await expect(at('/healthz')).rejects.toThrow()
})

it('runs without a board where the port is taken, and says so', async () => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  listenAt(`127.0.0.1:${port}`)
  const running = run()
  await vi.waitFor(() => expect(process.listenerCount('SIGTERM')).toBeGreaterThan(0))
  stop()
  const { code, err } = await running
  taken.close()
  expect(code).toBe(0)
  expect(err).toContain(
    `no board: cannot listen on 127.0.0.1:${port} (EADDRINUSE); choose another port in [board]`,
  )
})

it('has no board where the config wants none', async () => {
  listenAt('off')
  const running = run()
  await vi.waitFor(() => expect(process.listenerCount('SIGTERM')).toBeGreaterThan(0))
  stop()
  const { code, err } = await running
  expect(code).toBe(0)
  expect(err).not.toContain('board')
})
