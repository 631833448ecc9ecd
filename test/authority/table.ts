// The table of SPEC §3.3, written from its text alone: who wrote, in which form, with what proof and which token, what,
// and in which state of the ticket. Says what must happen; imports nothing of what it judges. Where the text leaves two
// readings open a cell allows both, and a comment says which.

export type Level = 'verified' | 'token' | 'token-other' | 'claimed' | 'unknown'
export type State = 'new' | 'asking' | 'calling' | 'trial' | 'resolved' | 'ended' | 'none'
export const states: readonly State[] = ['new', 'asking', 'calling', 'trial', 'resolved', 'ended', 'none']

// ---- who -------------------------------------------------------------------------------------------------------

export type Role = 'seat' | 'roster' | 'manager' | 'foreign' | 'admin' | 'nobody'
type Person = {
  readonly address: string
  /** Managers' addresses are aligned by the very domain. */
  readonly strict: boolean
  /** As the team is named in a command. */
  readonly team?: string
  readonly role: (state: State) => Role
}
const seatedFrom =
  (first: State): Person['role'] =>
  (state) =>
    state === 'none' || states.indexOf(state) < states.indexOf(first) ? 'roster' : 'seat'
export const people = {
  member: {
    address: 'maria@lip.example',
    strict: false,
    team: 'NGI_IBERGRID-LIP-Lisbon',
    role: seatedFrom('asking'),
  },
  /** On file under a host of its organisation, which signs with the parent's name. */
  'member below': {
    address: 'pedro@grid.desy.example',
    strict: false,
    team: 'NGI_DE-DESY-HH',
    role: seatedFrom('asking'),
  },
  'roster member': {
    address: 'ana@srce.example',
    strict: false,
    team: 'NGI_HR-egee.srce.hr',
    role: () => 'roster',
  },
  'stack manager': { address: 'mgr-glite@egi.example', strict: true, role: () => 'manager' },
  'stack manager below': { address: 'mgr-sub@ops.egi.example', strict: true, role: () => 'manager' },
  'manager of all': { address: 'mgr-ops@egi.example', strict: true, role: () => 'manager' },
  'other stack’s manager': { address: 'mgr-arc@arc.example', strict: true, role: () => 'foreign' },
  /** bot.admin is no address of the roster or of managers; only pause and resume name the admin. */
  admin: { address: 'postmaster@egi.example', strict: true, role: () => 'admin' },
  offerer: {
    address: 'sub1@brunel.example',
    strict: false,
    team: 'NGI_UK-UKI-LT2-Brunel',
    role: (state) => (['trial', 'resolved', 'ended'].includes(state) ? 'seat' : 'nobody'),
  },
  stranger: { address: 'stranger@elsewhere.example', strict: false, role: () => 'nobody' },
} as const satisfies { readonly [who: string]: Person }
export type Who = keyof typeof people
export const person = (who: Who): Person => people[who]

// ---- how the From looks ----------------------------------------------------------------------------------------

type FormRule = {
  /** Whether the author's address is the person's own. */
  readonly own: boolean
  /** `never`: verified is out of reach. `open`: the text says nothing; plain or claimed. */
  readonly proof: 'as signed' | 'never' | 'open'
  /** Who is the author of two is not said: nobody, or the first. */
  readonly either?: true
  /** Nobody's mail: changes nothing and is answered by nothing. */
  readonly silent?: true
}
export const forms = {
  plain: { own: true, proof: 'as signed' },
  'a manager’s display name': { own: true, proof: 'as signed' },
  'upper case': { own: true, proof: 'as signed' },
  'Sender of somebody else': { own: true, proof: 'as signed' },
  /** RFC 6854 allows it, DMARC does not speak of it. */
  group: { own: true, proof: 'open' },
  'two addresses': { own: true, proof: 'never', either: true },
  'two From lines': { own: true, proof: 'never', either: true },
  'munged by a list': { own: true, proof: 'never' },
  'RT relay': { own: true, proof: 'never' },
  /** RT's own fields, which anybody can write: claimed whoever sends them. */
  'RT relay from elsewhere': { own: true, proof: 'never' },
  /** Other helpdesks' mail is tracker mail, never answered (§3.1). */
  'relay of a foreign RT': { own: false, proof: 'never', silent: true },
  alias: { own: false, proof: 'as signed' },
  'host below the domain': { own: false, proof: 'as signed' },
  'lookalike domain': { own: false, proof: 'as signed' },
} as const satisfies { readonly [form: string]: FormRule }
export type Form = keyof typeof forms
export const formRule = (form: Form): FormRule => forms[form]

