// What the config says of the machine it stands on: files that must be there and the secrets in them (SPEC §10).
// Relative paths are counted from the config file, not from where the command was typed.

import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Found } from './issues.ts'
import type { KeyPath } from './lines.ts'

type Surroundings = {
  readonly found: readonly Found[]
  /** Of the tables mailbox and transport, where they have one that can be read. */
  readonly secrets: { readonly [table: string]: string }
}

type Table = { readonly [key: string]: unknown }
const tableAt = (document: unknown, key: string): Table => {
  const value = typeof document === 'object' && document !== null ? (document as Table)[key] : undefined
  return typeof value === 'object' && value !== null ? (value as Table) : {}
}

/** Counts a path from the config file. */
export const beside = (configFile: string, path: string): string => resolve(dirname(configFile), path)

/** Why a file or folder cannot be used, and what to do; null where it can. */
const trouble = (
  path: string,
  kind: 'file' | 'folder',
  mend = 'create it or mend the path',
): string | null => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return `there is no ${kind} ${path}; ${mend}`
  if (stat.isDirectory() !== (kind === 'folder')) return `${path} is not a ${kind}; mend the path`
  try {
    accessSync(path, constants.R_OK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES')
      return `${path} may not be read by this user; give it the right to`
    throw error
  }
  return null
}

const openToAll = (path: string) => (statSync(path).mode & 0o004) !== 0
const warnOpen = (path: KeyPath, file: string, what: string): Found[] =>
  openToAll(file)
    ? [
        {
          path,
          text: `everybody on this machine can read ${what} in ${file}; chmod 600 it`,
          weight: 'warning',
        },
      ]
    : []

const ways = ['password', 'password_file', 'password_env'] as const

const readSecretFile = (path: KeyPath, file: string): { found: Found[]; secret?: string } => {
  const wrong = trouble(file, 'file')
  if (wrong !== null) return { found: [{ path, text: wrong }] }
  const secret = readFileSync(file, 'utf8').replace(/(?<![\r\n])[\r\n]+$/, '')
  if (secret === '') return { found: [{ path, text: `${file} is empty; write the password into it` }] }
  if (/[\r\n]/.test(secret))
    return { found: [{ path, text: `${file} has several lines; leave the password alone in it` }] }
  return { found: warnOpen(path, file, 'the password'), secret }
}

/** The password of one table, given in exactly one of three ways. */
const readSecret = (
  name: string,
  table: Table,
  configFile: string,
  env: NodeJS.ProcessEnv,
): { found: Found[]; secret?: string } => {
  const given = ways.filter((way) => table[way] !== undefined)
  const [way, second] = given
  if (second !== undefined)
    return { found: [{ path: [name, second], text: `stands beside ${way}; keep one of the two` }] }
  if (way === undefined) {
    const anonymous = name === 'transport' && table['user'] === undefined
    const text = 'missing; write password_file, password_env or password'
    return { found: anonymous ? [] : [{ path: [name, 'password'], text }] }
  }
  const value = table[way]
  const path = [name, way]
  if (typeof value !== 'string' || value.trim() === '') return { found: [] }
  if (table['user'] === undefined && name === 'transport')
    return { found: [{ path, text: 'there is no user for it; write user, or remove it' }] }
  if (way === 'password') return { found: warnOpen(path, configFile, 'the password'), secret: value }
  if (way === 'password_file') return readSecretFile(path, beside(configFile, value.trim()))
  const secret = env[value.trim()]
  if (secret === undefined || secret === '')
    return { found: [{ path, text: `the variable ${value.trim()} is not set; set it before the start` }] }
  return { found: [], secret }
}

/**
 * The operator's own templates: the folder that is named, else `templates` beside the config where there is one. The
 * data folder keeps compiled pages under that name, so a config that lies in it has to name another.
 */
export const ownTemplates = (
  configFile: string,
  { templates, data }: { readonly templates: string | null; readonly data: string },
): string | null => {
  if (templates !== null) return templates
  const usual = beside(configFile, 'templates')
  const taken = usual === resolve(data, 'templates')
  return !taken && statSync(usual, { throwIfNoEntry: false })?.isDirectory() ? usual : null
}

/** Looks at every file the config names, and reads its secrets. Touches the disk, changes nothing. */
export const lookAround = (document: unknown, configFile: string, env: NodeJS.ProcessEnv): Surroundings => {
  const found: Found[] = []
  const secrets: { [table: string]: string } = {}
  const mailbox = tableAt(document, 'mailbox')
  const transport = tableAt(document, 'transport')
  const check = (path: KeyPath, value: unknown, kind: 'file' | 'folder', mend?: string) => {
    if (typeof value !== 'string' || value.trim() === '') return
    const wrong = trouble(beside(configFile, value.trim()), kind, mend)
    if (wrong !== null) found.push({ path, text: wrong })
  }

  check(
    ['roster', 'file'],
    tableAt(document, 'roster')['file'] ?? 'roster.csv',
    'file',
    'bring one with `rollcall roster import FILE`, or mend the path',
  )
  for (const [name, table, kind] of [
    ['mailbox', mailbox, 'imap'],
    ['transport', transport, 'smtp'],
  ] as const) {
    if (table['kind'] !== kind) continue
    check([name, 'ca_file'], table['ca_file'], 'file')
    const read = readSecret(name, table, configFile, env)
    found.push(...read.found)
    if (read.secret !== undefined) secrets[name] = read.secret
  }
  if (mailbox['kind'] === 'listen')
    for (const [one, other] of [
      ['key_file', 'cert_file'],
      ['cert_file', 'key_file'],
    ] as const) {
      check(['mailbox', one], mailbox[one], 'file')
      if (mailbox[one] !== undefined && mailbox[other] === undefined)
        found.push({ path: ['mailbox', one], text: `is no use without ${other}; write both or neither` })
    }
  if (mailbox['kind'] === 'folder') check(['mailbox', 'path'], mailbox['path'], 'folder')
  check(['managers', 'openpgp_keys'], tableAt(document, 'managers')['openpgp_keys'], 'folder')
  const stacks = tableAt(document, 'stacks')
  for (const name of Object.keys(stacks))
    check(['stacks', name, 'openpgp_keys'], tableAt(stacks, name)['openpgp_keys'], 'folder')
  for (const key of ['template_odt', 'template_docx'])
    check(['reports', key], tableAt(document, 'reports')[key], 'file')
  check(['bot', 'templates'], tableAt(document, 'bot')['templates'], 'folder')
  check(['transport', 'dkim', 'key_file'], tableAt(transport, 'dkim')['key_file'], 'file')
  for (const path of [
    ['transport', 'dkim', 'key_file'],
    ['mailbox', 'key_file'],
  ]) {
    const key = path.reduce<unknown>((value, part) => tableAt({ value }, 'value')[part], document)
    if (typeof key !== 'string' || trouble(beside(configFile, key.trim()), 'file') !== null) continue
    found.push(...warnOpen(path, beside(configFile, key.trim()), 'the key'))
  }
  return { found, secrets }
}
