// Who lives in the lab: one mailbox each, all with the lab's one password, at domains that exist nowhere. Their
// providers sign what they submit (egi.example too: managers are strict about alignment, SPEC 3.3).

/** The bot's own host: `authserv_ids` of a config that trusts the lab's border. */
export const authservId = 'mail.egi.example'

export const bot = 'staged-rollout@egi.example'

/** Answers to no mailbox of its own: a plain alias that Postfix fans out. */
export const list = { address: 'early-adopters-glite@mailman.egi.example' } as const

export const subscribers = ['sub1@subscribers.example', 'sub2@subscribers.example'] as const

/** Addresses that Postfix takes and cannot deliver: a full mailbox, and one that is busy for as long as the lab lives. */
export const troubled = { full: 'full@lip.example', busy: 'busy@lip.example' } as const

const addresses = [
  bot,
  'postmaster@egi.example',
  'mgr-glite@egi.example',
  'mgr2-glite@egi.example',
  'mgr-ops@egi.example',
  'sw-rel-sr@egi.example',
  'maria@lip.example',
  'rui@lip.example',
  'jan@desy.example',
  'heike@desy.example',
  ...subscribers,
]

export type User = { readonly address: string; readonly password: string }
export const users: readonly User[] = addresses.map((address) => ({ address, password: 'lab-only' }))

export const domains: readonly string[] = [
  ...new Set(addresses.map((address) => address.slice(address.indexOf('@') + 1))),
]