// ---- what vouches for it ---------------------------------------------------------------------------------------

/** `strict`: the very domain of the From; `relaxed`: its organisation; `none`: nothing. */
export const proofs = {
  'DKIM of the domain': 'strict',
  'DKIM of a host below': 'relaxed',
  'DKIM of the parent': 'relaxed',
  'DKIM, To unsigned': 'strict',
  'DKIM, 47 hours old': 'strict',
  'DKIM, 9 minutes ahead': 'strict',
  'DKIM, no t=': 'strict',
  'DKIM, Message-ID unsigned': 'strict',
  'DKIM beside a broken one': 'strict',
  'our verdict over a body changed behind the border': 'strict',
  'our verdict below our own hop': 'strict',
  'DKIM of a foreign domain': 'none',
  'DKIM of a domain that ends alike': 'none',
  'DKIM with l=': 'none',
  'DKIM, From unsigned': 'none',
  'DKIM, Date unsigned': 'none',
  'DKIM, no Date': 'none',
  'DKIM, To of somebody else': 'none',
  'DKIM, tampered body': 'none',
  'DKIM, tampered Date': 'none',
  'DKIM, 49 hours old': 'none',
  'DKIM, 11 minutes ahead': 'none',
  'DKIM, no t=, Date 49 hours old': 'none',
  'our verdict below the border': 'none',
  'our verdict without a border': 'none',
  'our verdict, no signature': 'none',
  'our verdict fail above pass': 'none',
  'our verdict on a foreign domain': 'none',
  'our verdict, 49 hours old': 'none',
  'a foreign verdict': 'none',
  'SPF alone': 'none',
  'ARC alone': 'none',
  'DMARC by SPF alone': 'none',
  none: 'none',
} as const
export type Auth = keyof typeof proofs

export const tokens = [
  'none',
  'own address',
  'own marker',
  'a member’s address',
  'a member’s marker',
  'a manager’s address',
  'broken',
] as const
export type Token = (typeof tokens)[number]

// ---- the columns -----------------------------------------------------------------------------------------------

export type Cell = {
  readonly who: Who
  readonly form: Form
  readonly auth: Auth
  readonly token: Token
  readonly state: State
  readonly verb: Verb
  readonly via: 'imap' | 'listen' | 'folder'
  /** When the person's address last proved itself. */
  readonly lately: boolean
}
export const tokenOwner: { readonly [token in Token]?: 'self' | Who } = {
  'own address': 'self',
  'own marker': 'self',
  'a member’s address': 'member below',
  'a member’s marker': 'member below',
  'a manager’s address': 'manager of all',
}
/** Whether the writer's own domain vouches for the address in From: then a stranger may be answered. */
function vouched({ form, auth, via }: Cell): boolean {
  if (formRule(form).proof === 'never') return false
  return proofs[auth] !== 'none' && (via === 'imap' || !auth.startsWith('our verdict'))
}

