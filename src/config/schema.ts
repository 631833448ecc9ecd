// The shape of rollcall.toml (SPEC §10): every table, key, default and what a single value must look like. Pure: what
// needs the disk or the environment is in surroundings.ts, what concerns two keys at once in crosschecks.ts, so that
// one wrong value hides no other complaint.

import { TomlDate } from 'smol-toml'
import { z } from 'zod'
import { longestLocal } from '../marks/address.ts'
import { readSpan } from '../rollout/deadline.ts'
import { limitKeys, noClockJump, noGiveUp, readClockJump, readGiveUp } from './limits.ts'
import { countingTypes } from './reports.ts'
import { noBackupEvery, readBackupEvery } from './store.ts'
import { didYouMean } from './nearest.ts'
import * as values from './values.ts'

/** A text in quotes, read into something; `expected` finishes the sentence `"x" is …`. */
const read = <T>(reader: (text: string) => T | null, expected: (text: string) => string) =>
  z.string().transform((text, context) => {
    const value = reader(text.trim())
    if (value !== null) return value
    const message = text.trim() === '' ? 'is empty; write something' : `"${text}" is ${expected(text)}`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

const text = z.string().trim().min(1)
const address = read(values.readAddress, () => 'not a mail address; write it plainly, as name@example.org')
const botAddress = read(
  (written) =>
    written.includes('+') || written.indexOf('@') > longestLocal ? null : values.readAddress(written),
  (written) =>
    written.indexOf('@') > longestLocal
      ? `too long before the @; Rollcall adds a signed part there, so take ${longestLocal} characters at most`
      : 'not a plain mail address; Rollcall itself adds the part after a plus, so write name@example.org',
)
const host = read(values.readHost, () => 'not a host; write a host name or an IP address, and the port apart')
const listen = read(values.readListen, () => 'not a place to listen at; write host:port, as 127.0.0.1:8025')
const boardListen = read(
  (written) => (written === 'off' ? ('off' as const) : values.readListen(written)),
  () => 'not a place to listen at; write host:port, as 127.0.0.1:8025, or "off"',
)
const link = read(values.readLink, () => 'not a link; write it from https:// on')
const size = read(values.readSize, () => 'not a size; write one like "40 MB"')
const time = read(values.readTime, () => 'not a time of day; write one from "00:00" to "23:59"')
const zone = read(
  values.readZone,
  (written) =>
    `not a time zone known here${didYouMean(written, values.knownZones(), 'write one like Europe/Amsterdam')}`,
)
const country = read((written) => {
  const found = values.readCountry(written)
  return 'country' in found ? found.country : null
}, values.noCountry)
const span = read(
  (written) => {
    const found = readSpan(written)
    return found !== null && found.n > 0 ? found : null
  },
  () => 'not a span of time; write one like "1 working day", "4 working hours" or "7 days"',
)
const days = read(
  (written) => {
    const found = readSpan(written)
    return found !== null && found.n > 0 && found.unit === 'day' ? found.n : null
  },
  () => 'no number of days; write one like "30 days"',
)
/** A day in quotes, or TOML's own date without them. */
const day = z.preprocess(
  (written) => (written instanceof TomlDate && written.isDate() ? written.toISOString() : written),
  read(values.readDay, () => 'not a day; write one like "2026-12-24"'),
)
const daysByCountry = z.record(country, z.array(day)).default({})
const port = z.int().min(1).max(65_535)
const security = z.enum(['tls', 'starttls', 'none'])
const texts = z.array(text).default([])
const addresses = z.array(address).default([])
const someAddresses = z.array(address).min(1)
const noName = 'is no name; use letters, digits, dot, hyphen and underscore'
/** Table and key names; also what the bot's own file names may hold. */
const name = z.string().refine((written) => values.readName(written) !== null, { error: noName })
const notHere = 'not available in this version; remove it'
const closed = z.never({ error: notHere }).optional()

/** A table that refuses unknown keys. Its message lists the nearest known key of each, one a line (see issues.ts). */
const table = <Shape extends { readonly [key: string]: z.ZodType }>(shape: Shape) => {
  const open = Object.keys(shape).filter((key) => shape[key] !== closed)
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `unknown key${didYouMean(key, open, 'remove it')}`).join('\n')
        : undefined,
  })
}

/** `password` itself, the file that holds it or the variable that does; surroundings.ts sees that it is one. */
const secret = {
  password: text.optional(),
  password_file: text.optional(),
  password_env: text.optional(),
}

