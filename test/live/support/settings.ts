// What the operator of the lab would write: a config by the example's shape, with the lab's ports, and a roster with
// its people. Some members have no mailbox: their invitations come back.

import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lab } from '../lab/lab.ts'
import { authservId, bot, list } from '../lab/people.ts'
import { passwordVariable } from './agent.ts'

export const managerGlite = 'mgr-glite@egi.example'
export const managerOps = 'mgr-ops@egi.example'
const releaseOwner = 'sw-rel-sr@egi.example'
export const maria = 'maria@lip.example'
export const jan = 'jan@desy.example'
export const heike = 'heike@desy.example'
/** Named in the roster, unknown to every server. */
export const unknown = { lisbon: 'nobody@lip.example', zagreb: 'nobody@desy.example' } as const

export const lisbon = 'NGI_IBERGRID-LIP-Lisbon'
export const desy = 'NGI_DE-DESY-HH'
export const zagreb = 'NGI_HR-egee.srce.hr'
/** On no roster. */
export const brunel = 'NGI_UK-UKI-LT2-Brunel'

export const roster = `ngi,site,country,timezone,stacks,members,aliases
NGI_IBERGRID,LIP-Lisbon,PT,Europe/Lisbon,glite,${maria};${unknown.lisbon},
NGI_DE,DESY-HH,DE,Europe/Berlin,glite,${jan};${heike},
NGI_HR,egee.srce.hr,HR,Europe/Zagreb,glite,${unknown.zagreb},
`

type Value = string | number | boolean | readonly string[]
export type Tables = { readonly [table: string]: { readonly [key: string]: Value | undefined } }

const usual = (lab: Lab): Tables => ({
  bot: {
    address: bot,
    name: 'Staged Rollout',
    data: 'var',
    timezone: 'Europe/Amsterdam',
    admin: 'postmaster@egi.example',
  },
  mailbox: {
    kind: 'imap',
    host: lab.imap.host,
    port: lab.imap.port,
    security: 'tls',
    ca_file: lab.imap.ca,
    user: bot,
    password_env: passwordVariable,
    folder: 'INBOX',
    done: 'Processed',
  },
  transport: {
    kind: 'smtp',
    host: lab.submission.host,
    port: lab.submission.port,
    security: 'starttls',
    ca_file: lab.imap.ca,
    user: bot,
    password_file: 'smtp.password',
  },
  trust: { authserv_ids: [authservId] },
  roster: { file: 'roster.csv' },
  managers: { all: [managerOps], release: [releaseOwner] },
  'stacks.glite': { titles: ['gLite', 'EMI'], managers: [managerGlite], lists: [list.address] },
  // The lab is played at any hour of any day, and each of its letters is waited for.
  deadlines: { send_from: '00:00', send_until: '00:00' },
  limits: { letters_a_day: 0 },
})

/** The usual tables with some keys changed; `undefined` takes a key out, a new `kind` takes the whole table. */
function changed(tables: Tables, changes: Tables): Tables {
  const merged = Object.keys({ ...tables, ...changes }).map((name) => {
    const fresh = changes[name]?.['kind'] !== undefined
    return [name, { ...(fresh ? {} : tables[name]), ...changes[name] }] as const
  })
  return Object.fromEntries(merged)
}

// A JSON text, number, truth or list of texts is the same in TOML.
const toml = (tables: Tables): string =>
  Object.entries(tables)
    .map(
      ([name, keys]) =>
        `[${name}]\n${Object.entries(keys)
          .filter(([, value]) => value !== undefined)
          .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
          .join('')}`,
    )
    .join('\n')

export type Settings = {
  /** Holds config, roster, password and, once it ran, the data folder `var`. */
  readonly dir: string
  readonly config: string
  /** Writes the config anew with these changes to the usual one. */
  change(changes: Tables): Promise<void>
}

/** A folder of its own below the lab's, with everything that `rollcall run` needs. */
export async function writeSettings(lab: Lab, changes: Tables = {}, people = roster): Promise<Settings> {
  const dir = await mkdtemp(join(lab.dir, 'rollcall-'))
  const config = join(dir, 'rollcall.toml')
  const change = async (next: Tables) => writeFile(config, toml(changed(usual(lab), next)))
  await writeFile(join(dir, 'roster.csv'), people)
  await writeFile(join(dir, 'smtp.password'), 'lab-only\n', { mode: 0o600 })
  await change(changes)
  return { dir, config, change }
}
