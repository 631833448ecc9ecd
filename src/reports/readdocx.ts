// The text of a Word package (ISO/IEC 29500-1 §17): body, text boxes, notes, headers; what was deleted under review is
// not read. Own, on an XML parser: the library for this drops list numbers, text boxes and headers, and hangs on one real
// file.

import { textOf, type ReadBlock, type ReadDocument } from './blocks.ts'
import { numberingOf, type Numbering } from './docxnumbers.ts'
import type { PackageParts } from './packageparts.ts'
import { all, child, treeOf, type Node } from './tree.ts'

const skipped = new Set([
  'w:del',
  'w:moveFrom',
  'w:instrText',
  'w:delText',
  'w:pPr',
  'w:rPr',
  'w:sectPr',
  // How ruby text is read aloud; its base is the text.
  'w:rt',
  'mc:Fallback',
])
const asText: { readonly [name: string]: string } = {
  'w:tab': '\t',
  'w:br': '\n',
  'w:cr': '\n',
  'w:noBreakHyphen': '-',
}

/** The text of a paragraph; paragraphs inside it (text boxes) come apart, into `inner`. */
function inline(node: Node, inner: Node[]): string {
  let out = ''
  for (const one of node.children) {
    if (skipped.has(one.name)) continue
    if (one.name === 'w:t' || one.name === 'm:t') out += one.children.map(({ text }) => text).join('')
    else if (asText[one.name] !== undefined) out += asText[one.name]
    else if (one.name === 'w:sym') out += symbol(one)
    else if (one.name === 'w:txbxContent') inner.push(one)
    else out += inline(one, inner)
  }
  return out
}

const symbol = ({ attributes }: Node) => {
  const code = Number.parseInt(attributes['w:char'] ?? '', 16)
  // Symbol fonts stand in the private use area; their own letters are below.
  return code >= 0xf000 && code < 0xf100
    ? String.fromCodePoint(code - 0xf000)
    : code > 31
      ? String.fromCharCode(code)
      : ''
}

function paragraph(node: Node, numbering: Numbering): readonly ReadBlock[] {
  const inner: Node[] = []
  const properties = child(node, 'w:pPr')
  const label = numbering.labelOf(properties)
  const text = inline(node, inner)
  return [
    {
      kind: 'paragraph',
      text: label === '' ? text : `${label} ${text}`,
      heading: numbering.isHeading(properties),
    },
    ...inner.flatMap((box) => blocksIn(box, numbering)),
  ]
}

function row(node: Node, numbering: Numbering): ReadBlock {
  const cells = all(node, 'w:tc').map((cell) => textOf(blocksIn(cell, numbering)))
  return { kind: 'row', cells }
}

function blocksIn(node: Node, numbering: Numbering): readonly ReadBlock[] {
  return node.children.flatMap((one): readonly ReadBlock[] => {
    if (skipped.has(one.name)) return []
    if (one.name === 'w:p') return paragraph(one, numbering)
    if (one.name === 'w:tr') return [row(one, numbering)]
    return blocksIn(one, numbering)
  })
}

const otherParts = /^word\/(?:header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/i

function propertiesOf(xml: string | null): ReadDocument['properties'] {
  if (xml === null) return {}
  return Object.fromEntries(
    all(treeOf(xml), 'property').map((node) => [
      node.attributes['name'] ?? '',
      node.children.flatMap((value) => value.children.map(({ text }) => text)).join(''),
    ]),
  )
}

/** Null where the package has no main part; throws where its XML cannot be read. */
export function readDocx(parts: PackageParts): ReadDocument | null {
  const main = mainPart(parts)
  const xml = main === null ? null : parts.text(main)
  if (xml === null || xml.trim() === '') return null
  const numbering = numberingOf(parts.text('word/numbering.xml'), parts.text('word/styles.xml'))
  const others = parts.names.filter((name) => otherParts.test(name)).toSorted()
  // Headers and notes first: what stands at the end would be read as part of the last answer.
  const blocks = [
    ...others.flatMap((name) => blocksIn(treeOf(parts.text(name) ?? ''), numbering)),
    ...blocksIn(treeOf(xml), numbering),
  ]
  return { blocks, properties: propertiesOf(parts.text('docProps/custom.xml')) }
}

/** Where the package says its document is; most say `word/document.xml` (part 2 §6.5). */
function mainPart({ names, text }: PackageParts): string | null {
  const said = /<(?:\w+:)?Relationship\s[^>]*\/officeDocument["'][^>]*>/.exec(text('_rels/.rels') ?? '')?.[0]
  const target = /\bTarget\s*=\s*["']\/?([^"']{1,200})["']/.exec(said ?? '')?.[1]
  return (
    names.find((name) => name === target) ??
    names.find((name) => /^word\/document\d*\.xml$/i.test(name)) ??
    null
  )
}
