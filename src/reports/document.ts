// The words of this room: what a mailed file is, what was found in it, and what its report says (SPEC §4). One
// vocabulary for mail, command line, JSON and board. Types and names only; who finds it out is in the files beside.

/** Bytes: what is larger is not looked into (SPEC §4). */
export const largestDocument = 25 * 1024 * 1024

/** The true type, by content; never by the file's name. */
export const documentTypes = [
  'odt',
  'ott',
  'docx',
  'docm',
  'dotx',
  'dotm',
  'doc',
  'rtf',
  'pdf',
  'txt',
  'zip',
  'ole2',
  'html',
  'image',
  'program',
  'empty',
  'unknown',
] as const
export type DocumentType = (typeof documentTypes)[number]

export const notes = [
  'macro',
  'dde',
  'embedded',
  'external-link',
  'encrypted',
  'dtd',
  'bomb',
  'wrong-type',
  'traversal',
  'nested-archive',
  'too-large',
  'broken',
  'died',
] as const
export type Note = (typeof notes)[number]

/** Safety only: whether it may be opened, not whether it counts. */
export const safeties = ['ok', 'quarantined', 'refused'] as const
export type Safety = (typeof safeties)[number]
export type Inspection = {
  readonly type: DocumentType
  readonly verdict: Safety
  readonly notes: readonly Note[]
}

/** What the report template asks, in its order (SPEC §4). */
export const questionIds = [
  'node',
  'installed',
  'release-notes',
  'documentation',
  'configuration',
  'tests',
  'exposure',
  'problems',
  'workarounds',
  'verdict',
  'time',
] as const
export type QuestionId = (typeof questionIds)[number]
export type Fields = { readonly [id in QuestionId]?: string }

/** What our own template carries unseen, so that a returned one is known even when renamed. */
export type Origin = {
  readonly team: string
  /** The rollout's title. */
  readonly release: string
  readonly ticket: number
  readonly template: 1
}

export type Reading = {
  readonly text: string
  readonly fields: Fields
  /** Questions to which no answer could be read. */
  readonly unread: readonly QuestionId[]
  readonly origin: Origin | null
  /** The site's own verdict; shown, never acted on. */
  readonly verdict: 'accept' | 'reject' | null
}

/** `reading` is null where the file is not safe to read or says nothing that can be read. */
export type Examination = Inspection & { readonly reading: Reading | null }
