// SPEC §1 where no other story tells it: what letters carry on the whole way, and whom they never name.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const repository = 'https://repo.egi.example/emi/1/testing'
const people = [c.maria, c.joao, c.jan, c.ana, c.subscriber, c.managerGlite, c.managerOps]
const flat = (text: string) => text.replace(/\s+/g, ' ')

/** From the opening to the outcome, with a call, an offer, notes that carry addresses, and a late site. */
async function wholeWay(): Promise<void> {
  stage = await setStage()
  await stage.say(null, `open ${c.title}`)
  await stage.say(1, `assign ${c.desy}`)
  await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}, ask ${c.jan}` })
  await stage.say(1, 'now')
  await stage.mail({ from: c.subscriber, answers: stage.last(c.list), text: `volunteer ${c.brunel}` })
  await stage.say(1, `take ${c.brunel}`)
  await stage.say(1, `assign ${c.lisbon}`)
  const signature = `\n\n-- \nMaria <${c.maria}>`
  await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}${signature}` })
  await stage.mail({
    from: c.maria,
    answers: stage.last(c.maria),
    text: `Does SL6 work? Write to ${c.maria}.${signature}`,
  })
  await stage.mail({
    from: c.managerGlite,
    answers: stage.last(c.managerGlite),
    text: `It does, says ${c.jan}.`,
  })
  await stage.at('2026-12-01T12:00:00Z')
  await stage.say(1, 'document 1234', 'outcome ACCEPT', 'resolve anyway one is late')
}

describe('the letters of a whole rollout', () => {
  it('show no list and no team the address of anybody else', async () => {
    await wholeWay()
    const readers = [c.list, c.maria, c.joao, c.jan, c.ana, c.subscriber]
    const read = readers.flatMap((reader) => stage.letters(reader).map((letter) => ({ reader, letter })))
    expect(read.length).toBeGreaterThan(12)
    for (const { reader, letter } of read) {
      const shown = `${Buffer.from(letter.raw).toString('latin1')}${letter.text}${letter.html}`
      expect(people.filter((address) => address !== reader && shown.includes(address))).toEqual([])
    }
  })

  it('say the repository in invitation, call and the letter that begins a trial', async () => {
    await wholeWay()
    expect(stage.letters(c.jan)[0]?.text).toContain(repository)
    expect(stage.last(c.list, /wanted/).text).toContain(repository)
    const begins = stage.letters(c.maria).find(({ text }) => text.includes('send your report by'))
    expect(begins?.text).toContain(repository)
  })

  it('name days by their date and zone, never by counting from now', async () => {
    await wholeWay()
    for (const address of [...people, c.list])
      for (const { text } of stage.letters(address))
        expect(flat(text)).not.toMatch(/\bin (?:an?|one|two|\d+) (?:hours?|days?|weeks?)\b|\btomorrow\b/)
    expect(flat(stage.letters(c.jan)[0]?.text ?? '')).toContain('by Monday 23 November 2026, 18:00 (Berlin)')
  })

  it('end with thanks, the outcome, and what to take off in GOCDB', async () => {
    await wholeWay()
    const text = flat(stage.last(c.maria).text)
    expect(text).toContain('passed its staged rollout')
    expect(text).toMatch(/Thank you, NGI_IBERGRID-LIP-Lisbon.*still welcome/)
    expect(text).toMatch(/downtime or the beta tag in GOCDB.*until the release is in production/)
  })
})

describe('who is asked', () => {
  it('has a mail of their own, with nobody else in To or Cc', async () => {
    stage = await asked([c.lisbon])
    for (const member of [c.maria, c.joao]) {
      const letter = stage.last(member)
      expect([...letter.to, ...letter.cc].map(({ address }) => address)).toEqual([member])
    }
  })

  it('and stays silent is named to the managers, also where somebody else accepted', async () => {
    stage = await asked([c.lisbon, c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    await stage.at('2026-11-23T18:00:00Z')
    expect(flat(stage.last(c.managerGlite).text)).toContain(c.lisbon)
  })
})
