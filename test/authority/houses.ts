// A house a state of the ticket, with the people of the table; and what came of a mail, in the table's words.
import { asInstant, asTicketId, type PersonId } from '../../src/rollout/ids.ts'
import { judge } from '../../src/desk/judge.ts'
import { submit } from '../../src/desk/submit.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import { everyDomain } from './sign.ts'
import { impossible, mailOf, writerOf, type Carried } from './mails.ts'
import { person, tokenOwner, verbRule, type Cell, type Outcome, type State, type Who } from './table.ts'

const start = Date.parse('2026-11-20T10:00:00Z')
const config = `${c.config.replace(
  'managers = ["mgr-glite@egi.example"]',
  'managers = ["mgr-glite@egi.example", "mgr-sub@ops.egi.example"]',
)}
[stacks.arc]
titles = ["ARC"]
managers = ["mgr-arc@arc.example"]
lists = ["early-adopters-arc@mailman.egi.example"]
`
const roster = c.roster.replace('jan@desy.example', 'jan@desy.example;pedro@grid.desy.example')

export type House = {
  readonly stage: Stage
  readonly now: number
  look(cell: Cell): Promise<Seen | null>
  /** These very words to this address, with more lines in the head. */
  hear(cell: Cell, words: string, address: string, more: readonly string[]): Promise<Judgement>
  close(): Promise<void>
}
export type Seen = {
  readonly level: string
  readonly outcome: Outcome
  readonly events: readonly string[]
  /** Addresses of everybody a letter would go to. */
  readonly letters: readonly { readonly to: string; readonly letter: string }[]
  readonly asked: readonly string[]
  readonly by: readonly string[]
  /** Whether the line was read as a command at all. */
  readonly read: boolean
  readonly raw: string
}

const brunel = 'volunteer NGI_UK-UKI-LT2-Brunel'
const steps: { readonly [state in State]: readonly (readonly [by: Who | 'admin at home', line: string])[] } =
  {
    new: [],
    none: [],
    asking: [['admin at home', `assign ${c.lisbon} ${c.desy}`]],
    calling: [
      ['admin at home', `assign ${c.lisbon} ${c.desy}`],
      ['offerer', brunel],
      ['member', `reject ${c.lisbon}, no time`],
      ['member below', `reject ${c.desy}, no time`],
    ],
    trial: [
      ['admin at home', `assign ${c.lisbon} ${c.desy}`],
      ['offerer', brunel],
      ['member', `accept ${c.lisbon}`],
      ['admin at home', `take ${c.brunel}`],
    ],
    resolved: [],
    ended: [],
  }
const stepsTo = (state: State) =>
  state === 'resolved' || state === 'ended'
    ? [...steps.trial, ['admin at home', 'resolve anyway it is enough'] as const]
    : steps[state]

