// `rollcall completion bash|zsh|fish` (SPEC §7): what a shell needs to complete commands and options, made from the
// table of commands, so that nothing can be forgotten. Names of files are the shell's own to complete.

import { exit, WrongUse, type CommandContext, type Run } from './frame.ts'
import type { CommandEntry } from './program.ts'

type Word = { readonly word: string; readonly about: string }
/** What may follow the words of a command so far: `mail` is followed by list, show … and by its options. */
type Place = { readonly after: string; readonly words: readonly Word[]; readonly options: readonly Word[] }

const shared: readonly Word[] = [
  { word: '--config', about: 'the config' },
  { word: '--json', about: 'nothing but JSON on standard output' },
  { word: '--help', about: 'what it does' },
]

export const completing =
  (table: readonly CommandEntry[]): Run =>
  async (context: CommandContext) => {
    const [shell = ''] = context.args
    const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]
    if (write === undefined) throw new WrongUse(`completion ${shell}: say bash, zsh or fish`)
    context.out(write(placesIn(table)))
    return exit.done
  }

/** Words of a usage that are typed as they stand: `mail retry N|--all` has two, `ticket N COMMAND…` one. */
const fixedWords = (usage: string) => {
  const words = usage.split(' ')
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word))
  return end === -1 ? words : words.slice(0, end)
}

function placesIn(table: readonly CommandEntry[]): readonly Place[] {
  const words = new Map<string, Map<string, string>>([['', new Map()]])
  const options = new Map<string, Word[]>()
  for (const entry of table) {
    for (const [usage, about] of entry.forms) {
      const [first = '', second] = fixedWords(usage)
      const firsts = words.get('')
      // A group is told by the first of its commands.
      if (!firsts?.has(first)) firsts?.set(first, about)
      if (second === undefined) continue
      words.set(first, (words.get(first) ?? new Map<string, string>()).set(second, about))
    }
    options.set(entry.name, [
      ...entry.options.map(({ flags, about }) => ({ word: /--[\w-]+/.exec(flags)?.[0] ?? '', about })),
      ...shared,
    ])
  }
  return [...new Set([...words.keys(), ...options.keys()])].map((after) => ({
    after,
    words: [...(words.get(after) ?? [])].map(([word, about]) => ({ word, about })),
    options: options.get(after) ?? shared,
  }))
}

const plain = (words: readonly Word[]) => words.map(({ word }) => word).join(' ')

/** Two words choose the place, else the first one, else none. */
const bashScript = (
  places: readonly Place[],
) => `# bash completion for rollcall: source <(rollcall completion bash)
_rollcall() {
  local cur=\${COMP_WORDS[COMP_CWORD]} typed=() word words options
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || typed+=("$word")
  done
  case "\${typed[0]} \${typed[1]}" in
${places
  .toSorted((a, b) => b.after.split(' ').length - a.after.split(' ').length || (a.after === '' ? 1 : -1))
  .map(
    ({ after, words, options }) =>
      `    ${pattern(after)}) words='${words.length > 0 ? plain(words) : ''}' options='${plain(options)}' ;;`,
  )
  .join('\n')}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif ((\${#typed[@]} < 2)); then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  fi
}
complete -o default -F _rollcall rollcall
`

/** \`mail\` stands for whatever follows it; two words for themselves. */
const pattern = (after: string) => {
  if (after === '') return `' '`
  return after.includes(' ') ? `'${after}'` : `'${after} '*`
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

const zshScript = (places: readonly Place[]) => `#compdef rollcall
# zsh completion for rollcall: write this to a file _rollcall in a folder of $fpath
_rollcall() {
  local -a typed items flags
  typed=(\${\${words[2,CURRENT-1]}:#-*})
  case "\${typed[1]} \${typed[2]}" in
${places
  .toSorted((a, b) => b.after.split(' ').length - a.after.split(' ').length || (a.after === '' ? 1 : -1))
  .map(
    ({ after, words, options }) =>
      `    ${pattern(after)}) items=(${words.map(described).join(' ')}) flags=(${options.map(described).join(' ')}) ;;`,
  )
  .join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then _describe option flags
  elif (( \${#typed} < 2 && \${#items} )); then _describe command items
  else _files
  fi
}
if [[ $funcstack[1] == _rollcall ]]; then _rollcall "$@"; else compdef _rollcall rollcall; fi
`
const described = ({ word, about }: Word) => quoted(`${word.replaceAll(':', '\\:')}:${about}`)

const fishScript = (places: readonly Place[]) =>
  [
    '# fish completion for rollcall: rollcall completion fish > ~/.config/fish/completions/rollcall.fish',
    ...places.flatMap(({ after, words, options }) => {
      const [first = '', second] = after.split(' ')
      const seen =
        first === ''
          ? '__fish_use_subcommand'
          : `__fish_seen_subcommand_from ${first}${second === undefined ? '' : `; and __fish_seen_subcommand_from ${second}`}`
      const among = plain(words)
      const fresh = first === '' ? seen : `${seen}; and not __fish_seen_subcommand_from ${among}`
      return [
        ...words.map(
          ({ word, about }) => `complete -c rollcall -n ${quoted(fresh)} -f -a ${word} -d ${quoted(about)}`,
        ),
        ...options.map(
          ({ word, about }) =>
            `complete -c rollcall -n ${quoted(seen)} -l ${word.slice(2)} -d ${quoted(about)}`,
        ),
      ]
    }),
    '',
  ].join('\n')
