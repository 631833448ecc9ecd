// The part of the table of commands that keeps what the agent remembers (SPEC §7, operations): copied, looked at, put
// back, brought up to date.

import type { CommandEntry } from './program.ts'

export const keepingCommands: readonly CommandEntry[] = [
  {
    name: 'backup',
    takes: '[file]',
    forms: [['backup [FILE]', 'copy all that is remembered into one file, beside a running agent']],
    options: [],
    load: () => import('./backup.ts'),
  },
  {
    name: 'restore',
    takes: '<file>',
    forms: [['restore FILE', 'put a backup in the place of what is there, which is kept']],
    options: [],
    load: () => import('./restore.ts'),
  },
  {
    name: 'verify',
    takes: '[file]',
    forms: [['verify [FILE]', 'say everything that is not as it was written, here or in a backup']],
    options: [],
    load: () => import('./verify.ts'),
  },
  {
    name: 'migrate',
    takes: '',
    forms: [['migrate [--check]', 'bring the database up to this version, after a backup']],
    options: [{ flags: '--check', about: 'only say what is pending' }],
    load: () => import('./migrate.ts'),
  },
]
