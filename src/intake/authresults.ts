// Reads an Authentication-Results field (RFC 8601 §2.2): whose verdict it is, and which DKIM signatures it saw pass.
// Only dkim=pass is read: SPF, ARC and DMARC verdicts never verify anybody (SPEC §3.3). Whether the field may be
// believed is receivedchain's matter.

export type DkimPass = {
  /** header.d and the domain of header.i, lower case; at least one is there. */
  readonly d?: string
  readonly i?: string
  /** header.b: the first characters of the signature. */
  readonly b?: string
  readonly s?: string
}
export type AuthResults = { readonly authservId: string; readonly dkimPasses: readonly DkimPass[] }

const LONGEST_FIELD = 10_000
const PROPERTY = /([a-z][a-z0-9.-]{0,30}) ?= ?(?:"((?:[^"\\]|\\.){0,500})"|([^\s"]{1,500}))/giu

/** Null where the field cannot be read: it then says nothing. */
export function readAuthResults(value: string): AuthResults | null {
  const segments = value.length > LONGEST_FIELD ? null : segmentsOf(value)
  const [head, ...results] = segments ?? []
  // authserv-id, then perhaps the version, of which there is one: `mail.example 1`. A quoted id says the same.
  const [, id] = /^"?([^\s";=]{1,255})"?(?: 1)?$/u.exec(head ?? '') ?? []
  if (id === undefined) return null
  return { authservId: id.toLowerCase(), dkimPasses: results.flatMap(passOf) }
}

function passOf(result: string): readonly DkimPass[] {
  const verdict = /^dkim(?: ?\/ ?1)? ?= ?pass(?= |$)/iu.exec(result)
  if (verdict === null) return []
  const said = new Map<string, string>()
  for (const [, name = '', quoted, plain = ''] of result.slice(verdict[0].length).matchAll(PROPERTY)) {
    // A property said twice says nothing certain.
    if (said.has(name.toLowerCase())) return []
    said.set(name.toLowerCase(), quoted?.replace(/\\(.)/gu, '$1') ?? plain)
  }
  const d = said.get('header.d')?.toLowerCase()
  const i = said.get('header.i')?.toLowerCase().split('@').at(-1)
  if (d === undefined && i === undefined) return []
  const b = said.get('header.b')
  const s = said.get('header.s')
  return [{ ...(d && { d }), ...(i && { i }), ...(b && { b }), ...(s && { s }) }]
}

/** Splits at semicolons, outside of quoted strings and without comments; null where a quote or comment never ends. */
function segmentsOf(value: string): readonly string[] | null {
  const segments: string[] = []
  let segment = ''
  let depth = 0
  let quoted = false
  for (let at = 0; at < value.length; at++) {
    const c = value.charAt(at)
    if (c === '\\' && (quoted || depth > 0)) {
      at++
      if (quoted) segment += c + value.charAt(at)
    } else if (quoted) {
      segment += c
      if (c === '"') quoted = false
    } else if (c === '(') depth++
    else if (c === ')' && depth > 0) {
      depth--
      segment += ' '
    } else if (depth > 0) continue
    else if (c === ';') {
      segments.push(segment)
      segment = ''
    } else {
      segment += c
      if (c === '"') quoted = true
    }
  }
  if (quoted || depth > 0) return null
  return [...segments, segment].map((part) => part.replace(/\s+/gu, ' ').trim())
}
