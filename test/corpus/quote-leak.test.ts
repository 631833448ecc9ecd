// Commands in quoted text, in mail that proves its writer: none is acted on; the writer's own are read, or at the least
// offered (SPEC §3.4). The same path as `rollcall explain`.

import { describe, expect, it } from 'vitest'
import { expectFigure } from '../support/figures.ts'
import { sharedIsThere } from '../support/shared.ts'
import { makeSigner, resolverOf, signed } from '../support/signing.ts'
import { bytesIn, corpus, now, openReader } from './explaining.ts'

const member = 'own@site.example'
const roster = ['NGI_TEST,Own-Site', 'NGI_TEST,Quoted-Site'].map(
  (team) => `${team},NL,Europe/Amsterdam,glite,${member},`,
)
const teamOf = (line: string) => line.split(' ').at(-1) ?? ''

describe.skipIf(!sharedIsThere)('quoted commands', () => {
  it('are never acted on, and the writer’s own are heard', { timeout: 60_000 }, async () => {
    const signer = makeSigner('site.example', 'ed25519')
    const reader = await openReader(roster, resolverOf(signer))
    const found = { mails: 0, own: 0, read: 0, heard: 0 }
    const acted: string[] = []
    for (const [number, item] of corpus('quote-leak').entries()) {
      const wanted = item['expected'] as { commands: string[]; must_not: string[] }
      const head = [
        `From: ${member}`,
        'To: staged-rollout@egi.example',
        'Subject: Re: [staged-rollout #1] x',
        `Message-ID: <${number}@site.example>`,
        `Date: ${new Date(now).toUTCString()}`,
        'Content-Type: text/plain; charset=utf-8',
      ]
      const mail = `${head.join('\r\n')}\r\n\r\n${bytesIn('quote-leak', item).toString('utf8')}`
      const { json, judgement } = await reader.explain(
        Buffer.from(await signed(mail, signer, { signTime: now })),
      )
      expect(json.level, item.path).toBe('verified')
      found.mails += 1
      const events = JSON.stringify(judgement?.changes.map(({ event }) => event) ?? [])
      const read = json.commands.map(({ line }) => line)
      for (const line of wanted.must_not)
        if (read.includes(line) || events.includes(teamOf(line))) acted.push(item.path)
      for (const line of wanted.commands) {
        found.own += 1
        if (read.includes(line)) found.read += 1
        if (read.includes(line) || json.problems.some((problem) => problem.line === line)) found.heard += 1
      }
    }
    await reader.close()
    expect(acted).toEqual([])
    expect(found.mails).toBeGreaterThanOrEqual(75)
    expect(found.heard / found.own).toBeGreaterThanOrEqual(0.95)
    expect(found.read / found.own).toBeGreaterThanOrEqual(0.92)
    const mails = 'answers with a quote'
    expectFigure({ mails, what: 'quoted commands acted on', right: 0, of: found.mails, wanted: 'none' })
    expectFigure({
      mails,
      what: 'own commands read or offered',
      right: found.heard,
      of: found.own,
      wanted: '95 %',
    })
    expectFigure({ mails, what: 'own commands read', right: found.read, of: found.own, wanted: '92 %' })
  })
})
