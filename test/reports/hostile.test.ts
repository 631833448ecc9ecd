// Documents made to do harm, each built here and each with the verdict it must get. What might kill a reader goes through
// the process that may die of it; all else is judged here. Nothing may be refused that is harmless, and nothing written.

import cfb from 'cfb'
import { unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { DocumentType, Note, Safety } from '../../src/reports/document.ts'
import { createExamine } from '../../src/reports/examine.ts'
import { examineHere } from '../../src/reports/examinehere.ts'
import {
  odfFile,
  odfXml,
  officeRelations,
  rawZip,
  relations,
  wordFile,
  wordText,
  wordXml,
  zeros,
  type RawEntry,
} from '../support/hostilezip.ts'

type Case = readonly [what: string, name: string, bytes: () => Uint8Array, expected: Expected]
type Expected = { readonly type: DocumentType; readonly verdict: Safety; readonly notes: readonly Note[] }
const is = (type: DocumentType, verdict: Safety, ...notes: readonly Note[]): Expected => ({
  type,
  verdict,
  notes,
})
const refused = (type: DocumentType, ...notes: readonly Note[]) => is(type, 'refused', ...notes)
const held = (type: DocumentType, ...notes: readonly Note[]) => is(type, 'quarantined', ...notes)

const hello = '<text:p>hello</text:p>'
const entry = (name: string, text = 'x'): RawEntry => ({ name, bytes: Buffer.from(text) })
const relation = (kind: string, target: string, mode = ' TargetMode="External"') =>
  relations(`<Relationship Id="r9" Type="${officeRelations}/${kind}" Target="${target}"${mode}/>`)
const wordRelations = (xml: string) => wordFile(wordText('x'), { 'word/_rels/document.xml.rels': xml })
const run = (inner: string) => `<w:r>${inner}</w:r>`
const code = (text: string) => run(`<w:instrText xml:space="preserve">${text}</w:instrText>`)
const field = (...codes: readonly string[]) =>
  `<w:p>${run('<w:fldChar w:fldCharType="begin"/>')}${codes.join('')}${run('<w:fldChar w:fldCharType="end"/>')}</w:p>`
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
const entity = (body: string, declared: string) => `<?xml version="1.0"?><!DOCTYPE x [${declared}]>${body}`
const file = '<!ENTITY e SYSTEM "file:///etc/passwd">'
const web = '<!ENTITY e SYSTEM "http://127.0.0.1:9/e">'
const parameter = '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;'
const laughs = `<!ENTITY a "ha">${Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at} "&a;&a;&a;&a;">`).join('')}`

/** A file of the old kind with these streams; the first is no document of Word unless it says so. */
function compound(streams: { readonly [path: string]: Uint8Array }): Uint8Array {
  const made = cfb.utils.cfb_new()
  for (const [path, bytes] of Object.entries(streams)) cfb.utils.cfb_add(made, path, Buffer.from(bytes))
  return Uint8Array.from(cfb.write(made, { type: 'buffer' }) as Buffer)
}
/** The least that is a document of Word 97: one piece of text in single bytes (2.4.1 of its description). */
function oldWord(text: string, flags = 0, more: { readonly [path: string]: Uint8Array } = {}): Uint8Array {
  const main = Buffer.alloc(1024 + text.length)
  main.writeUInt16LE(0xa5ec, 0)
  main.writeUInt16LE(0x0200 | flags, 0x0a)
  main.writeUInt32LE(text.length, 0x4c)
  main.write(text, 1024, 'latin1')
  const table = Buffer.alloc(5 + 16)
  table.writeUInt8(2, 0)
  table.writeUInt32LE(16, 1)
  table.writeUInt32LE(text.length, 9)
  table.writeUInt32LE(0x40000000 + 2 * 1024, 15)
  // The least size at which a stream is kept in sectors of its own.
  const wide = Buffer.concat([main, Buffer.alloc(Math.max(0, 4096 - main.length))])
  return compound({ '/WordDocument': wide, '/1Table': Buffer.concat([table, Buffer.alloc(4096)]), ...more })
}

const archives: readonly Case[] = [
  [
    'a gigabyte in a part',
    'a.docx',
    () =>
      wordFile('', {}, [
        { name: 'word/big.xml', bytes: new Uint8Array(), packed: zeros(1024), saysUnpacked: 1024 ** 3 },
      ]),
    refused('zip', 'bomb'),
  ],
  [
    'a gigabyte that says it is small',
    'a.docx',
    () => wordFile('', {}, [{ name: 'word/big.xml', bytes: new Uint8Array(100), packed: zeros(1024) }]),
    refused('docx', 'bomb'),
  ],
  [
    'a hundred parts of three megabytes',
    'a.odt',
    () =>
      odfFile(
        hello,
        {},
        Array.from({ length: 100 }, (_, at) => ({
          name: `p${at}`,
          bytes: new Uint8Array(),
          packed: zeros(3),
          saysUnpacked: 3 * 1024 ** 2,
        })),
      ),
    refused('zip', 'bomb'),
  ],
  [
    'less than it says',
    'a.odt',
    () => odfFile(hello, {}, [{ ...entry('x'), saysUnpacked: 900 }]),
    refused('odt', 'broken'),
  ],
  [
    'more packed bytes than there are',
    'a.odt',
    () => odfFile(hello, {}, [{ ...entry('x'), saysPacked: 9000 }]),
    refused('zip', 'broken'),
  ],
  [
    'stored with two sizes',
    'a.odt',
    () => odfFile(hello, {}, [{ ...entry('x'), method: 0, saysUnpacked: 2000 }]),
    refused('odt', 'bomb'),
  ],
  [
    '65,536 entries',
    'a.docx',
    () =>
      wordFile(
        '',
        {},
        Array.from({ length: 65_533 }, (_, at) => ({ ...entry(`p${at}`), method: 0 })),
      ),
    refused('zip', 'broken'),
  ],
  [
    '2,001 entries',
    'a.zip',
    () => rawZip(Array.from({ length: 2001 }, (_, at) => entry(`p${at}`))),
    refused('zip', 'bomb'),
  ],
  [
    'more entries than are there',
    'a.zip',
    () => rawZip([entry('a')], { count: 2 }),
    refused('zip', 'broken'),
  ],
  [
    'fewer entries than are there',
    'a.zip',
    () => rawZip([entry('a'), entry('b')], { count: 0xffff }),
    refused('zip', 'bomb'),
  ],
  [
    'entries that share their bytes',
    'a.odt',
    () => odfFile(hello, {}, [entry('x', 'y'.repeat(500)), { ...entry('x', 'y'.repeat(500)), shares: 3 }]),
    refused('zip', 'bomb'),
  ],
  [
    'another name in front',
    'a.zip',
    () => rawZip([{ ...entry('a.txt'), localName: 'b.exe' }]),
    refused('zip', 'broken'),
  ],
  [
    'zips in each other, twenty deep',
    'a.zip',
    () =>
      Array.from({ length: 20 }).reduce<Uint8Array>(
        (inner) => rawZip([{ name: 'a.zip', bytes: inner }]),
        rawZip([entry('a')]),
      ),
    refused('zip', 'nested-archive'),
  ],
  [
    'another kind of archive in a zip',
    'a.zip',
    () =>
      rawZip(
        [entry('a', '7z\u00bc\u00af')].concat({ name: 'b', bytes: Buffer.from('Rar!\u001a\u0007\u0000') }),
      ),
    refused('zip', 'nested-archive'),
  ],
  [
    'an unknown way of packing',
    'a.odt',
    () => odfFile(hello, {}, [{ ...entry('x'), method: 99 }]),
    refused('odt', 'broken'),
  ],
  ['a password on a zip', 'a.zip', () => rawZip([{ ...entry('a'), flags: 1 }]), held('zip', 'encrypted')],
  ['only half of itself', 'a.odt', () => odfFile(hello).subarray(0, 300), refused('zip', 'broken')],
  ['nothing in a zip', 'a.docx', () => rawZip([]), refused('zip', 'wrong-type')],
  [
    'two parts of one name',
    'a.odt',
    () => odfFile(hello, {}, [entry('content.xml', odfXml('<text:p>other</text:p>'))]),
    held('odt', 'broken'),
  ],
]

const names: readonly Case[] = (
  [
    ['../../etc/passwd', refused('zip', 'traversal')],
    ['a/../../b', refused('zip', 'traversal')],
    ['..\\..\\b', refused('zip', 'traversal')],
    ['c:\\windows\\x', refused('zip', 'traversal')],
    ['a\0.odt', refused('zip', 'traversal')],
    ['/etc/passwd', held('odt', 'traversal')],
    ['\\\\host\\share', held('odt', 'traversal')],
    ['x\u202Etdo.exe', is('odt', 'ok')],
    ['n'.repeat(300), is('odt', 'ok')],
    ['CON', is('odt', 'ok')],
    ['a..b', is('odt', 'ok')],
  ] as const
).map(([name, expected]): Case => [
  `a part called ${JSON.stringify(name).slice(0, 40)}`,
  'a.odt',
  () => odfFile(hello, {}, [entry(name)]),
  expected,
])

const markup: readonly Case[] = [
  ...(
    [
      ['a file', file],
      ['an address', web],
      ['a parameter entity', parameter],
      ['a billion laughs', laughs],
    ] as const
  ).flatMap(([what, declared]): Case[] => [
    [
      `${what} as an entity in docx`,
      'a.docx',
      () => wordFile('', { 'word/document.xml': entity(wordXml(wordText('&e;')), declared) }),
      refused('docx', 'dtd'),
    ],
    [
      `${what} as an entity in odt`,
      'a.odt',
      () => odfFile('', { 'content.xml': entity(odfXml('<text:p>&e;</text:p>'), declared) }),
      refused('odt', 'dtd'),
    ],
    [
      `${what} as an entity in another part`,
      'a.docx',
      () => wordFile('', { 'docProps/app.xml': entity('<x>&e;</x>', declared) }),
      refused('docx', 'dtd'),
    ],
    [
      `${what} as an entity in UTF-16`,
      'a.odt',
      () => odfFile('', { 'content.xml': utf16(entity(odfXml(''), declared)) }),
      refused('odt', 'dtd'),
    ],
  ]),
  [
    'a document type elsewhere',
    'a.odt',
    () => odfFile('', { 'content.xml': `<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">${odfXml('')}` }),
    refused('odt', 'dtd'),
  ],
  [
    'a document type in UTF-7',
    'a.odt',
    () =>
      odfFile('', { 'content.xml': `<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x>${odfXml('')}` }),
    refused('odt', 'broken'),
  ],
  [
    'UTF-16 that does not say so',
    'a.odt',
    () => odfFile('', { 'content.xml': Buffer.from(entity(odfXml(''), file), 'utf16le') }),
    refused('odt', 'broken'),
  ],
  [
    'four bytes a character',
    'a.odt',
    () =>
      odfFile('', {
        'content.xml': Buffer.concat([
          Buffer.from([0xff, 0xfe, 0, 0]),
          Buffer.from([...Buffer.from(odfXml(''))].flatMap((one) => [one, 0, 0, 0])),
        ]),
      }),
    refused('odt', 'broken'),
  ],
  [
    'an alphabet of great machines',
    'a.odt',
    () => odfFile('', { 'content.xml': Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]) }),
    refused('odt', 'broken'),
  ],
  [
    'the document type of OpenOffice 1',
    'a.odt',
    () =>
      odfFile('', {
        'content.xml': `<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">${odfXml(hello)}`,
      }),
    is('odt', 'ok'),
  ],
  [
    'UTF-16 that is plain',
    'a.odt',
    () => odfFile('', { 'content.xml': utf16(odfXml(hello)) }),
    is('odt', 'ok'),
  ],
  [
    'tags that never end',
    'a.docx',
    () => wordFile('', { 'word/document.xml': `${wordXml('').slice(0, 200)}<w:p><w:r` }),
    is('docx', 'refused', 'broken'),
  ],
  ['no text at all', 'a.docx', () => wordFile('', { 'word/document.xml': '' }), refused('docx', 'broken')],
]

