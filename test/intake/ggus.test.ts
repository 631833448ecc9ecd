// SPEC §1.6: GGUS tickets as people name them, in every generation of link and in plain words.
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { ggusIn, readGgus } from '../../src/intake/ggus.ts'
import { readLine } from '../../src/intake/grammar.ts'

const old = (number: number) => ({
  number,
  url: `https://ggus.eu/index.php?mode=ticket_info&ticket_id=${number}`,
})
const zammad = (number: number) => ({ number, url: `https://helpdesk.ggus.eu/#ticket/zoom/${number}` })

describe('a GGUS ticket', () => {
  it.each([
    ['https://gus.fzk.de/pages/ticket_details.php?ticket=40637', old(40637)],
    ['https://gus.fzk.de/ws/ticket_info.php?ticket=56359', old(56359)],
    ['https://ggus.eu/ws/ticket_info.php?ticket=76543', old(76543)],
    ['http://www.ggus.org/ws/ticket_info.php?ticket=76543', old(76543)],
    ['https://ggus.eu/index.php?mode=ticket_info&ticket_id=122974#update#13', old(122974)],
    ['https://ggus.eu/?mode=ticket_info&ticket_id=122974', old(122974)],
    ['https://helpdesk.ggus.eu/#ticket/zoom/1234/5678', zammad(1234)],
    ['https://helpdesk.ggus.eu/#ticket/zoom/681234', zammad(681234)],
    ['GGUS #122974', old(122974)],
    ['GGUS-Ticket-ID: #40637', old(40637)],
    ['GGUS:56359', old(56359)],
    ['ggus ticket 122974', old(122974)],
    ['GGUS #1234', zammad(1234)],
  ])('is known by %s', (text, ticket) => {
    expect(ggusIn(`It hangs, see ${text}. More tomorrow.`)).toEqual([ticket])
    expect(ggusIn(`(${text})`)).toEqual([ticket])
    expect(ggusIn(`<${text}>`)).toEqual([ticket])
  })

  it.each([
    'we met at GGUS 2013 in Lisbon',
    'https://train.ggus.eu/ws/ticket_info.php?ticket=76543',
    'https://ggus.eu.evil.example/index.php?mode=ticket_info&ticket_id=122974',
    'https://evil.example/?x=https://ggus.eu/index.php?mode=ticket_info&ticket_id=1',
    'https://rt.egi.example/Ticket/Display.html?id=2205',
    'GGUS #0',
    'GGUS #12345678901',
    'GGUS #1.2.3',
    'bug #122974',
    'myGGUS #122974',
  ])('is not seen in %s', (text) => {
    expect(ggusIn(text)).toEqual([])
  })

  it('is named once, in the order of the text, and twenty at most', () => {
    const text = 'GGUS #56359, then https://ggus.eu/ws/ticket_info.php?ticket=40637 and GGUS:56359'
    expect(ggusIn(text)).toEqual([old(56359), old(40637)])
    expect(ggusIn(Array.from({ length: 50 }, (_, i) => `GGUS #${i + 1}`).join(' '))).toHaveLength(20)
  })

  it('is read in no time whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('GGUS', ' ', '#', ':', '1', 'http://ggus.eu/?', '&', '-ticket'),
          maxLength: 4000,
        }),
        (text) => {
          const begun = performance.now()
          ggusIn(text)
          expect(performance.now() - begun).toBeLessThan(500)
        },
      ),
    )
  })
})

describe('the command ggus', () => {
  it.each([
    ['ggus 122974', old(122974)],
    ['GGUS #122974', old(122974)],
    ['GGUS:56359', old(56359)],
    ['ggus <https://ggus.eu/?mode=ticket_info&amp;ticket_id=122974>', old(122974)],
    ['ggus https://helpdesk.ggus.eu/#ticket/zoom/1234.', zammad(1234)],
  ])('%s', (line, ggus) => {
    expect(readLine(line)).toMatchObject({ verb: 'ggus', ggus })
  })

  it.each(['ggus is down', 'ggus opened by the disk server', 'ggus https://example.org/1', 'ggus 12 34'])(
    'prose: %s',
    (line) => {
      expect(readLine(line)).toBeNull()
    },
  )

  it('alone is asked about', () => {
    expect(readLine('ggus')).toMatchObject({ verb: 'incomplete', of: 'ggus' })
    expect(readGgus('0')).toBeNull()
  })
})
