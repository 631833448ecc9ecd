// Who wrote, and how sure we are (SPEC §3.3): identity first, an address on file; then proof. Asks memory what the
// intake may not know.

import { levelOf } from '../intake/authority.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { Level } from '../intake/message.ts'
import type { PersonId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

export type Writer = {
  readonly address: string
  /** The person behind the address, also where no role is on file for them. */
  readonly person: PersonId | null
  /** True where the address is on file: roster, managers, an offerer bound by `take`. */
  readonly onFile: boolean
  readonly level: Level
  readonly why: string
  /** Whose token the mail carries. */
  readonly tokenOwner: PersonId | null
  /** The writer's own domain vouched for the mail: they may be answered even if unknown. */
  readonly proven: boolean
}

const verifiedForDays = 90

export async function writerOf(
  kit: Kit,
  mail: Understood,
  ticket: Ticket | null,
  token: PersonId | null,
  /** Whether every command of the mail names its ticket itself. */
  numbered = false,
): Promise<Writer> {
  const address = mail.author?.address ?? ''
  const person = address ? await kit.archive.personByAddress(address) : null
  const onFile = person !== null && isOnFile(kit, person.id, ticket)
  const since = later(mail.mail.receivedAt, -verifiedForDays * 86_400)
  const verified = person ? await kit.archive.lastVerified(person.id) : null
  const { level, why } = levelOf({
    proof: mail.proof,
    fromPerson:
      person && onFile
        ? {
            id: person.id,
            isManager: isAnyManager(kit, person.id),
            verifiedRecently: verified !== null && verified >= since,
          }
        : null,
    token: token ? { person: token } : null,
    relayed: mail.kind.relayed !== undefined,
    bound: numbered || quotesOwnLetter(kit, mail, person?.id, ticket),
  })
  return {
    address,
    person: person?.id ?? null,
    onFile,
    level,
    why,
    tokenOwner: token,
    proven: mail.proof.aligned !== 'none' && !mail.kind.relayed,
  }
}

/** The mark of a letter to this very person about this ticket, in the words: the address it was sent to is a header. */
const quotesOwnLetter = (kit: Kit, mail: Understood, person: PersonId | undefined, ticket: Ticket | null) =>
  kit.marks.readFoots(mail.message.text).some((foot) => foot.person === person && foot.ticket === ticket?.id)

const isAnyManager = (kit: Kit, person: PersonId) =>
  kit.settled.managers.all.includes(person) ||
  kit.settled.managers.release.includes(person) ||
  kit.settled.stacks.some((stack) => stack.managers.includes(person)) ||
  kit.admin === person

function isOnFile(kit: Kit, person: PersonId, ticket: Ticket | null): boolean {
  if (isAnyManager(kit, person)) return true
  if (kit.settled.roster.teams.some((team) => team.members.includes(person))) return true
  return ticket?.seats.some((seat) => seat.invited.includes(person)) ?? false
}
