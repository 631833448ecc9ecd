// The stream that tells a page to look again; what a page then shows is seen in a real browser, in test/live.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPlaying, type Playing } from '../support/playroom.ts'

let play: Playing
beforeAll(async () => {
  play = await startPlaying()
})
afterAll(() => play.end())

describe('the stream of news', () => {
  it('says at once how things stand, and again when something has changed', async () => {
    const response = await play.get('/events')
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const first = await reader?.read()
    expect(first?.value).toMatch(/^event: news\ndata: \S+\n\n$/)
    play.room().book.change({ habits: { maria: { slow: true } } })
    const second = await reader?.read()
    expect(second?.value).toMatch(/^event: news\n/)
    expect(second?.value).not.toBe(first?.value)
    await play.post('/people/maria/write', { to: play.room().bot, subject: 'Hello', text: 'Hello' })
    expect((await reader?.read())?.value).toMatch(/^event: news\n/)
    await reader?.cancel()
  })
  it('is asked for by the one script of ours, which every page names', async () => {
    const script = await play.get('/live.js')
    expect(script.headers.get('content-type')).toContain('text/javascript')
    expect(await script.text()).toContain("new EventSource('/events')")
    for (const path of ['/', '/ticket/1', '/people/maria', '/nothing'])
      expect((await play.text(path)).split('<script src="/live.js" defer></script>')).toHaveLength(2)
  })
  it('is not for the page of a mail that was not taken, whose words it would replace', async () => {
    const refused = await play.post('/people/maria/write', {
      to: 'x@elsewhere.example',
      subject: 's',
      text: 'mine',
    })
    expect(refused.status).toBe(422)
    expect(await refused.text()).not.toContain('<script')
  })
  it('met no defect of ours', () => {
    expect(play.defects).toEqual([])
  })
})
