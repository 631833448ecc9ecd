// `rollcall report summary N`, `bundle N` and `template N TEAM` (SPEC §7): the documents that letters carry, written into
// the current folder or where --out says. Nothing that is there is written over without --force.

import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { bundleFile, summaryFiles } from '../desk/summing.ts'
import { blankTemplate, templateFile } from '../reports/template.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { recogniseTeam, shortTeam } from '../rollout/team.ts'
import { seatOf } from '../rollout/view.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { onTicket } from './reportticket.ts'
import type { Kit } from '../desk/kit.ts'
import type { Format, WrittenFile } from '../reports/pages.ts'
import type { TeamName } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

const formatIn = ({ options }: CommandContext): Format | null => {
  const given = options['format']
  if (given === undefined) return null
  if (given !== 'odt' && given !== 'docx') throw new WrongUse(`--format ${String(given)}: say odt or docx`)
  return given
}

/** Writes them all or none; says where. A folder takes them under their own names, a file's name only one. */
function write(context: CommandContext, files: readonly WrittenFile[]): number {
  const { out, force } = context.options
  const target = typeof out === 'string' ? out : '.'
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true || target.endsWith('/')
  if (!isFolder && files.length > 1)
    throw new WrongUse(`--out ${target}: there are ${files.length} files; name a folder, or one --format`)
  const placed = files.map(({ name, bytes }) => ({
    path: resolve(isFolder ? join(target, name) : target),
    bytes,
  }))
  const there = placed.filter(({ path }) => force !== true && existsSync(path))
  for (const { path } of there)
    context.err(`rollcall: ${path} is there already and is left alone; --force writes over it`)
  if (there.length > 0) return exit.failed
  for (const { path, bytes } of placed) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    context.out(context.json ? JSON.stringify({ file: path, bytes: bytes.length }) : path)
  }
  return exit.done
}

export const summary = (context: CommandContext): Promise<number> => {
  const format = formatIn(context)
  return onTicket(context, 'summary', async (kit, recorded) => {
    const files = await summaryFiles(kit, recorded, kit.clock.now(), kit.settled.policy.zone)
    return write(context, format ? files.filter(({ name }) => name.endsWith(`.${format}`)) : files)
  })
}

export const bundle = (context: CommandContext): Promise<number> =>
  onTicket(context, 'bundle', async (kit, recorded) => {
    const files = await summaryFiles(kit, recorded, kit.clock.now(), kit.settled.policy.zone)
    return write(context, [await bundleFile(kit, recorded, files)])
  })

export const template = async (context: CommandContext): Promise<number> => {
  const format = formatIn(context) ?? 'odt'
  if (context.options['blank'] === true) {
    if (context.args.length > 0)
      throw new WrongUse('report template --blank: is for nobody in particular; leave number and team out')
    return write(context, [await blankTemplate(format)])
  }
  const name = context.args.slice(1).join(' ')
  if (name === '') throw new WrongUse('report template: say the rollout’s number and the team, or --blank')
  return onTicket(context, 'template', async (kit, { ticket }) => {
    const team = teamIn(name, ticket, kit)
    if ('not' in team) {
      context.err(`rollcall: ${team.not}`)
      return exit.failed
    }
    return write(context, [await templateOf(kit, ticket, team.team, format)])
  })
}

/** As a manager's line would name it: a team of the rollout first, else one on the roster. */
function teamIn(
  name: string,
  { id, seats }: Ticket,
  { settled }: Kit,
): { readonly team: TeamName } | { readonly not: string } {
  const teams = seats.map(({ team }) => team)
  const found = recogniseTeam(name, { seats: teams, roster: settled.roster, sites: settled.sites })
  if (found.kind === 'team') return { team: found.team }
  const near = 'suggestions' in found ? found.suggestions.map(shortTeam) : []
  const known = teams.map(shortTeam).join(', ') || 'no teams yet'
  const instead = near.length === 0 ? `rollout ${id} has ${known}` : `did you mean ${near.join(' or ')}?`
  return { not: `no team is called ${name}; ${instead}` }
}

function templateOf(kit: Kit, ticket: Ticket, team: TeamName, format: Format): Promise<WrittenFile> {
  const seat = seatOf(ticket, team)
  const { release, links, id } = ticket
  const due = seat?.reportDue ? formatInZone(seat.reportDue.at, seat.zone) : null
  const what = { team, release, ticket: id, links, due, answersTo: kit.marks.address }
  return templateFile(what, format, kit.enclosing.templates[format])
}
