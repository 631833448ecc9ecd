// Every letter in every variant, as it leaves. The golden files are the letters for people to read: look at what
// changed in them, then write them anew with `npx vitest run test/letters/golden.test.ts -u`.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalog, priorityOf } from '../../src/letters/catalog.ts'
import { parse } from './parsed.ts'
import { allSamples, composeSample, letterNames } from './samples.ts'

const golden = (name: string) => resolve(import.meta.dirname, 'golden', name)
const isCommand = (line: string) => line.startsWith('  ') || /^> {1,3}\S/.test(line)
const hasUrl = (line: string) => /https?:\/\/\S+/.test(line)

describe('letters', () => {
  it('has a template and a sample for each letter, and no other', () => {
    expect(letterNames.toSorted()).toEqual(Object.keys(catalog).toSorted())
  })

  it('lets invitations, calls and managers’ letters leave before answers, and answers before news', () => {
    expect(priorityOf('invitation')).toBeLessThan(priorityOf('new-ticket'))
    expect(priorityOf('call-preview')).toBeLessThan(priorityOf('receipt'))
    expect(priorityOf('receipt')).toBeLessThan(priorityOf('note-shared'))
  })

  describe.each(allSamples)('$id', (sample) => {
    it('reads as it did', async () => {
      const letter = await parse(await composeSample(sample))
      await expect(`Subject: ${letter.subject}\n\n${letter.text}`).toMatchFileSnapshot(
        golden(`${sample.id}.txt`),
      )
      await expect(letter.html).toMatchFileSnapshot(golden(`${sample.id}.html`))
    })

    it('keeps its text within 78 columns, but for addresses on the web', async () => {
      const { text } = await parse(await composeSample(sample))
      const long = text.split('\n').filter((line) => line.length > 78 && !hasUrl(line) && !isCommand(line))
      expect(long.filter((line) => !line.includes('.odt') && !line.includes('.docx'))).toEqual([])
    })

    it('keeps every line to send back within 72 columns and shows it in both parts', async () => {
      const { text, html } = await parse(await composeSample(sample))
      // What goes on below a dash belongs to its sentence.
      const lines = text.replace(/^- .*(?:\n {2}\S.*)*/gm, '').split('\n')
      const commands = lines.filter((line) => line.startsWith('  ') && !/^ {3}/.test(line))
      for (const line of commands) {
        expect(line.length).toBeLessThanOrEqual(72)
        expect(html).toContain(
          line.trim().replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&#34;'),
        )
      }
    })

    it('says in its foot and in a header why it is sent', async () => {
      const letter = await parse(await composeSample(sample))
      const because = letter.header('X-Rollcall-Because')
      expect(because).toMatch(/ because .*\.$/)
      const foot = letter.text.split('\n-- \n')[1] ?? ''
      expect(foot.replaceAll('\n', ' ')).toContain(because)
      expect(letter.html).toContain(because)
    })

    it('leaves no liquid, no script and no picture in its page', async () => {
      const { html } = await parse(await composeSample(sample))
      expect(html).not.toMatch(/\{\{|\{%|\[\[|<script|<img|<link|undefined|\[object/)
      expect(html).toContain('prefers-color-scheme: dark')
    })
  })
})
