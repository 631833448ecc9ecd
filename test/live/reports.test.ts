// Reports as mail programs send them (SPEC §1.6 to 1.8, §4), through real servers: under names in pieces, in winmail.dat,
// inline, in a forwarded mail, with macros; and the very template that came with the letter, filled in. What each letter
// says in full, and hostile files, are other tests' matter.

import { createHash } from 'node:crypto'
import { strFromU8, unzipSync } from 'fflate'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { read } from '../../src/reports/read.ts'
import { filledIn } from '../support/fillin.ts'
import { macroReport } from '../support/reportfiles.ts'
import { winmail } from '../support/tnef.ts'
import type { Draft, Mail } from './lab/correspondence.ts'
import { startLab } from './lab/lab.ts'
import type { Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { bot, subscribers } from './lab/people.ts'
import { until } from './lab/until.ts'
import { type Agent, rollcall, rollcallJson, startAgent } from './support/agent.ts'
import { answer } from './support/mailprogram.ts'
import {
  brunel,
  desy,
  heike,
  jan,
  lisbon,
  managerGlite,
  maria,
  type Settings,
  writeSettings,
  zagreb,
} from './support/settings.ts'

const rui = 'rui@lip.example'
const [sam, ana] = subscribers
const coimbra = 'NGI_IBERGRID-LIP-Coimbra'
const zeuthen = 'NGI_DE-DESY-ZN'

/** Sam is of two teams: whose a report is, his name does not say. */
const roster = `ngi,site,country,timezone,stacks,members,aliases
NGI_IBERGRID,LIP-Lisbon,PT,Europe/Lisbon,glite,${maria},
NGI_IBERGRID,LIP-Coimbra,PT,Europe/Lisbon,glite,${rui},
NGI_DE,DESY-HH,DE,Europe/Berlin,glite,${jan},
NGI_DE,DESY-ZN,DE,Europe/Berlin,glite,${heike},
NGI_UK,UKI-LT2-Brunel,GB,Europe/London,glite,${sam},
NGI_HR,egee.srce.hr,HR,Europe/Zagreb,glite,${sam};${ana},
`
const accepting = [
  [lisbon, maria],
  [coimbra, rui],
  [desy, jan],
  [zeuthen, heike],
  [brunel, sam],
  [zagreb, sam],
] as const
type Team = (typeof accepting)[number][0]

const release = 'EMI-1.0-SE-DPM_mysql-1.8.0-1'
const canonical = (team: string, ending = 'odt') => `ea-${team}-${release}.${ending}`
const summary = `summary-${release}`
/** What becomes several parameters in the header (RFC 2231 §3): long, and beyond ASCII. */
const long = `Relatório de validação – instalação e produção em três nós, ${'à atenção da gestão '.repeat(3)}(versão final).odt`
const installed = (team: string) => `Upgraded at ${team}`
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** Names are broken over lines. */
const bare = (text = '') => text.replaceAll(/\s+/g, '')

type TicketJson = {
  readonly seats: readonly { readonly team: string; readonly state: string }[]
  readonly reports: readonly {
    readonly team: string | null
    readonly name: string
    readonly sha256: string
    readonly verdict: string
  }[]
  readonly journal: readonly { readonly event: string; readonly by: string }[]
}

describeLive('reports as mail programs send them', () => {
  let lab: Lab
  let settings: Settings
  let agent: Agent
  beforeAll(async () => {
    lab = await startLab()
    settings = await writeSettings(lab, {}, roster)
    agent = startAgent(settings.config)
    await agent.tells(/reading INBOX/)
    const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'
    for (const words of [
      ['open', title],
      ['1', 'assign', ...accepting.map(([team]) => team)],
    ])
      expect(await rollcall(settings.config, 'ticket', ...words)).toMatchObject({ code: 0, err: '' })
  })
  afterAll(async () => {
    await agent?.kill()
    await lab?.stop()
  })

  /** A letter from Rollcall whose words hold all of these, wherever its lines end. */
  const letter = async (reader: string, ...words: readonly string[]) =>
    lab.waitForMail(
      reader,
      ({ parsed }) =>
        parsed.from?.value[0]?.address === bot &&
        words.every((some) => bare(parsed.text).includes(bare(some))),
      20_000,
    )
  const enclosed = async ({ raw }: Mail) => {
    const { attachments } = await new PostalMime().parse(raw)
    return new Map(
      attachments.map(({ filename, mimeType, content }) => [
        filename ?? '',
        { mimeType, bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content) },
      ]),
    )
  }
  const reading = async (bytes: Uint8Array, format: 'odt' | 'docx') => {
    const found = await read(bytes, format)
    if (found === null || found === 'broken') throw new Error('not read')
    return found
  }
  const ticket = async () => {
    const [found] = await rollcallJson<TicketJson>(settings.config, 'ticket', 'show', '1')
    if (found === undefined) throw new Error('no ticket')
    return found
  }

  const begun = new Map<Team, Mail>()
  const trial = (team: Team): Mail => {
    const found = begun.get(team)
    if (found === undefined) throw new Error(`${team} has not begun`)
    return found
  }
  /** The template that this team was sent, with answers in it. */
  const filled = async (team: Team, format: 'odt' | 'docx' = 'odt') => {
    const template = (await enclosed(trial(team))).get(canonical(team, format))?.bytes
    if (template === undefined) throw new Error(`no template for ${team}`)
    const answers = { installed: installed(team), problems: 'None', verdict: 'ACCEPT' }
    return Buffer.from(filledIn(template, format, answers))
  }
  const sent = new Map<string, Buffer>()
  /** As an answer to the letter that began the trial; resolves with the sender's receipt, found by that answer's id. */
  const report = async (
    team: Team,
    sender: string,
    content: Buffer,
    attachment: Omit<NonNullable<Draft['attachments']>[number], 'content'> & { readonly packed?: Buffer },
  ) => {
    sent.set(team, content)
    const { packed = content, ...rest } = attachment
    const id = await lab.sendAs(
      sender,
      answer(trial(team), 'Here is our report.', [{ ...rest, content: packed }]),
    )
    return lab.waitForMail(sender, ({ parsed }) => parsed.inReplyTo === id, 20_000)
  }
  /** The head of the part that a file came in, unfolded, as it lay before Rollcall. */
  const headOfFile = async (sender: string) => {
    const mail = (await lab.mailbox(bot, 'Processed')).findLast(
      ({ parsed }) => parsed.from?.value[0]?.address === sender,
    )
    const parts = mail?.raw.toString('latin1').split(/\r\n--.*\r\n/) ?? []
    return parts[2]?.split('\r\n\r\n')[0]?.replaceAll(/\r\n[ \t]+/g, ' ') ?? ''
  }

  it('sends each team that accepts the template in both formats, known as its own, and the dates', async () => {
    await Promise.all(
      accepting.map(async ([team, member]) => {
        const invitation = await letter(member, `accept ${team}`)
        await lab.sendAs(member, answer(invitation, `accept ${team}`))
        begun.set(team, await letter(member, `started ${team}`, canonical(team)))
      }),
    )
    for (const [team] of accepting) {
      const files = await enclosed(trial(team))
      expect([...files].map(([name, { mimeType }]) => [name, mimeType])).toEqual([
        [canonical(team), 'application/vnd.oasis.opendocument.text'],
        [canonical(team, 'docx'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
        ['staged-rollout-1.ics', 'text/calendar'],
      ])
      for (const format of ['odt', 'docx'] as const) {
        const { origin, fields } = await reading(
          files.get(canonical(team, format))?.bytes ?? new Uint8Array(),
          format,
        )
        expect(origin).toMatchObject({ team: `ea-${team}`, ticket: 1 })
        expect(fields).toEqual({})
      }
      // postal-mime changes the line ends of text; on the wire they are CRLF (RFC 5545 §3.1).
      const calendar = trial(team).parsed.attachments.find(({ filename }) => filename?.endsWith('.ics'))
      expect(calendar?.content.toString()).toMatch(
        /^BEGIN:VCALENDAR\r\n[^]*\r\nDTSTART:\d{8}T\d{6}Z\r\n[^]*\r\nEND:VCALENDAR\r?\n?$/,
      )
    }
  })

  it('files one whose long name came in pieces, and its sender reads both names', async () => {
    const receipt = await report(lisbon, maria, await filled(lisbon), {
      filename: long,
      contentType: 'application/octet-stream',
    })
    expect(bare(receipt.parsed.text)).toContain(bare(`the report is filed as ${canonical(lisbon)}`))
    expect(bare(receipt.parsed.text)).toContain(bare(long))
    const head = await headOfFile(maria)
    expect(head).toMatch(/^Content-Transfer-Encoding: base64$/m)
    expect(head).toMatch(
      /^Content-Disposition: attachment; filename\*0\*=utf-8''\S+ filename\*1\*=\S+ filename\*2\*=/m,
    )
  })

  it('files one in a winmail.dat, one inline, and our template as report.odt for the team it was made for', async () => {
    const [ofCoimbra, ofDesy, ofBrunel] = await Promise.all([
      filled(coimbra),
      filled(desy, 'docx'),
      filled(brunel),
    ])
    const [outlook, apple, renamed] = await Promise.all([
      report(coimbra, rui, ofCoimbra, {
        filename: 'winmail.dat',
        contentType: 'application/ms-tnef',
        packed: winmail({
          files: [{ title: 'EA-NGI~1.ODT', longName: canonical(coimbra), data: ofCoimbra }],
        }),
      }),
      report(desy, jan, ofDesy, {
        filename: canonical(desy, 'docx'),
        contentDisposition: 'inline',
      }),
      report(brunel, sam, ofBrunel, { filename: 'report.odt' }),
    ])
    expect(bare(outlook.parsed.text)).toContain(bare(`the report ${canonical(coimbra)} is filed`))
    expect(bare(apple.parsed.text)).toContain(bare(`the report ${canonical(desy, 'docx')} is filed`))
    expect(bare(renamed.parsed.text)).toContain(bare(`the report is filed as ${canonical(brunel)}`))
    expect(await headOfFile(rui)).toMatch(/^Content-Disposition: attachment; filename=winmail\.dat$/m)
    expect(await headOfFile(jan)).toMatch(/^Content-Disposition: inline;/m)
  })

  it('files one that a manager forwards whole for the team that wrote it', async () => {
    const content = await filled(zagreb)
    sent.set(zagreb, content)
    const subject = 'our report'
    await lab.sendAs(ana, {
      to: managerGlite,
      subject,
      text: 'I do not know where to send it.\n',
      attachments: [{ filename: canonical(zagreb), content }],
    })
    const received = await lab.waitForMail(managerGlite, ({ parsed }) => parsed.subject === subject)
    const id = await lab.sendAs(managerGlite, {
      to: bot,
      subject: `Fwd: ${subject}`,
      text: 'This came to me.\n',
      attachments: [{ filename: `${subject}.eml`, content: received.raw, contentType: 'message/rfc822' }],
    })
    const receipt = await lab.waitForMail(managerGlite, ({ parsed }) => parsed.inReplyTo === id, 20_000)
    expect(bare(receipt.parsed.text)).toContain(bare(`the report ${canonical(zagreb)} is filed`))
    expect(await headOfFile(managerGlite)).toMatch(/^Content-Type: message\/rfc822/m)
  })

  it('keeps one with macros apart until the manager takes it by mail', async () => {
    const content = Buffer.from(await macroReport({ installed: installed(zeuthen), verdict: 'ACCEPT' }))
    const filename = 'trial report.docm'
    const receipt = await report(zeuthen, heike, content, {
      filename,
      contentType: 'application/vnd.ms-word.document.macroEnabled.12',
    })
    expect(bare(receipt.parsed.text)).toContain(bare(`${filename} holds macros, so it is kept apart`))
    const asked = await letter(managerGlite, `take report ${filename}`)
    const { seats, reports } = await ticket()
    expect(seats.filter(({ state }) => state !== 'reported')).toEqual([
      expect.objectContaining({ team: `ea-${zeuthen}`, state: 'accepted' }),
    ])
    expect(reports.filter(({ verdict }) => verdict === 'quarantined')).toHaveLength(1)
    await lab.sendAs(managerGlite, answer(asked, `take report ${filename}`))
    await letter(heike, 'counts now', canonical(zeuthen, 'docm'))
  })

  it('has each report under its name, for its team, with the bytes that were sent', async () => {
    const { seats, reports, journal } = await ticket()
    const filed = (team: string, ending: string, verdict: string) => ({
      team: `ea-${team}`,
      name: canonical(team, ending),
      verdict,
      sha256: sha256(sent.get(team) ?? Buffer.alloc(0)),
    })
    expect(reports).toHaveLength(accepting.length)
    expect(reports).toEqual(
      expect.arrayContaining(
        [
          filed(lisbon, 'odt', 'renamed'),
          filed(coimbra, 'odt', 'filed'),
          filed(desy, 'docx', 'filed'),
          filed(brunel, 'odt', 'renamed'),
          filed(zagreb, 'odt', 'filed'),
          filed(zeuthen, 'docm', 'renamed'),
        ].map((one) => expect.objectContaining(one)),
      ),
    )
    expect(new Set(seats.map(({ state }) => state))).toEqual(new Set(['reported']))
    const by = (what: string) => journal.filter(({ event }) => event === what).map((row) => row.by)
    expect(by('report-received').toSorted()).toEqual([heike, jan, managerGlite, maria, rui, sam].toSorted())
    expect(by('report-taken')).toEqual([managerGlite])
  })

  it('sends the managers all of them in one file, with right checksums, and a summary that names every team', async () => {
    const files = await enclosed(await letter(managerGlite, 'every site that accepted has reported'))
    expect([...files.keys()]).toEqual([`reports-${release}.zip`, `${summary}.odt`, `${summary}.docx`])
    const parts = unzipSync(files.get(`reports-${release}.zip`)?.bytes ?? new Uint8Array())
    const sums = strFromU8(parts['SHA256SUMS'] ?? new Uint8Array())
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(66), line.slice(0, 64)] as const)
    expect(sums.map(([name]) => name)).toEqual(
      [
        canonical(lisbon),
        canonical(coimbra),
        canonical(desy, 'docx'),
        canonical(brunel),
        canonical(zagreb),
        canonical(zeuthen, 'docm'),
        `${summary}.odt`,
        `${summary}.docx`,
      ].toSorted(),
    )
    for (const [name, sum] of sums) expect(sha256(parts[name] ?? new Uint8Array())).toBe(sum)
    for (const format of ['odt', 'docx'] as const) {
      const { text } = await reading(files.get(`${summary}.${format}`)?.bytes ?? new Uint8Array(), format)
      for (const [team] of accepting) {
        expect(bare(text)).toContain(bare(installed(team)))
        expect(text).toContain(team)
      }
    }
  })

  it('ends with nothing set aside and nothing left in a queue', async () => {
    expect(await rollcallJson(settings.config, 'mail', 'list', '--set-aside')).toEqual([])
    const empty = async () => (await lab.queue()).length === 0 || undefined
    await until('the queue is empty', 10_000, empty, lab.log)
    expect(await agent.stop()).toMatchObject({ code: 0 })
  })
})
