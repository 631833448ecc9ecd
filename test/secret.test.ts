import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMarks } from '../src/marks/marks.ts'
import { asInstant, asPersonId, asTicketId } from '../src/rollout/ids.ts'
import { renewRing, ringIn } from '../src/secret.ts'
import type { Archive } from '../src/ports.ts'

let folder = ''
const file = () => join(folder, 'secret')
const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n')
const hex = (digit: string) => digit.repeat(64)
/** `lines` in the file, last written on this day. */
const given = (at: string, ...written: readonly string[]) => {
  writeFileSync(file(), `${written.join('\n')}\n`)
  utimesSync(file(), new Date(at), new Date(at))
}
/** Tickets as far as the ring asks for them: opened, and perhaps resolved. */
const holding = (...tickets: readonly (readonly [openedAt: string, resolvedAt?: string])[]) =>
  ({
    tickets: async () => tickets.map(([openedAt, resolvedAt]) => ({ openedAt, resolvedAt })),
  }) as unknown as Archive
const logged: unknown[] = []
const renew = async (now: string, archive = holding()) => {
  const ring = ringIn(folder)
  await renewRing(ring, archive, asInstant(now), (what) => logged.push(what))
  return ring
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the ring of secrets', () => {
  it('is made at the first start, for its owner alone, and read again', () => {
    const { secrets, ids } = ringIn(folder)
    expect(secrets).toHaveLength(1)
    expect(ringIn(folder)).toEqual({ file: file(), secrets, ids })
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(ringIn(null).secrets).not.toEqual(ringIn(null).secrets)
  })

  it('is left alone while its newest secret has signed for less than 90 days', async () => {
    given('2026-08-25T10:00:00Z', hex('a'))
    await renew('2026-11-20T10:00:00Z')
    expect(lines()).toEqual([hex('a')])
  })

  it('gets a new one on top after 90 days, keeps the old one, and the one of Message-IDs for good', async () => {
    given('2026-08-20T10:00:00Z', hex('a'))
    const before = ringIn(folder)
    const ring = await renew('2026-11-20T10:00:00Z')
    expect(lines()).toEqual([
      expect.stringMatching(/^[0-9a-f]{64} 2026-11-20T10:00:00Z$/),
      `${hex('a')} 2026-08-20T10:00:00Z`,
      `ids ${hex('a')}`,
    ])
    expect(ring.secrets).toHaveLength(2)
    expect(ringIn(folder)).toEqual(ring)
    expect(ring.ids).toEqual(before.ids)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['secret'])
    // The same start again: nothing to do.
    const written = lines()
    await renew('2026-11-20T10:00:01Z')
    expect(lines()).toEqual(written)
  })

  it('is seen by marks that were made before: they sign anew and still know what they signed', async () => {
    given('2026-08-20T10:00:00Z', hex('a'))
    const ring = ringIn(folder)
    const marks = createMarks({ address: 'bot@egi.example', ...ring })
    const [ticket, person] = [asTicketId(1), asPersonId('p1')]
    const [address, root] = [marks.replyAddress(ticket, person), marks.threadRoot(ticket)]
    await renewRing(ring, holding(), asInstant('2026-11-20T10:00:00Z'), () => undefined)
    expect(marks.replyAddress(ticket, person)).not.toBe(address)
    expect(marks.readAddress(address)).toEqual({ mark: 'reply', ticket, person })
    expect(marks.threadRoot(ticket)).toBe(root)
  })

  const two = () =>
    given(
      '2026-09-01T00:00:00Z',
      `${hex('b')} 2026-09-01T00:00:00Z`,
      `${hex('a')} 2026-06-01T00:00:00Z`,
      `ids ${hex('a')}`,
    )
  const now = '2026-11-20T10:00:00Z'
  it.each([
    ['no ticket of its time is left', [], false],
    ['a ticket of its time is open', [['2026-07-01T00:00:00Z']], true],
    [
      'a ticket of its time was resolved a month ago',
      [['2026-07-01T00:00:00Z', '2026-10-20T00:00:00Z']],
      false,
    ],
    ['a ticket of its time was resolved days ago', [['2026-07-01T00:00:00Z', '2026-11-10T00:00:00Z']], true],
    ['only younger tickets are open', [['2026-09-02T00:00:00Z']], false],
  ] as const)(
    'keeps an old secret only where something it signed still counts: %s',
    async (_what, tickets, kept) => {
      two()
      const ring = await renew(now, holding(...tickets))
      expect(lines().some((line) => line.startsWith(hex('a')))).toBe(kept)
      expect(ring.secrets).toHaveLength(kept ? 2 : 1)
      expect(ring.ids).toEqual(Buffer.from(hex('a'), 'hex'))
    },
  )
  it('keeps a secret for a month after it was replaced, for bounces and questions', async () => {
    two()
    await renew('2026-09-30T00:00:00Z')
    expect(lines()).toHaveLength(3)
    await renew('2026-10-02T00:00:00Z')
    expect(lines()).toEqual([`${hex('b')} 2026-09-01T00:00:00Z`, `ids ${hex('a')}`])
  })
  it('takes a line that was put on top by hand as of the file’s time', async () => {
    given('2026-11-19T00:00:00Z', hex('c'), `${hex('a')} 2026-06-01T00:00:00Z`)
    const ring = await renew(now)
    expect(ring.secrets.map((secret) => Buffer.from(secret).toString('hex'))).toEqual([hex('c'), hex('a')])
  })

  it.each([
    '',
    '\n',
    'short',
    `${hex('a')}x`,
    `${hex('a')} yesterday`,
    `${hex('a')}\nnot hex`,
    `ids ${hex('a')}`,
  ])('is refused with what to do where a line is no secret: %j', (text) => {
    writeFileSync(file(), text)
    expect(() => ringIn(folder)).toThrow(/restore it from a backup/)
  })
})
