// Letters to the administrator about the bot itself (SPEC §5, admin-alert): what stands still, since when, and the line
// that mends it. No word about any rollout.

import { resumeLine } from '../marks/lines.ts'
import type { AdminAlert } from '../rollout/alert.ts'
import type { Pen } from './pen.ts'

export const adminAlertView = ({ alert, by, admin }: AdminAlert, pen: Pen) => ({
  reason: alert.reason,
  since: pen.date(alert.since),
  who: by === null ? (admin === null ? '' : `${admin}, at the command line,`) : pen.nameOf(by),
  count: alert.waiting,
  facts: [],
  choices: alert.reason === 'paused' ? [pen.choice('Let letters leave again', resumeLine(), true)] : [],
})
