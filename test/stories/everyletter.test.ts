// Letters and refusals that no other story meets: each is really sent, for a reason that happens.
import { afterEach, describe, expect, it } from 'vitest'
import { macroReport, plainReport } from '../support/reportfiles.ts'
import * as c from './cast.ts'
import { asked, called } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const flat = (text: string) => text.replace(/\s+/g, ' ')
const answer = (from: string, text: string) => stage.mail({ from, answers: stage.last(from), text })
const lastTo = (address: string) => flat(stage.last(address).text)

describe('a manager who does not conclude', () => {
  it('is reminded of the outcome, and then to resolve, with the lines for it', async () => {
    stage = await asked([c.desy])
    await answer(c.jan, `accept ${c.desy}`)
    await stage.mail({
      from: c.jan,
      answers: stage.last(c.jan),
      text: 'Our report.',
      attachments: [
        { name: `ea-${c.desy}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`, content: plainReport('report') },
      ],
    })
    await stage.at('2026-11-23T12:00:00Z')
    expect(lastTo(c.managerGlite)).toMatch(
      /^Please say whether SE-DPM_mysql 1\.8\.0-1 passed; the rollout has waited/,
    )
    expect(lastTo(c.managerGlite)).toContain(`It was accepted by ${c.desy}.`)
    await answer(c.managerGlite, 'outcome ACCEPT')
    await stage.at('2026-11-26T12:00:00Z')
    expect(lastTo(c.managerGlite)).toMatch(/^Please resolve the rollout of SE-DPM_mysql 1\.8\.0-1/)
    expect(stage.last(c.managerGlite).text).toContain('\n  resolve anyway <reason>\n')
  })
})

describe('an offer', () => {
  const offer = async () => {
    stage = await called()
    await stage.mail({
      from: c.subscriber,
      answers: stage.letters(c.list)[0]!,
      text: `volunteer ${c.brunel}`,
    })
  }

  it('that is not needed, since enough sites try it, is told so and stays with the managers', async () => {
    await offer()
    await stage.say(1, `assign ${c.lisbon} ${c.srce}`)
    await answer(c.maria, `accept ${c.lisbon}`)
    await answer(c.ana, `accept ${c.srce}`)
    expect(lastTo(c.subscriber)).toContain('Enough sites try it now, so yours is not needed at present.')
    expect(lastTo(c.list)).toContain('thank you: enough sites try')
  })

  it('of a site that takes part by another’s offer already is told so once the managers look at it', async () => {
    await offer()
    await answer(c.managerGlite, `take ${c.brunel}`)
    expect(await stage.ticket()).toMatchObject({ seats: { [c.brunel]: 'accepted' } })
    await stage.at('2026-11-20T11:00:00Z')
    await stage.mail({ from: c.stranger, answers: stage.letters(c.list)[0]!, text: `volunteer ${c.brunel}` })
    await answer(c.managerGlite, `take ${c.brunel}`)
    expect(lastTo(c.stranger)).toContain('That site takes part already, so nothing more is to be done.')
  })
})

describe('a letter about no rollout that does not arrive', () => {
  it('is told to the administrator, and to nobody else', async () => {
    stage = await asked([])
    stage.refuses.add(c.jan)
    await stage.mail({ from: c.jan, text: `volunteer ${c.desy}`, subject: 'Hello' })
    expect(lastTo('postmaster@egi.example')).toMatch(
      /^A letter \(receipt\) to a member of NGI_DE-DESY-HH was not taken and will not be sent again\./,
    )
    expect(stage.news().map((line) => line.split(':')[0])).toEqual(['postmaster@egi.example'])
  })
})

