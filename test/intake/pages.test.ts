// What the pages for teams and managers show as a line to send is one that the grammar reads.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readLine } from '../../src/intake/grammar.ts'

const shown = (page: string): readonly string[] => {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')
  const blocks = text.split('\n').flatMap((line) => /^(?:> )? {4}(\S.*)$/.exec(line)?.[1] ?? [])
  const table = text.split('\n').filter((line) => line.startsWith('| ') && line.includes('`'))
  const rows = table.flatMap((line) => Array.from(line.matchAll(/`([^`]+)`/g), ([, code = '']) => code))
  // What an administrator types in a terminal is no line to send.
  return [...blocks, ...rows].filter((line) => !/\.(?:odt|docx?)$|^rollcall /.test(line))
}

describe.each([
  ['for-teams', 14],
  ['for-managers', 16],
])('docs/%s.md', (page, atLeast) => {
  it('shows lines to send', () => {
    expect(shown(page).length).toBeGreaterThanOrEqual(atLeast)
  })
  it.each(shown(page))('%s', (line) => {
    expect(readLine(line)).not.toBeNull()
    expect(readLine(line)).not.toMatchObject({ verb: 'incomplete' })
  })
})
