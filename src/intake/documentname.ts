// What a file's name says of it: whether it may be a document that people report in (SPEC §2, §4), so that it is worth a
// look, wherever in a mail it lay. What it truly is, is the reports room's matter.

import type { Attachment } from './message.ts'

/** The ending of a trimmed name, with its dot. */
export const documentEnding = /\.(?:od[tm]|ott|do[ct][xm]?|rtf|pdf|txt)$/i

/** Some programs mark every file as one to be shown (RFC 2183 §2.1); a text so marked may be a gateway's footer. */
export const isNamedDocument = ({ name, inline }: Pick<Attachment, 'name' | 'inline'>): boolean =>
  documentEnding.test(name.trim()) && !(inline && /\.txt$/i.test(name.trim()))
