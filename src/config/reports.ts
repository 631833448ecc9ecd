// [reports] of the config (SPEC §4, §10): what counts as a report, an operator's own template, and how much a letter may
// carry. Whether a template can be used is the reports room's to say; here are only the paths.

import { beside } from './surroundings.ts'

/** Types of documents that can count as a report. */
export const countingTypes = ['odt', 'docx', 'doc', 'pdf', 'rtf', 'txt'] as const
type CountingType = (typeof countingTypes)[number]

export type ReportsConfig = {
  /** What counts as a report; what else is a document is kept beside them. */
  readonly counts: readonly CountingType[]
  /** Files, absolute; null: ours is used for that format. */
  readonly templates: { readonly odt: string | null; readonly docx: string | null }
  /** Bytes of one enclosure; what is larger stays out of a letter. */
  readonly enclosureSize: number
}

type Read = {
  readonly counts: readonly CountingType[]
  readonly template_odt?: string | undefined
  readonly template_docx?: string | undefined
  readonly enclosure_size: number
}

const path = (written: string | undefined, file: string) =>
  written === undefined ? null : beside(file, written)

export const settleReports = (read: Read, file: string): ReportsConfig => ({
  counts: read.counts,
  templates: { odt: path(read.template_odt, file), docx: path(read.template_docx, file) },
  enclosureSize: read.enclosure_size,
})
