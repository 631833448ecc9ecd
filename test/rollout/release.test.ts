import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import {
  documentTitle,
  findTitle,
  listsOf,
  missingStackLine,
  readTitle,
  repositoryOf,
  sameRelease,
  shortName,
  stackFamily,
  stackMajor,
  stackOf,
  summaryName,
  writeTitle,
} from '../../src/rollout/release.ts'
import { asPersonId, asStackName } from '../../src/rollout/ids.ts'
import type { Release } from '../../src/rollout/ticket.ts'
import type { Stack } from '../../src/rollout/world.ts'

const none = { os: [], arch: [] }
const release = (stack: string, component: string, version: string, os = '', arch = ''): Release => ({
  stack,
  component,
  version,
  os,
  arch,
})
const dpm = release('EMI-1.0', 'SE-DPM_mysql', '1.8.0-1', 'SL5', 'x86_64')
const ca = release('', 'CA', '1.38')

describe('a title', () => {
  it.each([
    ['Staged Rollout CA 1.38', ca],
    ['Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64', dpm],
    [
      'Staged Rollout UMD-4 bouncycastle.bouncycastle 1.58.-1 centos7 x86_64',
      release('UMD-4', 'bouncycastle.bouncycastle', '1.58.-1', 'centos7', 'x86_64'),
    ],
    ['Staged Rollout gLite 3.2 CREAM 1.6.0 SL5', release('gLite 3.2', 'CREAM', '1.6.0', 'SL5')],
    ['Staged Rollout EMI-2 fts3 3.1 noarch', release('EMI-2', 'fts3', '3.1', '', 'noarch')],
    ['Staged Rollout cvmfs v2.11.2 EL9 aarch64', release('', 'cvmfs', 'v2.11.2', 'EL9', 'aarch64')],
    [
      'Staged Rollout CMD-OS-1 x 1 ubuntu-xenial amd64',
      release('CMD-OS-1', 'x', '1', 'ubuntu-xenial', 'amd64'),
    ],
  ])('%s reads and writes back unchanged', (title, expected) => {
    expect(readTitle(title, none)).toEqual(expected)
    expect(writeTitle(expected)).toBe(title)
  })

  it.each([
    'CA 1.38',
    ' staged  ROLLOUT\tCA   1.38 ',
    'Staged-Rollout CA 1.38',
    'Staged\u00a0Rollout CA\u00a01.38',
  ])('may come with loose blanks, in any case, without its prefix: %j', (title) =>
    expect(readTitle(title, none)).toEqual(ca),
  )

  it('knows the operator\u2019s own os and arch names, whatever their case', () => {
    const names = { os: ['Solaris'], arch: ['sparc'] }
    expect(readTitle('X 1.0 solaris SPARC', names)).toEqual(release('', 'X', '1.0', 'solaris', 'SPARC'))
    expect(readTitle('X 1.0 solaris SPARC', none)).toBeNull()
  })

  it.each([
    ['nothing', ''],
    ['the prefix alone', 'Staged Rollout'],
    ['no version', 'Staged Rollout CA'],
    ['no version before os and arch', 'Staged Rollout EMI-1.0 SE-DPM_mysql SL5 x86_64'],
    ['a version that is a name', 'Staged Rollout EMI-1.0 fts3 SL6 x86_64'],
    ['an os nobody knows', 'Staged Rollout CA 1.38 Plan9 x86_64'],
    ['a component without a letter', 'Staged Rollout CA 1.38 2'],
    ['prose', 'Staged Rollout meeting on Monday'],
    ['a line end', 'Staged Rollout CA\n1.38'],
    ['a NUL', 'Staged Rollout C\u0000A 1.38'],
    ['a path', 'Staged Rollout ../../etc 1.38'],
    ['a slash', 'Staged Rollout a/b 1.38'],
    ['a Cyrillic letter', 'Staged Rollout C\u0410 1.38'],
    ['over-long input', `Staged Rollout CA 1.${'0'.repeat(300)}`],
  ])('is refused for %s', (_, title) => expect(readTitle(title, none)).toBeNull())

  it('never throws, and what it reads it writes back to the same release', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9._+-]{1,12}$/)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 7 }).map((words) => words.join(' ')),
        ),
        (title) => {
          const read = readTitle(title, none)
          if (read) expect(readTitle(writeTitle(read), none)).toEqual(read)
        },
      ),
    )
  })
})

describe('a subject', () => {
  it.each([
    ['Re: [staged-rollout #42] Staged Rollout CA 1.38', ca],
    ['AW: [rt.egi.example #9921] [Comment] staged rollout CA 1.38', ca],
    ['Fwd: Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64 (was: hello)', dpm],
    ['Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64: accept', dpm],
    ['Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64 accept please', dpm],
    ['Staged Rollout CA 1.38 2 questions', ca],
    ['"Staged Rollout CA 1.38".', ca],
  ])('holds a title: %s', (subject, expected) => expect(findTitle(subject, none)).toEqual(expected))

  it.each([
    'Staged Rollout meeting',
    'CA 1.38',
    'Re: [staged-rollout #42] 1.38',
    'Unstaged Rollout CA 1.38',
    '',
  ])('may hold none: %j', (subject) => expect(findTitle(subject, none)).toBeNull())

  it('is cut before it is searched', () => {
    expect(findTitle(`${'staged rollout '.repeat(2000)}CA 1.38`, none)).toBeNull()
  })
})

