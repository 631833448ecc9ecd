// SPEC §3.3 cell by cell: what the table says must happen against what the house would do, by the judgement that
// explain prints, which changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { houseIn, type House, type Seen } from './houses.ts'
import { everyAddress, writerOf } from './mails.ts'
import {
  formRule,
  forms,
  levels,
  mayBeAnswered,
  outcomes,
  people,
  person,
  proofs,
  states,
  tokens,
  verbRule,
  verbs,
  type Auth,
  type Cell,
  type Form,
  type Level,
  type State,
  type Verb,
  type Who,
} from './table.ts'

const houses = new Map<string, House>()
beforeAll(async () => {
  for (const state of states) houses.set(state, await houseIn(state))
  houses.set('lately', await houseIn('trial', true))
}, 600_000)
afterAll(async () => {
  for (const house of houses.values()) await house.close()
})

const keys = <K extends string>(of: { readonly [key in K]: unknown }) => Object.keys(of) as K[]
const everybody = keys<Who>(people)
const everyForm = keys<Form>(forms)
const everyAuth = keys<Auth>(proofs)
const everyVerb = keys<Verb>(verbs)

let executed = 0
const complaints: string[] = []
const name = ({ who, form, auth, token, state, verb, via, lately }: Cell) =>
  `${verb} | ${who} | ${form} | ${auth} | ${token} | ${state} | ${via}${lately ? ' | lately verified' : ''}`

/** Whoever may hear a stranger's words: the managers of the ticket. */
const managers = everybody
  .filter((who) => person(who).role('new') === 'manager')
  .map((who) => person(who).address)

/** What is wrong with what was seen, in words; nothing where it is as the table says. */
function wrong(cell: Cell, seen: Seen): readonly string[] {
  const allowed = levels(cell)
  const found: string[] = []
  const level = seen.level as Level
  const admin = cell.who === 'admin'
  if (formRule(cell.form).silent)
    return [...seen.events, ...seen.asked, ...seen.letters.map(({ to }) => to)].map(
      (one) => `${one}, not silence`,
    )
  // What the house has not learned to read selects no ticket either.
  const unlearned = !seen.read && cell.verb !== 'prose'
  if (!admin && !(unlearned && cell.who === 'offerer') && !allowed.includes(level))
    found.push(`level ${seen.level}, not ${allowed.join(' or ')}`)
  const writer = writerOf(cell)
  const known: readonly string[] = everyAddress
  for (const { to, letter } of seen.letters)
    if (to === writer && !known.includes(writer) && !mayBeAnswered(cell, 'unknown'))
      found.push(`${letter} to a stranger nobody vouches for`)
    else if (to === writer && level === 'unknown' && !mayBeAnswered(cell, level) && letter !== 'note-shared')
      found.push(`${letter} to an unknown writer`)
  const knownAddresses: readonly string[] = [...known, 'joao@lip.example', 'jan@desy.example']
  for (const { to, letter } of seen.letters)
    if (
      to !== writer &&
      !knownAddresses.includes(to) &&
      !to.includes('mailman') &&
      to !== 'sw-rel-sr@egi.example'
    )
      found.push(`${letter} to ${to}`)
  // A word that the house has not learned is prose, and prose is a note of its writer.
  const events = unlearned ? ['noted'] : verbRule(cell.verb).events
  for (const event of seen.events)
    if (!events.includes(event) && !(level === 'unknown' && event === 'noted')) found.push(`event ${event}`)
  if (admin) return found
  if (unlearned) return found
  if (allowed.includes(level)) {
    const may = outcomes(cell, level)
    if (!may.includes(seen.outcome)) found.push(`${level}: ${seen.outcome}, not ${may.join(' or ')}`)
  }
  for (const { to, letter } of seen.letters) {
    if (seen.outcome.startsWith('asks') && !seen.asked.includes(to))
      found.push(`${letter} to ${to} beside a question`)
    if (level === 'unknown' && seen.outcome !== 'acts' && to !== writer && !managers.includes(to))
      found.push(`a stranger’s words to ${to}`)
    if ((seen.outcome === 'told' || seen.outcome === 'refused') && to !== writer && level !== 'token-other')
      found.push(`an answer to ${to}`)
  }
  if (seen.outcome === 'acts' && seen.by.some((by) => by !== writer)) found.push(`acts as ${seen.by.join()}`)
  return found
}

async function run(cells: readonly Cell[]): Promise<void> {
  for (const cell of cells) {
    const house = houses.get(cell.lately ? 'lately' : cell.state)
    const seen = await house?.look(cell)
    if (!seen) continue
    executed += 1
    for (const one of wrong(cell, seen)) complaints.push(`${name(cell)}: ${one}`)
  }
}
const base: Cell = {
  who: 'member',
  form: 'plain',
  auth: 'DKIM of the domain',
  token: 'none',
  state: 'trial',
  verb: 'accept',
  via: 'imap',
  lately: false,
}
/** A word of their own for everybody, so that the column shows. */
const ownVerb = (who: Who): Verb => {
  if (who === 'member below') return 'accept'
  return person(who).role('trial') === 'manager' ? 'outcome' : 'note'
}
/** Every nth of the product; all of it where ROLLCALL_CELLS=all is said. */
const some = (cells: readonly Cell[], nth: number) =>
  process.env['ROLLCALL_CELLS'] === 'all' ? cells : cells.filter((_, at) => at % nth === 0)
