// The documents of a rollout at the terminal, on a real store: what programs get (SPEC §7), what people read, what
// mistakes get, and that nothing is ever written over unasked.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { submit } from '../../src/desk/submit.ts'
import { odt } from '../../src/reports/odt.ts'
import { formatOf, placeholdersIn } from '../../src/reports/placeholders.ts'
import { decide } from '../../src/rollout/decide.ts'
import { asEventId, asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import { filledReport } from '../support/filledreport.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, openOffice, title, type Office } from './office.ts'

const lisbon = 'NGI_IBERGRID-LIP-Lisbon'
const stem = `ea-${lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1`
const summary = 'summary-EMI-1.0-SE-DPM_mysql-1.8.0-1'
const bytes = filledReport({ installed: 'From 1.7', problems: 'None', verdict: 'ACCEPT, it runs' })
let office: Office
const report = (...words: string[]) => rollcall(['report', ...words, '--config', office.config])
const folder = (name: string) => {
  mkdirSync(join(office.folder, name), { recursive: true })
  return join(office.folder, name)
}

/** The team accepts, and its report comes in, as the desk would have it from a mail. */
async function filed(): Promise<void> {
  const { kit } = await office.house()
  const person = await kit.ledger.personFor('maria@lip.example', '')
  const id = asTicketId(1)
  await submit(kit, { by: { person }, ticket: id, lines: [`accept ${lisbon}`] })
  const ticket = await kit.archive.ticket(id)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const event = {
    id: asEventId('report'),
    type: 'report-received' as const,
    by: { kind: 'person' as const, id: person },
    at: friday,
    team: asTeamName(`ea-${lisbon}`),
    name: `${stem}.odt`,
    original: 'ours.odt',
    sha256,
    bytes: bytes.length,
    verdict: 'renamed' as const,
  }
  const decision = decide(ticket, event, { ...kit.settled, now: friday, held: [], nextTicket: id })
  if (decision.kind !== 'decided' || !ticket) throw new Error(JSON.stringify(decision))
  const change = {
    ticket: decision.ticket,
    expectedVersion: ticket.version,
    event,
    facts: decision.facts,
    mail: null,
  }
  const none = { outbox: [], questions: [], settledQuestions: [], bouncedLetters: [] }
  expect(
    await kit.ledger.commit({ ...none, at: friday, changes: [change], files: [{ sha256, bytes }] }),
  ).toBe('committed')
  await kit.ledger.close()
}

beforeAll(async () => {
  office = openOffice()
  await office.say(friday, null, `open ${title}`)
  await office.say(friday, 1, `assign ${lisbon}`, 'assign NGI_IT-INFN-CNAF')
  await filed()
})
afterAll(() => office.leave())

describe('report list', () => {
  it('says of each report whose it is, whether it counts and under which name', async () => {
    const { code, out, err } = await report('list', '1')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`${lisbon}  revision 1  ${stem}.odt\n`)
    expect(out).toContain('filed under its proper name, counts')
  })

  it('gives programs an object a report', async () => {
    const { out } = await report('list', '#1', '--json')
    expect(JSON.parse(out)).toMatchObject({
      team: `ea-${lisbon}`,
      revision: 1,
      counts: true,
      verdict: 'renamed',
    })
  })

  it('of a rollout that is not there says so', async () => {
    expect(await report('list', '7')).toEqual({
      code: 1,
      out: '',
      err: 'rollcall: there is no rollout 7; rollcall ticket list shows them all\n',
    })
    expect((await report('list', 'one')).code).toBe(2)
  })
})

describe('report show', () => {
  it.each([`${stem}.odt`, 'OURS.odt', lisbon])(
    'finds it as %s, and prints the answers as text',
    async (name) => {
      const { code, out } = await report('show', '1', name)
      expect(code).toBe(0)
      expect(out).toContain('Installed or upgraded from  From 1.7')
      expect(out).toMatch(/says +accept/)
    },
  )

  it('offers the nearest name', async () => {
    const { code, err } = await report('show', '1', 'NGI_IBERGRID-LIP-Lisbom')
    expect(code).toBe(1)
    expect(err).toBe(`rollcall: rollout 1 has no report NGI_IBERGRID-LIP-Lisbom; did you mean "${lisbon}"?\n`)
  })
})

