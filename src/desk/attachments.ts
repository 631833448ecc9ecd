// Attached reports (SPEC §2, §4), in this order: size, true type, what is inside, name. The content is looked at in the
// reports room's child process, the name compared with what this ticket's teams would send, and our template's own mark
// with both. Nothing in a file's bytes says who acts; that was judged before.

import { createHash } from 'node:crypto'
import { ggusIn } from '../intake/ggus.ts'
import { canonicalOf, endingOf, looksLikeDocument, recognise } from './reportnames.ts'
import { counts } from '../rollout/waiting.ts'
import type { SeenAttachment } from './judgement.ts'
import type { Kit } from './kit.ts'
import type { Statement } from './statements.ts'
import type { Attachment } from '../intake/message.ts'
import type { Situation } from '../intake/whichteam.ts'
import type { Examination, Reading } from '../reports/document.ts'
import type { TeamName } from '../rollout/ids.ts'
import type { ReportFindings, ReportSays, ReportVerdict, Ticket } from '../rollout/ticket.ts'

/** A mail with more is passed on, not read: each may take the child's five seconds. */
const mostExamined = 10
/** Characters of an answer that are kept with the ticket; the file has all of it. */
const longestField = 1000

export type ReadAttachments = {
  readonly seen: readonly SeenAttachment[]
  readonly statements: readonly Statement[]
  readonly files: readonly { readonly sha256: string; readonly bytes: Uint8Array }[]
  /** What those that count say, for the GGUS tickets in it. */
  readonly text: string
}

/** Judged again after a conflict, a mail is not examined again. */
const examined = new WeakMap<Attachment, Promise<Examination>>()
function examine(kit: Kit, attachment: Attachment): Promise<Examination> {
  const before = examined.get(attachment)
  if (before) return before
  const now = kit.examine({ name: attachment.name, bytes: attachment.bytes })
  examined.set(attachment, now)
  return now
}

export async function readAttachments(
  kit: Kit,
  attachments: readonly Attachment[],
  ticket: Ticket | null,
  roles: Situation['roles'],
): Promise<ReadAttachments> {
  const documents = attachments.filter(looksLikeDocument)
  // What says by its name that it is a report goes before logs.
  const first = documents.toSorted((a, b) => Number(isPlain(a)) - Number(isPlain(b))).slice(0, mostExamined)
  const found = new Map(await Promise.all(first.map(async (one) => [one, await examine(kit, one)] as const)))
  const seen: SeenAttachment[] = []
  const statements: Statement[] = []
  const files: { sha256: string; bytes: Uint8Array }[] = []
  const texts: string[] = []
  for (const attachment of attachments) {
    const { name, type, bytes } = attachment
    const judged = documents.includes(attachment)
      ? judge(kit, attachment, found.get(attachment) ?? null, ticket, roles)
      : null
    if (!judged || judged.verdict === 'ignored') {
      seen.push({ name, type, verdict: 'ignored' })
      continue
    }
    const { verdict } = judged
    seen.push({ name, type, verdict, ...(judged.name === name ? {} : { canonicalName: judged.name }) })
    if (!ticket) continue
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    // A refused document is named to its sender and the managers, but not kept: its mail is.
    if (verdict !== 'refused') files.push({ sha256, bytes })
    const reading = found.get(attachment)?.reading
    if (counts({ verdict }) && reading) texts.push(reading.text)
    const { team, name: filedAs, findings } = judged
    statements.push({
      line: name,
      ticket: ticket.id,
      draft: {
        type: 'report-received',
        team,
        name: filedAs,
        original: name,
        sha256,
        bytes: bytes.length,
        verdict,
        ...findings,
      },
    })
  }
  return { seen, statements, files, text: texts.join('\n') }
}

const isPlain = ({ name }: Attachment) => /\.(?:txt|pdf|rtf)$/i.test(name)

type Judged = {
  readonly verdict: ReportVerdict
  readonly team: TeamName | null
  readonly name: string
  readonly findings: ReportFindings
}

/** One file, by what was found in it and by its name; null for what is no document after all. */
function judge(
  kit: Kit,
  attachment: Attachment,
  examination: Examination | null,
  ticket: Ticket | null,
  roles: Situation['roles'],
): Judged | null {
  const ending = endingOf(attachment, examination)
  if (ending === null) return null
  const {
    name,
    plain,
    team,
    verdict: named,
    why,
    right,
  } = recognise(attachment.name, ending, examination, {
    ticket,
    roles,
  })
  const isCounted = kit.countingTypes.includes(ending === 'docm' ? 'docx' : ending)
  const findings = (more: ReportFindings = {}): ReportFindings => ({
    ...(examination ? { safety: examination.verdict, notes: examination.notes } : {}),
    ...(examination?.reading ? { says: saysOf(examination.reading) } : {}),
    ...more,
  })
  const asked = { ...(why ? { why } : {}), right }
  if (examination?.verdict === 'refused')
    return { verdict: 'refused', team, name: plain, findings: findings() }
  if (!ticket) return { verdict: 'kept', team: null, name: plain, findings: findings() }
  if (!examination) return { verdict: 'kept', team, name: plain, findings: { why: 'too-many' } }
  if (!isCounted && (ending !== 'other' || examination.verdict === 'ok'))
    return { verdict: 'kept', team, name: plain, findings: findings({ why: 'type' }) }
  if (examination.verdict === 'quarantined') {
    const filedAs = named === 'asked' || team === null ? name : canonicalOf(team, ticket.release, ending)
    return { verdict: 'quarantined', team, name: filedAs, findings: findings(named === 'asked' ? asked : {}) }
  }
  return { verdict: named, team, name, findings: findings(named === 'asked' ? asked : {}) }
}

const shortened = (text: string) =>
  text.length > longestField ? `${text.slice(0, longestField - 1)}…`.toWellFormed() : text

function saysOf(reading: Reading): ReportSays {
  const { verdict, fields, unread, text } = reading
  return {
    verdict,
    fields: Object.fromEntries(Object.entries(fields).map(([id, said]) => [id, shortened(said)])),
    unread,
    ggus: ggusIn(`${fields.problems ?? ''}\n${text}`),
  }
}