const stack = (name: string, more: Partial<Stack>): Stack => ({
  name: asStackName(name),
  titles: [],
  components: [],
  managers: [asPersonId('p1')],
  lists: [],
  componentLists: {},
  repositories: {},
  ...more,
})

describe('the stack of a release', () => {
  const glite = stack('glite', {
    titles: ['gLite', 'EMI', 'UMD-3'],
    components: ['CA'],
    lists: ['glite@lists.example'],
    componentLists: { 'SE-DPM_mysql': ['dpm@lists.example'], empty: [] },
    repositories: { 'EMI-1': 'https://repo.example/emi/1', 'EMI-1.5': 'https://repo.example/emi/1.5' },
  })
  const ops = stack('operational-tools', { titles: ['CMD-OS', 'UMD'], components: ['unicore-gateway'] })
  const stacks = [glite, ops]

  it.each([
    ['by component before anything else', release('EMI-1.0', 'UNICORE-gateway', '1'), ops],
    ['by component where the title has no stack', ca, glite],
    ['by the title without its version', dpm, glite],
    ['by a title with hyphens', release('CMD-OS-1', 'x', '1'), ops],
    ['by a title with a blank', release('glite 3.2', 'x', '1'), glite],
    ['by its major before its bare name', release('UMD-3.14.0', 'x', '1'), glite],
    ['by its bare name', release('UMD-4.1.0', 'x', '1'), ops],
    ['not by a part of a name', release('EMIR-1', 'x', '1'), null],
    ['not at all where there is none', release('', 'x', '1'), null],
  ])('is found %s', (_, wanted, found) => expect(stackOf(wanted, stacks)).toBe(found))

  it('names its repository by the whole stack, then by its major version', () => {
    expect(repositoryOf(dpm, glite)).toBe('https://repo.example/emi/1')
    expect(repositoryOf({ ...dpm, stack: 'emi-1.5' }, glite)).toBe('https://repo.example/emi/1.5')
    expect(repositoryOf({ ...dpm, stack: 'EMI-2.0' }, glite)).toBeUndefined()
    expect(repositoryOf({ ...dpm, stack: 'constructor' }, glite)).toBeUndefined()
    expect(repositoryOf(dpm, null)).toBeUndefined()
  })

  it('names the lists of the component, else its own', () => {
    expect(listsOf(dpm, glite)).toEqual(['dpm@lists.example'])
    expect(listsOf({ ...dpm, component: 'empty' }, glite)).toEqual(['glite@lists.example'])
    expect(listsOf({ ...dpm, component: 'constructor' }, glite)).toEqual(['glite@lists.example'])
    expect(listsOf(dpm, null)).toEqual([])
  })

  it('where missing, is one line of configuration away', () => {
    expect(missingStackLine(dpm)).toBe('titles = ["EMI"]  # under [stacks.<name>]')
    expect(missingStackLine(ca)).toBe('components = ["CA"]  # under [stacks.<name>]')
  })

  it.each([
    ['EMI-1.0', 'EMI', 'EMI-1'],
    ['CMD-OS-1', 'CMD-OS', 'CMD-OS-1'],
    ['UMD-4.17.1', 'UMD', 'UMD-4'],
    ['gLite 3.2', 'gLite', 'gLite 3'],
    ['UNICORE6', 'UNICORE', 'UNICORE6'],
    ['ARC', 'ARC', 'ARC'],
    ['Dev1', 'Dev', 'Dev1'],
    ['', '', ''],
  ])('%s is of the family %s and the major %s', (title, family, major) => {
    expect(stackFamily(title)).toBe(family)
    expect(stackMajor(title)).toBe(major)
  })
})

describe('names made from a release', () => {
  it('leave out what the title leaves out', () => {
    expect(documentTitle(dpm)).toBe('Staged rollout EMI-1.0 SE-DPM_mysql 1.8.0-1')
    expect(documentTitle(ca)).toBe('Staged rollout CA 1.38')
    expect(summaryName(dpm)).toBe('summary-EMI-1.0-SE-DPM_mysql-1.8.0-1')
    expect(summaryName(ca)).toBe('summary-CA-1.38')
    expect(shortName(dpm)).toBe('SE-DPM_mysql 1.8.0-1 (EMI-1.0, SL5 x86_64)')
    expect(shortName({ ...ca, arch: 'noarch' })).toBe('CA 1.38 (noarch)')
    expect(shortName(ca)).toBe('CA 1.38')
  })

  it('are of one release whatever the case, and of two where a part differs', () => {
    expect(sameRelease(dpm, { ...dpm, stack: 'emi-1.0', os: 'sl5' })).toBe(true)
    expect(sameRelease(dpm, { ...dpm, os: '' })).toBe(false)
    expect(sameRelease(release('A B', 'C', '1'), release('A', 'B C', '1'))).toBe(false)
  })
})