const active: readonly Case[] = [
  ['DDE in a field', 'a.docx', () => wordFile(field(code('DDEAUTO c:\\\\x "y"'))), held('docx', 'dde')],
  [
    'DDE cut over runs',
    'a.docx',
    () => wordFile(field(code('D'), code('DE'), code('AUTO x y'))),
    held('docx', 'dde'),
  ],
  [
    'DDE in a simple field',
    'a.docx',
    () => wordFile('<w:p><w:fldSimple w:instr=" DDE x y "/></w:p>'),
    held('docx', 'dde'),
  ],
  ['DDE by numbers', 'a.docx', () => wordFile(field(code('&#68;&#x44;E x y'))), held('docx', 'dde')],
  ['DDE with a comment in it', 'a.docx', () => wordFile(field(code('DD<!-- -->E x y'))), held('docx', 'dde')],
  [
    'DDE as character data',
    'a.docx',
    () => wordFile(field(code('<![CDATA[DDE]]> x y'))),
    held('docx', 'dde'),
  ],
  [
    'DDE under another prefix',
    'a.docx',
    () =>
      wordFile(
        '<v:p xmlns:v="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><v:fldSimple v:instr="DDE x"/></v:p>',
      ),
    held('docx', 'dde'),
  ],
  [
    'DDE in a header',
    'a.docx',
    () => wordFile('', { 'word/header1.xml': wordXml(field(code('DDE x y'))) }),
    held('docx', 'dde'),
  ],
  [
    'the word DDE in its text',
    'a.docx',
    () => wordFile(wordText('We tried DDE and macros.')),
    is('docx', 'ok'),
  ],
  [
    'a picture from elsewhere by a field',
    'a.docx',
    () => wordFile(field(code('INCLUDEPICTURE "http://127.0.0.1:9/x.png"'))),
    held('docx', 'external-link'),
  ],
  [
    'a template from elsewhere',
    'a.docx',
    () =>
      wordFile('', {
        'word/_rels/settings.xml.rels': relation('attachedTemplate', 'http://127.0.0.1:9/x.dotm'),
      }),
    held('docx', 'external-link'),
  ],
  [
    'a picture from a share',
    'a.docx',
    () => wordRelations(relation('image', 'file://host/share/x.png')),
    held('docx', 'external-link'),
  ],
  [
    'a relation that hides its mode',
    'a.docx',
    () => wordRelations(relation('image', 'http://127.0.0.1:9/x', ' Note="a>b" TargetMode="&#69;xternal"')),
    held('docx', 'external-link'),
  ],
  [
    'a link to click',
    'a.docx',
    () => wordRelations(relation('hyperlink', 'https://egi.example/')),
    is('docx', 'ok'),
  ],
  [
    'another format inside',
    'a.docx',
    () =>
      wordFile('<w:altChunk r:id="r9"/>', {
        'word/x.html': '<p>x',
        'word/_rels/document.xml.rels': relation('aFChunk', 'x.html', ''),
      }),
    held('docx', 'embedded'),
  ],
  [
    'an object',
    'a.docx',
    () => wordFile('', { 'word/embeddings/oleObject1.bin': 'x' }),
    held('docx', 'embedded'),
  ],
  [
    'an object under a harmless name',
    'a.docx',
    () => wordFile('', { 'word/media/image1.png': compound({ '/x': Buffer.from('x') }) }),
    held('docx', 'embedded'),
  ],
  [
    'a program as a picture',
    'a.odt',
    () => odfFile(hello, { 'Pictures/a.png': 'MZ\u0090\u0000' }),
    held('odt', 'embedded'),
  ],
  ['macros', 'a.docx', () => wordFile('', { 'word/vbaProject.bin': 'x' }), held('docx', 'macro')],
  [
    'macros by its type',
    'a.docm',
    () =>
      wordFile('', {
        '[Content_Types].xml':
          '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
      }),
    held('docm', 'macro'),
  ],
  ['macros by its name', 'a.docm', () => wordFile(''), held('docx', 'macro', 'wrong-type')],
  [
    'macros of LibreOffice',
    'a.odt',
    () => odfFile(hello, { 'Basic/Standard/Module1.xml': '<x/>' }),
    held('odt', 'macro'),
  ],
  ['a script in Python', 'a.odt', () => odfFile(hello, { 'Scripts/python/x.py': 'x' }), held('odt', 'macro')],
  [
    'a macro when it is opened',
    'a.odt',
    () =>
      odfFile(
        '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" xlink:href="vnd.sun.star.script:x"/></office:event-listeners></office:scripts>',
      ),
    held('odt', 'macro'),
  ],
  [
    'DDE in odt',
    'a.odt',
    () => odfFile('<text:dde-connection-decl office:dde-application="x"/>'),
    held('odt', 'dde'),
  ],
  [
    'DDE in odt under another prefix',
    'a.odt',
    () => odfFile('<t:dde-connection-decl xmlns:t="x"/>'),
    held('odt', 'dde'),
  ],
  [
    'a picture from elsewhere in odt',
    'a.odt',
    () => odfFile('<draw:image xlink:href="http://127.0.0.1:9/x.png"/>'),
    held('odt', 'external-link'),
  ],
  [
    'a picture from elsewhere by numbers',
    'a.odt',
    () => odfFile('<draw:image xlink:href="&#104;ttp://127.0.0.1:9/x.png"/>'),
    held('odt', 'external-link'),
  ],
  [
    'a section of another file',
    'a.odt',
    () => odfFile('<text:section><text:section-source xlink:href="file:///etc/passwd"/></text:section>'),
    held('odt', 'external-link'),
  ],
  [
    'a section of a file nearby',
    'a.odt',
    () => odfFile('<text:section><text:section-source xlink:href="../../../.ssh/id"/></text:section>'),
    held('odt', 'external-link'),
  ],
  [
    'a picture of its own',
    'a.odt',
    () => odfFile('<draw:image xlink:href="Pictures/x.png"/>'),
    is('odt', 'ok'),
  ],
  [
    'a link to click in odt',
    'a.odt',
    () => odfFile('<text:p><text:a xlink:href="https://egi.example/">x</text:a></text:p>'),
    is('odt', 'ok'),
  ],
  [
    'a document in odt',
    'a.odt',
    () => odfFile('<draw:object xlink:href="./Thing"/>', { 'Thing/content.xml': odfXml(hello) }),
    held('odt', 'embedded'),
  ],
  [
    'a formula in odt',
    'a.odt',
    () =>
      odfFile('<draw:object xlink:href="./Object 1"/>', {
        'Object 1/content.xml': '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>',
      }),
    is('odt', 'ok'),
  ],
  [
    'a password in odt',
    'a.odt',
    () =>
      odfFile('', {
        'content.xml': Buffer.from([1, 2, 3, 0, 200]),
        'META-INF/manifest.xml':
          '<manifest:manifest><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>',
      }),
    held('odt', 'encrypted'),
  ],
  [
    'a password in docx',
    'a.docx',
    () => compound({ '/EncryptionInfo': Buffer.alloc(100), '/EncryptedPackage': Buffer.alloc(5000) }),
    held('docx', 'encrypted'),
  ],
  ['a password in doc', 'a.doc', () => oldWord('x', 0x0100), held('doc', 'encrypted')],
  [
    'macros in doc',
    'a.doc',
    () => oldWord('x', 0, { '/Macros/VBA/dir': Buffer.from('x') }),
    held('doc', 'macro'),
  ],
  [
    'an object in doc',
    'a.doc',
    () => oldWord('x', 0, { '/ObjectPool/_1/contents': Buffer.from('x') }),
    held('doc', 'embedded'),
  ],
  ['DDE in doc', 'a.doc', () => oldWord('\u0013 DDEAUTO c:\\x "y" \u0014result\u0015'), held('doc', 'dde')],
  [
    'a picture from elsewhere in doc',
    'a.doc',
    () => oldWord('\u0013INCLUDEPICTURE "http://127.0.0.1:9/x"\u0014\u0015'),
    held('doc', 'external-link'),
  ],
  ['a doc that is plain', 'a.doc', () => oldWord('hello\r'), is('doc', 'ok')],
  [
    'an object in rich text',
    'a.rtf',
    () => Buffer.from('{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}'),
    held('rtf', 'embedded'),
  ],
  [
    'a template in rich text',
    'a.rtf',
    () => Buffer.from('{\\rtf1{\\*\\template http://127.0.0.1:9/x}}'),
    held('rtf', 'external-link'),
  ],
]

