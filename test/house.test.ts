// The plan of the house as a test: who may know whom, what the quiet room may not touch, how large a file may grow,
// and that what the documents name is there. Exceptions stand here with their reason; one that is no longer needed
// fails as well. The drawing is in docs/architecture.md.

import { existsSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLine } from '../src/intake/grammar.ts'
import { filesBelow, projectRoot, readSource, readText, rings, type SourceFile } from './support/source.ts'
import { rollcall } from './support/terminal.ts'

const source = filesBelow('src')
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(path, readText(path)))

/** The room of a file of src: its folder, or for the files beside them the part of the house they belong to. */
const roomOf = (path: string): string => {
  const [, first = '', inner] = path.split('/')
  const name = basename(first, '.ts')
  if (inner !== undefined) return first
  if (name === 'main') return 'cli'
  return ['settled', 'secret', 'log', 'doors'].includes(name) ? 'house' : name
}

type May = 'yes' | 'types'
type Row = { readonly [room: string]: May }
const everything: Row = Object.fromEntries(
  'rollout marks intake reports letters ports store systems desk board sandbox calendar config house cli'
    .split(' ')
    .map((room) => [room, 'yes' as const]),
)

/** From a row's room to the rooms in it; `types`: by type alone. */
const mayImport: { readonly [room: string]: Row } = {
  rollout: {},
  marks: { rollout: 'yes' },
  intake: { rollout: 'yes', marks: 'yes' },
  reports: { rollout: 'yes' },
  letters: { rollout: 'yes', marks: 'yes' },
  ports: {
    rollout: 'types',
    marks: 'types',
    intake: 'types',
    reports: 'types',
    letters: 'types',
  },
  store: { rollout: 'yes', intake: 'types', letters: 'types', ports: 'yes' },
  systems: { rollout: 'types', letters: 'types', ports: 'yes' },
  desk: { rollout: 'yes', marks: 'yes', intake: 'yes', reports: 'yes', letters: 'yes', ports: 'yes' },
  board: { rollout: 'yes', letters: 'yes', ports: 'yes' },
  sandbox: { rollout: 'yes', letters: 'yes', ports: 'yes', board: 'yes' },
  calendar: { rollout: 'types' },
  config: { rollout: 'yes', marks: 'yes' },
  house: everything,
  cli: everything,
}

/** Names of ids and what casts a text to one: words, which whoever may know the types may say. */
const words = 'src/rollout/ids.ts'

/** One system does not know another; what several share stands beside them. */
const sharedBySystems = ['src/systems/tls.ts', 'src/systems/http.ts']
const systemOf = (path: string) => basename(path.split('/')[2] ?? '', '.ts')

/** More than one room imports these, each for a job of its own. */
const packagesOfSeveralRooms: { readonly [name: string]: string } = {
  hono: 'the board’s pages, and those of the sandbox’s mailroom',
  nodemailer: 'letters composes with it, systems sends by SMTP, the sandbox writes its people’s mail',
  'p-queue': 'the desk’s lanes for letters, and those of the documents that are looked at',
  mailauth: 'intake verifies signatures, the sandbox makes those of its people',
}

/** Longer than 250 lines, never longer than 400. */
const longFiles: { readonly [path: string]: string } = {
  'src/ports.ts': 'the doors on one page: their promises are compared with each other',
  'src/rollout/effect.ts': 'one union of all letters: to read it in parts is to miss a case',
}

const linesOf = (text: string) => text.trimEnd().split('\n')
const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

