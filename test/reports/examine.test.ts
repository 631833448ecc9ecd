// The process in which a document is looked at: what happens when it takes too long, too much, says nothing or says
// nonsense; what it may not do; and that it starts wherever the project lies. Small programs stand in for a document
// that got the better of the readers.

import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createExamine } from '../../src/reports/examine.ts'
import { examinationIn } from '../../src/reports/heard.ts'
import { odt } from '../../src/reports/odt.ts'
import { projectRoot } from '../support/source.ts'

// Where the process may read; gone when the tests are.
const room = mkdtempSync(join(projectRoot, 'node_modules/.child-'))
const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'rollcall child ')))
afterAll(() => {
  for (const folder of [room, elsewhere]) rmSync(folder, { recursive: true, force: true })
})

const program = (name: string, text: string) => {
  const file = join(room, `${name}.mjs`)
  writeFileSync(file, text)
  return file
}
const report = odt({
  title: 'x',
  author: 'x',
  properties: {},
  blocks: [
    { kind: 'heading', text: 'Tests' },
    { kind: 'paragraph', runs: [{ text: 'Ran well.' }] },
  ],
})
const file = { name: 'a.odt', bytes: report }
const died = { type: 'unknown', verdict: 'refused', notes: ['died'], reading: null }
const reading = { text: 'x', fields: {}, unread: [], origin: null, verdict: null }
const good = { type: 'odt', verdict: 'ok', notes: [], reading }
const quick = { milliseconds: 1000 }

