// What is wrong with a file that an operator wrote: where, what, and what to do about it (SPEC §7, §10; LOOK, voice).
// A complaint is a value, so that all of them can be shown at once; who prints it and with which exit code is the
// command line's matter.

export type Complaint = {
  /** The file as its reader named it. */
  readonly file: string
  /** Counted from 1; null where the file as a whole is meant. */
  readonly line: number | null
  /** `[bot] address`, or a column of the roster; empty where no key is meant. */
  readonly key: string
  /** What is wrong; what to do. One line. */
  readonly text: string
  /** A warning is shown and changes nothing; one error and the file is not used at all. */
  readonly weight: 'error' | 'warning'
}

/** One line for the terminal: `rollcall.toml:3: [bot] adress: unknown key; did you mean "address"?` */
export const complaintLine = (complaint: Complaint): string => {
  const place = complaint.line === null ? complaint.file : `${complaint.file}:${complaint.line}`
  const key = complaint.key === '' ? '' : `${complaint.key}: `
  const warning = complaint.weight === 'warning' ? 'warning: ' : ''
  return printable(`${place}: ${warning}${key}${complaint.text}`)
}

/** In the order of the file; what concerns the file as a whole comes first. */
export const inFileOrder = (complaints: readonly Complaint[]): Complaint[] =>
  complaints.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))

export const isError = (complaint: Complaint): boolean => complaint.weight === 'error'

// Keys and cells are quoted in complaints; a control character among them must not reach the terminal.
const printable = (text: string) =>
  text.replaceAll(
    /\p{Cc}/gu,
    (character) => `\\x${character.codePointAt(0)?.toString(16).padStart(2, '0') ?? ''}`,
  )