/** The columns, tried from left to right; several where the text leaves it open. */
export function levels(cell: Cell): readonly Level[] {
  const { who, form, auth, token, state, lately } = cell
  const { own, proof, either } = formRule(form)
  const known = person(who).role(state) !== 'nobody'
  const owner = state === 'ended' ? undefined : tokenOwner[token]
  const same = owner === 'self' || owner === who
  // A list's post is claimed whatever it carries; of a relay's marker the text says both.
  const bare: Level = known ? 'claimed' : 'unknown'
  const unproven: readonly Level[] =
    form === 'munged by a list'
      ? [bare]
      : !own
        ? [owner ? 'token-other' : 'unknown']
        : owner === undefined
          ? [bare]
          : known && lately
            ? // Of somebody else's token in such a mail the text says two things: asked about, and only claimed.
              same
              ? ['claimed']
              : ['token-other', 'claimed']
            : [same ? 'token' : 'token-other']
  // An offerer is on file for one ticket (§1.5): not where the mail selects none, as it names neither bot nor ticket.
  const selects = auth !== 'DKIM, To of somebody else' && verbRule(cell.verb).selects !== false
  if (who === 'offerer' && !selects) return [...unproven, 'unknown']
  if (either) return [...unproven, 'claimed', 'unknown', ...(owner ? (['token-other'] as const) : [])]
  if (form === 'RT relay' || form === 'RT relay from elsewhere') return [...unproven, bare]
  const enough = proofs[auth] === 'strict' || (proofs[auth] === 'relaxed' && !person(who).strict)
  if (!own || !known || !enough || !vouched(cell)) return unproven
  return proof === 'open' ? ['verified', ...unproven] : ['verified']
}

// ---- the rows --------------------------------------------------------------------------------------------------

export type Row = 'team' | 'careful' | 'offer' | 'light' | 'heavy' | 'outside' | 'asked'
type Column = 'act' | 'refuse' | 'ask' | 'nothing' | 'answer' | 'keep'
const rows: { readonly [row in Row]: { readonly [level in Level]: Column } } = {
  team: { verified: 'act', token: 'act', 'token-other': 'ask', claimed: 'ask', unknown: 'keep' },
  careful: { verified: 'act', token: 'ask', 'token-other': 'ask', claimed: 'ask', unknown: 'keep' },
  offer: { verified: 'act', token: 'act', 'token-other': 'act', claimed: 'act', unknown: 'act' },
  light: { verified: 'act', token: 'act', 'token-other': 'ask', claimed: 'ask', unknown: 'keep' },
  heavy: { verified: 'act', token: 'ask', 'token-other': 'ask', claimed: 'ask', unknown: 'keep' },
  outside: {
    verified: 'act',
    token: 'refuse',
    'token-other': 'refuse',
    claimed: 'refuse',
    unknown: 'refuse',
  },
  asked: {
    verified: 'answer',
    token: 'answer',
    'token-other': 'nothing',
    claimed: 'answer',
    unknown: 'nothing',
  },
}

/**
 * Whether role and state allow it (SPEC §1): `yes`; `no`; `kept` after the end; `open` where §1 does not say, so that
 * only the column is judged: no question where it acts, no act where it asks.
 */
type May = 'yes' | 'no' | 'kept' | 'open'
type VerbRule = {
  readonly line: (team: string) => string
  readonly row: (role: Role) => Row
  readonly may: (role: Role, state: State, who: Who) => May
  /** False for what is about no ticket yet. */
  readonly selects?: false
  /** What may happen to the ticket by it, and nothing else. */
  readonly events: readonly string[]
}
const always =
  (row: Row): VerbRule['row'] =>
  () =>
    row
const closed = (state: State) => state === 'resolved' || state === 'ended'
/** For whoever has a seat, in these states. */
const seated =
  (yes: readonly State[], no: readonly State[] = []): VerbRule['may'] =>
  (role, state) => {
    if (role === 'roster') return 'open'
    if (role !== 'seat') return 'no'
    return yes.includes(state) ? 'yes' : no.includes(state) ? 'no' : 'open'
  }
/** For the ticket's managers, in these states. */
const managing =
  (yes: readonly State[], no: readonly State[] = []): VerbRule['may'] =>
  (role, state) => {
    if (role !== 'manager') return 'no'
    return yes.includes(state) ? 'yes' : no.includes(state) ? 'no' : 'open'
  }
