import { describe, expect, it } from 'vitest'
import { levelOf, permit, rowOf } from '../../src/intake/authority.ts'
import type { AuthorityRow, Cell } from '../../src/intake/authority.ts'
import type { Level, Proof } from '../../src/intake/message.ts'
import { asPersonId } from '../../src/rollout/ids.ts'

// The table of SPEC §3.3, in its own words.
const SPEC = `
answer        | act | act           | hold, ask the token's owner | hold, ask back      | keep, tell manager
ggus-open     | act | hold, ask back | hold, ask                  | hold, ask back      | keep, tell manager
offer         | act | act           | act                         | act, confirm at take | act, confirm at take
manager-light | act | act           | hold, ask                   | hold, ask back      | keep, tell manager
manager       | act | hold, ask back | hold, ask                  | hold, ask back      | keep, tell manager
foreign-list  | act | refuse        | refuse                      | refuse              | refuse
question      | act | act           | nothing                     | 1 answer a day      | nothing
yes           | act | act           | act                         | act                 | act
tracker       | act | -             | -                           | tell manager, who opens | keep, tell manager`
const WORDS: { readonly [words: string]: Cell } = {
  act: 'act',
  "hold, ask the token's owner": 'hold-ask-owner',
  'hold, ask': 'hold-ask-owner',
  'hold, ask back': 'hold-ask-writer',
  'keep, tell manager': 'keep-tell-manager',
  'act, confirm at take': 'act-confirm-at-take',
  refuse: 'refuse',
  nothing: 'nothing',
  '1 answer a day': 'answer-limited',
  'tell manager, who opens': 'tell-manager-who-opens',
  '-': 'tell-manager-who-opens',
}
const LEVELS: readonly Level[] = ['verified', 'token', 'token-other', 'claimed', 'unknown']
const cells = SPEC.trim()
  .split('\n')
  .flatMap((line) => {
    const [row = '', ...words] = line.split('|').map((part) => part.trim())
    return LEVELS.map((level, at) => [row as AuthorityRow, level, words[at] ?? ''] as const)
  })

describe('the table of rights', () => {
  it('has nine rows of five', () => {
    expect(cells).toHaveLength(45)
  })
  it.each(cells)('%s, %s: %s', (row, level, words) => {
    expect(permit(row, level)).toBe(WORDS[words])
  })
})

describe('the row of a statement', () => {
  it.each([
    ['answered', false, 'answer'],
    ['answered', true, 'answer'],
    ['withdrew', false, 'answer'],
    ['report-received', false, 'answer'],
    ['noted', false, 'answer'],
    ['noted', true, 'manager-light'],
    ['linked', true, 'manager-light'],
    ['offered', false, 'offer'],
    ['offer-confirmed', false, 'yes'],
    ['opened', true, 'manager'],
    ['assigned', true, 'manager'],
    ['took', true, 'manager'],
    ['call-now', true, 'manager'],
    ['call-widened', true, 'manager'],
    ['documented', true, 'manager'],
    ['outcome-given', true, 'manager'],
    ['outcome-given', false, 'manager'],
    ['resolved', true, 'manager'],
    ['ticked', false, 'manager'],
  ] as const)('%s (as a manager: %s) is %s', (type, asManager, row) => {
    expect(rowOf(type, asManager)).toBe(row)
  })
})

describe('how sure we are of the writer', () => {
  const ana = asPersonId('p1')
  const someone = asPersonId('p2')
  const proof = (aligned: Proof['aligned']): Proof => ({
    aligned,
    why: 'w',
    signedAt: null,
    subjectSigned: false,
  })
  const person = { id: ana, isManager: false, verifiedRecently: false }
  const manager = { ...person, isManager: true }
  const seenBefore = { ...person, verifiedRecently: true }
  it.each([
    ['an aligned signature of somebody on file', 'strict', person, null, false, 'verified'],
    ['a subdomain signs for a team', 'relaxed', person, null, false, 'verified'],
    ['the very domain signs for a manager', 'strict', manager, null, false, 'verified'],
    ['a subdomain signs for a manager', 'relaxed', manager, null, false, 'claimed'],
    ['a subdomain signs for a manager who answers by token', 'relaxed', manager, ana, false, 'token'],
    ['verified, whatever token the mail carries', 'strict', person, someone, false, 'verified'],
    ['the token of this very person', 'none', person, ana, false, 'token'],
    ['the token of somebody else', 'none', person, someone, false, 'token-other'],
    ['a token from an address on no file', 'strict', null, ana, false, 'token-other'],
    ['nothing but an address on file', 'none', person, null, false, 'claimed'],
    ['an address on no file', 'strict', null, null, false, 'unknown'],
    ['a token, but usually this address signs', 'none', seenBefore, ana, false, 'claimed'],
    [
      'a token of somebody else, but usually this address signs',
      'none',
      seenBefore,
      someone,
      false,
      'claimed',
    ],
    ['a list passed it on', 'strict', person, null, true, 'claimed'],
    ['a list passed it on, with a token inside', 'strict', person, ana, true, 'claimed'],
    ['a list passed it on for a stranger', 'strict', null, ana, true, 'unknown'],
  ] as const)('%s', (_what, aligned, fromPerson, token, relayed, level) => {
    const found = levelOf({
      proof: proof(aligned),
      fromPerson,
      token: token === null ? null : { person: token },
      relayed,
    })
    expect(found.level).toBe(level)
    expect(found.why).not.toBe('')
  })
})
