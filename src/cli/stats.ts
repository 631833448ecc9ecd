// `rollcall stats` (SPEC §7): the figures EGI reported each quarter, as a table, as JSON and as CSV for a spreadsheet. Read
// from the journal, beside a running agent; makes no memory where there is none. The counting is in rollout/figures.ts.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { worldFor } from '../desk/world.ts'
import { silentLog } from '../log.ts'
import { placeOf } from '../rollout/addressees.ts'
import { factsTold, historiesOf } from '../rollout/askings.ts'
import { figure, figureNames, type Figures } from '../rollout/figurelist.ts'
import { countable, everybody, figuresOf, type Countable, type Group } from '../rollout/figures.ts'
import { shortTeam } from '../rollout/team.ts'
import { openStore } from '../store/store.ts'
import { configured } from './configured.ts'
import { csvOf } from './csv.ts'
import { exit, type CommandContext } from './frame.ts'
import { furnished } from './housefor.ts'
import { askedOf, type Asked } from './statsasked.ts'
import { figureTable, teamTable } from './statstable.ts'
import type { World } from '../rollout/world.ts'
import type { Period } from '../rollout/period.ts'

/** A figure column: one period of one group. */
type Row = {
  readonly period: Period
  /** The stack or the team; empty for rollouts that fit no stack, null where all are one group. */
  readonly group: string | null
  readonly figures: Figures
}

export const run = async (context: CommandContext): Promise<number> => {
  const asked = askedOf(context)
  const config = configured(context)
  if (!config) return exit.wrong
  const house = await furnished(context, config, { log: silentLog, database: ':memory:' })
  if (!house) return exit.wrong
  // The house is built on an empty memory, for the config's sake; the store is opened apart and only read.
  const file = join(config.bot.data, 'rollcall.sqlite')
  if (!existsSync(file))
    context.err(
      `rollcall: nothing is remembered in ${config.bot.data} yet: the figures begin with \`rollcall run\``,
    )
  const { archive, ledger } = openStore(existsSync(file) ? file : ':memory:')
  try {
    const now = house.kit.clock.now()
    const world = await worldFor(house.kit, null, now)
    const histories = historiesOf(await archive.journalOf(factsTold))
    const counted = countable(histories, { now, placeOf: (team) => placeOf(team, world) })
    const { zone } = world.policy
    const periods = asked.periods(now, histories[0]?.openedAt ?? null, zone)
    const groups = groupsOf(asked.by, counted, world)
    const rows = periods.flatMap((period) =>
      groups.map(({ name, group }): Row => ({
        period,
        group: name,
        figures: figuresOf(counted, period, group),
      })),
    )
    if (context.json)
      context.out(JSON.stringify({ asOf: now, zone, by: asked.by, rows: rows.map(jsonOf(asked.by)) }))
    else if (asked.csv) context.out(csvRows(asked.by, rows))
    else context.out(tableOf(asked.by, rows, context.width))
    return exit.done
  } finally {
    await ledger.close()
    await house.close()
  }
}

function groupsOf(
  by: Asked['by'],
  histories: Countable,
  { roster, stacks }: Pick<World, 'roster' | 'stacks'>,
): readonly { readonly name: string | null; readonly group: Group }[] {
  if (by === 'quarter') return [{ name: null, group: everybody }]
  if (by === 'stack') {
    const fitted = histories.map(({ stack }) => stack)
    const names = new Set([...stacks.map(({ name }) => name), ...fitted.filter((stack) => stack !== null)])
    const all: readonly (string | null)[] = [
      ...[...names].toSorted(),
      ...(fitted.includes(null) ? [null] : []),
    ]
    return all.map((name) => ({
      name: name ?? '',
      group: { ...everybody, rollout: ({ stack }) => stack === name },
    }))
  }
  // Teams that left the roster since are shown too: what they did stays in the figures.
  const took = histories.flatMap(({ askings, offers }) => [...askings, ...offers].map(({ team }) => team))
  return [...new Set([...roster.teams.map(({ name }) => name), ...took])]
    .toSorted()
    .map((one) => ({ name: shortTeam(one), group: { ...everybody, team: (team) => team === one } }))
}

/** A single team has no rollouts of its own. */
const namesBy = (by: Asked['by']) =>
  by === 'team' ? figureNames.filter((name) => figure(name).of === 'team') : figureNames

const jsonOf =
  (by: Asked['by']) =>
  ({ period, group, figures }: Row) => ({
    period: period.label,
    from: period.from,
    until: period.until,
    ...(group === null ? {} : { [by]: group }),
    ...Object.fromEntries(namesBy(by).map((name) => [name, figures[name]])),
  })

const csvRows = (by: Asked['by'], rows: readonly Row[]): string => {
  const names = namesBy(by)
  return csvOf([
    ['period', ...(by === 'quarter' ? [] : [by]), ...names],
    ...rows.map(({ period, group, figures }) => [
      period.label,
      ...(group === null ? [] : [group]),
      ...names.map((name) => figures[name]),
    ]),
  ])
}

function tableOf(by: Asked['by'], rows: readonly Row[], width: number): string {
  // A column is labelled by its period only where there is more than one.
  const several = new Set(rows.map(({ period }) => period.label)).size > 1
  if (by === 'team') {
    const periods = [...new Set(rows.map(({ period }) => period))]
    const tables = periods.map((period) => {
      const own = rows
        .filter((row) => row.period === period)
        .map(({ group, figures }) => ({ label: group ?? '', figures }))
      return period.label === 'all' ? teamTable(own, width) : `${period.label}\n\n${teamTable(own, width)}`
    })
    return tables.join('\n\n\n')
  }
  const columns = rows.map(({ period, group, figures }) => ({
    label: labelOf(period, group === '' ? 'no stack' : group, several),
    figures,
  }))
  return figureTable(columns, width)
}

function labelOf({ label }: Period, group: string | null, several: boolean): string {
  if (group === null) return label
  return several ? `${label} ${group}` : group
}
