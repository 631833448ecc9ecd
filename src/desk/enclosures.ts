// What goes with a letter besides its words (SPEC §1.6, §1.8), made when the letter is finished, from what the letter
// says and from the ticket as it stood when it was queued. A thing that cannot be made never keeps its letter back: the
// letter says so. How it is attached is the letters room's.

import { trialCalendar } from '../letters/calendar.ts'
import { templateFile } from '../reports/template.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { Fault } from '../ports.ts'
import { bundleFile, recordedAt, summaryFiles, type Recorded } from './summing.ts'
import { isMember, trialDatesIn } from './trialdates.ts'
import type { Kit } from './kit.ts'
import type { AttachedFile, Enclosure } from '../letters/enclosed.ts'
import type { OutboxItem } from '../ports.ts'
import type { Format } from '../reports/pages.ts'
import type { Did } from '../rollout/did.ts'
import type { Letter, Recipient } from '../rollout/effect.ts'
import type { Instant, PersonId, TeamName, TicketId } from '../rollout/ids.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>
type What = Enclosure['what']

/** Throws for the store's sake only, as everything does that reads it. */
export async function enclosuresFor(
  kit: Kit,
  item: Pick<OutboxItem, 'key' | 'queuedAt'>,
  letter: Letter,
  to: Recipient,
): Promise<readonly Enclosure[]> {
  if (!('person' in to)) return []
  if (letter.letter === 'gathered') return ofParts(kit, item, letter)
  const one = async (what: What, ticket: TicketId, make: () => Promise<readonly AttachedFile[]>) => {
    const enclosure = await made(kit, item.key, what, ticket, make)
    return 'why' in enclosure || enclosure.files.length > 0 ? [enclosure] : []
  }
  const dates = (ticket: TicketId, team: TeamName) =>
    one('dates', ticket, () => datesFor(kit, ticket, team, to.person, item.queuedAt))
  if (letter.letter === 'trial-started') {
    const { ticket } = letter.about
    const templates = await one('template', ticket, () => templatesFor(kit, letter, to))
    return [...templates, ...(await dates(ticket, letter.team))]
  }
  if (letter.letter === 'reports-complete') {
    const recorded = await recordedAt(kit, letter.about.ticket, item.queuedAt)
    return recorded ? concluding(kit, item, recorded, to, one) : []
  }
  if (letter.letter !== 'receipt') return []
  return (await Promise.all(movedIn(letter).map(({ ticket, team }) => dates(ticket, team)))).flat()
}

/** Of all that goes into one letter, each as it would have gone alone; past the size of one mail none more. */
async function ofParts(
  kit: Kit,
  item: Pick<OutboxItem, 'key' | 'queuedAt'>,
  { parts }: Of<'gathered'>,
): Promise<readonly Enclosure[]> {
  const all: Enclosure[] = []
  let size = 0
  for (const { letter, to, of } of parts) {
    const queuedAt = (await kit.archive.letter(of))?.queuedAt ?? item.queuedAt
    for (const one of await enclosuresFor(kit, { key: item.key, queuedAt }, letter, to)) {
      const bytes = one.files.reduce((sum, file) => sum + file.bytes.length, 0)
      const fits = size + bytes <= kit.enclosing.largest
      all.push(fits ? one : { what: one.what, ticket: one.ticket, files: [], why: 'too-large' })
      if (fits) size += bytes
    }
  }
  return all
}

async function made(
  kit: Kit,
  letter: string,
  what: What,
  ticket: TicketId,
  make: () => Promise<readonly AttachedFile[]>,
): Promise<Enclosure> {
  try {
    const files = await make()
    return files.some(({ bytes }) => bytes.length > kit.enclosing.largest)
      ? { what, ticket, files: [], why: 'too-large' }
      : { what, ticket, files }
  } catch (error) {
    // The store's trouble is the letter's trouble too: it waits.
    if (error instanceof Fault) throw error
    kit.log('enclosure failed', { letter, what, ticket, why: error instanceof Error ? error.stack : error })
    return { what, ticket, files: [], why: 'failed' }
  }
}

const formats: readonly Format[] = ['odt', 'docx']

const templatesFor = (kit: Kit, { about, team, reportDue }: Of<'trial-started'>, { zone }: Recipient) =>
  Promise.all(
    formats.map((format) =>
      templateFile(
        {
          team,
          release: about.release,
          ticket: about.ticket,
          links: about.links,
          due: formatInZone(reportDue.at, zone),
          answersTo: kit.marks.address,
        },
        format,
        kit.enclosing.templates[format],
      ),
    ),
  )

/** The bundle holds the summary; where that fails, the reports alone. */
async function concluding(
  kit: Kit,
  { queuedAt }: Pick<OutboxItem, 'queuedAt'>,
  recorded: Recorded,
  { zone }: Recipient,
  one: (
    what: What,
    ticket: TicketId,
    make: () => Promise<readonly AttachedFile[]>,
  ) => Promise<readonly Enclosure[]>,
): Promise<readonly Enclosure[]> {
  const { id } = recorded.ticket
  const [summary] = await one('summary', id, () => summaryFiles(kit, recorded, queuedAt, zone))
  const reports = await one('reports', id, async () => [
    await bundleFile(kit, recorded, summary?.files ?? []),
  ])
  return [...reports, ...(summary ? [summary] : [])]
}

/** The teams whose dates a receipt tells. */
const movedIn = ({ items, about }: Of<'receipt'>) =>
  items.flatMap((item) => {
    const ticket = item.item === 'done' ? (item.ticket ?? about?.ticket) : undefined
    return item.item === 'done' && ticket !== undefined
      ? teamsOf(item.did).map((team) => ({ ticket, team }))
      : []
  })

function teamsOf(did: Did): readonly TeamName[] {
  if (did.did === 'started') return [did.team]
  if (did.did === 'extended') return did.teams.map(({ team }) => team)
  return did.did === 'undone' && (did.act === 'started' || did.act === 'extended')
    ? did.seats.map(({ team }) => team)
    : []
}

/** For the team's own people alone: the others have no use for its dates. */
async function datesFor(
  kit: Kit,
  id: TicketId,
  team: TeamName,
  reader: PersonId,
  at: Instant,
): Promise<readonly AttachedFile[]> {
  const recorded = await recordedAt(kit, id, at)
  const dates = recorded && isMember(kit, reader, team, recorded) ? trialDatesIn(recorded, team, kit) : null
  if (!recorded || !dates) return []
  const domain = kit.marks.address.split('@')[1] ?? ''
  return [trialCalendar({ ...dates, ticket: id, team, release: recorded.ticket.release, domain, at })]
}
