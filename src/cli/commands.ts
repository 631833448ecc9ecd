// The table of commands (SPEC §7): how each is called, and one lazy import each, so that a short command does not pay
// for the whole house. What a command does is in its own file.

import { figure, figureNames } from '../rollout/figurelist.ts'
import { keepingCommands } from './keepingcommands.ts'
import { type CommandEntry, type CommandOption, readPort } from './program.ts'

const roster: CommandOption = { flags: '--roster <FILE>', about: 'a roster in place of the config’s' }

const format: CommandOption = { flags: '--format <FORMAT>', about: 'odt or docx' }
const written: readonly CommandOption[] = [
  { flags: '-o, --out <FILE>', about: 'a file or a folder in place of the current folder' },
  { flags: '--force', about: 'write over what is there' },
]

export const commands: readonly CommandEntry[] = [
  {
    name: 'sandbox',
    takes: '',
    forms: [['sandbox [--play]', 'try everything on this machine; nothing to configure, nothing leaves it']],
    options: [
      { flags: '--play', about: 'let the sample people act by themselves' },
      { flags: '--port <N>', about: 'port of the web pages (8025, or the next free one)', read: readPort },
      {
        flags: '--smtp-port <N>',
        about: 'port that takes mail (2525, or the next free one)',
        read: readPort,
      },
      { flags: '--dir <DIR>', about: 'where its state is kept (var/sandbox)' },
    ],
    load: () => import('./sandbox.ts'),
  },
  {
    name: 'run',
    takes: '',
    forms: [['run [--from-beginning]', 'run the agent from a config']],
    options: [{ flags: '--from-beginning', about: 'act on mail that was there before the first start' }],
    load: () => import('./run.ts'),
  },
  {
    name: 'explain',
    takes: '<files...>',
    forms: [['explain FILE…', 'say what Rollcall understands of mails (.eml, mbox, -); changes nothing']],
    options: [
      roster,
      { flags: '--bot <ADDRESS>', about: 'the bot’s address' },
      { flags: '--authserv-id <ID>', about: 'whose Authentication-Results count' },
      { flags: '--now <INSTANT>', about: 'when it is, as 2026-11-23T09:00:00Z' },
      { flags: '--dns <SOURCE>', about: 'keys for DKIM from a FILE, the system, or off (off)' },
    ],
    load: () => import('./explain.ts'),
  },
  {
    name: 'when',
    takes: '<team> [instants...]',
    forms: [
      ['when TEAM', 'say when an answer would be due to an invitation sent now'],
      ['when TEAM INSTANT…', 'the same of one sent then; also of a pipe, an instant a line'],
    ],
    options: [roster],
    load: () => import('./when.ts'),
  },
  {
    name: 'ticket',
    takes: '[words...]',
    forms: [
      ['ticket list', 'all rollouts'],
      ['ticket show N', 'one rollout, with everything that happened'],
      ['ticket open TITLE…', 'begin a rollout'],
      ['ticket N COMMAND…', 'say to rollout N what a manager would say by mail'],
    ],
    options: [],
    load: () => import('./ticket.ts'),
  },
  {
    name: 'mail',
    takes: '[words...]',
    forms: [
      ['mail list [--held|--set-aside]', 'mail that came in'],
      ['mail show N', 'one mail, and what was made of it'],
      ['mail retry N|--all', 'put mail that could not be handled back in line'],
      ['mail release N', 'do what the yes would do that a held mail waits for'],
    ],
    options: [
      { flags: '--held', about: 'only what waits for a yes' },
      { flags: '--set-aside', about: 'only what could not be handled' },
      { flags: '--all', about: 'retry all that is set aside' },
    ],
    load: () => import('./mail.ts'),
  },
  {
    name: 'report list',
    takes: '<n>',
    forms: [['report list N', 'every report of rollout N, and which of them count']],
    options: [],
    load: () => import('./report-list.ts'),
  },
  {
    name: 'report show',
    takes: '<n> <name>',
    forms: [['report show N NAME', 'what one report says; NAME is its file’s or its team’s']],
    options: [],
    load: () => import('./report-show.ts'),
  },
  {
    name: 'report inspect',
    takes: '<files...>',
    forms: [['report inspect FILE…', 'what documents are, whether they are safe, and what they say']],
    options: [],
    load: () => import('./report-inspect.ts'),
  },
  {
    name: 'report summary',
    takes: '<n>',
    forms: [['report summary N', 'write the drafted summary of rollout N, as odt and docx']],
    options: [format, ...written],
    load: async () => ({ run: (await import('./report-write.ts')).summary }),
  },
  {
    name: 'report bundle',
    takes: '<n>',
    forms: [['report bundle N', 'write the reports and the summary of rollout N into one file']],
    options: written,
    load: async () => ({ run: (await import('./report-write.ts')).bundle }),
  },
  {
    name: 'report template',
    takes: '[words...]',
    forms: [['report template N TEAM', 'write the report template of a team, filled in for it']],
    options: [
      format,
      { flags: '--blank', about: 'ours with its words in braces left in, to begin an own one from' },
      ...written,
    ],
    load: async () => ({ run: (await import('./report-write.ts')).template }),
  },
  {
    name: 'pause',
    takes: '',
    forms: [['pause', 'keep every letter back; mail is still read and judged']],
    options: [],
    load: () => import('./pause.ts'),
  },
  {
    name: 'resume',
    takes: '',
    forms: [['resume', 'let letters leave again, and what waited']],
    options: [],
    load: async () => ({ run: (await import('./pause.ts')).resume }),
  },
  {
    name: 'status',
    takes: '',
    forms: [['status', 'what runs, what waits, what comes next']],
    options: [],
    load: () => import('./status.ts'),
  },
  {
    name: 'stats',
    takes: '[words...]',
    forms: [['stats [--quarter [Q]]', 'the figures of each quarter: rollouts, answers, trials, reports']],
    options: [
      { flags: '--quarter [Q]', about: 'one quarter, as 2026Q3, last or this; without a value every one' },
      { flags: '--by <GROUP>', about: 'quarter, stack or team' },
      { flags: '--from <DAY>', about: 'from this day on, as 2026-07-01' },
      { flags: '--until <DAY>', about: 'until this day, itself included' },
      { flags: '--csv', about: 'for a spreadsheet; docs/figures.md says what each column counts' },
    ],
    legend: figureNames.map((name) => [name, figure(name).means] as const),
    load: () => import('./stats.ts'),
  },
  {
    name: 'doctor',
    takes: '',
    forms: [['doctor [--fix] [--send]', 'look at everything an agent needs, and say the mend']],
    options: [
      { flags: '--fix', about: 'mend what is safe to mend: folders, half written pages' },
      { flags: '--send', about: 'also send the bot a mail at a plus address, and wait for it' },
      { flags: '--dns <SOURCE>', about: 'records from a FILE, the system, or off (system)' },
    ],
    load: () => import('./doctor.ts'),
  },
  ...keepingCommands,
  {
    name: 'letter preview',
    takes: '[name]',
    forms: [['letter preview NAME|--all', 'show letters as they would leave, from samples; sends none']],
    options: [
      { flags: '--all', about: 'every letter' },
      { flags: '--html', about: 'print the page of one sample' },
      { flags: '--text', about: 'print subject and text' },
      { flags: '--open', about: 'show the page in a browser' },
      { flags: '--out <FILE>', about: 'where the page is written (var/letters.html)' },
    ],
    load: () => import('./letter-preview.ts'),
  },
  {
    name: 'roster check',
    takes: '[file]',
    forms: [['roster check [FILE]', 'say everything that is wrong with a roster']],
    options: [],
    load: () => import('./roster-check.ts'),
  },
  {
    name: 'roster import',
    takes: '<file>',
    forms: [['roster import FILE', 'check a roster, show what changes, and put it in place of the config’s']],
    options: [],
    load: () => import('./roster-import.ts'),
  },
  {
    name: 'config check',
    takes: '',
    forms: [['config check', 'say everything that is wrong with the config']],
    options: [],
    load: () => import('./config-check.ts'),
  },
  {
    name: 'config init',
    takes: '',
    forms: [['config init', 'write a config to begin with; its comments are the manual']],
    options: [],
    load: () => import('./config-init.ts'),
  },
  {
    name: 'config schema',
    takes: '',
    forms: [['config schema', 'the shape of a config as JSON schema, for editors']],
    options: [],
    load: () => import('./config-schema.ts'),
  },
  {
    name: 'completion',
    takes: '<shell>',
    forms: [['completion SHELL', 'what bash, zsh or fish needs to complete these commands']],
    options: [],
    load: async () => ({ run: (await import('./completion.ts')).completing(commands) }),
  },
]
