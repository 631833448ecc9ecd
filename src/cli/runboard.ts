// The board of `rollcall run`: put up where [board] listen says, taken down with the agent. A port that is taken is
// said and keeps nothing else from running: mail comes first.

import { hostname } from 'node:os'
import { publicBoard } from '../board/publicboard.ts'
import { serve, type Served } from '../board/serve.ts'
import { shortTeam } from '../rollout/team.ts'
import { freeBytesAt } from '../store/room.ts'
import { scheduledBackups } from '../store/scheduled.ts'
import type { House } from '../house.ts'
import type { PersonId } from '../rollout/ids.ts'

/** Null where the config wants none, or it could not be put up: `say` was told why. */
export async function putUpBoard(
  { config, kit, doors }: House,
  say: (line: string) => void,
): Promise<Served | null> {
  const { listen } = config.board
  if (listen === null) return null
  const { host, port } = listen
  const shown = host.includes(':') ? `[${host}]` : host
  const { fetch } = publicBoard({
    archive: kit.archive,
    clock: kit.clock,
    zone: config.bot.zone,
    sayWho: async (person) => sayWhat(kit, person),
    doors,
    freeBytes: () => freeBytesAt(config.bot.data),
    lastBackup: async () => scheduledBackups(config.bot.data, config.store).last(),
    hosts: [shown, 'localhost', hostname().toLowerCase()].map((name) => `${name}:${port}`),
    tell: (error) => kit.log('page failed', { error: error.message, stack: error.stack }),
  })
  try {
    const served = await serve(fetch, host, port)
    say(`the board is at http://${shown}:${port}`)
    return served
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    say(`no board: cannot listen on ${shown}:${port} (${code ?? 'unknown'}); choose another port in [board]`)
    return null
  }
}

/** What somebody is, never who: the board has no password. */
function sayWhat({ settled, admin }: House['kit'], person: PersonId): string {
  const { managers, stacks, roster } = settled
  if (managers.all.includes(person) || stacks.some((stack) => stack.managers.includes(person)))
    return 'a manager'
  const team = roster.teams.find(({ members }) => members.includes(person))
  if (team) return shortTeam(team.name)
  if (person === admin) return 'the administrator'
  return managers.release.includes(person) ? 'the release team' : 'somebody else'
}
