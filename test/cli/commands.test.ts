// docs/commands.md shows what the commands print: every example is run, in the order of the page.
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { RULES } from '../../src/intake/verbs.ts'
import { readText } from '../support/source.ts'
import { rollcall } from '../support/terminal.ts'
import { mailFrom, openOffice, type Office } from './office.ts'

const page = readText('docs/commands.md')
const examples = [...page.matchAll(/^```console\n\$ rollcall (.*)\n([^]*?)^```$/gm)].map(
  ([, command = '', printed = '']) => ({ command, printed }),
)
const mail = mailFrom(
  'luca@infn.example',
  'Re: [staged-rollout #1] SE-DPM_mysql',
  'accept NGI_IT-INFN-CNAF',
  '',
  'We can begin on Tuesday.',
)

let office: Office
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T13:04:00Z') })
  office = openOffice()
  office.write('accept.eml', mail)
})
afterAll(() => {
  vi.useRealTimers()
  office.leave()
})

/** Everybody has a name of their own, and lines break behind it. */
const same = (text: string) =>
  text
    .replaceAll(`${office.folder}/`, '')
    .replaceAll(`(${userInfo().username})`, '(root)')
    .replace(/\s+/g, ' ')
    .trim()
const here = (word: string) => (/\.(?:eml|csv)$/.test(word) ? join(office.folder, word) : word)

describe('docs/commands.md', () => {
  it('has an example for every command that prints and ends', () => {
    const shown = examples.map(({ command }) => command)
    for (const start of [
      'config check',
      'roster check',
      'ticket list',
      'ticket show',
      'ticket open',
      'mail list',
    ])
      expect(
        shown.some((command) => command.startsWith(start)),
        start,
      ).toBe(true)
    expect(examples.length).toBeGreaterThanOrEqual(12)
  })

  it('shows what is printed', async () => {
    for (const { command, printed } of examples) {
      if (command === 'mail list') await office.receive(mail)
      const words = command.split(' ').map(here)
      const config = words[0] === 'explain' ? [] : ['--config', office.config]
      const { out, err } = await rollcall([...words, ...config])
      const relative = (text: string) => text.replaceAll(/[^\s:]*rollcall-office-[^/\s]*\//g, '')
      expect(same(relative(`${out}${err}`)), command).toBe(same(printed))
    }
  })

  it('lists every command of a manager as the grammar writes it', () => {
    const others = ['accept', 'reject', 'withdraw', 'started', 'volunteer', 'yes']
    for (const [verb, { usage }] of Object.entries(RULES))
      if (!others.includes(verb)) expect(page).toContain(`| \`${usage.replaceAll('|', '\\|')}\` |`)
  })
})
