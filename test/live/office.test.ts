// Our report template in the hands of LibreOffice: filled in, saved in every format that people send, and read back
// answer by answer; and the process that looks at documents watched by strace, to see that it calls nobody. Without those
// programs the tests are skipped, visibly; with CI=true that is a failure.

import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { questionIds, type DocumentType, type Fields } from '../../src/reports/document.ts'
import { createExamine } from '../../src/reports/examine.ts'
import { escapeXml } from '../../src/reports/package.ts'
import { questions } from '../../src/reports/questions.ts'
import { templateFile, type TemplateFor } from '../../src/reports/template.ts'
import { asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import { projectRoot } from '../support/source.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const inCi = process.env['CI'] === 'true'
const programs = ['soffice', 'pdftotext', 'strace'].map((name) => `/usr/bin/${name}`)
const [office = '', pdftotext = '', strace = ''] = programs
const there = programs.every((path) => existsSync(path))
const home = mkdtempSync(join(tmpdir(), 'rollcall-office-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const what: TemplateFor = {
  team: asTeamName('ea-NGI_IBERGRID-LIP-Lisbon'),
  release: { stack: 'EMI-1.0', component: 'SE-DPM_mysql', version: '1.8.0-1', os: 'SL5', arch: 'x86_64' },
  ticket: asTicketId(42),
  links: { 'release-notes': 'https://wiki.egi.example/dpm?a=1&b=2' },
  due: 'Tuesday 1 December 2026, 16:30 (Lisbon)',
  answersTo: 'staged-rollout@egi.example',
}
const origin = {
  team: 'ea-NGI_IBERGRID-LIP-Lisbon',
  release: 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64',
  ticket: 42,
  template: 1,
}
const answers: Fields = {
  ...Object.fromEntries(questionIds.map((id) => [id, `What we say of ${id}: Grüße, “œuvre” & <1.8>.`])),
  problems: 'GGUS #72034: the pid file stays – once a day',
  verdict: 'ACCEPT, nothing failed',
}

/** A paragraph with nothing in it, as either format writes it after a hint. */
const empty = {
  odt: /(<text:p(?:\s[^>]*)?)(?:\/>|><\/text:p>)/,
  docx: /(<w:p(?:\s[^>]*)?>)(<w:pPr>(?:(?!<\/w:pPr>).)*<\/w:pPr>)?<\/w:p>/s,
} as const

/** What somebody does who opens the template and writes below each hint. */
async function filled(format: 'odt' | 'docx'): Promise<Uint8Array> {
  const parts = unzipSync((await templateFile(what, format)).bytes)
  const part = format === 'odt' ? 'content.xml' : 'word/document.xml'
  let xml = strFromU8(parts[part] ?? new Uint8Array())
  for (const { id, hint } of questions) {
    const at = xml.indexOf(escapeXml(hint))
    expect(at, hint).toBeGreaterThan(0)
    const text = escapeXml(answers[id] ?? '')
    const below = xml
      .slice(at)
      .replace(empty[format], (_, open: string, properties: string | undefined) =>
        format === 'odt'
          ? `${open}>${text}</text:p>`
          : `${open}${properties ?? ''}<w:r><w:t>${text}</w:t></w:r></w:p>`,
      )
    xml = xml.slice(0, at) + below
  }
  const { mimetype, ...others } = { ...parts, [part]: strToU8(xml) }
  return zipSync({ ...(mimetype ? { mimetype: [mimetype, { level: 0 }] } : {}), ...others })
}

const savedAs: { readonly [format: string]: string } = {
  odt: 'odt',
  docx: 'docx:MS Word 2007 XML',
  doc: 'doc:MS Word 97',
  pdf: 'pdf',
}
/** Opened and saved again by LibreOffice, with a profile of its own. */
async function saved(name: string, bytes: Uint8Array, format: string): Promise<string> {
  const [input, out] = [join(home, name), join(home, format)]
  writeFileSync(input, bytes)
  const profile = `-env:UserInstallation=${pathToFileURL(join(home, 'profile')).href}`
  const args = [
    '--headless',
    '--norestore',
    profile,
    '--convert-to',
    savedAs[format] ?? format,
    '--outdir',
    out,
    input,
  ]
  await promisify(execFile)(office, args)
  return join(out, name.replace(/\.\w+$/, `.${format}`))
}

describe.skipIf(!there && !inCi)('a report that went through LibreOffice', () => {
  const examine = createExamine()
  const cases = (['odt', 'docx'] as const).flatMap((ours) =>
    (['odt', 'docx', 'doc'] as const).map((theirs): ['odt' | 'docx', DocumentType] => [ours, theirs]),
  )

  it.each(cases)('says the same, our %s saved as %s', async (ours, theirs) => {
    const file = await saved(`from-${ours}.${ours}`, await filled(ours), theirs)
    const found = await examine({ name: file, bytes: readFileSync(file) })
    expect({ type: found.type, verdict: found.verdict, notes: found.notes }).toEqual({
      type: theirs,
      verdict: 'ok',
      notes: [],
    })
    expect(found.reading?.fields).toEqual(answers)
    expect(found.reading?.unread).toEqual([])
    expect(found.reading?.verdict).toBe('accept')
    // The old format's properties are not read: such a report is known by its name.
    expect(found.reading?.origin).toEqual(theirs === 'doc' ? null : origin)
  })

  it.each(['odt', 'docx'] as const)('fits two pages as it is sent, %s', async (format) => {
    const { bytes } = await templateFile(what, format)
    const pdf = await saved(`template-${format}.${format}`, bytes, 'pdf')
    const text = execFileSync(pdftotext, ['-layout', pdf, '-']).toString()
    for (const { heading } of questions) expect(text).toContain(heading)
    expect(text).toContain('NGI_IBERGRID-LIP-Lisbon')
    expect(text.split('\f').length - 1).toBeLessThanOrEqual(2)
  })
})

describe.skipIf(!there && !inCi)('the process that looks at documents', () => {
  const folder = join(home, 'documents')
  let traced = ''
  beforeAll(async () => {
    const files = sharedIsThere
      ? readdirSync(shared('corpora/documents/files'), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
      : []
    const own = await filled('odt')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'own.odt'), own)
    const list = join(home, 'files.json')
    writeFileSync(list, JSON.stringify([join(folder, 'own.odt'), ...files]))
    traced = join(home, 'calls')
    const program = `import { readFileSync } from 'node:fs'
      import { createExamine } from ${JSON.stringify(join(projectRoot, 'src/reports/examine.ts'))}
      const examine = createExamine()
      const all = JSON.parse(readFileSync(${JSON.stringify(list)}, 'utf8'))
      const seen = await Promise.all(all.map((name) => examine({ name, bytes: readFileSync(name) })))
      process.stdout.write(String(seen.filter(({ reading }) => reading !== null).length))`
    // Without a length strace cuts words short, and where this project lies decides what is left of a path.
    const args = ['-f', '-qq', '-s', '1000', '--seccomp-bpf', '-e', 'trace=network,execve', '-o', traced]
    const node = [process.execPath, '--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(strace, [...args, ...node])
    expect(Number(stdout)).toBeGreaterThan(files.length / 2)
  }, 480_000)

  it('calls nobody, whatever document it looks at', () => {
    const calls = readFileSync(traced, 'utf8').split('\n')
    // That it was watched at all shows in the pipes that Node makes for it.
    expect(calls.filter((line) => /child\.ts/.test(line)).length).toBeGreaterThan(0)
    expect(calls.some((line) => /socketpair\(AF_UNIX/.test(line))).toBe(true)
    expect(calls.filter((line) => /AF_INET|AF_INET6|AF_NETLINK/.test(line))).toEqual([])
  })
})
