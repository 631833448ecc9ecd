// GGUS tickets named in a mail (SPEC §1.6): every generation of link and the plain forms that people write, as number
// and one link that works. Nothing is asked of GGUS, and no address of a mail is kept: the link is built from the number.

import type { GgusTicket } from '../rollout/ticket.ts'

const MOST = 20
const LONGEST_TEXT = 64_000
/** A link, or the plain form; bounded, for it reads what anybody wrote. The training helpdesk has no real tickets. */
const LINK = /https?:\/\/[^\s<>"']{4,300}/giu
const PLAIN =
  /(?<![\w/.-])GGUS(?:[- ]?ticket)?(?:[- ]?id)?(?: ?: ?#? ?| ?# ?| (?=\d{5}))(\d{1,7})(?![\w-]|\.\d)/giu

const HOSTS = String.raw`(?:gus\.fzk\.de|(?:www\.)?ggus\.(?:eu|org))(?::\d{1,5})?`
const GENERATIONS: readonly RegExp[] = [
  // To 2011, and at ggus.eu after that: pages/ticket_details.php and ws/ticket_info.php.
  new RegExp(
    String.raw`^https?://${HOSTS}/(?:pages|ws)/ticket_(?:details|info)\.php\?(?:\S*&)?ticket=#?(\d{1,7})(?!\d)`,
    'iu',
  ),
  // To 2024: index.php?mode=ticket_info&ticket_id=N, with or without index.php.
  new RegExp(String.raw`^https?://${HOSTS}/(?:index\.php)?\?(?:\S*&)?ticket_id=#?(\d{1,7})(?!\d)`, 'iu'),
]
/** Since 2025 a Zammad; an article's number may follow. */
const ZAMMAD = /^https?:\/\/helpdesk\.ggus\.eu\/#ticket\/zoom\/(\d{1,7})(?!\d)/iu

/** Numbers were begun anew in 2025; those of five digits and more that stand without a link are of the older kind. */
const OLDER = 10_000
const older = (number: number): GgusTicket => ({
  number,
  url: `https://ggus.eu/index.php?mode=ticket_info&ticket_id=${number}`,
})
const newer = (number: number): GgusTicket => ({
  number,
  url: `https://helpdesk.ggus.eu/#ticket/zoom/${number}`,
})
const plain = (digits: string) => {
  const number = Number(digits)
  return number >= OLDER ? older(number) : newer(number)
}

/** The ticket behind a link of any generation; null for any other address. */
function ofLink(url: string): GgusTicket | null {
  const [, zoom] = ZAMMAD.exec(url) ?? []
  if (zoom !== undefined) return newer(Number(zoom))
  for (const generation of GENERATIONS) {
    const [, digits] = generation.exec(url) ?? []
    if (digits !== undefined) return older(Number(digits))
  }
  return null
}

/** What stands after `ggus`: a number or a link; null for anything else. */
export function readGgus(said: string): GgusTicket | null {
  const [, digits] = /^(?::|#|: ?#)? ?(\d{1,7})$/u.exec(said) ?? []
  const ticket = digits === undefined ? ofLink(said) : plain(digits)
  return ticket && ticket.number > 0 ? ticket : null
}

/** The GGUS tickets that a text names, each once, in their order. */
export function ggusIn(text: string): readonly GgusTicket[] {
  const words = text.slice(0, LONGEST_TEXT)
  const found = new Map<number, GgusTicket | null>()
  for (const { 0: url, index } of words.matchAll(LINK)) found.set(index, ofLink(url))
  const bare = words.replace(LINK, (url) => ' '.repeat(url.length))
  for (const { 1: digits = '', index } of bare.matchAll(PLAIN)) found.set(index, plain(digits))
  const inOrder = [...found].toSorted(([a], [b]) => a - b).flatMap(([, ticket]) => (ticket ? [ticket] : []))
  const once = new Map(inOrder.map((ticket) => [ticket.url, ticket]))
  return [...once.values()].filter(({ number }) => number > 0).slice(0, MOST)
}