const settled = () => complaints.splice(0)

describe('the table of who may do what', () => {
  it('proves a writer by the From, what vouches for it and nothing else', async () => {
    const cells = everybody.flatMap((who) =>
      everyForm.flatMap((form) =>
        everyAuth.map((auth): Cell => ({ ...base, who, form, auth, verb: ownVerb(who) })),
      ),
    )
    await run(some(cells, 3))
    expect(settled()).toEqual([])
  }, 600_000)

  it('takes a verdict of our own server only from mail that our own server handed us', async () => {
    const cells = everybody.flatMap((who) =>
      everyAuth.flatMap((auth) =>
        (['listen', 'folder'] as const).map((via): Cell => ({ ...base, who, auth, via, verb: ownVerb(who) })),
      ),
    )
    await run(some(cells, 3))
    expect(settled()).toEqual([])
  }, 600_000)

  it('gives a token its own column, and less to an address that proved itself lately', async () => {
    const these: readonly Auth[] = [
      'none',
      'DKIM of the domain',
      'DKIM of a host below',
      'DKIM, tampered body',
      'DKIM of a foreign domain',
      'SPF alone',
    ]
    const cells = everybody.flatMap((who) =>
      everyForm.flatMap((form) =>
        these.flatMap((auth) =>
          tokens.flatMap((token) =>
            [false, true].map((lately): Cell => ({
              ...base,
              who,
              form,
              auth,
              token,
              lately,
              verb: ownVerb(who),
            })),
          ),
        ),
      ),
    )
    await run(
      some(
        cells.filter(({ token }) => token !== 'none'),
        7,
      ),
    )
    expect(settled()).toEqual([])
  }, 600_000)

  it('judges every word of the grammar by its row, in every state', async () => {
    const columns: readonly Partial<Cell>[] = [
      {},
      { auth: 'none', token: 'own address' },
      { auth: 'none', token: 'own marker' },
      { auth: 'none', token: 'a member’s address' },
      { auth: 'none', token: 'a manager’s address' },
      { auth: 'none', form: 'alias', token: 'own address' },
      { auth: 'none' },
      { auth: 'none', token: 'broken' },
      { form: 'alias' },
      { form: 'munged by a list', auth: 'none' },
    ]
    const cells = everyVerb.flatMap((verb) =>
      states.flatMap((state: State) =>
        everybody.flatMap((who) => columns.map((column): Cell => ({ ...base, ...column, verb, state, who }))),
      ),
    )
    await run(some(cells, 11))
    expect(settled()).toEqual([])
  }, 600_000)
})

describe('yes, to a one-time address', () => {
  let house: House
  let address = ''
  const yes = (cell: Partial<Cell>, words = 'yes', to = address, more: readonly string[] = []) =>
    house.hear({ ...base, ...cell, verb: 'help' }, words, to, more)
  beforeAll(async () => {
    house = await houseIn('trial')
    await house.stage.mail({ from: 'pedro@grid.desy.example', text: '#1 accept', signed: false })
    address = house.stage.last('pedro@grid.desy.example', /./).replyTo[0]?.address ?? ''
  })
  afterAll(() => house.close())
  const answering = everyForm.filter((form) => !form.includes('RT') && form !== 'munged by a list')

  it('acts for whom was asked, whoever sends it and whatever vouches for it', async () => {
    const bad: string[] = []
    for (const who of everybody)
      for (const form of answering)
        for (const auth of ['none', 'DKIM of the domain', 'DKIM, tampered body', 'SPF alone'] as const) {
          const judged = await yes({ who, form, auth })
          executed += 1
          const said = judged.changes.map(({ event }) => event.type).join()
          if (said !== 'answered' || judged.settledQuestions.length !== 1)
            bad.push(`${who} ${form} ${auth}: ${said}`)
        }
    expect(bad).toEqual([])
  })

  it('does nothing below other words, in an automatic answer, or to an address that is not quite the one', async () => {
    const [local = '', domain = ''] = address.split('@')
    const broken = `${local.slice(0, -2)}${local.at(-2) === 'a' ? 'b' : 'a'}${local.slice(-1)}@${domain}`
    for (const judged of [
      await yes({}, 'Who is this?\nyes'),
      await yes({}, '> yes'),
      await yes({}, 'no'),
      await yes({}, 'yes', address, ['Auto-Submitted: auto-replied']),
      await yes({}, 'yes', broken),
    ]) {
      executed += 1
      expect(judged.changes.filter(({ event }) => event.type !== 'noted')).toEqual([])
      expect(judged.settledQuestions).toEqual([])
    }
  })
})

describe('the table', () => {
  it('was tried in at least 5,000 cells', () => {
    expect(executed).toBeGreaterThan(5000)
  })
})
