// How the checking commands show what they found: one line a complaint, a last line that counts, or one JSON object.
// What is wrong, and where, is found in the config room.

import { type Complaint, complaintLine, isError } from '../config/complaints.ts'
import { type CommandContext, exit } from './frame.ts'

/** `1 team`, `2 teams`. */
export const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? '' : 's'}`

/** Shows the result of a check of `file`; `good` finishes the line `rollcall.toml: …` where nothing is wrong. */
export const showComplaints = (
  context: CommandContext,
  file: string,
  complaints: readonly Complaint[],
  good: string,
): number => {
  const errors = complaints.filter(isError).length
  const warnings = complaints.length - errors
  if (context.json) context.out(JSON.stringify({ file, ok: errors === 0, complaints }))
  else {
    for (const complaint of complaints) context.out(complaintLine(complaint))
    const warned = warnings === 0 ? '' : `, ${count(warnings, 'warning')}`
    context.out(
      `${file}: ${errors === 0 ? good : `${count(errors, 'error')}, nothing of it is used`}${warned}`,
    )
  }
  return errors === 0 ? exit.done : exit.wrong
}
