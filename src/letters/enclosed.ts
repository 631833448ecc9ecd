// What goes with a letter besides its words (SPEC §1.6, §1.8): one short line that names it, and what to do where
// something that should be there could not be. Making the files is the desk's; nothing here opens them.

import { series } from './said.ts'
import type { TicketId } from '../rollout/ids.ts'

export type AttachedFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array }

type Reason = { readonly files: readonly []; readonly why: 'too-large' | 'failed' }
/** One thing that goes with a letter, in as many formats as there are; or why it does not. */
export type Enclosure = ({ readonly files: readonly AttachedFile[] } | Reason) & {
  readonly what: 'template' | 'dates' | 'reports' | 'summary'
  readonly ticket: TicketId
}

const names: { readonly [what in Enclosure['what']]: string } = {
  template: 'the report template',
  reports: 'the reports in one file',
  summary: 'a drafted summary',
  dates: 'the dates for your calendar',
}

/** The formats of documents; there is one of a calendar's. */
const formats = ({ what, files }: Enclosure) =>
  what === 'dates' ? '' : ` (${files.map(({ name }) => name.split('.').at(-1) ?? '').join(', ')})`

/** `line`: what a manager types at a terminal; empty where there is nothing to type. */
type Withheld = { readonly says: string; readonly line: string }

function instead(enclosure: Enclosure): readonly Withheld[] {
  if (!('why' in enclosure)) return []
  const { what, ticket, why } = enclosure
  switch (what) {
    // The dates stand in the letter.
    case 'dates':
      return []
    case 'template':
      return [
        {
          says: 'The report template could not be made. Ask here for it, or write the report without it.',
          line: '',
        },
      ]
    case 'reports':
      return [
        {
          says: `The reports ${why === 'too-large' ? 'are too large for a mail' : 'could not be put together'}. This writes them into one file:`,
          line: `rollcall report bundle ${ticket}`,
        },
      ]
    case 'summary':
      return [
        {
          says: 'The summary could not be drafted. This tries again, and says why:',
          line: `rollcall report summary ${ticket}`,
        },
      ]
  }
}

/** For the frame of every letter; empty where there is nothing to say. */
export function enclosedView(enclosures: readonly Enclosure[]) {
  const here = enclosures.filter(({ files }) => files.length > 0)
  const named = [...new Set(here.map((one) => `${names[one.what]}${formats(one)}`))]
  return {
    attached: named.length === 0 ? '' : `Attached: ${series(named)}.`,
    withheld: enclosures.flatMap(instead),
  }
}