/** `lately`: everybody on file has proved their address a day before. */
export async function houseIn(state: State, lately = false): Promise<House> {
  const stage = await setStage(new Date(start).toISOString().replace('.000', ''), undefined, {
    config,
    roster,
    resolver: everyDomain,
  })
  const { kit } = stage.house
  const opened = await stage.say(null, `open ${c.title}`)
  if (opened[0] !== 'opened') throw new Error(`not opened: ${opened.join()}`)
  for (const [by, line] of stepsTo(state)) {
    const id = by === 'admin at home' ? null : await kit.ledger.personFor(person(by).address, '')
    const items = await submit(kit, {
      by: id ? { person: id } : { admin: 'root' },
      ticket: asTicketId(1),
      lines: [line],
    })
    if (items[0]?.item !== 'done') throw new Error(`${state}: ${line}: ${JSON.stringify(items)}`)
    await stage.settle()
  }
  let number = 0
  const everybody: readonly Who[] = [
    'member',
    'member below',
    'roster member',
    'stack manager',
    'stack manager below',
    'manager of all',
    'other stack’s manager',
    'offerer',
  ]
  const plain: Omit<Cell, 'who'> = {
    form: 'plain',
    auth: 'DKIM of the domain',
    token: 'none',
    state,
    verb: 'help',
    via: 'imap',
    lately,
  }
  if (lately)
    for (const who of everybody) {
      number += 1
      await stage.bytes(mailOf({ ...plain, who }, '#1 help', {}, start, number))
    }
  const now = start + (state === 'ended' ? 31 * 24 * 3_600_000 : lately ? 24 * 3_600_000 : 0)
  if (now > start) await stage.at(new Date(now).toISOString().replace('.000', ''))

  /** The newest letter of the ticket to this person, with its reply address. */
  const letterTo = (who: Who) =>
    stage
      .letters(person(who).address)
      .findLast((letter) => (letter.replyTo[0]?.address ?? '').includes('+1.'))
  const carriedBy = (cell: Cell): Carried | null => {
    if (cell.token === 'none') return {}
    const owner = tokenOwner[cell.token] ?? 'self'
    const letter = letterTo(owner === 'self' ? cell.who : owner)
    const address = letter?.replyTo[0]?.address
    if (!letter || !address) return null
    if (cell.token.endsWith('marker')) return { marker: letter.text }
    if (cell.token !== 'broken') return { address }
    const [local = '', domain = ''] = address.split('@')
    const last = local.at(-3) === 'a' ? 'b' : 'a'
    return { address: `${local.slice(0, -3)}${last}${local.slice(-2)}@${domain}` }
  }
  const addressOf = async (id: PersonId) => (await kit.archive.person(id))?.address ?? String(id)

  const judged = (raw: string, { via }: Cell) =>
    judge(kit, { id: 0, bytes: Buffer.from(raw), via, receivedAt: asInstant(iso(now)) }, asInstant(iso(now)))
  return {
    stage,
    now,
    close: () => stage.close(),
    async hear(cell, words, address, more) {
      number += 1
      const raw = mailOf(cell, words, { address }, now, number)
      return judged([...more, raw].join('\r\n'), cell)
    },
    async look(cell) {
      const carried = carriedBy(cell)
      if (!carried || impossible(cell)) return null
      number += 1
      const { line } = verbRule(cell.verb)
      const owner = tokenOwner[cell.token]
      const speaker = owner && owner !== 'self' ? owner : cell.who
      const team = person(speaker).team ?? person(cell.who).team ?? c.lisbon
      const said = line(team)
      const key = cell.state === 'none' ? '#99 ' : '#1 '
      const own = cell.verb === 'open' || cell.verb === 'emergency' || cell.verb === 'prose'
      const listed = cell.form === 'munged by a list' && !/^(?:accept|volunteer)/.test(said)
      const words =
        cell.verb === 'prose'
          ? said
          : cell.verb === 'dry-run'
            ? said.replace('\n', `\n${listed ? '#rollcall ' : ''}${key}`)
            : `${listed ? '#rollcall ' : ''}${own ? '' : key}${said}`
      const raw = mailOf(cell, words, carried, now, number)
      const judgement = await judged(raw, cell)
      const letters: { to: string; letter: string }[] = []
      for (const { effect } of judgement.outbox)
        if (effect.kind === 'letter')
          letters.push({
            letter: effect.letter.letter,
            to:
              'person' in effect.to
                ? await addressOf(effect.to.person)
                : 'list' in effect.to
                  ? effect.to.list
                  : 'tracker',
          })
      const asked = await Promise.all(judgement.questions.map((one) => addressOf(one.person)))
      const events = judgement.changes.map(({ event }) => event.type)
      const by = await Promise.all(
        judgement.changes.map(async ({ event }) =>
          event.by.kind === 'person' ? addressOf(event.by.id) : event.by.kind,
        ),
      )
      return {
        level: judgement.verdict.level ?? 'none',
        outcome: outcomeOf(judgement, asked, letters, cell),
        events,
        letters,
        asked,
        by,
        read: judgement.commands.length > 0,
        raw,
      }
    },
  }
}
const iso = (at: number) => new Date(at).toISOString().replace(/[.]\d+Z/, 'Z')

type Judgement = Awaited<ReturnType<typeof judge>>
function outcomeOf(
  judgement: Judgement,
  asked: readonly string[],
  letters: Seen['letters'],
  cell: Cell,
): Outcome {
  const { items, changes, verdict } = judgement
  const [first] = asked
  if (first !== undefined) return first === writerOf(cell) ? 'asks the writer' : 'asks the owner'
  const writes = letters.length > 0
  if (verdict.level === 'unknown') {
    if (changes.some(({ event }) => event.type !== 'noted')) return 'acts'
    // A stranger is pointed to the managers; that is no answer. Whoever else is written to are the managers.
    return letters.some(({ to }) => to !== writerOf(cell)) || changes.length > 0 ? 'managers' : 'nothing'
  }
  const did = items.flatMap((item) => (item.item === 'done' ? [item.did.did] : []))
  if (did.includes('kept-after-resolve') && changes.length > 0) return 'kept'
  if (changes.length > 0) return did.length > 0 && did.every((one) => one === 'nothing') ? 'same' : 'acts'
  if (items.some(({ item }) => item === 'told')) return writes ? 'told' : 'nothing'
  if (did.length > 0) return 'same'
  if (items.some(({ item }) => item === 'refused' || item === 'unclear'))
    return writes ? 'refused' : 'nothing'
  return writes ? 'managers' : 'nothing'
}
