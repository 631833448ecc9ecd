import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { complaintLine } from '../../src/config/complaints.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A fresh folder with these files in it, readable by their owner alone. */
const folderWith = (files: { readonly [name: string]: string }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-config-'))
  folders.push(folder)
  mkdirSync(join(folder, 'in'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
  return folder
}

const roster = { 'roster.csv': 'ngi,site,members\n' }
const read = (toml: string, files: { readonly [name: string]: string } = {}, env: NodeJS.ProcessEnv = {}) => {
  const folder = folderWith({ ...roster, ...files, 'rollcall.toml': toml })
  return { folder, read: readConfig(join(folder, 'rollcall.toml'), env) }
}
/** Complaints or warnings as the terminal shows them, the folder taken off. */
const linesOf = (...given: Parameters<typeof read>): string[] => {
  const { folder, read: result } = read(...given)
  const complaints = 'config' in result ? result.warnings : result.complaints
  return complaints.map((complaint) => complaintLine(complaint).replaceAll(`${folder}/`, ''))
}
const configOf = (...given: Parameters<typeof read>) => {
  const { folder, read: result } = read(...given)
  if (!('config' in result)) throw new Error(result.complaints.map(complaintLine).join('\n'))
  return { folder, config: result.config }
}

const bot = '[bot]\naddress = "bot@egi.example"\nadmin = "root@egi.example"\n'
const doors = '[mailbox]\nkind = "folder"\npath = "in"\n[transport]\nkind = "outbox"\n'
const managers = '[managers]\nall = ["ops@egi.example"]\n'
/** Ten lines: what a case adds begins on line 11. */
const least = `${bot}${doors}${managers}`

const imap = '[mailbox]\nkind = "imap"\nhost = "imap.egi.example"\nuser = "bot"\n'

describe('the least config', () => {
  it('is good without any key that has a default', () => {
    expect(linesOf(least)).toEqual([])
  })

  it('gets every default settled: absolute paths, bytes, spans', () => {
    const { folder, config } = configOf(least)
    expect(config).toEqual({
      file: join(folder, 'rollcall.toml'),
      bot: {
        address: 'bot@egi.example',
        name: 'Staged Rollout',
        data: join(folder, 'var'),
        zone: 'UTC',
        admin: 'root@egi.example',
        templates: null,
      },
      mailbox: { kind: 'folder', path: join(folder, 'in') },
      transport: { kind: 'outbox', path: join(folder, 'var/outbox') },
      trust: { authservIds: [], verifyDkim: true, trackerHosts: [], banners: [] },
      roster: { file: join(folder, 'roster.csv') },
      managers: { all: ['ops@egi.example'], release: [], releaseGroup: 'sw-rel-sr' },
      stacks: [],
      lists: { wider: [] },
      deadlines: {
        answer: { n: 1, unit: 'working day' },
        remindAt: '09:00',
        sendFrom: '08:00',
        sendUntil: '18:00',
        dueAt: '18:00',
        remindCapDays: 30,
        trial: { n: 7, unit: 'day' },
        trialCheck: { n: 5, unit: 'day' },
        started: { n: 3, unit: 'working day' },
        emergencyAnswer: { n: 4, unit: 'working hour' },
        emergencyTrial: { n: 1, unit: 'day' },
        digestAt: '08:00',
      },
      escalation: {
        mode: 'auto',
        preview: { n: 4, unit: 'working hour' },
        round: { n: 3, unit: 'working day' },
        seats: 2,
      },
      calendar: { closed: [], closedIn: {}, workedIn: {} },
      names: { os: [], arch: [] },
      store: { kind: 'sqlite', backupEvery: 86_400, backups: 7 },
      limits: {
        lettersPerHour: 2000,
        lettersADay: 3,
        strangersPerHour: 60,
        answersPerHour: 20,
        unprovenAnswersPerDay: 1,
        questionsPerDay: 3,
        clockJump: 300,
        giveUpDays: 5,
        mailSize: 41_943_040,
      },
      reports: {
        counts: ['odt', 'docx', 'doc'],
        templates: { odt: null, docx: null },
        enclosureSize: 15 * 1024 * 1024,
      },
      board: { listen: { host: '127.0.0.1', port: 8025 } },
      tracker: null,
    })
  })
})

describe('a wrong config', () => {
  const cases: readonly (readonly [what: string, toml: string, ...lines: string[]])[] = [
    [
      'an empty file lacks what has no default',
      '',
      'rollcall.toml: [bot] address: missing; write a text in quotes',
      'rollcall.toml: [bot] admin: missing; write a text in quotes',
      'rollcall.toml: [mailbox] kind: missing; write "imap", "listen" or "folder"',
      'rollcall.toml: [transport] kind: missing; write "smtp" or "outbox"',
      'rollcall.toml: [managers] all: missing; write a list, as ["one", "two"]',
    ],
    [
      'broken TOML is named with its line',
      '[bot]\naddress = "a\n',
      'rollcall.toml:2: control characters are not allowed in strings (column 13); mend the TOML here',
    ],
    [
      'a table written twice',
      '[bot]\n[bot]\n',
      'rollcall.toml:2: trying to redefine an already defined table or value (column 2); mend the TOML here',
    ],
    [
      'an unknown key gets the nearest known one',
      `${least}[board]\nlissten = "127.0.0.1:1"\n`,
      'rollcall.toml:12: [board] lissten: unknown key; did you mean "listen"?',
    ],
    [
      'an unknown table too',
      `${least}[bord]\n`,
      'rollcall.toml:11: [bord]: unknown key; did you mean "board"?',
    ],
    [
      'an unknown key that is near nothing',
      `${least}[limits]\nzzzzzz = 1\n`,
      'rollcall.toml:12: [limits] zzzzzz: unknown key; remove it',
    ],
    [
      'several unknown keys, each on its own line of the file',
      `${least}[names]\nso = []\nos = []\narhc = []\n`,
      'rollcall.toml:12: [names] so: unknown key; remove it',
      'rollcall.toml:14: [names] arhc: unknown key; did you mean "arch"?',
    ],
    [
      'the key of another kind of mailbox',
      `${bot}[mailbox]\nkind = "folder"\npath = "in"\nhost = "x"\n[transport]\nkind = "outbox"\n${managers}`,
      'rollcall.toml:7: [mailbox] host: unknown key; remove it',
    ],
    [
      'doors of later versions',
      `${least}[directory]\nurl = "ldap://x"\n[sites]\n[helpdesk]\n[documents]\n[repository]\n[lists.server]\n[store]\nkind = "postgres"\n`,
      'rollcall.toml:11: [directory]: not available in this version; remove it',
      'rollcall.toml:13: [sites]: not available in this version; remove it',
      'rollcall.toml:14: [helpdesk]: not available in this version; remove it',
      'rollcall.toml:15: [documents]: not available in this version; remove it',
      'rollcall.toml:16: [repository]: not available in this version; remove it',
      'rollcall.toml:17: [lists] server: not available in this version; remove it',
      'rollcall.toml:19: [store] kind: "postgres" is not available in this version; remove it',
    ],
    [
      'folders of OpenPGP keys that are not there, or are files',
      `${least}openpgp_keys = "keys/"\n[stacks.arc]\ntitles = ["ARC"]\nopenpgp_keys = "roster.csv"\n`,
      'rollcall.toml:11: [managers] openpgp_keys: there is no folder keys; create it or mend the path',
      'rollcall.toml:14: [stacks.arc] openpgp_keys: roster.csv is not a folder; mend the path',
    ],
    [
      'values of the wrong type',
      `${least}[limits]\nletters_per_hour = "many"\nstrangers_per_hour = 1.5\n[names]\nos = "SL5"\n[trust]\nverify_dkim = 1\n[escalation]\nseats = 0\nmode = "off"\n`,
      'rollcall.toml:12: [limits] letters_per_hour: is the text "many"; write a number without quotes',
      'rollcall.toml:13: [limits] strangers_per_hour: is 1.5; write a whole number',
      'rollcall.toml:15: [names] os: is the text "SL5"; write a list, as ["one", "two"]',
      'rollcall.toml:17: [trust] verify_dkim: is 1; write true or false',
      'rollcall.toml:19: [escalation] seats: is 0; write at least 1',
      'rollcall.toml:20: [escalation] mode: is "off"; write "auto" or "ask"',
    ],
    [
      'an address with a plus for the bot, and one that is none',
      `[bot]\naddress = "bot+x@egi.example"\nadmin = "root@"\n${doors}${managers}`,
      'rollcall.toml:2: [bot] address: "bot+x@egi.example" is not a plain mail address; Rollcall itself adds the part after a plus, so write name@example.org',
      'rollcall.toml:3: [bot] admin: "root@" is not a mail address; write it plainly, as name@example.org',
    ],
    [
      'a bot’s address that leaves no room for a signature',
      `[bot]\naddress = "${'b'.repeat(28)}@egi.example"\nadmin = "root@egi.example"\n${doors}${managers}`,
      `rollcall.toml:2: [bot] address: "${'b'.repeat(28)}@egi.example" is too long before the @; Rollcall adds a signed part there, so take 27 characters at most`,
    ],
    [
      'an unknown zone',
      `${bot}timezone = "Europe/Amsterdan"\n${doors}${managers}`,
      'rollcall.toml:4: [bot] timezone: "Europe/Amsterdan" is not a time zone known here; did you mean "Europe/Amsterdam"?',
    ],
    [
      'an old country code',
      `${bot}country = "UK"\n${doors}${managers}`,
      'rollcall.toml:4: [bot] country: "UK" is no country code; did you mean "GB"?',
    ],
    [
      'a country by its name',
      `${bot}country = "Portugl"\n${doors}${managers}`,
      'rollcall.toml:4: [bot] country: "Portugl" is no country code; did you mean "PT"?',
    ],
    [
      'a cap of reminders in working days',
      `${bot}${doors}${managers}\n[deadlines]\nremind_cap = "5 working days"\n`,
      'rollcall.toml:13: [deadlines] remind_cap: "5 working days" is no number of days; write one like "30 days"',
    ],
    [
      'an offset for a zone',
      `${bot}timezone = "+01:00"\n${doors}${managers}`,
      'rollcall.toml:4: [bot] timezone: "+01:00" is not a time zone known here; write one like Europe/Amsterdam',
    ],
    [
      'spans, times, days, sizes, places',
      `${least}[deadlines]\nanswer = "soon"\ntrial = "0 days"\ndue_at = "24:00"\n[calendar]\nclosed = [\n  2026-12-24,\n  "2026-02-30",\n]\n[limits]\nmail_size = "40"\n[board]\nlisten = "8025"\n`,
      'rollcall.toml:12: [deadlines] answer: "soon" is not a span of time; write one like "1 working day", "4 working hours" or "7 days"',
      'rollcall.toml:13: [deadlines] trial: "0 days" is not a span of time; write one like "1 working day", "4 working hours" or "7 days"',
      'rollcall.toml:14: [deadlines] due_at: "24:00" is not a time of day; write one from "00:00" to "23:59"',
      'rollcall.toml:18: [calendar] closed[1]: "2026-02-30" is not a day; write one like "2026-12-24"',
      'rollcall.toml:21: [limits] mail_size: "40" is not a size; write one like "40 MB"',
      'rollcall.toml:23: [board] listen: "8025" is not a place to listen at; write host:port, as 127.0.0.1:8025, or "off"',
    ],
    [
      'days of countries',
      `${least}[calendar]\nclosed_in = { UK = ["2026-12-28"], PT = ["24 June"] }\nworked_in = { NL = "2026-05-05" }\n`,
      'rollcall.toml:12: [calendar] closed_in.UK: "UK" is no country code; did you mean "GB"?',
      'rollcall.toml:12: [calendar] closed_in.PT[0]: "24 June" is not a day; write one like "2026-12-24"',
      'rollcall.toml:13: [calendar] worked_in.NL: is the text "2026-05-05"; write a list, as ["one", "two"]',
    ],
    [
      'spans of an emergency',
      `${least}[deadlines]\nemergency_answer = "quickly"\nemergency_trail = "1 day"\n`,
      'rollcall.toml:12: [deadlines] emergency_answer: "quickly" is not a span of time; write one like "1 working day", "4 working hours" or "7 days"',
      'rollcall.toml:13: [deadlines] emergency_trail: unknown key; did you mean "emergency_trial"?',
    ],
    [
      'managers.all without anybody',
      `${bot}${doors}[managers]\nall = []\n`,
      'rollcall.toml:10: [managers] all: is empty; write at least one',
    ],
    [
      'a mailing list among those who may command',
      `${least}[stacks.arc]\ntitles = ["ARC"]\nmanagers = ["a@egi.example",\n  "EA-arc@lists.example"]\nlists = ["ea-arc@lists.example"]\n`,
      'rollcall.toml:14: [stacks.arc] managers[1]: "EA-arc@lists.example" is a mailing list; whoever posts there could command, so name the people themselves',
    ],
    [
      'a component’s list and the wider lists count as lists too',
      `${bot}${doors}[managers]\nall = ["a@l.example", "b@l.example"]\n[stacks.arc]\ntitles = ["ARC"]\ncomponent_lists = { x = ["a@l.example"] }\n[lists]\nwider = ["b@l.example"]\n`,
      'rollcall.toml:10: [managers] all[0]: "a@l.example" is a mailing list; whoever posts there could command, so name the people themselves',
      'rollcall.toml:10: [managers] all[1]: "b@l.example" is a mailing list; whoever posts there could command, so name the people themselves',
    ],
    [
      'the bot’s own address among people and lists',
      `${least}[lists]\nwider = ["Bot@egi.example"]\n`,
      'rollcall.toml:12: [lists] wider[0]: "Bot@egi.example" is the bot itself; name another address',
    ],
    [
      'a title or component in two stacks',
      `${least}[stacks.arc]\ntitles = ["ARC"]\ncomponents = ["CA"]\n[stacks.glite]\ntitles = ["EMI", "arc"]\ncomponents = ["CA"]\n`,
      'rollcall.toml:15: [stacks.glite] titles[1]: "arc" stands in [stacks.arc] already; keep it in one place',
      'rollcall.toml:16: [stacks.glite] components[0]: "CA" stands in [stacks.arc] already; keep it in one place',
    ],
    [
      'a stack with a name that is none',
      `${least}[stacks."a b"]\ntitles = ["ARC"]\n`,
      'rollcall.toml:11: [stacks.a b]: is no name; use letters, digits, dot, hyphen and underscore',
    ],
    [
      'a repository that is no link',
      `${least}[stacks.arc]\ntitles = ["ARC"]\nrepositories = { "ARC-1" = "javascript:x" }\n`,
      'rollcall.toml:13: [stacks.arc] repositories.ARC-1: "javascript:x" is not a link; write it from https:// on',
    ],
    [
      'no encryption off this machine',
      `${bot}${imap}security = "none"\npassword = "x"\n[transport]\nkind = "smtp"\nhost = "::2"\nsecurity = "none"\n${managers}`,
      'rollcall.toml:8: [mailbox] security: "none" would send password and mail in the clear to imap.egi.example; write "tls" or "starttls"',
      'rollcall.toml:13: [transport] security: "none" would send password and mail in the clear to ::2; write "tls" or "starttls"',
    ],
    [
      'a folder that is read and moved to',
      `${bot}${imap}done = "INBOX"\npassword = "x"\n[transport]\nkind = "outbox"\n${managers}`,
      'rollcall.toml:8: [mailbox] done: is the folder that is read; name another one, or ""',
    ],
    [
      'mail and board on one port',
      `${bot}[mailbox]\nkind = "listen"\nlisten = "127.0.0.1:8025"\n[transport]\nkind = "outbox"\n${managers}`,
      'rollcall.toml:6: [mailbox] listen: is where the board listens; choose another port',
    ],
    [
      'a reminder after the answer is due, a check after the trial',
      `${least}[deadlines]\nremind_at = "18:30"\ntrial = "4 days"\n`,
      'rollcall.toml:12: [deadlines] remind_at: the reminder at 18:30 would come after the answer is due at 18:00; let it be earlier',
      'rollcall.toml:13: [deadlines] trial: the trial is over by then; let the check be earlier than its end',
    ],
    [
      'hours for letters that end before they begin',
      `${least}[deadlines]\nsend_from = "19:00"\n`,
      'rollcall.toml:12: [deadlines] send_from: letters would leave from 19:00 until 18:00, which is never; let it begin earlier than it ends',
    ],
    [
      'files that are not there, or are folders',
      `${bot}${imap}password = "x"\nca_file = "in"\n[transport]\nkind = "smtp"\nhost = "localhost"\ndkim = { domain = "egi.example", selector = "s", key_file = "dkim.pem" }\n${managers}[roster]\nfile = "teams.csv"\n`,
      'rollcall.toml:9: [mailbox] ca_file: in is not a file; mend the path',
      'rollcall.toml:13: [transport] dkim.key_file: there is no file dkim.pem; create it or mend the path',
      'rollcall.toml:17: [roster] file: there is no file teams.csv; bring one with `rollcall roster import FILE`, or mend the path',
    ],
    [
      'a key without its certificate, and a certificate that is not there',
      `${bot}[mailbox]\nkind = "listen"\nlisten = "[::1]:25"\ncert_file = "c.pem"\n[transport]\nkind = "outbox"\n${managers}`,
      'rollcall.toml:7: [mailbox] cert_file: there is no file c.pem; create it or mend the path',
      'rollcall.toml:7: [mailbox] cert_file: is no use without key_file; write both or neither',
    ],
    [
      'a mailbox folder that is not there',
      `${bot}[mailbox]\nkind = "folder"\npath = "inn"\n[transport]\nkind = "outbox"\n${managers}`,
      'rollcall.toml:6: [mailbox] path: there is no folder inn; create it or mend the path',
    ],
  ]

  it.each(cases)('%s', (_, toml, ...lines) => {
    expect(linesOf(toml)).toEqual(lines)
  })

  it('is told of everything at once, whatever else is wrong', () => {
    expect(
      linesOf(
        '[bot]\nadress = "bot@egi.example"\n[mailbox]\nkind = "imap"\nsecurity = "none"\nhost = "mx.example"\n[transport]\nkind = "smtp"\n[managers]\nall = ["a"]\n',
      ),
    ).toEqual([
      'rollcall.toml:1: [bot] address: missing; write a text in quotes',
      'rollcall.toml:1: [bot] admin: missing; write a text in quotes',
      'rollcall.toml:2: [bot] adress: unknown key; did you mean "address"?',
      'rollcall.toml:3: [mailbox] user: missing; write a text in quotes',
      'rollcall.toml:3: [mailbox] password: missing; write password_file, password_env or password',
      'rollcall.toml:5: [mailbox] security: "none" would send password and mail in the clear to mx.example; write "tls" or "starttls"',
      'rollcall.toml:7: [transport] host: missing; write a text in quotes',
      'rollcall.toml:10: [managers] all[0]: "a" is not a mail address; write it plainly, as name@example.org',
    ])
  })

  it('is refused when it is not there, is a folder or is not UTF-8', () => {
    const folder = folderWith({})
    writeFileSync(join(folder, 'latin.toml'), Buffer.from('# \xe9', 'latin1'))
    const line = (name: string) => {
      const result = readConfig(join(folder, name), {})
      return 'complaints' in result
        ? result.complaints
            .map(complaintLine)
            .join('\n')
            .slice(folder.length + 1)
        : ''
    }
    expect(line('none.toml')).toMatch(
      /^none\.toml: cannot be read \(ENOENT.*\); mend the path or its rights$/,
    )
    expect(line('in')).toMatch(/^in: cannot be read \(EISDIR.*\)/)
    expect(line('latin.toml')).toBe('latin.toml: is not UTF-8 text; save it as UTF-8')
  })

  it('cannot put control characters on the terminal', () => {
    expect(linesOf(`${least}["\\u001b[31m"]\n`)).toEqual([
      'rollcall.toml: [\\x1b[31m]: unknown key; remove it',
    ])
  })
})

describe('a password', () => {
  const withImap = (lines: string) => `${bot}${imap}${lines}[transport]\nkind = "outbox"\n${managers}`
  const password = (...given: Parameters<typeof read>) => {
    const { mailbox } = configOf(...given).config
    return mailbox.kind === 'imap' ? mailbox.password : null
  }

  it('is read from the config, a file beside it, or the environment', () => {
    expect(password(withImap('password = " x "\n'))).toBe(' x ')
    expect(password(withImap('password_file = "secret"\n'), { secret: 'from file\n' })).toBe('from file')
    expect(password(withImap('password_env = "PW"\n'), {}, { PW: 'from env' })).toBe('from env')
  })

  const wrong: readonly (readonly [lines: string, files: { [name: string]: string }, line: string])[] = [
    ['', {}, ':4: [mailbox] password: missing; write password_file, password_env or password'],
    [
      'password = "x"\npassword_env = "PW"\n',
      {},
      ':9: [mailbox] password_env: stands beside password; keep one of the two',
    ],
    [
      'password_env = "PW"\n',
      {},
      ':8: [mailbox] password_env: the variable PW is not set; set it before the start',
    ],
    [
      'password_file = "secret"\n',
      {},
      ':8: [mailbox] password_file: there is no file secret; create it or mend the path',
    ],
    [
      'password_file = "secret"\n',
      { secret: '\n' },
      ':8: [mailbox] password_file: secret is empty; write the password into it',
    ],
    [
      'password_file = "secret"\n',
      { secret: 'a\nb\n' },
      ':8: [mailbox] password_file: secret has several lines; leave the password alone in it',
    ],
  ]
  it.each(wrong)('is refused with its place: %j', (lines, files, line) => {
    expect(linesOf(withImap(lines), files)).toEqual([`rollcall.toml${line}`])
  })

  it('belongs to a user, and a server may do without both', () => {
    const smtp = (lines: string) =>
      `${bot}[mailbox]\nkind = "folder"\npath = "in"\n[transport]\nkind = "smtp"\nhost = "mx.example"\n${lines}${managers}`
    expect(linesOf(smtp('password = "x"\n'))).toEqual([
      'rollcall.toml:10: [transport] password: there is no user for it; write user, or remove it',
    ])
    expect(linesOf(smtp('user = "x"\n'))).toEqual([
      'rollcall.toml:7: [transport] password: missing; write password_file, password_env or password',
    ])
    expect(configOf(smtp('')).config.transport).toMatchObject({
      login: null,
      port: 587,
      security: 'starttls',
    })
  })

  it('that everybody can read brings a warning, and the config all the same', () => {
    const folder = folderWith({
      ...roster,
      'rollcall.toml': withImap('password_file = "secret"\n'),
      secret: 'x',
    })
    chmodSync(join(folder, 'secret'), 0o644)
    const result = readConfig(join(folder, 'rollcall.toml'), {})
    expect('config' in result && result.warnings.map(complaintLine)).toEqual([
      `${folder}/rollcall.toml:8: warning: [mailbox] password_file: everybody on this machine can read the password in ${folder}/secret; chmod 600 it`,
    ])
  })
})

describe('warnings', () => {
  it('come for a stack nothing falls to, a foreign signature and a bot that can verify nobody', () => {
    const toml = `${bot}[mailbox]\nkind = "folder"\npath = "in"\n[transport]\nkind = "smtp"\nhost = "mx.example"\ndkim = { domain = "other.example", selector = "s", key_file = "k" }\n${managers}[stacks.arc]\n[trust]\nverify_dkim = false\nauthserv_ids = ["x"]\n`
    expect(linesOf(toml, { k: 'key' })).toEqual([
      'rollcall.toml:10: warning: [transport] dkim.domain: a signature by other.example proves nothing for egi.example; sign as the domain of the bot',
      'rollcall.toml:13: warning: [stacks.arc]: no release falls to it; give it titles or components',
      'rollcall.toml:15: warning: [trust] verify_dkim: nobody could ever be verified, every command would be asked back; write true',
    ])
  })
})

describe('the example in docs', () => {
  const example = readFileSync(resolve(import.meta.dirname, '../../docs/rollcall.example.toml'), 'utf8')
  const files = { 'ca.pem': 'x', 'smtp.password': 'letters', 'dkim.pem': 'x' }
  const env = { ROLLCALL_IMAP_PASSWORD: 'mail' }

  it('is a good config as it stands', () => {
    expect(linesOf(example, files, env)).toEqual([])
    const { config } = configOf(example, files, env)
    expect(config.stacks.map(({ name }) => name)).toEqual(['glite', 'unicore'])
    expect(config.mailbox).toMatchObject({ kind: 'imap', password: 'mail', done: 'Processed' })
    expect(config.transport).toMatchObject({ login: { password: 'letters' } })
    expect(config.tracker).toEqual({ tags: ['rt.egi.example'], address: 'rt@egi.example' })
  })

  it('states the defaults truly: taking out every key that says “Default” changes nothing but what it says', () => {
    const defaults = {
      port: 993,
      security: 'tls',
      folder: 'INBOX',
    }
    const stated = example
      .split('\n')
      .filter(
        (line) =>
          !/^(port|security|folder|name|letters_per_hour|strangers_per_hour|answers_per_hour|unproven_answers_per_day|questions_per_day|mail_size|listen|connections|kind = "sqlite"|answer|remind_at|due_at|trial|trial_check|started|emergency_answer|emergency_trial|digest|digest_at|mode|preview|round|seats|verify_dkim|release_group|data|file)\b/.test(
            line,
          ),
      )
      .join('\n')
    const full = configOf(example, files, env)
    const bare = configOf(stated, files, env)
    const placeless = ({ folder, config }: typeof full): unknown =>
      JSON.parse(JSON.stringify(config).replaceAll(folder, ''))
    expect(placeless(bare)).toEqual(placeless(full))
    expect(bare.config.mailbox).toMatchObject(defaults)
  })
})

describe('a mailbox that listens', () => {
  const listening = (lines: string) =>
    `${bot}[mailbox]\nkind = "listen"\nlisten = "[::1]:2525"\n${lines}[transport]\nkind = "outbox"\n${managers}`

  it('speaks SMTP without TLS unless it is told otherwise', () => {
    expect(configOf(listening('')).config.mailbox).toEqual({
      kind: 'listen',
      protocol: 'smtp',
      listen: { host: '::1', port: 2525 },
      tls: null,
    })
    const files = { 'k.pem': 'x', 'c.pem': 'x' }
    const told = 'protocol = "lmtp"\nkey_file = "k.pem"\ncert_file = "c.pem"\n'
    const { folder, config } = configOf(listening(told), files)
    expect(config.mailbox).toMatchObject({
      protocol: 'lmtp',
      tls: { keyFile: join(folder, 'k.pem'), certFile: join(folder, 'c.pem') },
    })
  })
})