describe('rooms', () => {
  it('are those of the plan', () => {
    expect([...new Set(source.map(({ path }) => roomOf(path)))].filter((room) => !mayImport[room])).toEqual(
      [],
    )
  })

  it('import only the rooms they may know, by type alone where the plan says so', () => {
    const broken = source.flatMap(({ path, imports }) =>
      imports
        .filter(({ to, inside, types }) => {
          if (!inside || !to.startsWith('src/') || roomOf(to) === roomOf(path)) return false
          const may = mayImport[roomOf(path)]?.[roomOf(to)]
          return may === undefined || (may === 'types' && !types && to !== words)
        })
        .map(({ to, types }) => `${path} imports ${to}${types ? ' (types)' : ''}`),
    )
    expect(broken).toEqual([])
  })

  it('import nothing of the project outside src', () => {
    const outside = source.flatMap(({ path, imports }) =>
      imports.filter(({ to, inside }) => inside && !to.startsWith('src/')).map(({ to }) => `${path}: ${to}`),
    )
    expect(outside).toEqual([])
  })

  it('of the outside world do not know each other', () => {
    const broken = source
      .filter(({ path }) => roomOf(path) === 'systems' && !sharedBySystems.includes(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ to, inside }) => inside && roomOf(to) === 'systems' && !sharedBySystems.includes(to))
          .filter(({ to }) => systemOf(to) !== systemOf(path))
          .map(({ to }) => `${path} imports ${to}`),
      )
    expect(broken).toEqual([])
  })

  it('import each other in no ring, types included', () => {
    expect(rings(source)).toEqual([])
  })

  it('keep every outside package to one room', () => {
    const rooms = new Map<string, Set<string>>()
    for (const { path, imports } of source)
      for (const { to, inside } of imports) {
        if (inside || to.startsWith('node:')) continue
        const name = packageOf(to)
        rooms.set(name, (rooms.get(name) ?? new Set()).add(roomOf(path)))
      }
    const shared = [...rooms].filter(([, { size }]) => size > 1).map(([name]) => name)
    expect(shared.toSorted()).toEqual(Object.keys(packagesOfSeveralRooms).toSorted())
  })
})

describe('the quiet room', () => {
  const quiet = source.filter(({ path }) => roomOf(path) === 'rollout')

  it('imports nothing but itself and temporal-polyfill', () => {
    const others = quiet.flatMap(({ path, imports }) =>
      imports
        .filter(({ to, inside }) => (inside ? roomOf(to) !== 'rollout' : to !== 'temporal-polyfill'))
        .map(({ to }) => `${path}: ${to}`),
    )
    expect(others).toEqual([])
  })

  it('reads no clock, takes no chance, waits for nobody and asks nothing of the process', () => {
    const forbidden =
      /\bDate\s*\.\s*now\b|\bDate\s*\(\s*\)|\bTemporal\s*\.\s*Now\b|\bMath\s*\.\s*random\b|\b(?:async|await|process|performance|console|crypto|fetch|setTimeout|setInterval|globalThis)\b/g
    const broken = quiet.flatMap(({ path, bare }) =>
      [...bare.matchAll(forbidden)].map(([found]) => `${path}: ${found}`),
    )
    expect(broken).toEqual([])
  })
})

describe('source files', () => {
  const breaking = (pattern: RegExp, part: (file: SourceFile) => string) =>
    source.filter((file) => pattern.test(part(file))).map(({ path }) => path)

  it('print by what they are handed, never by console', () => {
    expect(breaking(/\bconsole\b/, ({ bare }) => bare)).toEqual([])
  })

  it('swallow no error: no catch is empty, not even with a comment in it', () => {
    const empty = /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}|\.catch\(\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*\{\s*\}/
    expect(breaking(empty, ({ bare }) => bare)).toEqual([])
  })

  it('hold no switch for tests', () => {
    expect(breaking(/\bVITEST\b|\bNODE_ENV\b|import\.meta\.vitest/, ({ text }) => text)).toEqual([])
  })

  it('are at most 250 lines long, or listed with a reason and at most 400', () => {
    const long = source.filter(({ text }) => linesOf(text).length > 250)
    expect(long.map(({ path }) => path)).toEqual(Object.keys(longFiles))
    expect(long.filter(({ text }) => linesOf(text).length > 400).map(({ path }) => path)).toEqual([])
  })

  it('open with a comment of two to six lines on their job', () => {
    const heads = source.map(({ path, text, commentLines }) => ({
      path,
      lines: linesOf(text).findIndex((_, line) => !commentLines.has(line)),
    }))
    expect(heads.filter(({ lines }) => lines < 2 || lines > 6)).toEqual([])
  })

  it('say why in 8 to 20 of a hundred lines', () => {
    const sum = (count: (file: SourceFile) => number) => source.map(count).reduce((all, one) => all + one, 0)
    const share = sum(({ commentLines }) => commentLines.size) / sum(({ text }) => linesOf(text).length)
    expect(share).toBeGreaterThan(0.08)
    expect(share).toBeLessThan(0.2)
  })

  it('lie in no drawer whose name says nothing', () => {
    const drawers = /^(?:utils?|helpers?|managers?|services?|index|common|misc|shared|lib|tools?)$/i
    const broken = filesBelow('src').filter((path) =>
      path
        .split('/')
        .slice(1)
        .some((part) => drawers.test(part.replace(/\..*$/, ''))),
    )
    expect(broken).toEqual([])
  })
})

