// The sandbox's config as data: the shape the config room makes of a rollcall.toml, with everything on loopback and a
// transport that is always the outbox (SPEC §10): nothing leaves this machine. What is not said here is the default.

import { asStackName } from '../rollout/ids.ts'
import { bot, groups, listOfStack, stacks, widerList } from './cast.ts'

const loopback = '127.0.0.1'

/** `data`: the folder of its state; `rosterFile`: where rosterCsv was written; ports of the pages and of the listener. */
export const sandboxSettings = (data: string, rosterFile: string, ports: { web: number; smtp: number }) => ({
  file: `${data}/rollcall.toml`,
  bot: { ...bot, data, templates: null },
  mailbox: {
    kind: 'listen' as const,
    protocol: 'smtp' as const,
    listen: { host: loopback, port: ports.smtp },
    tls: null,
  },
  transport: { kind: 'outbox' as const, path: `${data}/outbox` },
  // Names for explain, which reads mail of a real federation's servers; the sandbox itself has neither.
  trust: {
    authservIds: ['mail.egi.example'],
    verifyDkim: true,
    trackerHosts: ['rt.egi.example'],
    banners: [],
  },
  roster: { file: rosterFile },
  managers: { ...groups, releaseGroup: 'sw-rel-sr' },
  stacks: stacks.map(({ name, titles, components, managers, repositories }) => ({
    name: asStackName(name),
    titles,
    components,
    managers,
    repositories,
    lists: [listOfStack(name)],
    componentLists: {},
  })),
  lists: { wider: [widerList] },
  deadlines: {
    answer: { n: 1, unit: 'working day' as const },
    remindAt: '09:00',
    dueAt: '18:00',
    // Letters are looked at one by one as they come, and the visitor's clock jumps: neither hours nor limits.
    sendFrom: '00:00',
    sendUntil: '00:00',
    remindCapDays: 30,
    trial: { n: 7, unit: 'day' as const },
    trialCheck: { n: 5, unit: 'day' as const },
    started: { n: 3, unit: 'working day' as const },
    emergencyAnswer: { n: 4, unit: 'working hour' as const },
    emergencyTrial: { n: 1, unit: 'day' as const },
    digestAt: '08:00',
  },
  escalation: {
    mode: 'auto' as const,
    preview: { n: 4, unit: 'working hour' as const },
    round: { n: 3, unit: 'working day' as const },
    seats: 2,
  },
  calendar: { closed: [], closedIn: {}, workedIn: {} },
  names: { os: [], arch: [] },
  store: { kind: 'sqlite' as const, backupEvery: null, backups: 7 },
  reports: {
    counts: ['odt' as const, 'docx' as const, 'doc' as const],
    templates: { odt: null, docx: null },
    enclosureSize: 15 * 1024 * 1024,
  },
  limits: {
    lettersPerHour: 2000,
    strangersPerHour: 60,
    answersPerHour: 20,
    unprovenAnswersPerDay: 1,
    questionsPerDay: 3,
    lettersADay: 0,
    clockJump: 300,
    giveUpDays: 5,
    mailSize: 40 * 1024 * 1024,
  },
  board: { listen: { host: loopback, port: ports.web } },
  tracker: { tags: ['rt.egi.example'], address: null },
})
