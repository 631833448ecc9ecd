// The documents that Rollcall writes, taken apart again by other hands: an XML parser, and the library that reads Word
// files. What they look like is looked at by people; here, that every program can open them and nothing gets in.

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { strFromU8, unzipSync } from 'fflate'
import mammoth from 'mammoth'
import { describe, expect, it } from 'vitest'
import { bundle, namesFor } from '../../src/reports/bundle.ts'
import { docx } from '../../src/reports/docx.ts'
import { odt } from '../../src/reports/odt.ts'
import type { Pages } from '../../src/reports/pages.ts'
import { questions } from '../../src/reports/questions.ts'
import { summaryFile, type SummaryOf } from '../../src/reports/summary.ts'
import { templateFile, type TemplateFor } from '../../src/reports/template.ts'
import { asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import { ggusUrl } from './values.ts'

const release = {
  stack: 'EMI-1.0',
  component: 'SE-DPM_mysql',
  version: '1.8.0-1',
  os: 'SL5',
  arch: 'x86_64',
}
const lisbon = asTeamName('ea-NGI_IBERGRID-LIP-Lisbon')
const srce = asTeamName('ea-NGI_HR-egee.srce.hr')

const template: TemplateFor = {
  team: lisbon,
  release,
  ticket: asTicketId(42),
  links: { 'release-notes': 'https://wiki.egi.example/dpm?a=1&b=2' },
  due: 'Tuesday 1 December 2026, 16:30 (Lisbon)',
  answersTo: 'staged-rollout@egi.example',
}
const summary: SummaryOf = {
  release,
  ticket: asTicketId(42),
  written: 'Tuesday 1 December 2026, 17:02 (Amsterdam)',
  reports: [
    { team: lisbon, verdict: 'accept', fields: { installed: 'from 1.7.4' }, ggus: [] },
    {
      team: srce,
      verdict: 'reject',
      fields: { problems: 'no <pid> & no "log"\n再起動できない', workarounds: 'rm the  pid file' },
      ggus: [{ number: 72034, url: ggusUrl(72034) }],
    },
  ],
  without: [{ team: asTeamName('ea-NGI_DE-LRZ-LMU'), why: 'accepted, and sent nothing' }],
  ggus: [{ number: 72034, url: ggusUrl(72034) }],
  timeline: [{ at: 'Friday 20 November 2026', what: 'The rollout was opened.' }],
  outcome: null,
}

const partsOf = (bytes: Uint8Array) => unzipSync(bytes)
const partIn = (bytes: Uint8Array, name: string) => strFromU8(partsOf(bytes)[name] ?? new Uint8Array())
const wordsOf = async (bytes: Uint8Array) =>
  (await mammoth.extractRawText({ buffer: Buffer.from(bytes) })).value
/** The text of an OpenDocument file, its own elements for blanks and line ends read as such. */
const plain = (bytes: Uint8Array) =>
  partIn(bytes, 'content.xml')
    .replaceAll('<text:line-break/>', '\n')
    .replaceAll(/<text:s text:c="(\d+)"\/>/g, (_, count: string) => ' '.repeat(Number(count)))
    .replaceAll(/<\/text:[ph]>/g, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

const formats = ['odt', 'docx'] as const
const textOf = (format: (typeof formats)[number], bytes: Uint8Array) =>
  format === 'odt' ? Promise.resolve(plain(bytes)) : wordsOf(bytes)

describe.each(formats)('the report template as %s', (format) => {
  it('is named as the report must be named when it comes back', async () => {
    const { name } = await templateFile(template, format)
    expect(name).toBe(`ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1.${format}`)
  })

  it('asks every question and has filled in what is known', async () => {
    const { bytes } = await templateFile(template, format)
    const text = await textOf(format, bytes)
    for (const { heading, hint } of questions) {
      expect(text).toContain(heading)
      expect(text).toContain(hint)
    }
    for (const known of ['NGI_IBERGRID-LIP-Lisbon', '#42', 'Tuesday 1 December 2026', 'a=1&b=2'])
      expect(text).toContain(known)
  })

  it('carries unseen whose it is', async () => {
    const { bytes } = await templateFile(template, format)
    const hidden = partIn(bytes, format === 'odt' ? 'meta.xml' : 'docProps/custom.xml')
    for (const known of ['rollcall-team', lisbon, 'rollcall-ticket', '42', 'rollcall-template'])
      expect(hidden).toContain(known)
  })

  it('is the same bytes each time', async () => {
    const [once, again] = [await templateFile(template, format), await templateFile(template, format)]
    expect(Buffer.compare(once.bytes, again.bytes)).toBe(0)
  })

  it('is made of parts that an XML parser takes', async () => {
    const { bytes } = await templateFile(template, format)
    const parts = Object.entries(partsOf(bytes)).filter(([name]) => /\.(?:xml|rels)$/.test(name))
    expect(parts.length).toBeGreaterThan(3)
    for (const [name, part] of parts) expect(XMLValidator.validate(strFromU8(part)), name).toBe(true)
  })
})

describe.each(formats)('the summary as %s', (format) => {
  it('says who reported what, in their own words, and who did not', async () => {
    const { name, bytes } = await summaryFile(summary, format)
    const text = await textOf(format, bytes)
    expect(name).toBe(`summary-EMI-1.0-SE-DPM_mysql-1.8.0-1.${format}`)
    for (const said of [
      '2 sites reported: 1 accept, 1 reject.',
      '1 site did not report.',
      'no <pid> & no "log"',
      '再起動できない',
      'rm the  pid file',
      'GGUS #72034',
      'NGI_DE-LRZ-LMU',
      'The outcome is still the managers’ to give.',
    ])
      expect(text).toContain(said)
  })

  it('names the outcome once it is given', async () => {
    const outcome = { outcome: 'REJECT', reason: 'pid file' } as const
    const { bytes } = await summaryFile({ ...summary, outcome }, format)
    expect(await textOf(format, bytes)).toContain('The managers’ outcome is REJECT: pid file.')
  })

  it('says so where no site has reported yet', async () => {
    const { bytes } = await summaryFile({ ...summary, reports: [], ggus: [] }, format)
    const text = await textOf(format, bytes)
    expect(text).toContain('0 sites reported')
    expect(text).toContain('No report names a problem.')
    expect(text).not.toContain('Verdicts')
  })
})

describe.each(formats)('text that somebody mailed, in a document as %s', (format) => {
  const laid = async (text: string) => {
    const pages: Pages = {
      title: text,
      author: text,
      properties: { 'rollcall-team': text },
      blocks: [
        { kind: 'title', text },
        { kind: 'paragraph', runs: [{ text, href: text }] },
        { kind: 'table', head: [text], widths: [1], rows: [[[{ text }]]] },
        { kind: 'quote', runs: [{ text, bold: true }] },
      ],
    }
    return format === 'odt' ? odt(pages) : await docx(pages)
  }
  const shapeOf = (bytes: Uint8Array) =>
    Object.entries(partsOf(bytes))
      .filter(([name]) => /(?:content|document|meta|custom|core|document\.xml)\.(?:xml|rels)$/.test(name))
      .map(([name, part]) => [
        name,
        tagsIn(new XMLParser({ ignoreAttributes: false }).parse(strFromU8(part))),
      ])

  it.each([
    ['markup', '</text:p><script>alert(1)</script><w:p>'],
    ['an entity', '&amp;&lt;&#0;&xxe;'],
    ['a doctype', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;'],
    ['the end of a section', ']]><![CDATA['],
    ['quotes', '" onload="x\' y='],
    ['what XML has no place for', 'a\u0000b\u0008c\uFFFE\uD800d'],
    ['a turned writing direction', 'txt.\u202Eexe'],
    ['a script as a link', 'javascript:alert(1)'],
    ['a file as a link', 'file:///etc/passwd'],
  ])('changes nothing but the text: %s', async (_what, text) => {
    const bytes = await laid(text)
    for (const [name, part] of Object.entries(partsOf(bytes)))
      if (name.endsWith('.xml')) expect(XMLValidator.validate(strFromU8(part)), name).toBe(true)
    expect(shapeOf(bytes)).toEqual(shapeOf(await laid('words')))
    const all = Object.values(partsOf(bytes)).map((part) => strFromU8(part))
    expect(['\u202E', '\u0000', '\u0008'].filter((bad) => all.join('').includes(bad))).toEqual([])
    expect(all.join('')).not.toMatch(/(?:href|Target)="(?:javascript|file):/)
  })

  it('is linked where it is a web address, and nowhere else', async () => {
    const links = Object.values(partsOf(await laid('https://ggus.eu/?a=1&b="2"'))).map((part) =>
      strFromU8(part),
    )
    expect(links.join('')).not.toMatch(/(?:href|Target)="https:\/\/ggus/)
    const good = Object.values(partsOf(await laid('https://ggus.eu/?a=1&b=2'))).map((part) => strFromU8(part))
    expect(good.join('')).toContain('="https://ggus.eu/?a=1&amp;b=2"')
  })
})

describe('the bundle', () => {
  const file = (name: string, text: string) => ({ name, what: 'a report', bytes: Buffer.from(text) })

  it('holds every file, an index and checksums, whatever order they come in', () => {
    const [a, b] = [file('b.odt', 'two'), file('a.odt', 'one')]
    const bytes = bundle('Staged rollout X 1', [a, b])
    expect(Buffer.compare(bytes, bundle('Staged rollout X 1', [b, a]))).toBe(0)
    expect(Object.keys(partsOf(bytes))).toEqual(['a.odt', 'b.odt', 'INDEX.txt', 'SHA256SUMS'])
    expect(partIn(bytes, 'SHA256SUMS')).toContain(
      '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  a.odt\n',
    )
    expect(partIn(bytes, 'INDEX.txt')).toContain('a.odt\n    a report, 3 bytes')
  })

  it.each([
    [['../../etc/passwd'], ['__.._etc_passwd']],
    [
      ['a.odt', 'A.odt', 'a.odt'],
      ['a.odt', 'A-2.odt', 'a-3.odt'],
    ],
    [
      ['SHA256SUMS', 'index.txt'],
      ['SHA256SUMS-2', 'index-2.txt'],
    ],
    [
      ['.htaccess', '', 'x\u202Etxt.exe'],
      ['_htaccess', 'file', 'x_txt.exe'],
    ],
  ])('gives %j names of their own: %j', (names, given) => {
    expect(namesFor(names.map((name) => ({ name })))).toEqual(given)
  })
})

/** The tree of elements and attribute names, without any text. */
function tagsIn(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(tagsIn)
  if (node === null || typeof node !== 'object') return ''
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => name !== '#text')
      .map(([name, below]) => [name, tagsIn(below)]),
  )
}