describe('dependencies', () => {
  const manifest = JSON.parse(readText('package.json'))

  it('are pinned to exact versions', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    const loose = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
    expect(loose).toEqual([])
  })

  it('come from whatever registry the reader uses: the lock file names no host', () => {
    const lock = JSON.parse(readText('package-lock.json'))
    const packages: readonly [string, { readonly resolved?: string }][] = Object.entries(lock.packages)
    expect(packages.length).toBeGreaterThan(1)
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([])
  })
})

describe('documents', () => {
  const pages = ['README.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))]
  type Said = { readonly page: string; readonly said: string }

  /** What stands in backticks, and every line of a fenced or indented block. */
  const code: readonly Said[] = pages.flatMap((page) => {
    const text = readText(page)
    const fence = /^ *```[^\n]*\n(.*?)^ *```/gms
    const fenced = [...text.matchAll(fence)].flatMap(([, block = '']) => block.split('\n'))
    const rest = text.replace(fence, '')
    const indented = [...rest.matchAll(/^ {4,}(.*)$/gm)].map(([, line = '']) => line)
    const spans = [...rest.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span)
    return [...fenced, ...indented, ...spans].map((said) => ({
      page,
      said: said.trim().replaceAll(/\s+/g, ' '),
    }))
  })

  /** Files of an operator or of a running agent: none of the project's. */
  const notOurs =
    /^(?:(?:var|keys|incoming)(?:\/.*)?|(?:\.\/)?rollcall\.toml|roster\.csv|rollcall\.sqlite(?:-\w+)?|lock\.(?:db|json)|doors\.json|[\w.-]+\.pem|[\w.-]+\.password)$/
  const isPath = (said: string) =>
    /^(?:\.{1,2}\/)?[\w.@-]+(?:\/[\w.@-]+)*\/?$/.test(said) &&
    (said.includes('/') || /\.(?:ts|js|json|md|toml|csv|sql|liquid|mjml|png)$/.test(said))
  const isThere = (page: string, path: string) =>
    ['', 'src', dirname(page)].some((base) => existsSync(resolve(projectRoot, base, path)))

  it('name files that exist', () => {
    const named = code.filter(({ said }) => isPath(said) && !notOurs.test(said))
    expect(named.length).toBeGreaterThan(20)
    const missing = named.filter(({ page, said }) => !isThere(page, said))
    expect(missing.map(({ page, said }) => `${page}: ${said}`)).toEqual([])
  })

  it('link to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [...readText(page).matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(resolve(projectRoot, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    )
    expect(broken).toEqual([])
  })

  it('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(readText('package.json'))
    const called = code.flatMap(({ page, said }) =>
      [...said.matchAll(/(?:^|&& )npm (?:run )?([\w:-]+)/g)].map(([, script = '']) => ({ page, script })),
    )
    expect(called.length).toBeGreaterThan(2)
    expect(called.filter(({ script }) => script !== 'ci' && !(script in scripts))).toEqual([])
  })

  it('name commands that Rollcall understands, with options that it has', async () => {
    const forms = await commandForms()
    const called = code.flatMap(({ page, said }) =>
      [...said.matchAll(/(?:^|&& )(?:npx )?rollcall (?!<)(.+?)(?= && |$)/g)].map(([, call = '']) => ({
        page,
        call,
      })),
    )
    expect(called.length).toBeGreaterThan(10)
    expect(called.filter(({ call }) => !forms.some((form) => fits(form, call.split(' '))))).toEqual([])
  })

  it('have a decision record for every number, each with context, choice and cost', () => {
    const records = filesBelow('docs/decisions')
    expect(records.length).toBeGreaterThan(5)
    const numbers = records.map((path) => basename(path).slice(0, 4))
    expect(numbers).toEqual(records.map((_, index) => String(index + 1).padStart(4, '0')))
    const incomplete = records.filter((path) => {
      const text = readText(path)
      const length = linesOf(text).length
      return !text.startsWith('# ') || length < 10 || length > 30 || !/Context.*Choice.*Cost/s.test(text)
    })
    expect(incomplete).toEqual([])
    expect(records.every((path) => extname(path) === '.md')).toBe(true)
  })
})

type Form = {
  readonly words: readonly string[]
  readonly options: ReadonlyMap<string, 'alone' | 'with a value'>
}

