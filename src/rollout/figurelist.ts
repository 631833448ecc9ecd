// The figures by name: what each counts, in one line, and in which unit. The names are those of JSON and CSV, in the
// order of their columns; new ones are added at the end, so that a spreadsheet keeps its columns. docs/figures.md and
// `rollcall stats --help` are made from this; how they are counted is in figures.ts.

/** `count` adds up over periods and groups; the others do not. */
type Unit = 'count' | 'hours' | 'days' | 'working days' | 'share'
type Figure = {
  /** In a table of 80 columns. */
  readonly label: string
  readonly unit: Unit
  /** Whole rollouts have these, single teams only what is said of `team`. */
  readonly of: 'rollout' | 'team'
  readonly means: string
}

/** What happened so many times. */
const count = (of: Figure['of'], label: string, means: string): Figure => ({
  label,
  unit: 'count',
  of,
  means,
})
/** What was measured of things that happened, and is nothing where none did. */
const measure = (of: Figure['of'], unit: Unit, label: string, means: string): Figure => ({
  label,
  unit,
  of,
  means,
})

export const figureList = {
  rolloutsOpened: count('rollout', 'rollouts opened', 'rollouts that were opened'),
  emergenciesOpened: count('rollout', 'of these emergencies', 'rollouts opened that are emergencies'),
  rolloutsStillOpen: count(
    'rollout',
    'of these open today',
    'rollouts opened then that are not resolved today',
  ),
  rolloutsResolved: count(
    'rollout',
    'rollouts resolved',
    'rollouts that were resolved and not reopened since',
  ),
  outcomesAccept: count('rollout', 'outcome ACCEPT', 'outcomes ACCEPT that were given and stand'),
  outcomesReject: count('rollout', 'outcome REJECT', 'outcomes REJECT that were given and stand'),
  resolveMedianDays: measure(
    'rollout',
    'days',
    'opening to resolve, median days',
    'days from opening to resolve, of what was resolved then, without emergencies: the median',
  ),
  resolveP90Days: measure(
    'rollout',
    'days',
    'the same, 90 % within days',
    'the days within which nine in ten of these were resolved',
  ),
  emergencyResolveMedianDays: measure(
    'rollout',
    'days',
    'emergencies, median days',
    'the median days from opening to resolve of emergencies alone',
  ),
  teamsAsked: count('team', 'teams asked', 'invitations, one a team and round; people are not counted'),
  answersInTime: count('team', 'answered in time', 'teams asked whose first answer came by its due time'),
  answersLate: count('team', 'answered late', 'teams asked whose first answer came later'),
  teamsSilent: count('team', 'silent', 'teams asked whose due time passed without an answer to this day'),
  teamsUnreachable: count(
    'team',
    'not reached',
    'teams asked whose every invitation came back, and that have not answered',
  ),
  teamsSpared: count(
    'team',
    'no longer needed',
    'teams asked that were taken off, or whose rollout ended, before they were due',
  ),
  teamsAwaited: count('team', 'may still answer', 'teams asked that are not due yet'),
  answersAccept: count(
    'team',
    'accepted',
    'teams that answered, and whose last word of that round was accept',
  ),
  answersReject: count(
    'team',
    'rejected',
    'teams that answered, and whose last word was reject, or withdraw in place of an answer',
  ),
  acceptShare: measure('team', 'share', 'acceptance rate', 'accepted of all that answered, 0 to 1'),
  answerMedianHours: measure(
    'team',
    'hours',
    'answer time, median hours',
    'hours from the first invitation that left and did not come back to the first answer, without emergencies: the median',
  ),
  answerP90Hours: measure(
    'team',
    'hours',
    'the same, 90 % within hours',
    'the hours within which nine in ten of these came',
  ),
  answerMedianWorkingDays: measure(
    'team',
    'working days',
    'median working days',
    'working days of the team’s own calendar that began between the two: the median; 0 is the same day',
  ),
  answerP90WorkingDays: measure(
    'team',
    'working days',
    '90 % within working days',
    'the working days within which nine in ten of these came',
  ),
  emergencyAnswerMedianHours: measure(
    'team',
    'hours',
    'emergencies, median hours',
    'the median hours to the first answer in emergencies alone',
  ),
  trialsBegun: count(
    'team',
    'trials begun',
    'trials that began: when the team said so; unsaid, one working day after acceptance, or with its report if that came first',
  ),
  trialsReported: count('team', 'trials reported', 'trials with a report that counts; where the report came'),
  withdrawals: count('team', 'withdrawn', 'acceptances that a team took back by withdraw'),
  reportsOnTime: count('team', 'reports on time', 'first reports that came by their date, as it stood then'),
  reportsLate: count('team', 'reports late', 'first reports that came after it'),
  reportsMissing: count(
    'team',
    'reports missing',
    'reports due then that have not come to this day, of trials that nobody ended before',
  ),
  reportsRevised: count('team', 'reports revised', 'further reports of the same trial'),
  extensionsGiven: count(
    'team',
    'dates moved by extend',
    'each time a report’s date was moved by a manager, one a team',
  ),
  callRounds: count('rollout', 'rounds of calls', 'rounds in which a rollout was called for on lists'),
  callsPosted: count('rollout', 'calls posted', 'posts of a call, one a list'),
  offersMade: count('team', 'offers', 'sites that were offered in answer to a call or unasked'),
  offersTaken: count('team', 'offers taken', 'offers that were taken'),
  ggusTickets: count('rollout', 'GGUS tickets', 'GGUS tickets that were named, each once a rollout'),
} satisfies { readonly [name: string]: Figure }

export type FigureName = keyof typeof figureList
export const figureNames = Object.keys(figureList) as readonly FigureName[]
/** By name, with what all have: the list itself keeps each figure's own type. */
export const figure = (name: FigureName): Figure => figureList[name]
/** Absent (null) where nothing was measured: never a zero that nobody counted. */
export type Figures = { readonly [name in FigureName]: number | null }
