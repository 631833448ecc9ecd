// The state in which a sandbox opens (SPEC §7, `explain`): one rollout whose invitations are out, and a new one that
// waits for teams. Told as steps to whoever runs the house, so that `explain` can lay the same state in memory.

import { asTeamName, type TeamName, type TicketId } from '../rollout/ids.ts'
import type { Links } from '../rollout/ticket.ts'

export type OpeningSteps = {
  /** Opens a ticket as the parent ticket in the tracker would, and answers with its number. */
  readonly open: (opening: { title: string; links: Links; parent: string | null }) => Promise<TicketId>
  readonly assign: (ticket: TicketId, teams: readonly TeamName[]) => Promise<void>
}

const wiki = 'https://wiki.egi.example'

const firstTitle = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'
const secondTitle = 'Staged Rollout CA 1.38'
const firstTeams = ['NGI_IBERGRID-LIP-Lisbon', 'NGI_PL-CYFRONET-LCG2', 'NGI_HR-egee.srce.hr'].map((name) =>
  asTeamName(`ea-${name}`),
)

/** Lays the opening state; on an empty store its tickets are 1 and 2. */
export async function openSandbox({ open, assign }: OpeningSteps): Promise<void> {
  const first = await open({
    title: firstTitle,
    links: {
      'release-notes': `${wiki}/emi-1/dpm-1.8.0-1`,
      bugs: 'https://savannah.egi.example/dpm?release=1.8.0-1',
      documentation: `${wiki}/emi-1/dpm/install`,
    },
    parent: '2205',
  })
  await assign(first, firstTeams)
  await open({ title: secondTitle, links: { 'release-notes': `${wiki}/ca/1.38` }, parent: null })
}