const lies: readonly Case[] = [
  ['a PDF named docx', 'a.docx', () => Buffer.from('%PDF-1.7\n1 0 obj'), held('pdf', 'wrong-type')],
  ['rich text named doc', 'a.doc', () => Buffer.from('{\\rtf1 x}'), held('rtf', 'wrong-type')],
  [
    'a program named odt',
    'a.odt',
    () => Buffer.from('MZ\u0090\u0000'.padEnd(200, '\0'), 'latin1'),
    refused('program', 'wrong-type'),
  ],
  ['a script named odt', 'a.odt', () => Buffer.from('#!/bin/sh\nrm -rf /'), refused('program', 'wrong-type')],
  ['a page named doc', 'a.doc', () => Buffer.from('<html><script>1</script>'), refused('html', 'wrong-type')],
  [
    'a picture named docx',
    'a.docx',
    () => Buffer.from('GIF89a\u0001\u0000\u0001\u0000', 'latin1'),
    held('image', 'wrong-type'),
  ],
  [
    'a spreadsheet named docx',
    'a.docx',
    () =>
      wordFile('', {
        '[Content_Types].xml':
          '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
      }),
    refused('zip', 'wrong-type'),
  ],
  ['an odt named docx', 'a.docx', () => odfFile(hello), is('odt', 'ok', 'wrong-type')],
  [
    'a program with a document behind it',
    'a.odt',
    () => Buffer.concat([Buffer.from('MZ'.padEnd(512, '\0')), odfFile(hello)]),
    refused('program', 'wrong-type'),
  ],
  [
    'a PDF with a document behind it',
    'a.docx',
    () => Buffer.concat([Buffer.from('%PDF-1.7\n%%EOF\n'), wordFile('')]),
    held('pdf', 'wrong-type'),
  ],
  [
    'a picture with a document behind it',
    'a.odt',
    () => Buffer.concat([Buffer.from('GIF89a'.padEnd(64, '\0')), odfFile(hello)]),
    held('image', 'wrong-type'),
  ],
  [
    'two documents, one behind the other',
    'a.odt',
    () => Buffer.concat([odfFile(hello), odfFile(hello)]),
    refused('zip', 'broken'),
  ],
  ['empty', 'a.odt', () => new Uint8Array(), refused('empty', 'broken')],
  ['one byte', 'a.odt', () => Buffer.from('P'), held('txt', 'wrong-type')],
  ['two letters', 'a.odt', () => Buffer.from('PK'), refused('zip', 'broken')],
  [
    'the head of an old file',
    'a.doc',
    () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    refused('ole2', 'broken'),
  ],
]

