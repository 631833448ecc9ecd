// `rollcall letter preview NAME|--all` (SPEC §7): letters as they would leave, from the samples beside their templates,
// an operator's own templates first. One page shows each light and dark, 600 and 320 pixels wide, with its text; it
// fetches nothing. No letter is sent and no memory is touched.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { didYouMean } from '../config/nearest.ts'
import { ownTemplates } from '../config/surroundings.ts'
import { shippedTemplates } from '../house.ts'
import { composeSample, letterNames, readSamples } from '../letters/samples.ts'
import { openTemplates } from '../letters/templates.ts'
import { configured, findConfigFile } from './configured.ts'
import { count } from './complaints.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { galleryPage, readerOf, type Shown } from './gallery.ts'
import type { Progress } from './progress.ts'

const usualFile = 'var/letters.html'

export const run = async (context: CommandContext): Promise<number> => {
  const { options } = context
  const wanted = wantedIn(context)
  if (options['html'] && options['text'])
    throw new WrongUse('letter preview: --html and --text are two things; ask for one')
  const folders = foldersFor(context)
  if (folders === null) return exit.wrong
  const progress = context.progress.start('composing letters')
  const letters = await shownFrom(folders, wanted, progress)
  progress.end()
  if (letters.length === 0) throw new WrongUse(`letter preview: ${noneWords(wanted.letter, wanted.variant)}`)
  if (context.json) for (const letter of letters) context.out(JSON.stringify(letter))
  else if (options['text']) context.out(letters.map(textWords).join('\n\n'))
  else if (options['html']) context.out(onlyOne(letters).html)
  else return await gallery(context, letters)
  return exit.done
}

type Wanted = { readonly letter: string | null; readonly variant: string | null }

/** `invitation`, `invitation.lisbon` or --all. */
function wantedIn({ args: [name], options }: CommandContext): Wanted {
  if (name === undefined && options['all'] === true) return { letter: null, variant: null }
  if (name === undefined || options['all'] === true)
    throw new WrongUse(
      `letter preview: name one letter, or say --all; the letters are ${letterNames.join(', ')}`,
    )
  const [letter = '', variant = null] = name.split('.')
  if (!letterNames.some((known) => known === letter))
    throw new WrongUse(
      `letter preview ${name}: there is no such letter${didYouMean(letter, letterNames, `the letters are ${letterNames.join(', ')}`)}`,
    )
  return { letter, variant }
}

const noneWords = (letter: string | null, variant: string | null) =>
  `${letter ?? ''} has no sample ${variant ?? ''}; \`rollcall letter preview ${letter ?? '--all'}\` shows those it has`

/** With a config its own templates go first; null after everything wrong with it was shown. */
function foldersFor(context: CommandContext): readonly string[] | null {
  if (findConfigFile(context) === null) return [shippedTemplates]
  const config = configured(context)
  if (!config) return null
  const own = ownTemplates(config.file, config.bot)
  return own === null ? [shippedTemplates] : [own, shippedTemplates]
}

async function shownFrom(
  folders: readonly string[],
  { letter, variant }: Wanted,
  progress: Progress,
): Promise<readonly Shown[]> {
  const cache = mkdtempSync(join(tmpdir(), 'rollcall-letters-'))
  try {
    const templates = openTemplates(folders, cache)
    const shown: Shown[] = []
    for (const [done, name] of letterNames.entries()) {
      progress.step(done, letterNames.length)
      for (const sample of letter === null || letter === name
        ? await readSamples(shippedTemplates, name)
        : []) {
        if (variant !== null && sample.name !== variant) continue
        await composeSample(sample, {
          ...templates,
          render: async (which, data) => {
            const words = await templates.render(which, data)
            const reader = readerOf(name, sample.recipient)
            shown.push({ letter: name, sample: sample.name, reader, ...words })
            return words
          },
        })
      }
    }
    return shown
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

const textWords = ({ subject, text }: Shown) => `Subject: ${subject}\n\n${text}`

function onlyOne(letters: readonly Shown[]): Shown {
  const [first, second] = letters
  if (first && !second) return first
  const names = letters.map(({ letter, sample }) => `${letter}.${sample}`)
  throw new WrongUse(`letter preview --html shows one sample: ${names.join(', ')}`)
}

async function gallery(context: CommandContext, letters: readonly Shown[]): Promise<number> {
  const { out } = context.options
  const file = resolve(typeof out === 'string' ? out : usualFile)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, galleryPage(letters))
  context.out(`${count(letters.length, 'letter')} in ${file}`)
  return context.options['open'] === true ? open(context, file) : exit.done
}

/** In whatever program this machine shows pages with; the file is there in any case. */
async function open(context: CommandContext, file: string): Promise<number> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open'
  try {
    const child = spawn(program, [file], { stdio: 'ignore', detached: true })
    await once(child, 'spawn')
    child.unref()
    return exit.done
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    context.err(`rollcall: ${program} cannot be started (${code ?? 'unknown'}); open ${file} in a browser`)
    return exit.failed
  }
}
