// Pages from a process of their own: beside what the compiler itself makes, and where that process fails.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mjml from 'mjml'
import { afterAll, describe, expect, it } from 'vitest'
import { mjmlApart } from '../../src/letters/mjmlapart.ts'

const page = (words: string) =>
  `<mjml><mj-body><mj-section><mj-column>${words}</mj-column></mj-section></mj-body></mjml>`
const folder = mkdtempSync(join(tmpdir(), 'rollcall-mjml-'))
afterAll(() => rmSync(folder, { recursive: true }))
const program = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('a page that is compiled apart', () => {
  it('is the page that the compiler makes, each its own where several are asked for at once', async () => {
    const toHtml = mjmlApart()
    const sources = ['one', 'two', 'three'].map((words) => page(`<mj-text>${words} é</mj-text>`))
    const made = await Promise.all(sources.map(toHtml))
    const options = { validationLevel: 'strict', keepComments: false, fonts: {} } as const
    for (const [at, source] of sources.entries()) expect(made[at]).toBe((await mjml(source, options)).html)
  })

  it('is refused in the compiler’s words', async () => {
    await expect(mjmlApart()(page('<mj-nothing>x</mj-nothing>'))).rejects.toThrow(/mj-nothing/)
  })

  it('fails where the process dies, and the next one has a process of its own', async () => {
    const dies = program(
      'dies.mjs',
      `process.on('message', ({ id, source }) => source === 'die' ? process.exit(1) : process.send({ id, html: source }))`,
    )
    const toHtml = mjmlApart(dies)
    expect(await toHtml('lives')).toBe('lives')
    await expect(toHtml('die')).rejects.toThrow('has ended')
    expect(await toHtml('lives again')).toBe('lives again')
  })
})