const team = (
  line: VerbRule['line'],
  may: VerbRule['may'],
  events: readonly string[],
  row: VerbRule['row'] = always('team'),
): VerbRule => ({ line, row, may, events })
const manager = (line: string, row: Row, may: VerbRule['may'], ...events: readonly string[]): VerbRule => ({
  line: () => line,
  row: always(row),
  may,
  events,
})
const going: readonly State[] = ['new', 'asking', 'calling', 'trial']
const over: readonly State[] = ['resolved', 'ended']
/** Of anybody who takes part; without a seat, as a note of whoever. */
const speaking: VerbRule['may'] = (role, state) =>
  (role === 'seat' || role === 'manager') && !closed(state) ? 'yes' : 'open'

// An accept of somebody who has no seat is an offer (§1.5): of a team that was not assigned, of whoever answers a call.
const volunteering: VerbRule['row'] = (role) => (role === 'seat' ? 'team' : 'offer')
/** `When a manager mails` it (§1.1): any manager, there being no ticket whose managers they could be. */
const opening = (line: string): VerbRule => ({
  line: () => line,
  row: always('heavy'),
  may: (role) => (role === 'manager' ? 'yes' : role === 'foreign' ? 'open' : 'no'),
  events: ['opened'],
  selects: false,
})
const accepting: VerbRule['may'] = (role, state, who) => {
  if (role === 'seat')
    return closed(state) ? 'kept' : who === 'member below' || state !== 'trial' ? 'yes' : 'open'
  return role === 'roster' && !closed(state) ? 'yes' : 'open'
}

