// What the board is furnished with by whoever puts it up: memory to read, the clock, and what a visitor may see of
// people and of their mail. The pages decide nothing about that themselves.

import type { Frame, Markup, NavLink } from './page.ts'
import type { Archive, Clock } from '../ports.ts'
import type { PersonId } from '../rollout/ids.ts'

export type BoardSettings = {
  readonly archive: Archive
  readonly clock: Clock
  /** IANA zone of dates that are no team's own. */
  readonly zone: string
  readonly nav: readonly NavLink[]
  /** What stands around a page, by the page's own address; without it, the links alone. */
  readonly frame?: (here: string) => Promise<Frame>
  /** How a person is named on a page that anybody may read: without an address. */
  readonly sayWho: (person: PersonId) => Promise<string>
  /** Stands above the front page, e.g. what a sandbox is. */
  readonly welcome?: () => Markup
  /** Where mail and letters may be read in full; null: nowhere. */
  readonly readable: { mail(id: number): string; letter(id: number): string } | null
}