const mailbox = z.discriminatedUnion('kind', [
  table({
    kind: z.literal('imap'),
    host,
    port: port.optional(),
    security: security.default('tls'),
    ca_file: text.optional(),
    user: text,
    ...secret,
    folder: text.default('INBOX'),
    done: z.string().trim().default(''),
  }),
  table({
    kind: z.literal('listen'),
    protocol: z.enum(['smtp', 'lmtp']).default('smtp'),
    listen,
    key_file: text.optional(),
    cert_file: text.optional(),
  }),
  table({ kind: z.literal('folder'), path: text }),
])

const transport = z.discriminatedUnion('kind', [
  table({
    kind: z.literal('smtp'),
    host,
    port: port.optional(),
    security: security.default('starttls'),
    ca_file: text.optional(),
    user: text.optional(),
    ...secret,
    connections: z.int().min(1).max(50).default(5),
    dkim: table({ domain: host, selector: host, key_file: text }).optional(),
  }),
  table({ kind: z.literal('outbox'), path: text.optional() }),
])

const stack = table({
  titles: texts,
  components: texts,
  managers: addresses,
  lists: addresses,
  repositories: z.record(z.string(), link).default({}),
  component_lists: z.record(z.string(), someAddresses).default({}),
  openpgp_keys: text.optional(),
})

/** Tables that must be looked into even where the file leaves them out: for their defaults, or for what they lack. */
export const tables = [
  'bot',
  'mailbox',
  'transport',
  'trust',
  'roster',
  'managers',
  'stacks',
  'lists',
  'deadlines',
  'escalation',
  'calendar',
  'names',
  'store',
  'limits',
  'reports',
  'board',
] as const

export const schema = table({
  bot: table({
    address: botAddress,
    name: text.default('Staged Rollout'),
    data: text.default('var'),
    timezone: zone.prefault('UTC'),
    country: country.optional(),
    admin: address,
    templates: text.optional(),
  }),
  mailbox,
  transport,
  trust: table({
    authserv_ids: texts,
    verify_dkim: z.boolean().default(true),
    tracker_hosts: z.array(host).default([]),
    banners: texts,
  }),
  roster: table({ file: text.default('roster.csv') }),
  managers: table({
    all: someAddresses,
    release: addresses,
    release_group: text.default('sw-rel-sr'),
    openpgp_keys: text.optional(),
  }),
  stacks: z.record(name, stack),
  lists: table({ wider: addresses, server: closed }),
  deadlines: table({
    answer: span.prefault('1 working day'),
    remind_at: time.default('09:00'),
    due_at: time.default('18:00'),
    send_from: time.default('08:00'),
    send_until: time.default('18:00'),
    remind_cap: days.prefault('30 days'),
    trial: span.prefault('7 days'),
    trial_check: span.prefault('5 days'),
    started: span.prefault('3 working days'),
    emergency_answer: span.prefault('4 working hours'),
    emergency_trial: span.prefault('1 day'),
    digest: z.boolean().default(true),
    digest_at: time.default('08:00'),
  }),
  escalation: table({
    mode: z.enum(['auto', 'ask']).default('auto'),
    preview: span.prefault('4 working hours'),
    round: span.prefault('3 working days'),
    seats: z.int().min(1).max(100).default(2),
  }),
  calendar: table({
    closed: z.array(day).default([]),
    closed_in: daysByCountry,
    worked_in: daysByCountry,
  }),
  names: table({ os: texts, arch: texts }),
  store: table({
    kind: read(
      (written) => (written === 'sqlite' ? 'sqlite' : null),
      (written) => (written === 'postgres' ? notHere : 'no kind of store; write "sqlite"'),
    ).prefault('sqlite'),
    backup_every: read(readBackupEvery, noBackupEvery).prefault('1 day'),
    backups: z.int().min(1).max(1000).default(7),
  }),
  limits: table({
    ...limitKeys,
    clock_jump: read(readClockJump, noClockJump).prefault('5 minutes'),
    give_up: read(readGiveUp, noGiveUp).prefault('5 days'),
    mail_size: size.prefault('40 MB'),
  }),
  reports: table({
    counts: z.array(z.enum(countingTypes)).min(1).default(['odt', 'docx', 'doc']),
    template_odt: text.optional(),
    template_docx: text.optional(),
    enclosure_size: size.prefault('15 MB'),
  }),
  board: table({ listen: boardListen.prefault('127.0.0.1:8025') }),
  tracker: table({ tags: texts, address: address.optional() }).optional(),
  directory: closed,
  sites: closed,
  helpdesk: closed,
  documents: closed,
  repository: closed,
})