export const verbs = {
  accept: team((own) => `accept ${own}`, accepting, ['answered', 'offered'], volunteering),
  'both orders': team((own) => `${own} accept`, accepting, ['answered', 'offered'], volunteering),
  'accept of another team': team(
    (own) => `accept ${own === 'NGI_DE-DESY-HH' ? 'NGI_IBERGRID-LIP-Lisbon' : 'NGI_DE-DESY-HH'}`,
    (role) => (role === 'seat' ? 'no' : 'open'),
    ['offered'],
    volunteering,
  ),
  reject: team(
    (own) => `reject ${own}, no time`,
    (role, state) => (role === 'seat' && closed(state) ? 'kept' : seated(['asking'])(role, state, 'member')),
    ['answered'],
  ),
  withdraw: team(
    (own) => `withdraw ${own} broken disk`,
    (role, state, who) => (who === 'member below' ? 'open' : seated(['trial'])(role, state, who)),
    ['withdrew'],
  ),
  started: team(
    (own) => `started ${own}`,
    (role, state, who) => (who === 'member below' ? 'open' : seated(['trial'], ['new'])(role, state, who)),
    ['started'],
  ),
  extend: team(
    (own) => `extend ${own} 2d`,
    (role, state, who) =>
      role === 'manager'
        ? managing([], over)(role, state, who)
        : who === 'member below'
          ? 'open'
          : seated(['trial'])(role, state, who),
    ['extended'],
    (role) => (role === 'manager' ? 'light' : 'team'),
  ),
  ggus: team(
    () => 'ggus 123456',
    speaking,
    ['ggus-named'],
    (role) => (role === 'manager' ? 'light' : 'team'),
  ),
  'ggus open': team(
    () => 'ggus open the daemon dies',
    speaking,
    ['problem-named'],
    (role) => (role === 'manager' ? 'light' : 'careful'),
  ),
  note: team(
    () => 'note the log is full',
    speaking,
    ['noted'],
    (role) => (role === 'manager' ? 'light' : 'team'),
  ),
  prose: team(
    () => 'The log of the daemon fills the disk.',
    speaking,
    ['noted'],
    (role) => (role === 'manager' ? 'light' : 'team'),
  ),
  private: team(
    () => 'private: the log is full',
    speaking,
    ['noted'],
    (role) => (role === 'manager' ? 'light' : 'team'),
  ),
  undo: team(
    () => 'undo',
    // What was done before was done by the members themselves, and for the managers by the administrator.
    (role, state, who) =>
      who === 'member' && (state === 'calling' || state === 'trial')
        ? 'yes'
        : role === 'seat' || role === 'nobody'
          ? 'open'
          : 'no',
    ['undone'],
    // Whose undo of what decides the row; managers here have done nothing.
    () => 'team',
  ),
  volunteer: team(
    () => 'volunteer NGI_UK-UKI-SCOTGRID-GLASGOW',
    (_, state) => (closed(state) ? 'open' : 'yes'),
    ['offered'],
    always('offer'),
  ),
  status: team(
    () => 'status',
    () => 'yes',
    [],
    always('asked'),
  ),
  why: team(
    () => 'why',
    () => 'yes',
    [],
    always('asked'),
  ),
  help: team(
    () => 'help',
    () => 'yes',
    [],
    always('asked'),
  ),
  'dry-run': team(
    (own) => `dry-run\naccept ${own}`,
    () => 'yes',
    [],
    always('asked'),
  ),
  'status all': team(
    () => 'status all',
    () => 'yes',
    [],
    always('asked'),
  ),

  open: opening('open Staged Rollout EMI-1.0 CREAM 1.13.2 SL5 x86_64'),
  emergency: opening('open Staged Rollout EMI-1.0 BDII 1.0.1 SL5 x86_64 emergency'),
  cutoff: manager('cutoff 2026-12-18', 'heavy', managing([]), 'cut-off', 'cutoff-set'),
  link: manager('link bugs https://bugs.egi.example/1', 'light', managing(going), 'linked'),
  assign: manager('assign NGI_HR-egee.srce.hr', 'heavy', managing(going, over), 'assigned'),
  unassign: manager(
    'unassign NGI_IBERGRID-LIP-Lisbon',
    'heavy',
    managing(['asking', 'trial'], ['new', ...over]),
    'unassigned',
  ),
  remind: manager(
    'remind NGI_DE-DESY-HH',
    'light',
    managing(['asking', 'trial'], ['new', ...over]),
    'remind-asked',
  ),
  call: manager('call', 'heavy', managing([], over), 'call-asked'),
  'call of a list': manager(
    'call early-adopters-glite@mailman.egi.example',
    'heavy',
    managing([], over),
    'call-asked',
  ),
  'call outside': manager(
    'call everybody@lists.elsewhere.example',
    'outside',
    managing([], over),
    'call-asked',
  ),
  now: manager('now', 'heavy', managing(['calling'], ['new', ...over]), 'call-now'),
  hold: manager('hold', 'heavy', managing(['calling'], over), 'call-held'),
  skip: manager('skip', 'heavy', managing(['calling'], over), 'call-skipped'),
  also: manager(
    'also early-adopters-ops@mailman.egi.example',
    'heavy',
    managing(['calling'], over),
    'call-widened',
  ),
  'also outside': manager(
    'also everybody@lists.elsewhere.example',
    'outside',
    managing(['calling'], over),
    'call-widened',
  ),
  take: manager(
    'take NGI_UK-UKI-LT2-Brunel',
    'heavy',
    managing(['calling'], ['new', 'asking', ...over]),
    'took',
  ),
  decline: manager(
    'decline NGI_UK-UKI-LT2-Brunel',
    'heavy',
    managing(['calling'], ['new', 'asking', ...over]),
    'declined',
  ),
  beta: manager(
    'beta NGI_IBERGRID-LIP-Lisbon on',
    'heavy',
    managing(['trial'], ['new', ...over]),
    'beta-set',
  ),
  document: manager('document 1234', 'heavy', managing(['asking', 'trial']), 'documented'),
  summary: manager(
    'summary',
    'light',
    managing(['asking', 'calling', 'trial', 'resolved'], ['new']),
    'summary-asked',
  ),
  outcome: manager('outcome ACCEPT', 'heavy', managing(['trial']), 'outcome-given'),
  resolve: manager(
    'resolve anyway nobody answers',
    'heavy',
    managing(['asking', 'calling', 'trial']),
    'resolved',
  ),
  reopen: manager('reopen too early', 'heavy', managing(over, ['asking', 'calling', 'trial']), 'reopened'),
  pause: manager('pause', 'heavy', managing([]), 'paused'),
  resume: manager('resume', 'heavy', managing([]), 'resumed'),
} as const satisfies { readonly [verb: string]: VerbRule }
export type Verb = keyof typeof verbs
export const verbRule = (verb: Verb): VerbRule => verbs[verb]