describe('report inspect', () => {
  it('gives one object a file, needs no config, and ends with 0 whatever it found', async () => {
    const dir = folder('inspected')
    writeFileSync(join(dir, 'a.odt'), bytes)
    writeFileSync(join(dir, 'b.docx'), 'no document at all')
    const files = [join(dir, 'a.odt'), join(dir, 'b.docx')]
    const { code, out, err } = await rollcall(['report', 'inspect', '--json', ...files])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [good, bad] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { [key: string]: unknown })
    expect(good).toMatchObject({ file: files[0], type: 'odt', verdict: 'ok', notes: [] })
    expect(good?.['fields']).toMatchObject({ installed: 'From 1.7' })
    expect(good?.['text']).toContain('ACCEPT, it runs')
    expect(bad).toMatchObject({ file: files[1], type: 'txt', text: '', fields: {} })
    expect(bad?.['notes']).toContain('wrong-type')
  })

  it('tells people what was found and what to do', async () => {
    const dir = folder('told')
    writeFileSync(join(dir, 'x.odt'), Buffer.from('MZ\u0090\u0000 a program'))
    const { code, out } = await rollcall(['report', 'inspect', join(dir, 'x.odt')])
    expect(code).toBe(0)
    expect(out).toMatch(/safety +refused/)
    expect(out.replace(/\s+/g, ' ')).toContain('It is not opened. Ask for an odt or a docx.')
  })

  it('ends with 1 where a file cannot be read, and still answers for the others', async () => {
    const dir = folder('partly')
    writeFileSync(join(dir, 'a.odt'), bytes)
    const { code, out, err } = await rollcall([
      'report',
      'inspect',
      '--json',
      join(dir, 'none.odt'),
      join(dir, 'a.odt'),
    ])
    expect(code).toBe(1)
    expect(err).toContain(`cannot read ${join(dir, 'none.odt')}`)
    expect(out.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('report summary, bundle and template', () => {
  it('write into the folder that is named and print where', async () => {
    const dir = folder('written')
    const { code, out } = await report('summary', '1', '-o', dir)
    expect(code).toBe(0)
    expect(out).toBe(`${join(dir, summary)}.odt\n${join(dir, summary)}.docx\n`)
    expect(formatOf(readFileSync(join(dir, `${summary}.odt`)))).toBe('odt')
    const made = await report('bundle', '1', '--out', dir, '--json')
    const { file } = JSON.parse(made.out) as { file: string }
    expect(Object.keys(unzipSync(readFileSync(file)))).toContain(`${stem}.odt`)
  })

  it('never write over what is there without --force', async () => {
    const dir = folder('kept')
    const file = join(dir, 'mine.odt')
    writeFileSync(file, 'mine')
    const refused = await report('template', '1', lisbon, '-o', file)
    expect(refused.code).toBe(1)
    expect(refused.err).toBe(`rollcall: ${file} is there already and is left alone; --force writes over it\n`)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect((await report('template', '1', lisbon, '-o', file, '--force')).code).toBe(0)
    expect(formatOf(readFileSync(file))).toBe('odt')
  })

  it('write a template of the format that is asked for, for a team named as in a mail', async () => {
    const dir = folder('template')
    expect((await report('template', '1', 'infn-cnaf', '--format', 'docx', '-o', dir)).code).toBe(0)
    const file = join(dir, 'ea-NGI_IT-INFN-CNAF-EMI-1.0-SE-DPM_mysql-1.8.0-1.docx')
    expect(formatOf(readFileSync(file))).toBe('docx')
    const near = await report('template', '1', 'NGI_IT-INFN-CNAV', '-o', dir)
    expect(near).toMatchObject({
      code: 1,
      err: expect.stringContaining('did you mean NGI_IT-INFN-CNAF?') as string,
    })
    expect((await report('template', '1', lisbon, '--format', 'pdf')).code).toBe(2)
    expect((await report('template', '1')).code).toBe(2)
  })

  it('write ours with its words in braces left in', async () => {
    const dir = folder('blank')
    const { code, out } = await rollcall(['report', 'template', '--blank', '--format', 'docx', '-o', dir])
    expect({ code, out }).toEqual({ code: 0, out: `${join(dir, 'report-template.docx')}\n` })
    expect(placeholdersIn(readFileSync(join(dir, 'report-template.docx')), 'docx')).toContain('team')
  })

  it('use the operator’s own template where the config names one', async () => {
    const own = openOffice()
    try {
      await own.say(friday, null, `open ${title}`)
      await own.say(friday, 1, `assign ${lisbon}`)
      const text = 'Ours for {{team}}'
      own.write(
        'ours.odt',
        odt({ title: 'x', author: 'y', properties: {}, blocks: [{ kind: 'paragraph', runs: [{ text }] }] }),
      )
      own.write('rollcall.toml', `${readFileSync(own.config, 'utf8')}[reports]\ntemplate_odt = "ours.odt"\n`)
      const out = join(own.folder, 'made.odt')
      const made = await rollcall(['report', 'template', '1', lisbon, '-o', out, '--config', own.config])
      expect(made.code).toBe(0)
      const content = unzipSync(readFileSync(out))['content.xml'] ?? new Uint8Array()
      expect(Buffer.from(content).toString()).toContain(`Ours for ${lisbon}`)
    } finally {
      own.leave()
    }
  })

  it('change nothing', async () => {
    const before = createHash('sha256').update(office.database()).digest('hex')
    const dir = folder('unchanged')
    await report('bundle', '1', '-o', dir)
    expect(existsSync(join(dir, 'reports-EMI-1.0-SE-DPM_mysql-1.8.0-1.zip'))).toBe(true)
    expect(createHash('sha256').update(office.database()).digest('hex')).toBe(before)
  })
})
