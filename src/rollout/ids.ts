// The identities that must not be mixed. A PersonId stands for an address: the quiet room and its journal
// name people by id only, so that a person can be forgotten without rewriting history (DESIGN, laws).

declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

export type TicketId = Branded<number, 'TicketId'>
/** `p` and the row number of the address on file, e.g. `p17`. */
export type PersonId = Branded<string, 'PersonId'>
/** `ea-<NGI>-<Site-name>`, spelled as in the roster; also for a site that is not on the roster (an offer). */
export type TeamName = Branded<string, 'TeamName'>
/** ISO 8601 in UTC, to the second: `2026-11-23T17:00:00Z`. Compares as text. */
export type Instant = Branded<string, 'Instant'>
/** What brought an event: a mail's row (`m17`), a command line (`c3`), the clock. Part of every event's id. */
export type EventId = Branded<string, 'EventId'>
export type StackName = Branded<string, 'StackName'>

export const asTicketId = (n: number) => n as TicketId
export const asPersonId = (s: string) => s as PersonId
export const asTeamName = (s: string) => s as TeamName
export const asInstant = (s: string) => s as Instant
export const asEventId = (s: string) => s as EventId
export const asStackName = (s: string) => s as StackName