/** How commands may be written, as `--help` shows them: `ticket show N`, `roster check [FILE]`. */
async function commandForms(): Promise<readonly Form[]> {
  const help = async (...command: readonly string[]) =>
    (await rollcall([...command, '--help'], { width: 200 })).out
  const usages = (await help())
    .split('\n\n')[1]
    ?.split('\n')
    .map((line) => line.trim().split(/ {2,}/)[0] ?? '')
  const optionsIn = (text: string) =>
    [...text.matchAll(/(--[a-z][a-z-]+)( <)?/g)].map(
      ([, option = '', value]) => [option, value ? 'with a value' : 'alone'] as const,
    )
  return Promise.all(
    (usages ?? []).map(async (usage) => {
      const parts = usage.split(' ').filter((word) => !word.startsWith('[--'))
      const [first = '', second = ''] = parts
      const texts = [await help(first), /^[a-z]/.test(second) ? await help(first, second) : '']
      return { words: parts, options: new Map(texts.flatMap(optionsIn)) }
    }),
  )
}

/** Whether a call is one of a form: small words as they stand, N a number, `…` all that follows, [x] may be missing. */
function fits({ words: form, options }: Form, call: readonly string[]): boolean {
  const given = call.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] ?? '')
  if (given.some((option) => !options.has(option))) return false
  const plain = call.filter(
    (word, index) => !word.startsWith('--') && options.get(call[index - 1] ?? '') !== 'with a value',
  )
  for (const [index, part] of form.entries()) {
    const word = plain[index]
    if (part === word) continue
    if (part === 'COMMAND…') return word !== undefined && readLine(plain.slice(index).join(' ')) !== null
    if (part.startsWith('[')) return plain.length <= form.length
    // Named alone, as in a sentence about it.
    if (word === undefined) return index > 0 && form.slice(0, index).every((known) => /^[a-z]/.test(known))
    if (part.endsWith('…')) return true
    if (part === 'N' ? !/^#?\d+$/.test(word) : /^[a-z]/.test(part)) return false
  }
  return plain.length === form.length
}

describe('the reader of this test', () => {
  const sample = readSource(
    'src/desk/sample.ts',
    [
      '// A head,',
      '/* and more. */',
      "import { a, type B } from './kit.ts'",
      "import type { C } from '../rollout/ids.ts'",
      "import { type D, type E } from 'some-package/deep'",
      "import './alone.ts'",
      "export * from '../ports.ts'",
      "type F = import('../intake/message.ts').Message",
      "const load = () => import('./late.ts')",
      "const text = 'console // no comment' + `await ${process.argv} Date.now()`",
      'const pattern = /["\'`]console[/]/g.test(a / 2) // console',
      "const after = 'x'",
    ].join('\n'),
  )

  it('finds every import, and whether it is of types alone', () => {
    const seen = sample.imports.map(({ to, types }) => `${to}${types ? ' types' : ''}`)
    expect(seen.toSorted()).toEqual([
      'some-package/deep types',
      'src/desk/alone.ts',
      'src/desk/kit.ts',
      'src/desk/late.ts',
      'src/intake/message.ts types',
      'src/ports.ts',
      'src/rollout/ids.ts types',
    ])
  })

  it('sees code, not what stands in comments, quotes and patterns', () => {
    expect(sample.bare).not.toMatch(/console|Date|await|head/)
    expect(sample.bare).toMatch(/process\.argv/)
    expect(sample.bare).toMatch(/test\(a \/ 2\)/)
    expect(sample.bare).toMatch(/const after = ' '/)
    expect([...sample.commentLines]).toEqual([0, 1])
  })

  it('finds rings, through types as well', () => {
    const ring = [
      readSource('src/desk/a.ts', "import type { B } from './b.ts'\n"),
      readSource('src/desk/b.ts', "import { c } from './c.ts'\n"),
      readSource('src/desk/c.ts', "type A = import('./a.ts').A\n"),
    ]
    expect(rings(ring)).toEqual(['src/desk/a.ts → src/desk/b.ts → src/desk/c.ts → src/desk/a.ts'])
    expect(rings(ring.slice(1))).toEqual([])
  })

  it('knows a command that does not exist', async () => {
    const forms = await commandForms()
    const understood = (call: string) => forms.some((form) => fits(form, call.split(' ')))
    expect(['ticket show 3', 'ticket 3 hold', 'roster check', 'mail list --held'].every(understood)).toBe(
      true,
    )
    expect(
      ['tickets', 'ticket 3 dance', 'roster chekc', 'mail list --helt', 'config check now', '3 hold'].filter(
        understood,
      ),
    ).toEqual([])
  })
})
