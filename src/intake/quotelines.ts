// Which lines of a text are somebody else's: quote marks, what follows an attribution line that marks nothing, what
// follows an Outlook header block. Rough on purpose: a line wrongly taken for a quote is merely not offered.

const MARKED = /^\s{0,3}[>|:]/u
/** "On Monday, Ala wrote:" in the languages of the federation: a date or an address, then a colon at the end. */
const ATTRIBUTION =
  /(?:wrote|writes|schrieb|a \u00e9crit|ha scritto|escribi\u00f3|escreveu|napisa\u0142(?:\(?a\)?)?|napsal(?:\(?a\)?)?|skrev|schreef|kirjoitti|\u00edrta|\u03ad\u03b3\u03c1\u03b1\u03c8\u03b5|\u043f\u0438\u0448\u0435\u0442|\u043d\u0430\u043f\u0438\u0441\u0430\u043b(?:\u0430)?) ?:$/iu
const ORIGINAL =
  /^[-_=\s]{2,40}(?:original message|forwarded message|urspr\u00fcngliche nachricht|message d'origine|messaggio originale|mensaje original)[-_=\s]{0,40}$/iu
const LABEL =
  /^\*?(?:from|sent|to|cc|subject|date|von|gesendet|an|betreff|de|envoy\u00e9|\u00e0|objet|da|inviato|a|oggetto|enviado|para|asunto|assunto|od|wys\u0142ano|do|temat)\*? ?:/iu
const RULE = /^_{10,}$/u

/** Numbers of the quoted lines, from 0. */
export function quotedLines(lines: readonly string[]): ReadonlySet<number> {
  const quoted = new Set<number>()
  let rest = false
  for (const [at, raw] of lines.entries()) {
    const line = raw.slice(0, 500).trim()
    if (!rest && line !== '') {
      const next = lines.slice(at + 1, at + 4).find((one) => one.trim() !== '') ?? ''
      if (ATTRIBUTION.test(line)) {
        quoted.add(at)
        // Where the quote is marked, what is written below it is the writer's own again.
        rest = !MARKED.test(next)
        continue
      }
      rest = ORIGINAL.test(line) || isHeaderBlock(lines, at) || (RULE.test(line) && LABEL.test(next.trim()))
    }
    if (rest || MARKED.test(raw)) quoted.add(at)
  }
  return quoted
}

/** Three or more `Label: value` lines, one with an address or a date among them. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const block: string[] = []
  for (const line of lines.slice(at, at + 8)) {
    if (!LABEL.test(line.slice(0, 60).trim())) break
    block.push(line.slice(0, 500))
  }
  return block.length >= 3 && block.some((line) => /@|\b\d{4}\b|\d:\d\d/u.test(line))
}