describe('a manager’s line that the rules refuse', () => {
  it.each([
    [
      'a team without a part in it',
      `unassign ${c.srce}`,
      `${c.srce} has no part in this rollout`,
      `assign ${c.srce}`,
    ],
    ['more time where nobody tries it', 'extend 2d', 'No team is on trial at present.', null],
    ['a call to hold where none is prepared', 'hold', 'No call is prepared at present.', 'call'],
    ['a number that no rollout has', '#77 hold', 'There is no rollout', null],
    ['a link that no browser opens', 'link bugs ftp://bugs.example', 'is not an address on the web', null],
  ])('answers %s with the reason, and with the line that would work', async (_, line, reason, works) => {
    stage = await asked([c.desy])
    await answer(c.managerGlite, line)
    expect(lastTo(c.managerGlite)).toContain(`> ${line}`)
    expect(lastTo(c.managerGlite)).toContain(reason)
    if (works !== null) expect(stage.last(c.managerGlite).text).toContain(`\n  ${works}\n`)
  })

  it('answers a day that is past', async () => {
    stage = await asked([c.desy])
    await answer(c.jan, `accept ${c.desy}`)
    await answer(c.managerGlite, `extend ${c.desy} until 2026-01-05`)
    expect(lastTo(c.managerGlite)).toContain('That is no day ahead of us')
    expect(stage.last(c.managerGlite).text).toContain(`\n  extend ${c.desy} until <date>\n`)
  })

  it('answers a team without an address, and a name that two teams bear', async () => {
    stage = await setStage(undefined, undefined, {
      roster: `${c.roster}NGI_PL,ICM,PL,Europe/Warsaw,,,\nNGI_FR,DESY-HH,FR,Europe/Paris,,someone@elsewhere.example,\n`,
    })
    await stage.say(null, `open ${c.title}`)
    await answer(c.managerGlite, 'assign NGI_PL-ICM')
    expect(lastTo(c.managerGlite)).toContain(
      'The roster has no address for NGI_PL-ICM, so nobody could be asked.',
    )
    await answer(c.managerGlite, 'assign DESY-HH')
    expect(lastTo(c.managerGlite)).toContain('“DESY-HH” could be more than one team. Please say which:')
    expect(stage.last(c.managerGlite).text).toContain('\n  assign NGI_FR-DESY-HH\n')
  })

  it('answers whoever speaks for two teams and names none', async () => {
    stage = await setStage(undefined, undefined, {
      roster: `${c.roster}NGI_PT,Minho,PT,Europe/Lisbon,glite,${c.maria},\n`,
    })
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.lisbon} NGI_PT-Minho`)
    await answer(c.maria, 'accept')
    expect(lastTo(c.maria)).toContain('The line names no team. Please say which:')
    expect(stage.last(c.maria).text).toContain(`\n  accept ${c.lisbon}\n`)
    expect(stage.last(c.maria).text).toContain('\n  accept NGI_PT-Minho\n')
  })

  it('answers a second word on a report that was decided on in the line above', async () => {
    stage = await asked([c.lisbon])
    const file = { name: 'trial.docm', content: await macroReport({ verdict: 'ACCEPT' }) }
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'Here.', attachments: [file] })
    await answer(c.managerGlite, 'take report trial.docm\nrefuse report trial.docm, it is late')
    const said = stage.letters(c.managerGlite).map(({ text }) => flat(text))
    expect(said.filter((text) => text.includes('No report like that waits to be taken'))).toHaveLength(1)
  })

  it('answers a call where no list is on file', async () => {
    stage = await setStage(undefined, undefined, {
      config: c.config
        .replace(`lists = ["${c.list}"]`, 'lists = []')
        .replace(`wider = ["${c.widerList}"]`, 'wider = []'),
    })
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.desy}`)
    await answer(c.managerGlite, 'call')
    expect(lastTo(c.managerGlite)).toContain('No mailing list is on file for this release.')
    expect(stage.last(c.managerGlite).text).toContain('\n  call <list address>\n')
  })

  it('at the command line names what it does not know', async () => {
    stage = await asked([c.desy])
    expect(await stage.say(1, 'frobnicate the release')).toEqual(['no-command'])
  })
})
