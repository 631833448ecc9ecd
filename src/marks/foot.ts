// The signed line at the foot of a letter (SPEC §3.2 key 3): it comes back in quoted text even through relays that
// rewrite addresses and ids. Brackets close it, so that it is found again however a mail program wrapped it.

import { asTicketId } from '../rollout/ids.ts'
import type { PersonId, TicketId } from '../rollout/ids.ts'
import { personSeal, sealedPerson } from './seal.ts'
import type { Secrets } from './seal.ts'

// Line ends, quote signs, soft line breaks of quoted-printable and zero-width characters may stand inside.
const noise = String.raw`[\s>|=\\\u200b\u200c\u200d\ufeff]`
const shape = new RegExp(
  String.raw`\[ref${noise}{1,20}([1-9]\d{0,9})${noise}{0,20}(?:\.|=2E|&#46;|&period;)((?:[a-z2-7]${noise}{0,20}){16,23})\\?\]`,
  'gi',
)
const noiseAll = new RegExp(noise, 'g')
/** More marks than any honest quote holds: the rest is not looked at. */
const mostFeet = 50

export const footMarks = (secrets: Secrets) => ({
  /** Without a line end; under 45 columns. */
  foot: (ticket: TicketId, person: PersonId) =>
    `[ref ${ticket}.${personSeal(secrets, ['foot', String(ticket)], person)}]`,
  /** Every genuine marker in the text, each once, in order; forged ones are left out. */
  readFoots: (text: string): readonly { readonly ticket: TicketId; readonly person: PersonId }[] => {
    const found = new Map<string, { ticket: TicketId; person: PersonId }>()
    let seen = 0
    for (const match of text.matchAll(shape)) {
      if (++seen > mostFeet) break
      const number = match[1] ?? ''
      const code = (match[2] ?? '').replace(noiseAll, '').toLowerCase()
      const person = sealedPerson(secrets, ['foot', number], code)
      if (person !== null) found.set(`${number} ${person}`, { ticket: asTicketId(Number(number)), person })
    }
    return [...found.values()]
  },
})

/** Where the first line shaped like our marker begins its line, or -1; the seal is not looked at: a copy quotes too. */
export const footStart = (text: string): number => {
  const at = text.search(shape)
  return at < 0 ? -1 : text.lastIndexOf('\n', at) + 1
}
