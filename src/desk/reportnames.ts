// Whose report a file is (SPEC §2, §4): its name against what the ticket's teams would send, and against the mark that our
// own template carries. A mark that contradicts the name, the ticket or its sender's rights is asked about; it never
// gives rights. What is inside a file is not judged here.

import { documentEnding } from '../intake/documentname.ts'
import { recogniseReport, reportName } from '../rollout/filename.ts'
import { writeTitle } from '../rollout/release.ts'
import type { Attachment } from '../intake/message.ts'
import type { Situation } from '../intake/whichteam.ts'
import type { DocumentType, Examination, Origin } from '../reports/document.ts'
import type { TeamName } from '../rollout/ids.ts'
import type { Release, ReportVerdict, ReportWhy, Ticket } from '../rollout/ticket.ts'

/** By its content: what a report of this type ends in; `other`: a document by name alone, or one that was not read. */
type Ending = 'odt' | 'docx' | 'docm' | 'doc' | 'pdf' | 'rtf' | 'txt' | 'other'

const mediaTypes =
  /^(?:application\/(?:msword|pdf|rtf|vnd\.oasis\.opendocument\.text(?:-template)?|vnd\.openxmlformats-officedocument\.wordprocessingml\.\w+|vnd\.ms-word\.\w+\.macroenabled\.12)|text\/(?:rtf|plain))$/i
/** How packages, old Word files, rich text and PDF begin. */
const begins = ['PK\u0003\u0004', '\u00d0\u00cf\u0011\u00e0', '{\\rtf', '%PDF-']
/** Endings that say what else a package or an old Office file is. */
const otherwise =
  /\.(?:xls[xmb]?|ods|ppt[xm]?|odp|odg|zip|jar|war|epub|msg|gz|tgz|bz2|xz|7z|rar|eml|ics|asc|sig|p7s|dat|png|jpe?g|gif|log|xml|json|csv|html?)$/i

/** Whether a file is worth a look: by its name, by what the mail calls it, or by how it begins. */
export function looksLikeDocument({ name, type, bytes }: Attachment): boolean {
  if (documentEnding.test(name.trim())) return true
  if (otherwise.test(name.trim())) return false
  if (mediaTypes.test(type)) return true
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 8)).toString('latin1')
  return begins.some((one) => start.startsWith(one))
}

const byType: { readonly [type in DocumentType]?: Ending } = {
  odt: 'odt',
  ott: 'odt',
  docx: 'docx',
  dotx: 'docx',
  docm: 'docm',
  dotm: 'docm',
  doc: 'doc',
  pdf: 'pdf',
  rtf: 'rtf',
  txt: 'txt',
}

const reportNamed = /\.(?:od[tm]|ott|do[ct][xm]?)$/i

/** Null for what is no document by its content, and does not say that it is. */
export function endingOf({ name }: Attachment, examination: Examination | null): Ending | null {
  const written = documentEnding.exec(name.trim())?.[0].slice(1).toLowerCase()
  if (!examination) return written === 'pdf' || written === 'txt' || written === 'rtf' ? written : 'other'
  const ending = byType[examination.type]
  // A text file under a document's name is no report; that it says so is worth saying.
  if (ending === 'txt' && reportNamed.test(name.trim())) return 'other'
  if (ending !== undefined) return ending
  return written === undefined ? null : 'other'
}

export const canonicalOf = (team: TeamName, release: Release, ending: Ending): string =>
  reportName(team, release, ending === 'other' ? 'odt' : ending)

type Recognised = {
  readonly verdict: ReportVerdict
  readonly team: TeamName | null
  /** Canonical where it would count, else its own. */
  readonly name: string
  /** Its own, cleaned. */
  readonly plain: string
  readonly why?: ReportWhy
  readonly right: readonly string[]
}

/** The verdict is that of the name and the mark alone. */
export function recognise(
  fileName: string,
  ending: Ending,
  examination: Examination | null,
  { ticket, roles }: { readonly ticket: Ticket | null; readonly roles: Situation['roles'] },
): Recognised {
  const seated = (ticket?.seats ?? []).filter(({ state }) => state !== 'removed').map(({ team }) => team)
  const own = seated.filter((team) => roles.teams.includes(team))
  const ext = ending === 'other' ? 'odt' : ending
  // The recogniser knows reports by three endings; the true one is put in their place.
  const asReport = `${fileName.trim().replace(documentEnding, '')}.odt`
  const release = ticket?.release
  const plain = clean(fileName, asReport)
  if (!ticket || !release) return { verdict: 'kept', team: null, name: plain, plain, right: [] }
  const origin = examination?.reading?.origin ?? null
  const marked = origin && isOf(origin, ticket) ? (seated.find((team) => team === origin.team) ?? null) : null
  const only = own.length === 1 ? (own[0] ?? null) : null
  const senderTeam = marked !== null && (own.includes(marked) || roles.manager) ? marked : only
  const sent = recogniseReport(asReport, { teams: seated, release, senderTeam })
  const handedOn = recogniseReport(asReport, { teams: seated, release, senderTeam: null })
  // A manager may hand on the report of any team, also one who is of a team too.
  const read = roles.manager && sent.verdict === 'asked' && marked === null ? handedOn : sent
  const right = own.map((team) => reportName(team, release, ext))
  const asked = (why: ReportWhy, team: TeamName | null = only): Recognised => ({
    verdict: 'asked',
    team,
    name: plain,
    plain,
    why,
    right,
  })
  if (origin && !isOf(origin, ticket)) return asked('other-rollout')
  if (origin && marked === null) return asked('not-yours')
  // Nobody reports for somebody else; only the managers pass on what a team sent them.
  const foreign = (team: TeamName | null) => team !== null && !own.includes(team) && !roles.manager
  if (foreign(read.team) || foreign(marked)) return asked('not-yours', null)
  if (marked !== null && read.team !== null && read.team !== marked) return asked('other-name')
  if (read.verdict === 'asked' || read.team === null) {
    if (senderTeam !== null) return asked('other-name', senderTeam)
    return asked(own.length > 0 || roles.manager ? 'which-team' : 'not-yours')
  }
  const name = reportName(read.team, release, ext)
  const same = read.verdict === 'filed' && endsAs(fileName, ext)
  return { verdict: same ? 'filed' : 'renamed', team: read.team, name, plain, right }
}

const isOf = ({ release, ticket: id }: Origin, ticket: Ticket) =>
  id === ticket.id && release === writeTitle(ticket.release)

const endsAs = (name: string, ext: string) => name.trim().toLowerCase().endsWith(`.${ext}`)

/** The last part of a path without what cannot be seen, as the recogniser cleans it, with its own ending. */
function clean(fileName: string, asReport: string): string {
  const { name } = recogniseReport(asReport, { teams: [], release: nothing, senderTeam: null })
  const written = documentEnding.exec(fileName.trim())?.[0] ?? ''
  return name.replace(/\.odt$/, written)
}
const nothing: Release = { stack: '', component: '', version: '', os: '', arch: '' }
