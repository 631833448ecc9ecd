// `rollcall completion`: every command and option of the table, in the words of three shells; bash is asked itself.
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { rollcall } from '../support/terminal.ts'

const script = async (shell: string) => (await rollcall(['completion', shell])).out
const names = [...new Set(commands.flatMap(({ name }) => name.split(' ')))]
const flags = [
  ...new Set(commands.flatMap(({ options }) => options.map((one) => /--[\w-]+/.exec(one.flags)?.[0] ?? ''))),
]

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('of %s knows every command and every option', async (shell) => {
    const text = await script(shell)
    const words = new Set(text.split(/[^\w-]+/))
    expect(names.filter((name) => !words.has(name))).toEqual([])
    expect(flags.filter((flag) => !words.has(flag) && !text.includes(`-l ${flag.slice(2)} `))).toEqual([])
  })

  it('names the shells it knows', async () => {
    expect(await rollcall(['completion', 'csh'])).toEqual({
      code: 2,
      out: '',
      err: 'rollcall: completion csh: say bash, zsh or fish\n',
    })
  })
})

describe('bash completes', () => {
  const completed = async (...typed: readonly string[]) => {
    const words = ['rollcall', ...typed].map((word) => `'${word}'`).join(' ')
    const ask = `COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _rollcall; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc'], {
      input: `${await script('bash')}\n${ask}\n`,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    return stdout.split('\n').filter((line) => line !== '')
  }

  it.each([
    [['tic'], ['ticket']],
    [
      ['ticket', ''],
      ['list', 'show', 'open'],
    ],
    [
      ['mail', 're'],
      ['retry', 'release'],
    ],
    [
      ['mail', 'list', '--'],
      ['--held', '--set-aside', '--all', '--config', '--json', '--help'],
    ],
    [['--json', 'config', 'c'], ['check']],
    [
      ['letter', 'preview', '--o'],
      ['--open', '--out'],
    ],
    [['sandbox', '--pl'], ['--play']],
    // What follows is a file or a number: the shell's own matter.
    [['explain', ''], []],
    [['ticket', 'show', ''], []],
  ])('%j', async (typed, words) => {
    expect(await completed(...typed)).toEqual(words)
  })

  it('the first word with every command', async () => {
    expect(await completed('')).toEqual([...new Set(commands.map(({ name }) => name.split(' ')[0]))])
  })
})
