// No pattern of the house goes back over its text without end (RELIABILITY D6): what it costs grows with the length of
// what it reads and not with its square. Judged by scslre, which looks at patterns, not at runs: those that stand in
// the source, and those that are built of pieces, as they are when they are built. Counted repetitions are bounds to it,
// however large: what they cost shows attack.test.ts.

import { resolve } from 'node:path'
import { analyse } from 'scslre'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { filesBelow, projectRoot, readSource, readText } from '../support/source.ts'

const files = filesBelow('src')
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(path, readText(path)))

/** What in a pattern may cost more than its text is long; empty where nothing does. */
const dearIn = (source: string, flags: string): readonly string[] =>
  analyse({ source, flags }).reports.map(
    (report) =>
      `${report.exponential ? 'exponential' : 'polynomial'}, ${report.type}, by ${JSON.stringify(report.character.pick)}`,
  )

/** Dear, and harmless by a bound on its text. */
const bounded: readonly { readonly path: string; readonly source: string; readonly bound: string }[] = [
  {
    path: 'src/reports/placeholders.ts',
    source: '(?<=>)[^<]+(?=<)',
    bound: 'the paragraphs of a template that the operator put into the config; nobody sends one by mail',
  },
]

describe('a pattern that stands in the source', () => {
  it('is found', () => {
    const seen = readSource(
      'a.ts',
      "const a = x / 2 // /b+/\nreturn '/c/'.replace(/[/]\\/(d+)+$/giu, `${/e/}`) / 3",
    )
    expect(seen.patterns).toEqual([
      { line: 2, source: '[/]\\/(d+)+$', flags: 'giu' },
      { line: 2, source: 'e', flags: '' },
    ])
    expect(dearIn('[/]\\/(d+)+$', 'giu')[0]).toMatch('exponential')
    expect(dearIn('\\s+$', '')[0]).toMatch('polynomial')
    expect(files.flatMap(({ patterns }) => patterns).length).toBeGreaterThan(500)
  })

  it.each(files.filter(({ patterns }) => patterns.length > 0))(
    'costs no more than its text is long: $path',
    ({ path, patterns }) => {
      const dear = patterns
        .filter(({ source }) => !bounded.some((one) => one.path === path && one.source === source))
        .flatMap(({ line, source, flags }) =>
          dearIn(source, flags).map((why) => `${line}: /${source}/${flags} (${why})`),
        )
      expect(dear).toEqual([])
    },
  )

  it('is excused only where it is there, dear, and bounded', () => {
    for (const { path, source } of bounded) {
      const there = files.find((file) => file.path === path)?.patterns.find((one) => one.source === source)
      expect({ path, source, dear: dearIn(source, there?.flags ?? 'missing').length > 0 }).toEqual({
        path,
        source,
        dear: true,
      })
    }
  })
})

type Loaded = { readonly [name: string]: unknown }
const called =
  (name: string, ...given: readonly unknown[]) =>
  (loaded: Loaded) => {
    const built = loaded[name]
    if (typeof built !== 'function') throw new Error(`no function ${name}`)
    return built(...given) as unknown
  }
/** Where patterns are built of pieces, why, and what builds them; without that, loading the file does. */
const builders: {
  readonly [path: string]: { readonly why: string; readonly build?: (loaded: Loaded) => unknown }
} = {
  'src/intake/autoreply.ts': { why: 'the words of many languages, one a line' },
  'src/intake/away.ts': { why: 'the words before a day, in two patterns' },
  'src/intake/bouncewords.ts': { why: 'what a mailbox is, in eight patterns' },
  'src/intake/ggus.ts': { why: 'the hosts of GGUS, in two patterns' },
  'src/intake/mailwords.ts': { why: 'tables of words in many languages' },
  'src/marks/address.ts': {
    why: 'the forms of a plus, and the bot’s own address, which is the operator’s',
    build: called('addressMarks', 'staged.rollout', 'egi.example', []),
  },
  'src/marks/foot.ts': { why: 'what mail programs put into a line, in two patterns' },
  'src/reports/ownproperties.ts': {
    why: 'the elements of two formats',
    build: called('withProperties', {}, 'docx', { ticket: '42' }),
  },
  'src/reports/xml.ts': { why: 'the elements that a reader asks for', build: called('tag', 'w:t', 'text:p') },
}

describe('a pattern that is built', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })
  const sites = files.filter(({ bare }) => /\bRegExp\(/.test(bare))

  it('is built where it is known why', () => {
    expect(sites.map(({ path }) => path)).toEqual(Object.keys(builders).toSorted())
  })

  it.each(sites)('costs no more than its text is long: $path', async ({ path, bare }) => {
    const built = new Map<string, readonly [source: string, flags: string]>()
    const recording = new Proxy(RegExp, {
      construct: (of, given: [string, string?]) => {
        const made = new of(...given)
        // Packages that are loaded with the file build theirs too.
        if (new Error('where').stack?.split('\n')[2]?.includes(path))
          built.set(String(made), [made.source, made.flags])
        return made
      },
    })
    vi.resetModules()
    vi.stubGlobal('RegExp', recording)
    const loaded: Loaded = await import(/* @vite-ignore */ resolve(projectRoot, path))
    await builders[path]?.build?.(loaded)
    vi.unstubAllGlobals()
    expect(built.size).toBeGreaterThanOrEqual(bare.match(/\bRegExp\(/g)?.length ?? 1)
    expect(
      [...built].flatMap(([pattern, [source, flags]]) =>
        dearIn(source, flags).map((why) => `${pattern} (${why})`),
      ),
    ).toEqual([])
  })
})
