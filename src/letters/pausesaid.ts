// What the receipt of pause and resume says (SPEC §3.4), and the terminal: how it stands now, and the line back. The
// letter to the administrator has its own words, in alerting.ts.

import { pauseLine, resumeLine } from '../marks/lines.ts'
import { formatInZone } from '../rollout/deadline.ts'
import type { PostDid } from '../rollout/pause.ts'
import { said, undo } from './said.ts'
import type { Said } from './said.ts'

/** `zone`: IANA, before the bot's own. */
export const pausedSaid = (did: PostDid, zone = did.zone): Said => {
  switch (did.did) {
    case 'paused':
      return undo(
        'Paused: no letter leaves any more. Mail is still read and judged; letters and deadlines wait until they may go on.',
        resumeLine(),
      )
    case 'resumed':
      return said(
        `Letters leave again; they were paused since ${formatInZone(did.since, zone)}. ${waited(did.waiting)}`,
        'To pause them again:',
        pauseLine(),
      )
    case 'trusted': {
      const text = `All goes on with the clock as it is: ${formatInZone(did.now, zone)}. It stood still since ${formatInZone(did.since, zone)}.`
      return did.paused
        ? said(`${text} Letters are still paused.`, 'To let them leave too:', resumeLine())
        : said(text)
    }
  }
}

const waited = (count: number): string => {
  if (count === 0) return 'None had waited.'
  const which = count === 1 ? '1 letter has waited and leaves' : `${count} letters have waited and leave`
  return `${which} now, but for reminders whose time has passed.`
}