describe('the process that looks at a document', () => {
  it('says what the document says', async () => {
    expect(await createExamine()(file)).toMatchObject({
      type: 'odt',
      verdict: 'ok',
      notes: [],
      reading: { fields: { tests: 'Ran well.' } },
    })
  })

  it.each([
    ['goes round for ever', 'for (;;);'],
    ['waits for ever', 'setInterval(() => {}, 1000)'],
    ['fills its memory', 'const all = []; for (;;) all.push(new Array(1e5).fill(all.length))'],
    [
      'fills memory that is not counted as its own',
      'const all = []; for (;;) all.push(Buffer.alloc(4e6, 1))',
    ],
    ['ends badly', 'process.exit(3)'],
    ['is ended', 'process.kill(process.pid, "SIGSEGV")'],
    ['says nothing', ''],
    ['says nonsense', 'process.stdout.write("%PDF \\u0000 garbage")'],
    ['says half of an answer', 'process.stdout.write("{\\"type\\":\\"odt\\",\\"verd")'],
    ['never stops talking', 'const more = () => process.stdout.write("x".repeat(1e6), more); more()'],
    [
      'answers well and ends badly',
      `process.stdout.write(${JSON.stringify(JSON.stringify(good))}); process.exitCode = 1`,
    ],
  ])('is dead, and the file refused, where it %s', async (what, text) => {
    const examine = createExamine(quick, program(what.replaceAll(' ', '-'), text))
    expect(await examine(file)).toEqual(died)
  })

  it('takes no more than it is told to, and no longer', async () => {
    const began = performance.now()
    await createExamine({ milliseconds: 300 }, program('round', 'for (;;);'))(file)
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('may not read, write, start or call anything', async () => {
    const tries = program(
      'tries',
      `const can = []
       const attempt = async (name, what) => { try { await what(); can.push(name) } catch {} }
       const fs = await import('node:fs')
       await attempt('read', () => fs.readFileSync('/etc/passwd'))
       await attempt('list', () => fs.readdirSync('/'))
       await attempt('git', () => fs.readFileSync(${JSON.stringify(join(projectRoot, '.git'))}))
       await attempt('write', () => fs.writeFileSync(${JSON.stringify(join(room, 'written'))}, 'x'))
       await attempt('temp', () => fs.writeFileSync('/tmp/rollcall-written', 'x'))
       await attempt('spawn', async () => (await import('node:child_process')).execFileSync('/bin/true'))
       await attempt('worker', async () => new (await import('node:worker_threads')).Worker('1', { eval: true }))
       await attempt('code', () => eval('1'))
       await attempt('function', () => new Function('return 1')())
       can.push(...Object.keys(process.env))
       process.stdout.write(JSON.stringify({ ...${JSON.stringify(good)}, reading: { ...${JSON.stringify(reading)}, text: can.join() } }))`,
    )
    expect(await createExamine({}, tries)(file)).toMatchObject({ reading: { text: '' } })
  })

  it('has no network', () => {
    const tries = `
      const can = []
      const { default: net } = await import('node:net')
      const { default: dns } = await import('node:dns')
      const { default: dgram } = await import('node:dgram')
      const attempt = (name, what) => { try { what(); can.push(name) } catch {} }
      attempt('connect', () => net.connect(9, '127.0.0.1'))
      attempt('listen', () => net.createServer().listen(0))
      attempt('lookup', () => dns.lookup('localhost', () => {}))
      attempt('resolve', () => dns.resolve4('localhost', () => {}))
      attempt('promise', () => void dns.promises.lookup('localhost'))
      attempt('udp', () => dgram.createSocket('udp4').send('x', 9, '127.0.0.1'))
      attempt('fetch', () => void fetch('http://127.0.0.1:9/'))
      process.stderr.write(can.join() + 'tried')
      process.exit(0)`
    const wrapped = program(
      'wrapped',
      `await import(${JSON.stringify(join(projectRoot, 'src/reports/child.ts'))})\n${tries}`,
    )
    const said = execFileSync(
      '/bin/sh',
      ['-c', '"$0" "$1" x.odt 2>&1 >/dev/null', process.execPath, wrapped],
      { input: report },
    )
    expect(said.toString()).toBe('tried')
  })

  it.each([
    ['like an option of Node', '--eval=process.exit(0)'],
    ['like another', '--allow-fs-write=*'],
    ['with line ends', 'a\nb\r\n.odt'],
    ['of 10,000 characters', `${'n'.repeat(10_000)}.odt`],
    ['of a million characters', `${'n'.repeat(1_000_000)}.odt`],
    ['with zero bytes', 'a\0b.odt'],
    ['with half a character', 'a\uD800.odt'],
    ['of nothing', ''],
  ])('takes a file called %s for what it is', async (_what, name) => {
    expect(await createExamine()({ name, bytes: report })).toMatchObject({ type: 'odt', verdict: 'ok' })
  })
})

describe('what such a process says', () => {
  it('counts where it has the shape of an answer', () => {
    expect(examinationIn(JSON.stringify(good))).toEqual(good)
    const full = {
      ...reading,
      fields: { tests: 'x' },
      unread: ['time'],
      origin: { team: 't', release: 'r', ticket: 1, template: 1 },
      verdict: 'reject',
    }
    expect(examinationIn(JSON.stringify({ ...good, reading: full }))).toEqual({ ...good, reading: full })
  })

  it('loses what nobody asked for', () => {
    const more = { ...good, more: 1, reading: { ...reading, more: 1 } }
    expect(examinationIn(JSON.stringify(more))).toEqual(good)
  })

  it.each([
    ['is no object', null],
    ['is a list', [good]],
    ['names a type that there is not', { ...good, type: 'exe' }],
    ['names a verdict that there is not', { ...good, verdict: 'fine' }],
    ['names a note that there is not', { ...good, notes: ['fine'] }],
    ['has no notes', { ...good, notes: undefined }],
    ['reads what is refused', { ...good, verdict: 'refused' }],
    ['has text that is none', { ...good, reading: { ...reading, text: 1 } }],
    ['has text without end', { ...good, reading: { ...reading, text: 'x'.repeat(1_000_001) } }],
    ['answers what was not asked', { ...good, reading: { ...reading, fields: { constructor: 'x' } } }],
    ['answers with a thing', { ...good, reading: { ...reading, fields: { tests: {} } } }],
    ['has a verdict that there is not', { ...good, reading: { ...reading, verdict: 'ACCEPT' } }],
    ['comes from nowhere', { ...good, reading: { ...reading, origin: { ticket: 1 } } }],
    [
      'comes from a ticket that cannot be',
      { ...good, reading: { ...reading, origin: { team: '', release: '', ticket: -1, template: 1 } } },
    ],
  ])('counts for nothing where it %s', (_what, value) => {
    expect(examinationIn(JSON.stringify(value))).toBeNull()
  })
})

describe('wherever the project lies', () => {
  /** The packages that the named ones need, and those themselves. */
  const needed = (names: readonly string[], known = new Set<string>()): ReadonlySet<string> => {
    for (const name of names) {
      if (known.has(name)) continue
      known.add(name)
      const text = readFileSync(join(projectRoot, 'node_modules', name, 'package.json'), 'utf8')
      needed(Object.keys((JSON.parse(text) as { dependencies?: object }).dependencies ?? {}), known)
    }
    return known
  }
  const packages = join(elsewhere, 'with blanks', 'node_modules')
  const installed = join(packages, 'rollcall')

  beforeAll(() => {
    // As `npm install` of a tarball leaves it: JavaScript, and the packages it needs beside it, not below it.
    for (const folder of ['reports', 'rollout']) copied(`src/${folder}`, join(installed, 'dist', folder))
    writeFileSync(join(installed, 'package.json'), '{"name":"rollcall","type":"module"}')
    for (const name of needed(['cfb', 'file-type', 'p-queue', 'fflate']))
      cpSync(join(projectRoot, 'node_modules', name), join(packages, name), { recursive: true })
  })
  const copied = (from: string, to: string): void => {
    mkdirSync(to, { recursive: true })
    for (const entry of readdirSync(join(projectRoot, from), { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(to, entry.name.replace(/\.ts$/, '.js'))]
      if (entry.isDirectory() && !entry.name.startsWith('.')) copied(source, target)
      else if (entry.name.endsWith('.ts'))
        writeFileSync(
          target,
          stripTypeScriptTypes(readFileSync(join(projectRoot, source), 'utf8')).replaceAll(
            /(from '\.[^']*)\.ts'/g,
            "$1.js'",
          ),
        )
    }
  }
  /** In a process of its own: what is looked for is decided where the code is loaded. */
  const examined = (module: string) => {
    const asked = `import { createExamine } from ${JSON.stringify(module)}
      const found = await createExamine()({ name: 'a.odt', bytes: Buffer.from(process.argv[1], 'base64') })
      process.stdout.write(JSON.stringify(found.reading?.fields))`
    const args = ['--input-type=module', '--eval', asked, Buffer.from(report).toString('base64')]
    return execFileSync(process.execPath, args, { cwd: dirname(packages) }).toString()
  }

  it('reads below node_modules, packed as JavaScript, with blanks in the path', () => {
    expect(examined(join(installed, 'dist/reports/examine.js'))).toBe('{"tests":"Ran well."}')
  })

  it('reads where the folder of packages is a link', () => {
    const bare = join(elsewhere, 'bare')
    for (const folder of ['reports', 'rollout'])
      cpSync(join(projectRoot, 'src', folder), join(bare, 'src', folder), { recursive: true })
    writeFileSync(join(bare, 'package.json'), '{"name":"rollcall","type":"module"}')
    symlinkSync(join(projectRoot, 'node_modules'), join(bare, 'node_modules'))
    expect(examined(join(bare, 'src/reports/examine.ts'))).toBe('{"tests":"Ran well."}')
  })

  it('reads through a symbolic link', () => {
    const link = join(elsewhere, 'link')
    symlinkSync(projectRoot, link)
    expect(examined(join(link, 'src/reports/examine.ts'))).toBe('{"tests":"Ran well."}')
  })
})
