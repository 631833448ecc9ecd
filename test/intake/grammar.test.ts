import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLine } from '../../src/intake/grammar.ts'

const read = (line: string) => {
  const command = readLine(line)
  if (command === null) return null
  const { line: _line, prefixed: _prefixed, ...said } = command
  return said
}

describe('an answer', () => {
  it.each([
    ['accept NGI_IBERGRID-LIP-Lisbon', { verb: 'accept', team: 'NGI_IBERGRID-LIP-Lisbon' }],
    ['ACCEPT NGI_IBERGRID-LIP-Lisbon', { verb: 'accept', team: 'NGI_IBERGRID-LIP-Lisbon' }],
    ['we accept LIP-Lisbon', { verb: 'accept', team: 'LIP-Lisbon' }],
    ['I accept', { verb: 'accept' }],
    ['We accepted.', { verb: 'accept' }],
    ['accept', { verb: 'accept' }],
    ['accept!', { verb: 'accept' }],
    ['accept ea-NGI_PL-ICM', { verb: 'accept', team: 'ea-NGI_PL-ICM' }],
    ['<accept> <NGI_PL>-<ICM>', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['<accept NGI_PL-ICM>', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['&lt;accept&gt; NGI_PL-ICM', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['*accept NGI_PL-ICM*', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['accept\u00a0NGI_PL-ICM', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['accept NGI_PL\u2011ICM', { verb: 'accept', team: 'NGI_PL\u2011ICM' }],
    ['accept NGI_HR-egee.srce.hr<http://egee.srce.hr/>', { verb: 'accept', team: 'NGI_HR-egee.srce.hr' }],
    ['accept egee.srce.hr <http://egee.srce.hr/>', { verb: 'accept', team: 'egee.srce.hr' }],
    ['accept: NGI_PL-ICM', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['accept NGI_PL-ICM, thanks', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['accept NGI_PL-ICM.', { verb: 'accept', team: 'NGI_PL-ICM.' }],
    ['NGI_PL-ICM accept', { verb: 'accept', team: 'NGI_PL-ICM' }],
    ['NGI_PL-ICM: accepts.', { verb: 'accept', team: 'NGI_PL-ICM' }],
    [
      'NGI_PL-ICM rejects because the farm is down',
      { verb: 'reject', team: 'NGI_PL-ICM', reason: 'the farm is down' },
    ],
    ['reject', { verb: 'reject' }],
    ['reject NGI_PL-ICM, no time', { verb: 'reject', team: 'NGI_PL-ICM', reason: 'no time' }],
    ['reject NGI_PL-ICM: no time', { verb: 'reject', team: 'NGI_PL-ICM', reason: 'no time' }],
    ['reject NGI_PL-ICM because no time', { verb: 'reject', team: 'NGI_PL-ICM', reason: 'no time' }],
    ['reject NGI_PL-ICM, because no time', { verb: 'reject', team: 'NGI_PL-ICM', reason: 'no time' }],
    ['reject NGI_PL-ICM \u2013 no time', { verb: 'reject', team: 'NGI_PL-ICM', reason: 'no time' }],
    ['reject, no time', { verb: 'reject', reason: 'no time' }],
    ['rejected because no time', { verb: 'reject', reason: 'no time' }],
    [
      'accept NGI_PL-ICM, but only if it waits',
      { verb: 'accept', team: 'NGI_PL-ICM', condition: 'but only if it waits' },
    ],
    ['accept, if we may wait', { verb: 'accept', condition: 'if we may wait' }],
    ['accept LIP-Lisbn', { verb: 'accept', team: 'LIP-Lisbn' }],
  ])('%s', (line, said) => {
    expect(read(line)).toEqual(said)
  })

  it.each([
    'accept the invitation gladly',
    'accept NGI_PL-ICM if we may wait',
    'accept NGI_PL-ICM?',
    'reject NGI_PL-ICM no time',
    'We cannot accept this now',
    'I would accept NGI_PL-ICM',
    'acceptance NGI_PL-ICM',
    'accept-NGI_PL-ICM',
    'NGI_PL-ICM accept NGI_PL-ICM',
    'the answer is accept NGI_PL-ICM',
    'accept or reject NGI_PL-ICM',
    '> accept NGI_PL-ICM',
    '"accept NGI_PL-ICM"',
    '',
    '   ',
    '#42',
    '#rollcall',
  ])('prose: %s', (line) => {
    expect(readLine(line)).toBeNull()
  })
})

describe('the sample line', () => {
  it.each([
    '<accept|reject> <NGI>-<Site-name>',
    '&lt;accept|reject&gt; &lt;NGI&gt;-&lt;Site-name&gt;',
    '[accept|reject] [NGI]-[Site-name]',
    '"<accept | reject> <NGI>-<Site-name>"',
    'accept|reject NGI-Site-name',
    '<accept/reject> NGI_PL-ICM',
    'reject|accept NGI_PL-ICM',
    '#42 <accept|reject> <NGI>-<Site-name>',
    '#rollcall <accept|reject> <NGI>-<Site-name>',
    'accept <NGI>-<Site-name>',
    'accept NGI-Site',
    'NGI-Site-name accept',
    'reject NGI-Site, <reason>',
    '*<accept|reject>* *<NGI>-<Site-name>*',
  ])('is never a command: %s', (line) => {
    expect(readLine(line)).toBeNull()
  })
})

describe('the other verbs', () => {
  it.each([
    ['withdraw', { verb: 'withdraw', words: '' }],
    ['withdraw NGI_PL-ICM the disks broke', { verb: 'withdraw', words: 'NGI_PL-ICM the disks broke' }],
    ['volunteer NGI_PL-ICM', { verb: 'volunteer', team: 'NGI_PL-ICM' }],
    ['open Staged Rollout CA 1.38', { verb: 'open', title: 'Staged Rollout CA 1.38' }],
    ['link bugs https://example.org/1', { verb: 'link', link: 'bugs', url: 'https://example.org/1' }],
    [
      'link Release\u2010Notes <https://example.org/1>',
      { verb: 'link', link: 'release-notes', url: 'https://example.org/1' },
    ],
    [
      'link documentation https://example.org/1<https://example.org/1>.',
      { verb: 'link', link: 'documentation', url: 'https://example.org/1' },
    ],
    [
      'assign NGI_PL-ICM, NGI_DE-FZJ and LIP-Lisbon',
      { verb: 'assign', teams: ['NGI_PL-ICM', 'NGI_DE-FZJ', 'LIP-Lisbon'] },
    ],
    ['unassign NGI_PL-ICM', { verb: 'unassign', team: 'NGI_PL-ICM' }],
    ['unassign NGI_PL-ICM: they moved', { verb: 'unassign', team: 'NGI_PL-ICM', reason: 'they moved' }],
    ['call', { verb: 'call', lists: [] }],
    [
      'call ea-arc@lists.example ea-glite@lists.example',
      { verb: 'call', lists: ['ea-arc@lists.example', 'ea-glite@lists.example'] },
    ],
    ['also ea-arc@lists.example.', { verb: 'also', lists: ['ea-arc@lists.example'] }],
    ['now', { verb: 'now' }],
    ['Hold.', { verb: 'hold' }],
    ['skip!', { verb: 'skip' }],
    ['take NGI_PL-ICM', { verb: 'take', team: 'NGI_PL-ICM' }],
    ['take', { verb: 'take' }],
    ['document 1234', { verb: 'document', document: { id: '1234' } }],
    ['document EGI-doc-1234.', { verb: 'document', document: { id: 'EGI-doc-1234' } }],
    [
      'document https://documents.example/1234',
      { verb: 'document', document: { url: 'https://documents.example/1234' } },
    ],
    ['outcome accept', { verb: 'outcome', outcome: 'ACCEPT' }],
    ['Outcome REJECT, two sites failed', { verb: 'outcome', outcome: 'REJECT', reason: 'two sites failed' }],
    ['outcome Reject because it broke', { verb: 'outcome', outcome: 'REJECT', reason: 'it broke' }],
    ['resolve', { verb: 'resolve' }],
    ['resolve anyway nobody needs it', { verb: 'resolve', anyway: 'nobody needs it' }],
    ['reopen', { verb: 'reopen' }],
    ['reopen: a new bug', { verb: 'reopen', reason: 'a new bug' }],
    ['status', { verb: 'status', all: false }],
    ['Status all.', { verb: 'status', all: true }],
    ['why!', { verb: 'why' }],
    ['#7 why', { verb: 'why', ticket: 7 }],
    ['help', { verb: 'help' }],
    ['undo', { verb: 'undo' }],
    ['Undo!', { verb: 'undo' }],
    ['dry-run', { verb: 'dry-run' }],
    ['Dry run.', { verb: 'dry-run' }],
    ['note We start on Monday.', { verb: 'note', text: 'We start on Monday.' }],
    ['yes', { verb: 'yes' }],
    ['Yes.', { verb: 'yes' }],
    ['open', { verb: 'incomplete', of: 'open' }],
    ['link bugs', { verb: 'incomplete', of: 'link' }],
    ['assign', { verb: 'incomplete', of: 'assign' }],
    ['resolve anyway', { verb: 'incomplete', of: 'resolve' }],
  ])('%s', (line, said) => {
    expect(read(line)).toEqual(said)
  })

  it.each([
    'now that we are here',
    'hold on',
    'skip it',
    'yes we accept',
    'call me tomorrow',
    'take the invitation',
    'document the change',
    'outcome unclear',
    'resolve this please',
    'link wiki https://example.org',
    'link bugs https://example.org and more',
    'toString',
    'constructor now',
    'why not',
    'undo that please',
    'dry run of the installation',
    'now-run',
    'why?',
    'help us please',
    'status quo',
    'status of the test: fine',
  ])('prose: %s', (line) => {
    expect(readLine(line)).toBeNull()
  })
})

describe('what may stand before a command', () => {
  it('names the ticket, or calls the bot by name, or both', () => {
    expect(readLine('#42 accept NGI_PL-ICM')).toMatchObject({ verb: 'accept', ticket: 42, prefixed: false })
    expect(readLine('#rollcall accept NGI_PL-ICM')).toMatchObject({ verb: 'accept', prefixed: true })
    expect(readLine('  #ROLLCALL: #42 hold ')).toMatchObject({
      verb: 'hold',
      ticket: 42,
      prefixed: true,
      line: '#ROLLCALL: #42 hold',
    })
    expect(readLine('#rollcall hold')).not.toHaveProperty('ticket')
  })
  it.each(['#0 hold', '#-1 hold', '#1e9 hold', '#99999999999 hold', '#42hold', '#rollcallhold'])(
    'but not as %s',
    (line) => {
      expect(readLine(line)).toBeNull()
    },
  )
})

describe('a hostile line', () => {
  it('of more than 1,000 characters is prose', () => {
    expect(readLine(`note ${'x'.repeat(996)}`)).toBeNull()
    expect(readLine(`note ${'x'.repeat(995)}`)).toMatchObject({ verb: 'note' })
  })
  it('is read in a moment whatever it repeats', () => {
    const before = performance.now()
    for (const piece of [
      '<',
      '<a',
      '>',
      '<http://',
      ' ',
      ',',
      ':',
      'accept ',
      '#1 ',
      '-',
      '*',
      '&lt;',
      'a<http://a>',
      '. ',
    ])
      for (const head of ['', 'accept ', 'reject X, ', 'assign ', 'link bugs ', 'outcome reject '])
        readLine((head + piece.repeat(1000)).slice(0, 1000))
    expect(performance.now() - before).toBeLessThan(1000)
  })
  it('never throws, and a command it gives keeps the line as written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc
            .array(
              fc.constantFrom(
                'accept',
                'reject',
                '#42',
                '#rollcall',
                '<',
                '>',
                ',',
                'assign',
                'A-b',
                'because',
                'link',
                '\u00a0',
              ),
            )
            .map((parts) => parts.join(' ')),
        ),
        (line) => {
          const command = readLine(line)
          if (command !== null) expect(command.line).toBe(line.trim())
        },
      ),
    )
  })
})
