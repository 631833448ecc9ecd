// The words after a verb (SPEC §3.4): one name, a name with a reason, several names. What they mean is not known here;
// the same few shapes serve every verb. Bounded patterns only: these lines come from anybody.

const SEPARATOR = /^(?:[,:;]|[-\u2010-\u2015](?= )|because(?= ))/iu

export const oneWord = (rest: string) => rest !== '' && !rest.includes(' ')
export const words = (rest: string) =>
  rest.split(/[ ,;]/u).filter((word) => word !== '' && !/^(?:and|&|\+|please)$/iu.test(word))

/** One word, then perhaps a separator and more: the only shape in which an answer may carry words. */
export function nameAndTail(text: string): { name?: string; tail?: string } | null {
  // A name that a mail program took for a host, alone: `http://egee.srce.hr/`.
  const rest = text.replace(/^https?:\/\/([^/\s,;]{1,200})\/?(?=[\s,;]|$)/iu, '$1')
  const separator = SEPARATOR.exec(rest)
  if (separator !== null) return tail(rest.slice(separator[0].length), {})
  if (rest === '' || /^because$/iu.test(rest)) return {}
  const [, name = '', more = ''] = /^([^ ,:;]+)((?:[ ,:;].*)?)$/u.exec(rest) ?? []
  const after = SEPARATOR.exec(more.trimStart())
  if (after !== null) return tail(more.trimStart().slice(after[0].length), { name })
  return more === '' ? { name } : null
}
function tail(text: string, name: { name?: string }): { name?: string; tail?: string } {
  const said = tidyTail(text)
  return said === '' ? name : { ...name, tail: said }
}

/** Words after a separator, without further separators before them. */
export function tidyTail(text: string): string {
  return (
    text
      .trim()
      .replace(/^[-,:;.\u2010-\u2015 ]{1,10}/u, '')
      .replace(/^because(?: |$)/iu, '')
      // What our own lines have in the place of a reason, sent back unfilled.
      .replace(/^reason$/iu, '')
      .trim()
  )
}

/** A name where the first word looks like one (a hyphen, digit, dot or capitals in it), and what stands after it. */
export function nameFirst(rest: string): { team?: string; more: string } {
  const [, first = '', more = ''] =
    /^([^ ,:;]+)(?:[ ,:;]+([^ ,:;].*)?)?$/u.exec(rest.replace(/^[:,] ?/u, '')) ?? []
  const isName = /[-_\u2010-\u2015]|\.\w|[A-Z].?[A-Z]/u.test(first) && !/^[\d.-]+$/u.test(first)
  return isName ? { team: first, more } : { more: rest }
}
