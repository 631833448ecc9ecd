// Which report `take report` and `refuse report` mean (SPEC §3.4, §4): one of those that wait, by its file's name with all
// its blanks, in quotes or not, by its team, or by the beginning of its SHA-256. Names are recognised against the ticket,
// never split; a near miss is a question.

import { refuseReportLine, takeReportLine, teamWord } from '../marks/lines.ts'
import type { Unclear } from '../rollout/refusal.ts'
import type { Report, Ticket } from '../rollout/ticket.ts'
import { handleOf, takeable, teamsFor, undecided } from '../rollout/waiting.ts'
import { tidyTail } from './arguments.ts'
import type { EventDraft } from './draft.ts'
import { teamSaid } from './whichteam.ts'
import type { Situation } from './whichteam.ts'

type Meant = { readonly draft: EventDraft } | { readonly unclear: Unclear }
type Named = { readonly report: Report; readonly tail: string }

const mostShown = 5
const HASH = /^[0-9a-f]{8,64}(?=[ ,:;]|$)/iu
const QUOTED =
  /^(?:"([^"]+)"|'([^']+)'|\u201c([^\u201d]+)\u201d|\u201e([^\u201c\u201d]+)[\u201c\u201d]|\u00ab([^\u00bb]+)\u00bb)(.*)$/u
const FOR = /^[ ,]{0,3}(?:for|as|of) (\S{1,200})$/iu

/** Case and blanks apart; letters that only look alike stay different. */
const folded = (text: string) =>
  text
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase()

const keysOf = ({ name, original, team }: Report): readonly string[] =>
  [name, original, ...(team ? [team, teamWord(team)] : [])].map(folded).filter((key) => key !== '')

/** The words that begin with a waiting report's longest name; the newest where one team sent several of it. */
function named(words: string, waiting: readonly Report[]): Named | null {
  const text = words.replace(/[\u2010-\u2015\u2212]/gu, '-')
  const hash = HASH.exec(text)?.[0].toLowerCase()
  const byHash = hash === undefined ? [] : waiting.filter(({ sha256 }) => sha256.startsWith(hash))
  if (hash !== undefined && byHash.length > 0) return newest(byHash, text.slice(hash.length))
  const quoted = QUOTED.exec(text)
  if (quoted) {
    const inside = folded(quoted.slice(1, 6).find((part) => part !== undefined) ?? '')
    return newest(
      waiting.filter((report) => keysOf(report).includes(inside)),
      quoted[6] ?? '',
    )
  }
  const begins = (key: string) =>
    text.slice(0, key.length).toLowerCase() === key && /^(?:[ ,:;]|[.!]?$)/u.test(text.slice(key.length))
  const keys = waiting.flatMap(keysOf).filter(begins)
  const longest = Math.max(0, ...keys.map(({ length }) => length))
  const found = waiting.filter((report) =>
    keysOf(report).some((key) => key.length === longest && begins(key)),
  )
  return newest(found, text.slice(longest))
}

function newest(found: readonly Report[], tail: string): Named | null {
  const report = found.at(-1)
  return report && found.every(({ team }) => team === report.team) ? { report, tail } : null
}

const asking = (said: string, ticket: Ticket | null, line: (handle: string) => string): Meant => {
  const waiting = ticket ? undecided(ticket) : []
  const meant = ticket ? waiting.slice(-mostShown).map((report) => line(handleOf(report, ticket))) : []
  return { unclear: { why: 'which-report', said, waiting: waiting.length, meant } }
}

export function reportTaken(words: string, situation: Situation): Meant {
  const { ticket } = situation
  const waiting = ticket ? takeable(ticket) : []
  const one = which(words, waiting)
  if (!ticket || !one) return asking(words, ticket, takeReportLine)
  const { report } = one
  const tail = one.tail.replace(/^[.!]$/u, '')
  const key = { team: report.team, revision: report.revision }
  if (tail.trim() !== '') {
    const [, said = ''] = FOR.exec(tail) ?? []
    if (said === '') return asking(words, ticket, takeReportLine)
    const team = teamSaid(said, `${takeReportLine(handleOf(report, ticket))} for`, situation)
    return 'team' in team ? { draft: { type: 'report-taken', report: key, team: team.team } } : team
  }
  const [team, ...others] = teamsFor(report, ticket)
  if (team !== undefined && others.length === 0) return { draft: { type: 'report-taken', report: key, team } }
  const verb = `${takeReportLine(handleOf(report, ticket))} for`
  return {
    unclear: { why: 'which-team', suggestions: teamsFor(report, ticket).slice(0, mostShown), verb },
  }
}

export function reportRefused(words: string, { ticket }: Situation): Meant {
  const waiting = ticket ? undecided(ticket) : []
  const one = which(words, waiting)
  if (!ticket || !one) return asking(words, ticket, refuseReportLine)
  const reason = tidyTail(one.tail.replace(/^[.!]$/u, ''))
  const { team, revision } = one.report
  return {
    draft: { type: 'report-declined', report: { team, revision }, ...(reason === '' ? {} : { reason }) },
  }
}

/** A name may be left out where one waits. */
function which(words: string, waiting: readonly Report[]): Named | null {
  const [only, ...others] = waiting
  if (words === '') return only && others.length === 0 ? { report: only, tail: '' } : null
  return named(words, waiting)
}