// ---- what must happen ------------------------------------------------------------------------------------------

/** `same`: done already, nothing to do. `managers`: kept, and the managers are told. */
export type Outcome =
  | 'acts'
  | 'kept'
  | 'same'
  | 'refused'
  | 'asks the writer'
  | 'asks the owner'
  | 'told'
  | 'managers'
  | 'nothing'

/** What may happen to a mail that reached this column. */
export function outcomes(cell: Cell, level: Level): readonly Outcome[] {
  const { who, state } = cell
  const rule = verbRule(cell.verb)
  const owner = tokenOwner[cell.token]
  // What a token's owner would say yes to, they would do with their own rights.
  const subject = level === 'token-other' && owner !== undefined && owner !== 'self' ? owner : who
  const role = level === 'unknown' ? 'nobody' : person(subject).role(state)
  const column = rows[rule.row(role)][level]
  const may = state === 'none' && rule.selects !== false ? 'no' : rule.may(role, state, subject)
  const asks: Outcome = level === 'token-other' ? 'asks the owner' : 'asks the writer'
  switch (column) {
    case 'act':
      // Whether a manager's `accept` is an offer or an answer for a team that is not theirs is not said.
      if (
        rule.row('roster') === 'offer' &&
        cell.verb !== 'volunteer' &&
        (role !== 'roster' || may !== 'yes') &&
        level !== 'verified'
      )
        return ['acts', asks, 'refused', 'same', 'kept', 'managers', 'nothing']
      if (may === 'yes') return ['acts']
      if (may === 'kept') return ['kept']
      // A mail that brings an unknown writer's offer of what cannot be is kept like any other of theirs.
      if (level === 'unknown') return ['acts', 'managers', 'nothing', 'refused', 'kept']
      return may === 'no' ? ['refused', 'same'] : ['acts', 'refused', 'same', 'kept', 'told']
    case 'ask':
      // Of two authors the one who is asked is the token's owner and the writer in one.
      if (formRule(cell.form).either)
        return ['asks the owner', 'asks the writer', 'refused', 'managers', 'nothing']
      // A post without a command, with the bot beside it, is kept silently (§3.4).
      if (cell.form === 'munged by a list' && cell.verb === 'prose') return [asks, 'nothing']
      // What is asked about first and what is refused at once is not said: neither does anything.
      return may === 'yes' || may === 'kept' ? [asks] : [asks, 'refused', 'same', 'managers', 'nothing']
    case 'refuse':
      return ['refused', ...(level === 'unknown' ? (['managers', 'nothing'] as const) : [])]
    case 'answer':
      return state === 'none' ? ['told', 'refused'] : ['told']
    case 'nothing':
      // A stranger whose domain vouches for them is told whom to write to; that is no answer to what they asked.
      // Keys that name different tickets are asked about (§3.2).
      return state === 'none' && cell.token !== 'none' ? ['nothing', 'refused'] : ['nothing']
    case 'keep':
      // Of a ticket that is none nobody is the manager; the mail is kept.
      return state === 'none' || rule.selects === false ? ['managers', 'nothing'] : ['managers']
  }
}

/** Words that prove nothing of their own are never a reason to write to a stranger (§3.3). */
export const mayBeAnswered = (cell: Cell, level: Level) => level !== 'unknown' || vouched(cell)
