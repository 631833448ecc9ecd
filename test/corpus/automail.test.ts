// Automatic mail made to look as if it answered our invitation from a member's address, beside mail that people wrote:
// the first is never answered and changes nothing, the second is heard (SPEC §3.1, §3.5).

import { describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import { expectFigure } from '../support/figures.ts'
import { sharedIsThere } from '../support/shared.ts'
import { bytesIn, corpus, openReader } from './explaining.ts'

const longest = 1000
const automatic = ['bounce', 'auto-reply', 'feedback-report', 'mdn', 'list-or-auto']
const member = 'own@site.example'

describe.skipIf(!sharedIsThere)('automatic mail that answers our invitation from a member’s address', () => {
  it(
    'is never answered and changes nothing, and what people wrote is heard',
    { timeout: 60_000 },
    async () => {
      const items = corpus('auto-mail')
      const authors = new Set([member])
      for (const item of items) {
        const { from } = await parseMail(bytesIn('auto-mail', item))
        const address = from.length === 1 ? (from[0]?.address ?? '') : ''
        if (/^[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(address)) authors.add(address)
      }
      const members = [...authors].join(';')
      const reader = await openReader(
        ['NGI_TEST,Own-Site', 'NGI_IBERGRID,LIP-Lisbon'].map(
          (team) => `${team},NL,Europe/Amsterdam,glite,${members},`,
        ),
      )
      // Our own Message-ID, as an answer to an invitation names it: such mail is heard though the bot is not in To.
      const answering = Buffer.from(`In-Reply-To: ${reader.kit.marks.messageId('x', asTicketId(1))}\r\n`)
      const wrong: string[] = []
      const count = { automatic: 0, answered: 0, people: 0, heard: 0, sends: 0 }
      for (const item of items) {
        const { json, judgement, took } = await reader.explain(
          Buffer.concat([answering, bytesIn('auto-mail', item)]),
        )
        expect(judgement, item.path).not.toBeNull()
        expect(took, item.path).toBeLessThan(longest)
        const label = item.label ?? ''
        if (automatic.includes(label)) {
          count.automatic += 1
          if (
            json.wouldSend.length > 0 ||
            (judgement?.outbox.length ?? 0) + (judgement?.changes.length ?? 0) > 0
          ) {
            count.answered += 1
            wrong.push(`${item.path} ${json.kind}`)
          }
        }
        if (label === 'human') {
          count.people += 1
          count.sends += judgement?.outbox.length ?? 0
          if (json.kind === 'person') count.heard += 1
          else wrong.push(`${item.path} ${json.kind}: ${json.rule}`)
        }
      }
      await reader.close()
      expectFigure({
        mails: 'automatic mail',
        what: 'answered',
        right: count.answered,
        of: count.automatic,
        wanted: 'none',
      })
      expectFigure({
        mails: 'mail of people among it',
        what: 'heard',
        right: count.heard,
        of: count.people,
        wanted: '99 %',
      })
      expect(count.answered, wrong.join('\n')).toBe(0)
      expect(count.heard / count.people, wrong.join('\n')).toBeGreaterThanOrEqual(0.99)
      expect(count.sends).toBeGreaterThan(0)
    },
  )
})
