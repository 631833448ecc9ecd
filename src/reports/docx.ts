// Lays pages out as a Word document (ISO/IEC 29500) with the docx library. Its package carries the time of writing and
// ids made by chance: both are replaced, so that the same pages give the same bytes.

import {
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  HeadingLevel,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { packed } from './package.ts'
import { fit, isLink, type Block, type Pages, type Run } from './pages.ts'

const font = 'Liberation Sans'
const grey = '5A5A5A'
/** A4 between margins of 2 cm, in twentieths of a point. */
const lineWidth = 9638
const margin = 1134

const words = ({ text, bold }: Run, style?: string): TextRun[] =>
  fit(text)
    .split('\n')
    .map(
      (line, at) =>
        new TextRun({
          text: line,
          ...(bold ? { bold } : {}),
          ...(at > 0 ? { break: 1 } : {}),
          ...(style ? { style } : {}),
        }),
    )

const inline = (run: Run): (ExternalHyperlink | TextRun)[] =>
  isLink(run.href)
    ? [new ExternalHyperlink({ link: run.href, children: words(run, 'Hyperlink') })]
    : words(run)

const paragraph = (style: string, runs: readonly Run[]) =>
  new Paragraph({ style, children: runs.flatMap(inline) })

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const line = { style: BorderStyle.SINGLE, size: 4, color: 'B0B0B0' }

function table({ head, rows, widths }: Extract<Block, { kind: 'table' }>): Table {
  const all = widths.reduce((sum, width) => sum + width, 0)
  const columnWidths = widths.map((width) => Math.floor((lineWidth * width) / all))
  const cell = (style: string, runs: readonly Run[], at: number) =>
    new TableCell({
      children: [paragraph(style, runs)],
      width: { size: columnWidths[at] ?? 0, type: WidthType.DXA },
      borders: { top: none, left: none, right: none, bottom: line },
      margins: { top: 60, bottom: 60, left: 60, right: 60 },
    })
  const top = head
    ? [
        new TableRow({
          tableHeader: true,
          cantSplit: true,
          children: head.map((text, at) => cell('CellHead', [{ text }], at)),
        }),
      ]
    : []
  const body = rows.map(
    (cells) =>
      new TableRow({
        cantSplit: true,
        children: cells.map((runs, at) =>
          cell(head === null && at === 0 ? 'CellHead' : 'CellText', runs, at),
        ),
      }),
  )
  return new Table({ rows: [...top, ...body], columnWidths, width: { size: lineWidth, type: WidthType.DXA } })
}

function laid(block: Block): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'title':
      return [new Paragraph({ heading: HeadingLevel.HEADING_1, children: words({ text: block.text }) })]
    case 'heading':
      return [new Paragraph({ heading: HeadingLevel.HEADING_2, children: words({ text: block.text }) })]
    case 'paragraph':
      return [paragraph(block.lead ? 'Lead' : 'Normal', block.runs)]
    case 'hint':
      return [paragraph('Hint', [{ text: block.text }])]
    case 'quote':
      return [paragraph('Quote', block.runs)]
    case 'table':
      // Two tables without a paragraph between them would become one.
      return [table(block), paragraph('Normal', [])]
  }
}

const based = { basedOn: 'Normal', quickFormat: true } as const
const styles = {
  default: {
    document: { run: { font, size: 22, color: '1A1A1A', language: { value: 'en-GB' } } },
    heading1: {
      run: { font, size: 40, bold: true },
      paragraph: { spacing: { after: 220, line: 276, lineRule: LineRuleType.AUTO }, keepNext: true },
    },
    heading2: {
      run: { font, size: 26, bold: true },
      paragraph: { spacing: { before: 340, after: 60 }, keepNext: true },
    },
  },
  paragraphStyles: [
    {
      id: 'Normal',
      name: 'Normal',
      quickFormat: true,
      paragraph: { spacing: { after: 110, line: 312, lineRule: LineRuleType.AUTO } },
    },
    { ...based, id: 'Lead', name: 'Lead', paragraph: { keepNext: true } },
    {
      ...based,
      id: 'Hint',
      name: 'Hint',
      run: { size: 19, color: grey },
      paragraph: { spacing: { after: 60 }, keepNext: true },
    },
    {
      ...based,
      id: 'Quote',
      name: 'Quote',
      paragraph: {
        indent: { left: 340 },
        border: { left: { style: BorderStyle.SINGLE, size: 12, color: '8A8A8A', space: 8 } },
      },
    },
    { ...based, id: 'CellText', name: 'Cell text', run: { size: 21 }, paragraph: { spacing: { after: 0 } } },
    {
      ...based,
      id: 'CellHead',
      name: 'Cell head',
      run: { size: 21, bold: true },
      paragraph: { spacing: { after: 0 } },
    },
  ],
}

const footer = () =>
  new Footer({
    children: [
      new Paragraph({
        alignment: 'right',
        children: [
          new TextRun({
            children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
            size: 18,
            color: grey,
          }),
        ],
      }),
    ],
  })

/** Relationship ids are made by chance: numbered in the order in which they stand. */
function settledIds(parts: { readonly [name: string]: Uint8Array }): { [name: string]: Uint8Array } {
  const names = new Map<string, string>()
  const settled = (text: string) =>
    text.replaceAll(/\brId[\w-]{10,}/g, (id) => {
      const known = names.get(id) ?? `rIdLink${names.size + 1}`
      names.set(id, known)
      return known
    })
  const order = Object.keys(parts).toSorted()
  return Object.fromEntries(
    order.map((name) => {
      const bytes = parts[name] ?? new Uint8Array()
      if (!/\.(?:xml|rels)$/.test(name)) return [name, bytes]
      const text = strFromU8(bytes)
      const timeless =
        name === 'docProps/core.xml'
          ? text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2000-01-01T00:00:00Z')
          : text
      return [name, strToU8(settled(timeless))]
    }),
  )
}

/** The bytes of the file; the same pages give the same bytes. */
export async function docx(pages: Pages): Promise<Uint8Array> {
  const document = new Document({
    title: fit(pages.title),
    creator: fit(pages.author),
    lastModifiedBy: fit(pages.author),
    customProperties: Object.entries(pages.properties).map(([name, value]) => ({ name, value: fit(value) })),
    styles,
    sections: [
      {
        properties: {
          page: {
            size: { width: 11906, height: 16838 },
            margin: { top: margin, bottom: margin, left: margin, right: margin },
          },
        },
        footers: { default: footer() },
        children: pages.blocks.flatMap(laid),
      },
    ],
  })
  const bytes = await Packer.toBuffer(document)
  return zipSync(settledIds(unzipSync(Uint8Array.from(bytes))), packed)
}
