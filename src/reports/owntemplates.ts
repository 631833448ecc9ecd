// An operator's own report templates, looked at before the first team gets one (SPEC §4): whether each is what its key
// says, and whether everything between its braces can be filled in.

import { readFileSync } from 'node:fs'
import { nearness } from '../rollout/nearness.ts'
import type { Format } from './pages.ts'
import { formatOf, placeholdersIn } from './placeholders.ts'
import { placeholderNames } from './template.ts'

/** Own templates by format; where one is missing, ours is sent in that format. */
export type OwnTemplates = { readonly [format in Format]?: Uint8Array }

/** Bytes. It goes with every letter that begins a trial. */
const largest = 2 * 1024 * 1024

const formatNames: { readonly [format in Format]: string } = {
  odt: 'an OpenDocument text (odt)',
  docx: 'a Word document (docx)',
}

type TemplateComplaint = {
  readonly file: string
  readonly line: null
  readonly key: string
  readonly text: string
  readonly weight: 'error'
}

/** Reads the files that are named. Complaints stand beside those of the config, which they come from. */
export function readOwnTemplates(files: { readonly [format in Format]: string | null }) {
  const templates: { [format in Format]?: Uint8Array } = {}
  const complaints: TemplateComplaint[] = []
  for (const format of ['odt', 'docx'] as const) {
    const file = files[format]
    if (file === null) continue
    const bytes = readFileSync(file)
    const key = `[reports] template_${format}`
    const wrong = complaintsOf(bytes, format)
    complaints.push(...wrong.map((text) => ({ file, line: null, key, text, weight: 'error' as const })))
    templates[format] = bytes
  }
  return { templates, complaints }
}

function formatIn(bytes: Uint8Array): Format | null {
  try {
    return formatOf(bytes)
  } catch {
    // Not even a package: what it is instead does not matter to whoever has to bring another.
    return null
  }
}

/** Everything that is wrong with it, each as `what is wrong; what to do`. */
function complaintsOf(bytes: Uint8Array, format: Format): readonly string[] {
  if (bytes.length > largest)
    return [
      `is ${Math.ceil(bytes.length / 1024 / 1024)} MB, and goes with every letter that begins a trial; make it smaller than 2 MB`,
    ]
  if (formatIn(bytes) !== format) return [`is not ${formatNames[format]}; save it as one`]
  return placeholdersIn(bytes, format)
    .filter((name) => !placeholderNames.includes(name))
    .map((name) => `nothing is known as {{${name}}}; ${meant(name)}`)
}

function meant(name: string): string {
  const [near] = placeholderNames
    .map((known) => ({ known, edits: nearness(name.toLowerCase(), known, 3) }))
    .filter(({ edits }) => edits !== Infinity)
    .toSorted((a, b) => a.edits - b.edits)
  return near ? `did you mean {{${near.known}}}?` : `take one of ${placeholderNames.join(', ')}`
}
