// Who plays in the sandbox (SPEC §10): real NGI and site names, nobody real behind them. Everybody writes from an
// example domain (RFC 2606); the bot is staged-rollout@egi.example. One page, so that who plays what can be read at
// a glance; the many other sites of the roster are federation.ts's.

export const bot = {
  address: 'staged-rollout@egi.example',
  name: 'Staged Rollout',
  zone: 'Europe/Amsterdam',
  admin: 'postmaster@egi.example',
}

export type Role = 'manager' | 'release owner' | 'early adopter' | 'list subscriber' | 'outsider'
export type PlayPerson = {
  /** Part of the address of their inbox. */
  readonly id: string
  readonly name: string
  readonly address: string
  readonly role: Role
  /** What they do, in a few words. */
  readonly what: string
  /** `NGI-Site`, for early adopters. */
  readonly team?: string
  /** Mailing lists they read. */
  readonly lists: readonly string[]
}

const listOf = (stack: string) => `early-adopters-${stack}@mailman.egi.example`
export const widerList = listOf('ops')

type SampleStack = {
  readonly name: string
  readonly titles: readonly string[]
  readonly components: readonly string[]
  readonly managers: readonly string[]
  /** What the managers are called, in their order. */
  readonly names: readonly string[]
  readonly repositories: { readonly [stackMajor: string]: string }
}
export const stacks: readonly SampleStack[] = [
  {
    name: 'glite',
    titles: ['gLite', 'EMI', 'UMD'],
    components: ['CA'],
    managers: ['mgr-glite@egi.example', 'mgr2-glite@egi.example'],
    names: ['Gina Rossi', 'Marco Bassi'],
    repositories: { 'EMI-1': 'https://repo.egi.example/emi/1/testing' },
  },
  {
    name: 'arc',
    titles: ['ARC', 'NorduGrid'],
    components: ['nordugrid-arc'],
    managers: ['mgr-arc@ndgf.example', 'mgr2-arc@ndgf.example'],
    names: ['Balder Holm', 'Oda Lien'],
    repositories: {},
  },
  {
    name: 'unicore',
    titles: ['UNICORE'],
    components: ['unicore-gateway', 'unicore-client'],
    managers: ['mgr-unicore@icm.example', 'mgr2-unicore@icm.example'],
    names: ['Pawel Zima', 'Ula Wrona'],
    repositories: {},
  },
  {
    name: 'globus',
    titles: ['Globus', 'IGE'],
    components: ['gridftp'],
    managers: ['mgr-globus@lrz.example', 'mgr2-globus@lrz.example'],
    names: ['Ilse Brandt', 'Otto Kern'],
    repositories: {},
  },
  {
    name: 'operational-tools',
    titles: ['OpsTools'],
    components: ['SAM-Update', 'APEL'],
    managers: ['mgr-tools@egi.example', 'mgr2-tools@egi.example'],
    names: ['Tessa Vink', 'Daan Prins'],
    repositories: {},
  },
]
export const listOfStack = listOf

export const groups = { all: ['mgr-ops@egi.example'], release: ['sw-rel-sr@egi.example'] }

