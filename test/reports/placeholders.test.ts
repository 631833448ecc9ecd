// An operator's own template: words in braces are filled in wherever a word processor left them, and the file is known
// again when it comes back.

import { XMLValidator } from 'fast-xml-parser'
import { strFromU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { docx } from '../../src/reports/docx.ts'
import { odt } from '../../src/reports/odt.ts'
import type { Format, Run } from '../../src/reports/pages.ts'
import { fillIn, formatOf, placeholdersIn } from '../../src/reports/placeholders.ts'

const template = async (format: Format, runs: readonly Run[], title = 'Report on {{release}}') => {
  const pages = {
    title: 'Ours',
    author: 'an operator',
    properties: {},
    blocks: [
      { kind: 'title' as const, text: title },
      { kind: 'paragraph' as const, runs },
      { kind: 'table' as const, head: null, widths: [1], rows: [[[{ text: 'due {{due}}' }]]] },
    ],
  }
  return format === 'odt' ? odt(pages) : await docx(pages)
}
const textOf = (bytes: Uint8Array, format: Format) =>
  strFromU8(unzipSync(bytes)[format === 'odt' ? 'content.xml' : 'word/document.xml'] ?? new Uint8Array())
    .replaceAll(/<\/(?:text:[ph]|w:p)>/g, '\n')
    .replaceAll(/<[^>]+>/g, '')
const values = { site: 'NGI_X-"A" & <B>', release: 'EMI-1.0 dpm 1.8', due: 'Tuesday' }

describe.each(['odt', 'docx'] as const)('an operator’s template as %s', (format) => {
  it('is known for what it is', async () => {
    expect(formatOf(await template(format, []))).toBe(format)
  })

  it('is filled in, text that looks like XML included', async () => {
    const made = fillIn(await template(format, [{ text: 'for {{ site }}, {{site}}' }]), format, values, {})
    const text = textOf(made, format)
    expect(text).toContain('Report on EMI-1.0 dpm 1.8')
    expect(text).toContain('for NGI_X-&quot;A&quot; &amp; &lt;B&gt;, NGI_X-')
    expect(text).toContain('due Tuesday')
    expect(text).not.toContain('{{')
  })

  it('keeps a character that the file writes by its number', async () => {
    const parts = unzipSync(await template(format, [{ text: '{{site}} DASH x' }]))
    const written = Object.entries(parts).map(([name, part]): [string, Uint8Array] => [
      name,
      Buffer.from(Buffer.from(part).toString('latin1').replace('DASH', '&#8211;'), 'latin1'),
    ])
    const made = fillIn(zipSync(Object.fromEntries(written)), format, { ...values, site: 'LIP' }, {})
    expect(textOf(made, format)).toContain('LIP \u2013 x')
  })

  it('is filled in where a word stands in pieces', async () => {
    const runs: Run[] = [
      { text: 'for {{si' },
      { text: 'te', bold: true },
      { text: '}} and {' },
      { text: '{due}}!' },
    ]
    const made = fillIn(await template(format, runs), format, { ...values, site: 'LIP' }, {})
    expect(textOf(made, format)).toContain('for LIP and Tuesday!')
  })

  it('keeps braces that are no word of ours, and names them', async () => {
    const own = await template(format, [{ text: '{{siet}} {{ }} {x} {{constructor}}' }])
    expect(placeholdersIn(own, format)).toEqual(['release', 'siet', 'constructor', 'due'])
    expect(textOf(fillIn(own, format, values, {}), format)).toContain('{{siet}} {{ }} {x} {{constructor}}')
  })

  it('carries whose it is, with properties of its own or without', async () => {
    const bare = unzipSync(await template(format, []))
    const without = zipSync(
      Object.fromEntries(
        Object.entries(bare).filter(([name]) => !['meta.xml', 'docProps/custom.xml'].includes(name)),
      ),
    )
    for (const own of [await template(format, []), without]) {
      const parts = unzipSync(
        fillIn(own, format, values, { 'rollcall-team': 'ea-X', 'rollcall-ticket': '42' }),
      )
      const hidden = strFromU8(
        parts[format === 'odt' ? 'meta.xml' : 'docProps/custom.xml'] ?? new Uint8Array(),
      )
      expect(hidden).toMatch(/rollcall-team.*ea-X.*rollcall-ticket.*42/s)
      for (const [name, part] of Object.entries(parts))
        if (/\.(?:xml|rels)$/.test(name)) expect(XMLValidator.validate(strFromU8(part)), name).toBe(true)
    }
  })
})

describe('what is no template', () => {
  it('is known for none', () => {
    expect(formatOf(zipSync({ 'a.txt': new Uint8Array([1]) }))).toBeNull()
  })
})
