// How a ticket’s page tells of the letters behind each thing that happened.
import { describe, expect, it } from 'vitest'
import { storyList } from '../../src/board/storylist.ts'
import { asEventId, asInstant, asPersonId, asTicketId } from '../../src/rollout/ids.ts'
import { allSamples } from '../letters/samples.ts'
import type { JournalRow, LetterRow } from '../../src/ports.ts'

const at = asInstant('2026-11-22T19:23:00Z')
const event = asEventId('e1')
const ticket = asTicketId(42)
const journal: readonly JournalRow[] = [
  {
    seq: 1,
    ticket,
    at,
    event: {
      id: event,
      at,
      by: { kind: 'admin', name: 'root' },
      type: 'noted',
      text: 'Please read on.',
      team: null,
      author: 'managers',
    },
    facts: [{ what: 'linked', link: 'bugs', url: 'https://bugs.egi.example/1' }],
    mail: null,
    hash: '',
  },
]
const [sample] = allSamples.filter(({ id }) => id === 'invitation.lisbon')
if (sample === undefined) throw new Error('the sample of an invitation is gone')
const { letter } = sample
const letterTo = (id: number, person: string, more: Partial<LetterRow> = {}): LetterRow => ({
  id,
  key: `k${id}`,
  ticket,
  to: { person: asPersonId(person), because: 'manager', zone: 'Europe/Lisbon' },
  letter,
  effect: { kind: 'letter', key: `k${id}`, to: sample.recipient, letter },
  event,
  state: 'queued',
  queuedAt: at,
  notBefore: at,
  sentAt: null,
  attempts: 0,
  error: '',
  messageId: '',
  bounce: null,
  waits: null,
  gatheredInto: null,
  ...more,
})

const told = async (letters: readonly LetterRow[], readable: Parameters<typeof storyList>[2]['readable']) => {
  const names: { readonly [person: string]: string } = { p1: 'NGI_A-one', p2: 'NGI_A-one', p3: 'NGI_B-two' }
  const sayWho = async (person: string) => names[person] ?? person
  const page = String(await storyList(journal, letters, { zone: 'Europe/Amsterdam', sayWho, readable }))
  return page.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
}
const morning = { waits: 'day', notBefore: asInstant('2026-11-23T07:00:00Z') } as const

describe('the letters behind a chapter', () => {
  it('are told once with what keeps them, however many there are, and others apart', async () => {
    const letters = [
      letterTo(3, 'p3', { state: 'sent', sentAt: at }),
      letterTo(2, 'p2', morning),
      letterTo(1, 'p1', morning),
    ]
    const words = await told(letters, null)
    expect(words).toContain(
      'invitation to NGI_A-one ×2 (waits for another day, its reader had enough letters today, until Mon 23 Nov 2026, ' +
        '08:00 Amsterdam) invitation to NGI_B-two',
    )
  })

  it('are told apart where they wait until different times', async () => {
    const later = { ...morning, notBefore: asInstant('2026-11-24T07:00:00Z') }
    const words = await told([letterTo(2, 'p2', later), letterTo(1, 'p1', morning)], null)
    expect(words).toMatch(/invitation to NGI_A-one \(.*Mon 23 .*invitation to NGI_A-one \(.*Tue 24 /)
  })

  it('lead to each letter where letters may be read', async () => {
    const readable = { mail: (id: number) => `/mail/${id}`, letter: (id: number) => `/letter/${id}` }
    const page = String(
      await storyList(journal, [letterTo(2, 'p2'), letterTo(1, 'p1')], {
        zone: 'UTC',
        sayWho: async () => 'NGI_A-one',
        readable,
      }),
    )
    expect(page).toContain('href="/letter/1"')
    expect(page).toContain('href="/letter/2"')
    expect(page.match(/under way/g)).toHaveLength(1)
  })
})
