// SPEC §1.6: GGUS tickets by command and from any mail on the ticket by somebody who takes part.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const numbers = async () =>
  ((await stage.house.kit.archive.ticket(asTicketId(1)))?.ggus ?? []).map(({ number }) => number)
const trying = async () => {
  stage = await asked([c.lisbon, c.desy])
  await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
  stage.news()
}
const mail = (from: string, text: string, more: object = {}) =>
  stage.mail({ from, answers: stage.last(c.maria), text, ...more })

describe('a GGUS ticket', () => {
  it('is noted by a team’s command, and the receipt says so', async () => {
    await trying()
    await mail(c.maria, 'ggus https://ggus.eu/ws/ticket_info.php?ticket=76543')
    expect(await numbers()).toEqual([76543])
    expect(stage.last(c.maria).text).toContain('Noted with the rollout: GGUS 76543.')
  })

  it('is noted from a note of the team, which is passed on as before', async () => {
    await trying()
    await mail(c.maria, 'The daemon dies at midnight.\nSee GGUS #122974 for the trace.')
    expect(await numbers()).toEqual([122974])
    expect(told(stage)).toEqual([c.joao, c.managerGlite, c.managerOps, c.maria].toSorted())
  })

  it('in the letter quoted below is nobody’s news', async () => {
    await trying()
    await mail(c.maria, 'All well here.\n\n> Did you see GGUS #122974?')
    expect(await numbers()).toEqual([])
  })

  it('is noted from a manager who only copies the bot, silently', async () => {
    await trying()
    await stage.mail({
      from: c.managerGlite,
      to: 'somebody@elsewhere.example',
      cc: c.bot,
      subject: '[staged-rollout #1] the daemon',
      text: 'It is https://helpdesk.ggus.eu/#ticket/zoom/1234 now.',
    })
    expect(await numbers()).toEqual([1234])
    expect(stage.news()).toEqual([])
  })

  it('waits with the note for the yes of a writer who proves nothing', async () => {
    await trying()
    await stage.mail({
      from: c.jan,
      signed: false,
      subject: '[staged-rollout #1]',
      text: 'See GGUS #122974.',
    })
    expect(await numbers()).toEqual([])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: 'yes' })
    expect(await numbers()).toEqual([122974])
  })

  it('of somebody who has no part in it is not noted', async () => {
    await trying()
    await stage.mail({ from: c.ana, subject: '[staged-rollout #1]', text: 'We have GGUS #122974 open.' })
    await stage.mail({ from: c.stranger, subject: '[staged-rollout #1]', text: 'GGUS #122975, too.' })
    expect(await numbers()).toEqual([])
  })

  it('by command from somebody who has no part in it is refused, with the reason', async () => {
    await trying()
    await stage.mail({ from: c.ana, subject: '[staged-rollout #1]', text: 'ggus 122974' })
    expect(await numbers()).toEqual([])
    expect(stage.last(c.ana).text.replace(/\s+/g, ' ')).toContain(
      'Only the managers of this rollout and the members',
    )
  })
})