describe.each([
  ['packed to do harm', archives],
  ['with parts called oddly', names],
  ['with dangerous markup', markup],
  ['with something active in it', active],
  ['that is not what it is called', lies],
])('a document %s', (_group, cases) => {
  it.each(cases)('%s', async (_what, name, bytes, expected) => {
    const { type, verdict, notes, reading } = await examineHere(bytes(), name)
    expect({ type, verdict, notes: notes.toSorted() }).toEqual({
      ...expected,
      notes: expected.notes.toSorted(),
    })
    if (verdict === 'refused') expect(reading).toBeNull()
    else if (verdict === 'ok') expect(reading).not.toBeNull()
  })
})

describe('what might kill a reader', () => {
  const examine = createExamine()
  const deep = (count: number) =>
    '<w:sdt><w:sdtContent>'.repeat(count) + '</w:sdtContent></w:sdt>'.repeat(count)
  /** The table of sectors points at itself. */
  const cyclic = () => {
    const bytes = Buffer.from(oldWord('hello\r'.repeat(2000)))
    const table = 512 * (1 + bytes.readUInt32LE(76))
    for (let at = 4; at < 128; at += 1)
      if (bytes.readInt32LE(table + 4 * at) >= 0) bytes.writeUInt32LE(at, table + 4 * at)
    return bytes
  }

  it.each([
    ['100,000 elements in each other', 'a.docx', () => wordFile(deep(100_000))],
    ['a million tags that do not end', 'a.docx', () => wordFile('<w:p '.repeat(1_000_000))],
    ['a million quotes', 'a.docx', () => wordRelations('<Relationship "'.repeat(1_000_000))],
    ['a million comments that do not end', 'a.docx', () => wordFile('<!--'.repeat(1_000_000))],
    ['a table of sectors that points at itself', 'a.doc', cyclic],
    [
      'a document that says it has four thousand million characters',
      'a.doc',
      () => {
        const bytes = Buffer.from(oldWord('hello\r'))
        bytes.writeUInt32LE(0xffffffff, bytes.indexOf(Buffer.from([0xec, 0xa5])) + 0x4c)
        return bytes
      },
    ],
  ])('has a verdict all the same: %s', async (_what, name, bytes) => {
    const { verdict, reading } = await examine({ name, bytes: bytes() })
    expect(['ok', 'refused']).toContain(verdict)
    expect(reading === null).toBe(verdict !== 'ok')
  })

  it('reads five megabytes in one piece', async () => {
    const bytes = zipSync(unzipSync(wordFile(wordText('word &amp; '.repeat(450_000)))), { level: 0 })
    const { verdict, reading } = await examine({ name: 'a.docx', bytes })
    expect(verdict).toBe('ok')
    expect(reading?.text.startsWith('word & word & ')).toBe(true)
  })

  it('looks at no file of more than 25 MB', async () => {
    const bytes = new Uint8Array(25 * 1024 * 1024 + 1)
    expect(await examine({ name: 'a.odt', bytes })).toMatchObject({
      verdict: 'refused',
      notes: ['too-large'],
    })
  })
})
