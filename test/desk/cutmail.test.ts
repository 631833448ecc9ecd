// Mail of which a server gave only the headers, or nothing: it waits for a person, and nothing is answered.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(async () => stage.close())

const headers = `From: ${c.maria}\r\nTo: ${c.bot}\r\nSubject: my report\r\nMessage-ID: <r@lip.example>\r\n`

describe('a mail that is not all there', () => {
  it.each([
    ['size', headers, 'larger than mail_size in [limits]: only its headers were taken'],
    ['fetch', headers, 'the server could not give it whole: only its headers were taken'],
    ['unreadable', '', 'the server could not give it at all'],
  ])('is set aside with what to do: %s', async (cut, rest, reason) => {
    const row = await stage.bytes(`X-Rollcall-Cut: ${cut}\r\n${rest}\r\n`)
    expect(row.state).toBe('set-aside')
    expect(row.verdict?.reason).toContain(reason)
    expect(row.verdict?.reason).toContain('move the mail from the folder of handled mail back')
    expect(stage.letters(c.maria)).toEqual([])
  })

  it('is not what somebody pretends below the lines of a server', async () => {
    const row = await stage.bytes(`Received: from a by b\r\nX-Rollcall-Cut: size\r\n${headers}\r\nhello\r\n`)
    expect(row.state).toBe('handled')
  })
})
