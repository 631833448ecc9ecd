// How our OpenDocument files look: the named styles of pages.ts, A4 with a page number, fonts that every office has, and
// colours in six digits, since LibreOffice passes over shorter ones.

const font = 'Liberation Sans'

const paragraph = (name: string, parent: string, text: string, block: string) =>
  `<style:style style:name="${name}" style:family="paragraph"${parent === '' ? '' : ` style:parent-style-name="${parent}"`}><style:paragraph-properties ${block}/><style:text-properties ${text}/></style:style>`

const styles = [
  paragraph(
    'Standard',
    '',
    'fo:font-size="11pt" fo:color="#1A1A1A"',
    'fo:margin-bottom="0.2cm" fo:line-height="130%"',
  ),
  paragraph(
    'Heading_20_1',
    'Standard',
    'fo:font-size="20pt" fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"',
    'fo:margin-bottom="0.4cm" fo:line-height="115%" fo:keep-with-next="always"',
  ),
  paragraph(
    'Heading_20_2',
    'Standard',
    'fo:font-size="13pt" fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"',
    'fo:margin-top="0.6cm" fo:margin-bottom="0.1cm" fo:keep-with-next="always"',
  ),
  paragraph('Lead', 'Standard', 'fo:font-size="11pt"', 'fo:keep-with-next="always"'),
  paragraph(
    'Hint',
    'Standard',
    'fo:font-size="9.5pt" fo:color="#5A5A5A"',
    'fo:margin-bottom="0.1cm" fo:keep-with-next="always"',
  ),
  paragraph(
    'Quotations',
    'Standard',
    'fo:font-size="11pt"',
    'fo:margin-left="0.6cm" fo:padding-left="0.3cm" fo:border-left="1.5pt solid #8A8A8A" fo:margin-bottom="0.2cm"',
  ),
  paragraph('CellText', 'Standard', 'fo:font-size="10.5pt"', 'fo:margin-bottom="0cm"'),
  paragraph(
    'CellHead',
    'CellText',
    'fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"',
    'fo:margin-bottom="0cm"',
  ),
  paragraph('Footer', 'Standard', 'fo:font-size="9pt" fo:color="#5A5A5A"', 'fo:text-align="end"'),
  '<style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"/></style:style>',
  '<style:style style:name="Link" style:family="text"><style:text-properties fo:color="#0B57A4" style:text-underline-style="solid"/></style:style>',
].join('')

/** The part styles.xml. `namespaces` are those of the package. */
export const odtStyles = (namespaces: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles${namespaces} office:version="1.3"><office:styles><style:default-style style:family="paragraph"><style:text-properties fo:font-family="${font}" fo:language="en" fo:country="GB" style:font-family-asian="Noto Sans CJK JP" style:font-family-complex="Noto Sans"/></style:default-style>${styles}</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="1.3cm" fo:margin-left="2cm" fo:margin-right="2cm"/><style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.4cm"/></style:footer-style></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer><text:p text:style-name="Footer"><text:page-number text:select-page="current"/> / <text:page-count/></text:p></style:footer></style:master-page></office:master-styles></office:document-styles>`

/** Tables are laid out by styles of the content alone (ODF 1.3 part 3 §16.2 makes them automatic ones). */
export const tableStyles = [
  '<style:style style:name="Row" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>',
  '<style:style style:name="Table" style:family="table"><style:table-properties style:width="17cm" table:align="left"/></style:style>',
  '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.12cm" fo:border-bottom="0.5pt solid #B0B0B0"/></style:style>',
].join('')
