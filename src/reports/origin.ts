// Whose a report is, as our template carries it unseen (SPEC §1.6): the names of those properties, and what they say in
// a document that came back. Apart from the writer, so that who only reads does not load what writes.

import type { Origin } from './document.ts'
import { longest } from './heard.ts'

/** The names of the properties by which a returned template is known. */
export const originProperties = {
  team: 'rollcall-team',
  release: 'rollcall-release',
  ticket: 'rollcall-ticket',
  template: 'rollcall-template',
} as const

/** Null where the document did not grow out of our template, or somebody changed what it carried. */
export function originIn(properties: { readonly [name: string]: string }): Origin | null {
  const { team, release, ticket, template } = originProperties
  const number = Number(properties[ticket])
  if (properties[template] !== '1' || !Number.isSafeInteger(number) || number < 1) return null
  return {
    team: (properties[team] ?? '').slice(0, longest.name),
    release: (properties[release] ?? '').slice(0, longest.name),
    ticket: number,
    template: 1,
  }
}
