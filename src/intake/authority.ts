// What a mail may do by what it proves: the table of SPEC §3.3 as data, and how a proof, a person and a token become
// a column of it. Not here: roles and status of the ticket (the quiet room's), and how a held statement is asked about.

import type { PersonId } from '../rollout/ids.ts'
import type { EventType } from '../rollout/event.ts'
import type { PostEvent } from '../rollout/pause.ts'
import type { Level, Proof } from './message.ts'

/** The rows of SPEC §3.3, from top to bottom. */
export type AuthorityRow =
  | 'answer'
  | 'ggus-open'
  | 'offer'
  | 'manager-light'
  | 'manager'
  | 'foreign-list'
  | 'question'
  | 'yes'
  | 'tracker'

export type Cell =
  | 'act'
  /** Held; the address on file is asked. */
  | 'hold-ask-writer'
  /** Held; the owner of the token is asked, whoever wrote. */
  | 'hold-ask-owner'
  | 'refuse'
  | 'keep-tell-manager'
  /** One answer a day, without addresses of people. */
  | 'answer-limited'
  | 'nothing'
  | 'tell-manager-who-opens'
  /** An offer is taken down; its writer confirms once a manager takes it. */
  | 'act-confirm-at-take'

const COLUMNS: readonly Level[] = ['verified', 'token', 'token-other', 'claimed', 'unknown']
type Cells = readonly [Cell, Cell, Cell, Cell, Cell]

const TABLE: { readonly [row in AuthorityRow]: Cells } = {
  answer: ['act', 'act', 'hold-ask-owner', 'hold-ask-writer', 'keep-tell-manager'],
  'ggus-open': ['act', 'hold-ask-writer', 'hold-ask-owner', 'hold-ask-writer', 'keep-tell-manager'],
  offer: ['act', 'act', 'act', 'act-confirm-at-take', 'act-confirm-at-take'],
  'manager-light': ['act', 'act', 'hold-ask-owner', 'hold-ask-writer', 'keep-tell-manager'],
  manager: ['act', 'hold-ask-writer', 'hold-ask-owner', 'hold-ask-writer', 'keep-tell-manager'],
  'foreign-list': ['act', 'refuse', 'refuse', 'refuse', 'refuse'],
  question: ['act', 'act', 'nothing', 'answer-limited', 'nothing'],
  yes: ['act', 'act', 'act', 'act', 'act'],
  // SPEC leaves the token columns open (the tracker answers none of our letters): no more than claimed.
  tracker: [
    'act',
    'tell-manager-who-opens',
    'tell-manager-who-opens',
    'tell-manager-who-opens',
    'keep-tell-manager',
  ],
}

/** What SPEC §3.3 lets a statement of this row do in a mail of this level. */
export function permit(row: AuthorityRow, level: Level): Cell {
  const cell = TABLE[row][COLUMNS.indexOf(level)]
  return cell ?? 'nothing'
}

/** The row a statement belongs to; `asManager`: its writer speaks as a manager of the ticket. */
export function rowOf(type: EventType | PostEvent['type'], asManager: boolean): AuthorityRow {
  switch (type) {
    case 'answered':
    case 'withdrew':
    case 'started':
    case 'report-received':
      return 'answer'
    case 'extended':
    case 'noted':
    case 'ggus-named':
      return asManager ? 'manager-light' : 'answer'
    case 'problem-named':
      return asManager ? 'manager-light' : 'ggus-open'
    case 'offered':
      return 'offer'
    case 'offer-confirmed':
      return 'yes'
    case 'linked':
    case 'remind-asked':
    case 'summary-asked':
      return 'manager-light'
    case 'opened':
    case 'assigned':
    case 'unassigned':
    case 'took':
    case 'declined':
    case 'call-asked':
    case 'call-now':
    case 'call-held':
    case 'call-skipped':
    case 'call-widened':
    case 'beta-set':
    case 'documented':
    case 'report-taken':
    case 'report-declined':
    case 'outcome-given':
    case 'resolved':
    case 'cutoff-set':
    case 'reopened':
    case 'paused':
    case 'resumed':
      return 'manager'
    // Nobody says these in a mail; should one ever come that way it needs the most there is.
    case 'invitation-bounced':
    case 'invitation-leaves':
    case 'preview-leaves':
    case 'undone':
    case 'ticked':
    default:
      return 'manager'
  }
}

/** The column of SPEC §3.3 for a mail, and in words why. */
export function levelOf(mail: {
  readonly proof: Proof
  /** Whose address the mail names as its author; null where it is on no file. */
  readonly fromPerson: {
    readonly id: PersonId
    readonly isManager: boolean
    /** Some mail of this address was verified within 90 days: one that is not looks forged, token or no token. */
    readonly verifiedRecently: boolean
  } | null
  /** The recipient to whom the signed reply address or marker in this mail was given. */
  readonly token: { readonly person: PersonId } | null
  /** Passed on by a list or the tracker: its author is only said. */
  readonly relayed: boolean
  /** The words say which ticket is meant: needed where a signature covers no header. */
  readonly bound?: boolean
}): { readonly level: Level; readonly why: string } {
  const { proof, fromPerson, token, relayed } = mail
  if (relayed) {
    return fromPerson === null
      ? { level: 'unknown', why: 'passed on by a list or the tracker for an address on no file' }
      : { level: 'claimed', why: 'passed on by a list or the tracker: its author is only claimed' }
  }
  if (fromPerson === null) {
    return token === null
      ? { level: 'unknown', why: 'address on no file' }
      : { level: 'token-other', why: 'signed reply address in a mail from an address on no file' }
  }
  const unbound = proof.bodyOnly === true && mail.bound !== true
  if (!unbound && (proof.aligned === 'strict' || (proof.aligned === 'relaxed' && !fromPerson.isManager)))
    return { level: 'verified', why: proof.why }
  const why = unbound
    ? `${proof.why}, which does not cover the headers: its words must name the ticket, as #42 before each command, or quote our letter with the line at its foot`
    : proof.aligned === 'relaxed'
      ? `a manager's mail must be signed by the very domain of the address (${proof.why})`
      : proof.why
  if (fromPerson.verifiedRecently)
    return {
      level: 'claimed',
      why: `mail of this address is usually signed, this one proves nothing: ${why}`,
    }
  if (token === null) return { level: 'claimed', why }
  return token.person === fromPerson.id
    ? { level: 'token', why: `signed reply address of this very person; ${why}` }
    : { level: 'token-other', why: `signed reply address of somebody else; ${why}` }
}
