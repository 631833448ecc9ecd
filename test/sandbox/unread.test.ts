import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPlaying, type Playing } from '../support/playroom.ts'

let play: Playing
beforeAll(async () => {
  play = await startPlaying()
})
afterAll(() => play.end())

const countOf = (page: string, link: RegExp) =>
  Number(new RegExp(`${link.source}[^]{0,80}?<span class="news"[^]*?, (\\d+) unread`).exec(page)?.[1] ?? 0)
const inNavigation = async () => countOf(await play.text('/'), /href="\/people"/)
const ofPerson = async (id: string) =>
  Number(
    new RegExp(`href="/people/${id}"[^<]*</a\\s*>\\s*(?:<span class="news"[^]*?, (\\d+) unread)?`).exec(
      await play.text('/people'),
    )?.[1] ?? 0,
  )
const marksIn = async (id: string) =>
  (await play.text(`/people/${id}`)).split('<b class="fresh">New</b>').length - 1

describe('unread letters', () => {
  it('are counted by person, and all of them beside the link to the people', async () => {
    expect(await ofPerson('maria')).toBe(1)
    expect(await ofPerson('stranger')).toBe(0)
    const counts = [...(await play.room().unread.counts()).values()]
    expect(await inNavigation()).toBe(counts.reduce((all, one) => all + one, 0))
    expect(await inNavigation()).toBeGreaterThan(3)
  })
  it('are marked in the inbox until somebody opens them, whoever else has them', async () => {
    const before = await inNavigation()
    expect(await marksIn('maria')).toBe(1)
    const letter = /href="(\/people\/maria\/letter\/\d+)"/.exec(await play.text('/people/maria'))?.[1] ?? ''
    await play.get(letter)
    await play.get(letter)
    expect(await marksIn('maria')).toBe(0)
    expect(await ofPerson('maria')).toBe(0)
    expect(await ofPerson('joao')).toBe(1)
    expect(await inNavigation()).toBe(before - 1)
  })
  it('are all read at once where somebody says so, and only theirs', async () => {
    expect(await marksIn('mgr-glite')).toBeGreaterThan(1)
    const sent = await play.post('/people/mgr-glite/read', {})
    expect(sent.headers.get('location')).toBe('/people/mgr-glite')
    expect(await marksIn('mgr-glite')).toBe(0)
    expect(await play.text('/people/mgr-glite')).not.toContain('Mark all read')
    expect(await marksIn('mgr2-glite')).toBeGreaterThan(1)
  })
  it('stay read over a restart, and are no matter of Rollcall’s memory', async () => {
    const version = await play.room().archive.version()
    await play.post('/people/ana/read', {})
    expect(await play.room().archive.version()).toBe(version)
    await play.restart()
    expect(await marksIn('ana')).toBe(0)
    expect(await marksIn('jan')).toBe(1)
  })
  it('are of nobody who is not there', async () => {
    expect((await play.post('/people/nobody/read', {})).status).toBe(404)
  })
  it('met no defect of ours', () => {
    expect(play.defects).toEqual([])
  })
})
