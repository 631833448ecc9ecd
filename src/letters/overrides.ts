// An operator's own templates, looked through before the first letter needs them (SPEC §5): files that no letter
// reads, a text without its page, variables that a letter does not have, liquid and MJML that cannot be read. Every
// complaint comes at once, with file and line; nothing is changed.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Liquid, LiquidError } from 'liquidjs'
import type { LetterName } from '../rollout/effect.ts'
import { composeSample, letterNames, readSamples } from './samples.ts'
import { openTemplates } from './templates.ts'

/** `line` is null where the file as a whole is meant. */
export type TemplateComplaint = { readonly file: string; readonly line: number | null; readonly text: string }

type Data = { readonly [name: string]: unknown }

const engine = new Liquid({ strictVariables: true, strictFilters: true, ownPropertyOnly: true })

/** What a letter says in words and as a page: to change one and not the other sends two letters in one. */
const twins: readonly (readonly [ending: string, other: string])[] = [
  ['body.txt.liquid', 'body.mjml.liquid'],
  ['body.mjml.liquid', 'body.txt.liquid'],
]
const partTwins = [
  ['.txt.liquid', '.mjml'],
  ['.mjml', '.txt.liquid'],
] as const

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
}

/** Complaints about the templates in `folder`, which go before those in `shipped`. */
export const checkOverrides = async (
  folder: string,
  shipped: string,
): Promise<readonly TemplateComplaint[]> => {
  const [own, ours] = await Promise.all([filesIn(folder), filesIn(shipped)])
  const complaints: TemplateComplaint[] = []
  const complain = (file: string, line: number | null, text: string) => {
    complaints.push({ file: join(folder, file), line, text })
  }
  const known = own.filter((file) => ours.includes(file) && /\.(?:liquid|mjml)$/.test(file))
  for (const file of own)
    if (!ours.includes(file)) complain(file, null, 'no letter reads it; mend its name, or remove it')
  for (const file of known) {
    const twin = twinOf(file)
    if (twin !== null && !own.includes(twin))
      complain(file, null, `stands without ${twin}: text and page of a letter say the same; add it beside`)
  }
  const data = new Map<LetterName, readonly Data[]>()
  for (const letter of letterNames) data.set(letter, await dataOf(shipped, letter))
  for (const file of known) {
    const source = await readFile(join(folder, file), 'utf8')
    for (const { line, text } of troubleIn(file, source, data)) complain(file, line, text)
  }
  if (complaints.length > 0) return complaints
  for (const { letter, text } of await unrendered(known, folder, shipped)) complain(letter, null, text)
  return complaints
}

const twinOf = (file: string): string | null => {
  for (const [ending, other] of twins)
    if (file.endsWith(`/${ending}`)) return `${file.slice(0, -ending.length)}${other}`
  // The frame holds no words of a letter: its two files may differ.
  if (!/^_(?!layout\.)/.test(file)) return null
  for (const [ending, other] of partTwins)
    if (file.endsWith(ending)) return `${file.slice(0, -ending.length)}${other}`
  return null
}

/** What a letter's templates may name, sample by sample. */
const dataOf = async (shipped: string, letter: LetterName): Promise<readonly Data[]> => {
  const seen: Data[] = []
  const catching = {
    render: async (_: LetterName, data: object) => {
      seen.push({ ...data, subject: 'Subject' })
      return { subject: '', text: '', html: '' }
    },
    excerpt: async () => '',
    part: async (_: LetterName, data: object) => {
      seen.push({ ...data, subject: 'Subject' })
      return { subject: '', text: '', html: '' }
    },
  }
  for (const sample of await readSamples(shipped, letter)) await composeSample(sample, catching)
  return seen
}

type Trouble = { readonly line: number; readonly text: string }

/** Parts and the frame serve many letters: the frame may name what every letter has, a part what some letter has. */
function troubleIn(
  file: string,
  source: string,
  data: ReadonlyMap<LetterName, readonly Data[]>,
): readonly Trouble[] {
  const letter = letterNames.find((name) => file.startsWith(`${name}/`))
  const all = [...data.values()].flat()
  const samples = letter === undefined ? all : (data.get(letter) ?? [])
  const frame = file.startsWith('_layout')
  const has = (name: string) =>
    letter === undefined && frame ? all.every((one) => name in one) : samples.some((one) => name in one)
  try {
    // A line that stands for a part is looked at where the part is.
    const template = engine.parse(source.replace(/^[ \t]*\[\[\w+\]\][ \t]*$/gm, ''))
    const unknown = Object.entries(engine.analyzeSync(template).globals)
      .filter(([name]) => !has(name))
      .flatMap(([name, uses]) =>
        uses.map(({ location }) => ({ line: location.row, text: unknownWords(name) })),
      )
    if (unknown.length > 0 || (letter === undefined && !frame)) return unknown
    for (const sample of samples) engine.renderSync(template, sample)
    return []
  } catch (error) {
    if (!LiquidError.is(error)) throw error
    const said = error.originalError?.message ?? error.message
    return [{ line: error.token.getPosition()[0] ?? 1, text: `${said}; mend it` }]
  }
}

const unknownWords = (name: string) => `the letter has no variable ${name}; mend its name, or remove it`

/** Letters that an own file takes part in and that cannot be made whole, MJML included. */
async function unrendered(
  known: readonly string[],
  folder: string,
  shipped: string,
): Promise<readonly { readonly letter: LetterName; readonly text: string }[]> {
  const touched = letterNames.filter((name) =>
    known.some((file) => file.startsWith('_') || file.startsWith(`${name}/`)),
  )
  if (touched.length === 0) return []
  const cache = await mkdtemp(join(tmpdir(), 'rollcall-templates-'))
  const failed: { letter: LetterName; text: string }[] = []
  try {
    const templates = openTemplates([folder, shipped], cache)
    for (const letter of touched)
      for (const sample of await readSamples(shipped, letter))
        try {
          await composeSample(sample, templates)
        } catch (error) {
          const said = error instanceof Error ? error.message : String(error)
          failed.push({
            letter,
            text: `cannot be made (${sample.name}): ${said.replace(/\s+/g, ' ').trim()}`,
          })
          break
        }
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
  return failed
}
