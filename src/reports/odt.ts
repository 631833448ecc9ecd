// Lays pages out as an OpenDocument text (ODF 1.3, parts 2 and 3). Own and small: a package of five parts on fflate.
// Colours have six digits, as LibreOffice wants them; the mimetype comes first and is not compressed (part 2 §3.3).

import { strToU8, zipSync, type Zippable } from 'fflate'
import { userDefined } from './ownproperties.ts'
import { odtStyles, tableStyles } from './odtstyles.ts'
import { fit, isLink, type Block, type Pages, type Run } from './pages.ts'
import { escapeXml, packed } from './package.ts'

const mimetype = 'application/vnd.oasis.opendocument.text'
const odfNamespaces = [
  'office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"',
  'style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"',
  'text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"',
  'table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"',
  'fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
  'meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"',
  'manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"',
  'xlink="http://www.w3.org/1999/xlink"',
  'dc="http://purl.org/dc/elements/1.1/"',
]
  .map((one) => ` xmlns:${one}`)
  .join('')

const head = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** Runs of blanks, tabs and line ends have elements of their own: plain ones would be folded (part 3 §6.1.2). */
const written = (text: string): string =>
  escapeXml(fit(text))
    .replaceAll('\t', '<text:tab/>')
    .replaceAll('\n', '<text:line-break/>')
    .replaceAll(/ {2,}/g, (blanks) => ` <text:s text:c="${blanks.length - 1}"/>`)

function inline({ text, bold, href }: Run): string {
  const words = bold ? `<text:span text:style-name="Strong">${written(text)}</text:span>` : written(text)
  return isLink(href)
    ? `<text:a xlink:type="simple" xlink:href="${escapeXml(href)}" text:style-name="Link">${words}</text:a>`
    : words
}

const paragraph = (style: string, runs: readonly Run[]) =>
  `<text:p text:style-name="${style}">${runs.map(inline).join('')}</text:p>`

type Table = Extract<Block, { kind: 'table' }>

function table({ head: titles, rows, widths }: Table, number: number): string {
  const columns = widths.map((_, at) => `<table:table-column table:style-name="T${number}C${at}"/>`).join('')
  const cell = (style: string, runs: readonly Run[]) =>
    `<table:table-cell table:style-name="Cell" office:value-type="string">${paragraph(style, runs)}</table:table-cell>`
  const row = (cells: readonly string[]) =>
    `<table:table-row table:style-name="Row">${cells.join('')}</table:table-row>`
  const top = titles
    ? `<table:table-header-rows>${row(titles.map((text) => cell('CellHead', [{ text }])))}</table:table-header-rows>`
    : ''
  const body = rows.map((cells) =>
    row(cells.map((runs, at) => cell(titles === null && at === 0 ? 'CellHead' : 'CellText', runs))),
  )
  return (
    `<table:table table:name="Table${number}" table:style-name="Table">${columns}${top}${body.join('')}</table:table>` +
    paragraph('Standard', [])
  )
}

/** Widths of a table's columns in centimetres of the 17 between the margins of a page of A4. */
const columnStyles = ({ widths }: Table, number: number): string => {
  const all = widths.reduce((sum, width) => sum + width, 0)
  return widths
    .map(
      (width, at) =>
        `<style:style style:name="T${number}C${at}" style:family="table-column"><style:table-column-properties style:column-width="${((17 * width) / all).toFixed(2)}cm"/></style:style>`,
    )
    .join('')
}

function body(blocks: readonly Block[]): { readonly columns: string; readonly text: string } {
  let columns = ''
  let tables = 0
  const parts = blocks.map((block) => {
    switch (block.kind) {
      case 'title':
        return `<text:h text:style-name="Heading_20_1" text:outline-level="1">${written(block.text)}</text:h>`
      case 'heading':
        return `<text:h text:style-name="Heading_20_2" text:outline-level="2">${written(block.text)}</text:h>`
      case 'paragraph':
        return paragraph(block.lead ? 'Lead' : 'Standard', block.runs)
      case 'hint':
        return paragraph('Hint', [{ text: block.text }])
      case 'quote':
        return paragraph('Quotations', block.runs)
      case 'table':
        tables += 1
        columns += columnStyles(block, tables)
        return table(block, tables)
    }
  })
  return { columns, text: parts.join('\n') }
}

const metaOf = ({ title, author, properties }: Pages): string =>
  `${head}<office:document-meta${odfNamespaces} office:version="1.3"><office:meta><meta:generator>Rollcall</meta:generator><dc:title>${escapeXml(fit(title))}</dc:title><meta:initial-creator>${escapeXml(fit(author))}</meta:initial-creator><dc:language>en-GB</dc:language>${userDefined(properties)}</office:meta></office:document-meta>`

const manifest = `${head}<manifest:manifest${odfNamespaces} manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="${mimetype}"/>${['content.xml', 'styles.xml', 'meta.xml'].map((name) => `<manifest:file-entry manifest:full-path="${name}" manifest:media-type="text/xml"/>`).join('')}</manifest:manifest>`

/** The bytes of the file; the same pages give the same bytes. */
export function odt(pages: Pages): Uint8Array {
  const { columns, text } = body(pages.blocks)
  const content = `${head}<office:document-content${odfNamespaces} office:version="1.3"><office:automatic-styles>${tableStyles}${columns}</office:automatic-styles><office:body><office:text>${text}</office:text></office:body></office:document-content>`
  const parts: Zippable = {
    mimetype: [strToU8(mimetype), { level: 0 }],
    'META-INF/manifest.xml': strToU8(manifest),
    'content.xml': strToU8(content),
    'styles.xml': strToU8(odtStyles(odfNamespaces)),
    'meta.xml': strToU8(metaOf(pages)),
  }
  return zipSync(parts, packed)
}
