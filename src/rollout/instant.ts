// Instants from numbers and from each other. Stored instants are compared as text, in SQL too, so all of them are written
// alike: in UTC, to the second. What a zone or a calendar makes of them is day.ts's and deadline.ts's matter.

import { asInstant, type Instant } from './ids.ts'

/** `milliseconds`: since 1970. What is less than a second is cut off, so that no instant lies after what it stands for. */
export const instantAt = (milliseconds: number): Instant =>
  asInstant(new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z'))

/** So many seconds after; before, where the number is negative. */
export const later = (at: Instant, seconds: number): Instant => instantAt(Date.parse(at) + seconds * 1000)
