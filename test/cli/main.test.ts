import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type CommandContext, WrongUse } from '../../src/cli/frame.ts'
import { type CommandEntry, readPort } from '../../src/cli/program.ts'
import { columnsOf, main } from '../../src/main.ts'
import { Fault } from '../../src/ports.ts'
import { rollcall } from '../support/terminal.ts'

const bin = resolve(import.meta.dirname, '../../bin/rollcall.js')

/** A table with one command that does what the test says. */
const tableWith = (run: (context: CommandContext) => Promise<number>): readonly CommandEntry[] => [
  {
    name: 'greet',
    takes: '[words...]',
    forms: [['greet WORD…', 'greets']],
    options: [
      { flags: '--port <N>', about: 'a port', read: readPort },
      { flags: '--from-beginning', about: 'a flag' },
    ],
    load: async () => ({ run }),
  },
  {
    name: 'group one',
    takes: '',
    forms: [['group one', 'the first']],
    options: [],
    load: async () => ({ run: async () => 0 }),
  },
]
const saying = (seen: CommandContext[]) =>
  tableWith(async (context) => {
    seen.push(context)
    context.out('hello')
    return 0
  })

describe('the width', () => {
  it.each([
    [{ columns: 132 }, 132],
    [{ columns: 0 }, 80],
    [{}, 80],
  ])('of %j is %i', (stream, width) => {
    expect(columnsOf(stream)).toBe(width)
  })
})

describe('help', () => {
  it('of a command in a group begins as it is called', async () => {
    expect((await rollcall(['letter', 'preview', '--help'])).out).toMatch(/^rollcall letter preview\n/)
    expect((await rollcall(['when', '--help'])).out).toMatch(/^rollcall when\n/)
  })

  it('is what rollcall alone prints, the commands aligned', async () => {
    const alone = await rollcall([])
    expect(alone).toEqual(await rollcall(['--help']))
    expect(alone.code).toBe(0)
    expect(alone.err).toBe('')
    const commands = [
      'sandbox',
      'run',
      'explain',
      'ticket list',
      'ticket show N',
      'mail list',
      'roster check',
      'config check',
    ]
    const lines = alone.out.split('\n')
    const columns = commands.map((name) => {
      const line = lines.find((one) => one.startsWith(`  ${name}`)) ?? ''
      return line.search(/\S {2,}\S/) < 0 ? -1 : (/^ {2}\S.*? {2,}/.exec(line)?.[0].length ?? -1)
    })
    expect(new Set(columns).size).toBe(1)
    expect(columns[0]).toBeGreaterThan(10)
  })

  it.each([60, 80, 120])('keeps inside %i columns', async (width) => {
    const { out } = await rollcall(['--help'], { width })
    const longest = Math.max(...out.split('\n').map((line) => line.length))
    expect(longest).toBeLessThanOrEqual(width)
  })

  it('of one command lists its options and how to call it', async () => {
    const { code, out } = await rollcall(['sandbox', '--help'])
    expect(code).toBe(0)
    for (const option of [
      '--play',
      '--port <N>',
      '--smtp-port <N>',
      '--dir <DIR>',
      '--json',
      '--config <FILE>',
    ])
      expect(out).toContain(`  ${option} `)
  })

  it('has no colours, whatever the environment asks for', async () => {
    const { out } = await rollcall(['--help'], { env: { FORCE_COLOR: '1' } })
    expect(out).not.toContain('\u001b')
  })
})