/** The teams with a face. Every other site of the list has one address, so that all names are known. */
export const teams: readonly {
  readonly ngi: string
  readonly site: string
  readonly stacks: readonly string[]
  readonly members: readonly (readonly [id: string, name: string, address: string])[]
}[] = [
  {
    ngi: 'NGI_IBERGRID',
    site: 'LIP-Lisbon',
    stacks: ['glite'],
    members: [
      ['maria', 'Maria Silva', 'maria@lip.example'],
      ['joao', 'João Pires', 'joao@lip.example'],
    ],
  },
  {
    ngi: 'NGI_PL',
    site: 'CYFRONET-LCG2',
    stacks: ['glite', 'unicore'],
    members: [
      ['jan', 'Jan Kowalski', 'jan@cyfronet.example'],
      ['ewa', 'Ewa Nowak', 'ewa@cyfronet.example'],
    ],
  },
  {
    ngi: 'NGI_HR',
    site: 'egee.srce.hr',
    stacks: ['glite'],
    members: [['ana', 'Ana Horvat', 'ana@srce.example']],
  },
  {
    ngi: 'NGI_NDGF',
    site: 'SE-SNIC-T2',
    stacks: ['arc'],
    members: [
      ['astrid', 'Astrid Lund', 'astrid@snic.example'],
      ['nils', 'Nils Berg', 'nils@snic.example'],
      ['karin', 'Karin Ek', 'karin@snic.example'],
    ],
  },
  {
    ngi: 'NGI_UK',
    site: 'UKI-LT2-Brunel',
    stacks: ['glite', 'globus'],
    members: [['raul', 'Raul Grant', 'raul@brunel.example']],
  },
  {
    ngi: 'NGI_DE',
    site: 'LRZ-LMU',
    stacks: ['globus', 'unicore'],
    members: [['helga', 'Helga Maier', 'helga@lmu.example']],
  },
  {
    ngi: 'AsiaPacific',
    site: 'TOKYO-LCG2',
    stacks: ['glite'],
    members: [['yuki', 'Yuki Tanaka', 'yuki@icepp.example']],
  },
  {
    ngi: 'EGI.eu',
    site: 'GRIDOPS-APEL',
    stacks: ['operational-tools'],
    members: [['stuart', 'Stuart Hill', 'stuart@apel.example']],
  },
]

/** A site that exists and has no team: who reads there may volunteer it. */
export const withoutTeam: readonly string[] = ['NGI_GRNET-HG-03-AUTH', 'NGI_CH-CSCS-LCG2']

const others: readonly PlayPerson[] = [
  ...stacks.flatMap(({ name, names, managers }) =>
    managers.map((address, index) => ({
      id: address.split('@')[0] ?? address,
      name: names[index] ?? address,
      address,
      role: 'manager' as const,
      what: `manages staged rollouts of ${name}`,
      lists: [listOf(name)],
    })),
  ),
  {
    id: 'mgr-ops',
    name: 'Olga Operations',
    address: 'mgr-ops@egi.example',
    role: 'manager',
    what: 'is told of every rollout (the group staged-rollout)',
    lists: [widerList],
  },
  {
    id: 'sw-rel-sr',
    name: 'Release owners',
    address: 'sw-rel-sr@egi.example',
    role: 'release owner',
    what: 'own the ticket of the release (the group sw-rel-sr)',
    lists: [],
  },
  {
    id: 'postmaster',
    name: 'Postmaster',
    address: bot.admin,
    role: 'outsider',
    what: 'looks after the service',
    lists: [],
  },
  {
    id: 'eleni',
    name: 'Eleni Papas',
    address: 'eleni@auth.example',
    role: 'list subscriber',
    what: 'runs NGI_GRNET-HG-03-AUTH, a site without a team',
    lists: [listOf('glite'), widerList],
  },
  {
    id: 'beat',
    name: 'Beat Keller',
    address: 'beat@cscs.example',
    role: 'list subscriber',
    what: 'runs NGI_CH-CSCS-LCG2, a site without a team',
    lists: [listOf('glite'), listOf('arc'), widerList],
  },
  {
    id: 'stranger',
    name: 'Sam Stranger',
    address: 'sam@elsewhere.example',
    role: 'outsider',
    what: 'has no part in any of it',
    lists: [],
  },
]

const subscriptions: { readonly [id: string]: readonly string[] } = { raul: [listOf('glite'), widerList] }

/** Everybody with a face, in the order in which inboxes are listed. */
export const people: readonly PlayPerson[] = [
  ...others.filter(({ role }) => role === 'manager'),
  ...teams.flatMap(({ ngi, site, members }) =>
    members.map(([id, name, address]) => ({
      id,
      name,
      address,
      role: 'early adopter' as const,
      what: `is on the team ea-${ngi}-${site}`,
      team: `${ngi}-${site}`,
      lists: subscriptions[id] ?? [],
    })),
  ),
  ...others.filter(({ role }) => role !== 'manager'),
]
