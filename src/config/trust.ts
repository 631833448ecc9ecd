// [trust]: whose word about mail counts, and what gateways write above it (SPEC §3.3, §3.4, §10). Only settled here; what
// it means is the intake's matter.

import type { z } from 'zod'
import type { schema } from './schema.ts'

export type TrustConfig = {
  readonly authservIds: readonly string[]
  readonly verifyDkim: boolean
  readonly trackerHosts: readonly string[]
  /** How the lines begin that the operator's gateways put above mail. */
  readonly banners: readonly string[]
}

export const settleTrust = (read: z.output<typeof schema>['trust']): TrustConfig => ({
  authservIds: read.authserv_ids,
  verifyDkim: read.verify_dkim,
  trackerHosts: read.tracker_hosts,
  banners: read.banners,
})
