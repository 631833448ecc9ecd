// What the head of a part says of it: type, charset, file name, disposition (RFC 2045 §5, RFC 2183, RFC 2231). Read
// leniently, since a report's name decides whether it counts: continuations, charsets, encoded words where none
// belong, raw bytes, quotes that never end. The content is not looked at.

import { decodeText } from './charset.ts'
import { decodeWords } from './encodedwords.ts'
import { withoutControls } from './headers.ts'

export type PartHead = {
  /** Lower case, without parameters; '' where there is none. */
  readonly type: string
  readonly boundary: string
  readonly charset: string
  readonly flowed: string
  readonly disposition: string
  /** As the person saw it, without control characters; '' where there is none. */
  readonly name: string
  readonly encoding: string
  readonly lines: readonly { readonly name: string; readonly value: string }[]
}

const field = /^([!-9;-~]{1,100})[ \t]{0,100}:([^]*)$/

/** Lines of a head given as Latin-1, unfolded. */
export const linesOf = (head: string): PartHead['lines'] => {
  const raw: string[] = []
  for (const line of head.split(/\r?\n/)) {
    const last = raw.length - 1
    if (last >= 0 && /^[ \t]/.test(line)) raw[last] += line
    else raw.push(line)
  }
  return raw.flatMap((line) => {
    const [, name, value] = field.exec(line) ?? []
    return name === undefined || value === undefined
      ? []
      : [{ name: name.toLowerCase(), value: value.trim() }]
  })
}

/** The value and its parameters; of two with one name the first counts. Comments (RFC 822) go, outside quotes. */
const parametersOf = (
  value: string,
): { readonly main: string; readonly given: ReadonlyMap<string, string> } => {
  const given = new Map<string, string>()
  const [, main = '', rest = ''] = /^([^;]{0,500})([^]*)$/.exec(value.slice(0, 8000)) ?? []
  const parameter = /;\s{0,20}([^\s=;"]{1,80})\s{0,20}=\s{0,20}(?:"((?:[^"\\]|\\[^])*)(?:"|$)|([^;]*))/g
  for (const [, key = '', quoted, bare] of rest.matchAll(parameter)) {
    // RFC 822 §3.3: a backslash goes, whatever it stands before.
    const said =
      quoted?.replace(/\\([^])/g, '$1') ?? (bare ?? '').replace(/\s\([^()]{0,200}\)\s*$/, '').trim()
    if (!given.has(key.toLowerCase())) given.set(key.toLowerCase(), said)
  }
  return {
    main: main
      .replace(/\([^()]{0,200}\)/g, '')
      .trim()
      .toLowerCase(),
    given,
  }
}

const percent = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
const fromLatin = (text: string, charset: string) => decodeText(Buffer.from(text, 'latin1'), charset)

/** RFC 2231 §3 and §4: `name*0*=utf-8''a%20; name*1=b`; null where no such parameter is. */
const extended = (given: ReadonlyMap<string, string>, key: string): string | null => {
  if (given.size === 0) return null
  const parts = [...given]
    .flatMap(([name, value]) => {
      const section = name.startsWith(`${key}*`) ? name.slice(key.length + 1) : null
      const [, number, star] = /^(\d{1,3})(\*)?$/.exec(section ?? '') ?? []
      if (section === null || (number === undefined && section !== '')) return []
      return [{ at: Number(number ?? 0), coded: number === undefined || star !== undefined, value }]
    })
    .toSorted((a, b) => a.at - b.at)
  const first = parts[0]
  if (first === undefined) return null
  const [, charset, text] = /^([^'\s]{0,60})'[^']{0,40}'([^]*)$/.exec(first.value) ?? []
  const bytes = parts
    .map(({ value, coded }, at) => {
      const said = at === 0 && text !== undefined ? text : value
      return coded ? percent(said) : said
    })
    .join('')
  return fromLatin(bytes, charset ?? '')
}

const plain = (given: ReadonlyMap<string, string>, key: string): string => {
  const said = given.get(key) ?? ''
  if (said === '') return ''
  // The coded form under the plain name, as some web mailers write it.
  const [, charset, coded] = /^([\w-]{1,40})'[\w-]{0,20}'([^]*%[0-9a-f]{2}[^]*)$/i.exec(said) ?? []
  if (coded !== undefined) return fromLatin(percent(coded), charset ?? '')
  return decodeWords(fromLatin(said, ''))
}

const nameOf = (disposition: ReadonlyMap<string, string>, type: ReadonlyMap<string, string>): string => {
  const tidy = (name: string | null) =>
    withoutControls(name ?? '')
      .trim()
      .slice(0, 255)
  return (
    tidy(extended(disposition, 'filename')) ||
    tidy(plain(disposition, 'filename')) ||
    tidy(extended(disposition, 'name')) ||
    tidy(extended(type, 'name')) ||
    tidy(plain(type, 'name')) ||
    tidy(plain(type, 'filename'))
  )
}

/** What a part's head says. Never throws. */
export function readPartHead(lines: PartHead['lines']): PartHead {
  const value = (name: string) => lines.find((line) => line.name === name)?.value ?? ''
  const type = parametersOf(value('content-type'))
  const disposition = parametersOf(value('content-disposition'))
  const flowed = ['format', 'delsp'].flatMap((name) => {
    const said = (type.given.get(name) ?? '').replace(/[^\w]/g, '')
    return said === '' ? [] : [`${name}=${said}`]
  })
  const charset = type.given.get('charset') ?? extended(type.given, 'charset') ?? ''
  if (/;\s*format\s*=\s*flowed/i.test(charset)) flowed.push('format=flowed')
  return {
    type: type.main,
    boundary: type.given.get('boundary') ?? extended(type.given, 'boundary') ?? '',
    charset,
    flowed: flowed.map((one) => `; ${one}`).join(''),
    // A name where the word belongs (`Content-Disposition: filename="a"`) is an attachment with that name.
    disposition: disposition.main.replace(/[^a-z-][^]*/, ''),
    name: nameOf(disposition.given, type.given),
    encoding: value('content-transfer-encoding')
      .replace(/[\s;(][^]*/, '')
      .toLowerCase(),
    lines,
  }
}