it('--version prints the version of the package', async () => {
  expect(await rollcall(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
})

describe('wrong use', () => {
  const cases: readonly (readonly [argv: readonly string[], line: string])[] = [
    [['gret'], "rollcall: unknown command 'gret'; did you mean greet?"],
    [['zzzzzz'], "rollcall: unknown command 'zzzzzz'; see `rollcall --help`"],
    [['greet', '--prot', '1'], "rollcall: unknown option '--prot'; did you mean --port?"],
    [['greet', '--port'], "rollcall: option '--port <N>' argument missing; see `rollcall --help`"],
    [
      ['greet', '--port', '99999'],
      "rollcall: option '--port <N>' argument '99999' is invalid. Write a port, 0 to 65535; see `rollcall --help`",
    ],
    [['group', 'two'], "rollcall: unknown command 'two'; see `rollcall --help`"],
    [
      ['group', 'one', 'more'],
      "rollcall: too many arguments for 'one'. Expected 0 arguments but got 1: more; see `rollcall --help`",
    ],
  ]
  it.each(cases)('%j ends with 2 and one line that says what to do', async (argv, line) => {
    const table = tableWith(async () => 0)
    expect(await rollcall(argv, { table })).toEqual({ code: 2, out: '', err: `${line}\n` })
  })

  it('keeps standard output free of anything but JSON with --json', async () => {
    expect(await rollcall(['gret', '--json'])).toMatchObject({ code: 2, out: '' })
  })
})

describe('a command', () => {
  it('is handed arguments, options, --json and --config wherever they stand', async () => {
    const lines = [
      ['--json', '--config', 'c.toml', 'greet', 'a', 'b', '--port', '25', '--from-beginning'],
      ['greet', '--port', '25', 'a', '--json', 'b', '--from-beginning', '--config', 'c.toml'],
    ]
    for (const argv of lines) {
      const seen: CommandContext[] = []
      expect(await rollcall(argv, { table: saying(seen) })).toEqual({ code: 0, out: 'hello\n', err: '' })
      expect(seen[0]).toMatchObject({
        args: ['a', 'b'],
        options: { port: 25, fromBeginning: true },
        json: true,
        configFile: 'c.toml',
      })
    }
  })

  it('without options gets none', async () => {
    const seen: CommandContext[] = []
    await rollcall(['greet'], { table: saying(seen) })
    expect(seen[0]).toMatchObject({ args: [], options: {}, json: false, configFile: null, width: 80 })
  })

  it('ends with the code it answers', async () => {
    expect((await rollcall(['greet'], { table: tableWith(async () => 1) })).code).toBe(1)
  })

  const failing: readonly (readonly [what: string, error: unknown, code: number, line: RegExp])[] = [
    ['wrong use', new WrongUse('say when'), 2, /^rollcall: say when\n$/],
    ['a fault', new Fault('imap', 'permanent', 'wrong password'), 1, /^rollcall: imap: wrong password\n$/],
    [
      'a defect, with its place',
      new TypeError('oh'),
      1,
      /^rollcall: unexpected: TypeError: oh\n +at .*main\.test\.ts/,
    ],
    ['a thrown word', 'oh', 1, /^rollcall: unexpected: oh\n$/],
  ]
  it.each(failing)('that fails by %s says so', async (_, error, code, line) => {
    const table = tableWith(async () => {
      throw error
    })
    expect(await rollcall(['greet'], { table })).toEqual({ code, out: '', err: expect.stringMatching(line) })
  })
})

describe('standard output', () => {
  /** A stream whose writing fails with this code. */
  const failing = (code: string) =>
    new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
    })
  const ignoring = () => new Writable({ write: (_chunk, _encoding, done) => done() })

  it('closed by its reader stops nothing: the command goes on to its end', async () => {
    let ended = false
    const table = tableWith(async ({ out }) => {
      out('one')
      await new Promise((next) => setImmediate(next))
      out('two')
      ended = true
      return 0
    })
    const stdin = process.stdin
    const terminal = {
      env: {},
      stdin,
      stdout: failing('EPIPE'),
      stderr: ignoring(),
      width: 80,
      watched: null,
    }
    expect(await main(['greet'], table, terminal)).toBe(0)
    expect(ended).toBe(true)
  })

  it('that cannot be written makes the command fail', async () => {
    const table = tableWith(async ({ out }) => {
      out('one')
      return 0
    })
    const terminal = {
      env: {},
      stdin: process.stdin,
      stdout: failing('ENOSPC'),
      stderr: ignoring(),
      width: 80,
      watched: null,
    }
    expect(await main(['greet'], table, terminal)).toBe(1)
  })

  it('of the real program may be closed before it prints', async () => {
    const child = spawn(process.execPath, [bin, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const code = await new Promise((done) => child.on('close', done))
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})
