// The house in memory with the sandbox's opening state: what explain looks at without a config (SPEC §7, §10).

import { mkdtempSync, rmSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bring } from '../desk/bring.ts'
import { buildHouse, type House } from '../house.ts'
import { knownSites } from '../settled.ts'
import { silentLog } from '../log.ts'
import { rosterCsv } from '../sandbox/federation.ts'
import { openSandbox } from '../sandbox/opening.ts'
import { sandboxSettings } from '../sandbox/settings.ts'
import { WrongUse } from './frame.ts'
import { readTitle } from '../rollout/release.ts'
import type { Resolver } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

export type Opening = {
  readonly now: Instant
  readonly resolver: Resolver
  /** A roster file, the bot's address and the authserv-id in place of the sandbox's. */
  readonly roster?: string
  readonly bot?: string
  readonly authservId?: string
}

export async function openingHouse(opening: Opening): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-'))
  try {
    const roster = join(dir, 'roster.csv')
    if (opening.roster === undefined) writeFileSync(roster, rosterCsv(knownSites()))
    else copyRoster(opening.roster, roster)
    const settings = sandboxSettings(dir, roster, { web: 0, smtp: 0 })
    const address = opening.bot ?? settings.bot.address
    const config = {
      ...settings,
      bot: { ...settings.bot, address },
      trust: {
        ...settings.trust,
        authservIds: opening.authservId === undefined ? [] : [opening.authservId],
      },
    }
    const clock = { now: () => opening.now }
    const house = await buildHouse(config, {
      clock,
      resolver: opening.resolver,
      database: ':memory:',
      log: silentLog,
    })
    await layOpening(house)
    return house
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function copyRoster(from: string, to: string): void {
  try {
    copyFileSync(from, to)
  } catch (error) {
    throw new WrongUse(`--roster ${from}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Brings a house into the sandbox's opening state; teams that its roster does not hold are left out. */
export async function layOpening({ kit }: House): Promise<void> {
  const clockwork = { kind: 'tracker' as const }
  const admin = { kind: 'admin' as const, name: 'sandbox' }
  await openSandbox({
    async open({ title, links, parent }) {
      const release = readTitle(title, kit.names)
      if (!release) throw new Error(`the sandbox's title cannot be read: ${title}`)
      const event = {
        type: 'opened' as const,
        title,
        release,
        links,
        ...(parent ? { parent: { ref: parent } } : {}),
      }
      const item = await bring(kit, null, event, clockwork)
      if (item.item !== 'done') throw new Error(`the sandbox could not open ${title}`)
      return item.ticket
    },
    async assign(ticket, wanted) {
      const known = wanted.filter((name) => kit.settled.roster.teams.some((team) => team.name === name))
      if (known.length > 0) await bring(kit, ticket, { type: 'assigned', teams: known }, admin)
    },
  })
}
