import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMarks } from '../../src/marks/marks.ts'
import { asPersonId, asTicketId } from '../../src/rollout/ids.ts'

const secret = (seed: number) => new Uint8Array(32).fill(seed)
const address = 'staged-rollout@egi.example'
const marks = createMarks({ address, secrets: [secret(1)] })
const strangers = createMarks({ address, secrets: [secret(2)] })
const rotated = createMarks({ address, secrets: [secret(3), secret(1)] })
const ticket = asTicketId(42)
const person = asPersonId('p17')

const tickets = fc.integer({ min: 1, max: 9_999_999_999 }).map(asTicketId)
const people = fc.integer({ min: 1, max: 0xffffffff }).map((n) => asPersonId(`p${n}`))

describe('a signed address', () => {
  it('names ticket and recipient from the address alone, in a local part of at most 64', () => {
    fc.assert(
      fc.property(tickets, people, (t, p) => {
        const written = marks.replyAddress(t, p)
        expect(written.indexOf('@')).toBeLessThanOrEqual(64)
        expect(written).toMatch(/^staged-rollout\+\d+\.[a-z2-7]+@egi\.example$/)
        expect(marks.readAddress(written)).toEqual({ mark: 'reply', ticket: t, person: p })
      }),
    )
  })

  it('is read in any case, in angle brackets, and with the plus percent-encoded or turned into a blank', () => {
    const written = marks.replyAddress(ticket, person)
    for (const spelled of [
      written.toUpperCase(),
      `<${written}>`,
      written.replace('+', '%2B'),
      written.replace('+', '%2b'),
      written.replace('+', ' '),
    ])
      expect(marks.readAddress(spelled), spelled).toEqual({ mark: 'reply', ticket, person })
  })

  it('is forged when any one character of its plus part is another', () => {
    const written = marks.replyAddress(ticket, person)
    const start = written.indexOf('+') + 1
    for (let at = start; at < written.indexOf('@'); at += 1) {
      if (written[at] === '.') continue
      const other = written[at] === '2' ? '3' : '2'
      const changed = written.slice(0, at) + other + written.slice(at + 1)
      expect(marks.readAddress(changed), changed).toEqual({ mark: 'forged' })
    }
  })

  it('does not pass for a mark of another purpose, nor under another secret', () => {
    const code = (written: string) => /\.([a-z2-7]+)/.exec(written)?.[1] ?? ''
    const reply = marks.replyAddress(ticket, person)
    expect(marks.readAddress(`staged-rollout+q42.${code(reply)}@egi.example`)).toEqual({ mark: 'forged' })
    expect(strangers.readAddress(reply)).toEqual({ mark: 'forged' })
    expect(marks.readFoots(`[ref 42.${code(reply)}]`)).toEqual([])
  })

  it('stays valid while its secret is still listed, and ends with it', () => {
    const written = marks.replyAddress(ticket, person)
    expect(rotated.readAddress(written)).toEqual({ mark: 'reply', ticket, person })
    expect(rotated.replyAddress(ticket, person)).not.toBe(written)
  })

  it('is signed anew, and stays valid, as soon as a secret is put on top of the list', () => {
    const secrets = [secret(1)]
    const living = createMarks({ address, secrets })
    const written = living.replyAddress(ticket, person)
    const ids = [living.messageId('a key', ticket), living.threadRoot(ticket)]
    secrets.unshift(secret(4))
    expect(living.replyAddress(ticket, person)).not.toBe(written)
    expect(living.readAddress(written)).toEqual({ mark: 'reply', ticket, person })
    // A repeat is the same message, and a thread keeps its root.
    expect([living.messageId('a key', ticket), living.threadRoot(ticket)]).toEqual(ids)
    secrets.pop()
    expect(living.readAddress(written)).toEqual({ mark: 'forged' })
    expect(living.readMessageId(ids[0] ?? '')).toEqual({ ticket })
  })

  it('tells questions, bounces, calls, the bare mailbox and other mailboxes apart', () => {
    expect(marks.readAddress(marks.questionAddress('q17-1', person))).toEqual({
      mark: 'question',
      id: 'q17-1',
      person,
    })
    expect(marks.readAddress(marks.bounceAddress(901))).toEqual({ mark: 'bounce', letter: 901 })
    expect(marks.readAddress(marks.callAddress(ticket))).toEqual({ mark: 'call', ticket })
    expect(marks.readAddress('Staged-Rollout@EGI.example')).toEqual({ mark: 'plain' })
    for (const forged of ['+', '+42', '+42.', '+b1.aaaaaaaaaaaaaaaa', '+call-', '+call-042', '+é'])
      expect(marks.readAddress(`staged-rollout${forged}@egi.example`), forged).toEqual({ mark: 'forged' })
    for (const other of ['', '@', 'someone@egi.example', 'staged-rollouts@egi.example', `${address}.evil`])
      expect(marks.readAddress(other), other).toBeNull()
  })

  it('never throws on any text and never believes what we did not write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['forged', 'plain', 'call', undefined]).toContain(
          marks.readAddress(`staged-rollout+${text}@egi.example`)?.mark,
        )
        expect(marks.readMessageId(text)).toBeNull()
        expect(marks.readFoots(text)).toEqual([])
      }),
    )
  })

  it('refuses a mailbox or a secret too long or too short to sign for', () => {
    expect(() => createMarks({ address: `${'a'.repeat(28)}@egi.example`, secrets: [secret(1)] })).toThrow(
      RangeError,
    )
    expect(() => createMarks({ address, secrets: [] })).toThrow(RangeError)
    expect(() => createMarks({ address, secrets: [new Uint8Array(15)] })).toThrow(RangeError)
    expect(() => marks.questionAddress('17', person)).toThrow(RangeError)
  })
})

describe('a Message-ID of ours', () => {
  it('is the same for the same key, another for another, and shows its ticket', () => {
    const id = marks.messageId('t42 invitation p17', ticket)
    expect(id).toMatch(/^<rollcall\.42\.[a-z2-7]+\.[a-z2-7]+@egi\.example>$/)
    expect(marks.messageId('t42 invitation p17', ticket)).toBe(id)
    expect(marks.messageId('t42 invitation p18', ticket)).not.toBe(id)
    expect(marks.readMessageId(id)).toEqual({ ticket })
    expect(rotated.readMessageId(id.toUpperCase())).toEqual({ ticket })
    expect(marks.readMessageId(marks.messageId('digest', null))).toEqual({ ticket: null })
    expect(marks.readMessageId(marks.threadRoot(ticket))).toEqual({ ticket })
  })

  it('cannot be made for another ticket or by another secret', () => {
    const id = marks.messageId('k', ticket)
    expect(marks.readMessageId(id.replace('.42.', '.43.'))).toBeNull()
    expect(marks.readMessageId(id.replace('egi.example', 'evil.example'))).toBeNull()
    expect(strangers.readMessageId(id)).toBeNull()
  })
})

describe('the foot marker', () => {
  const line = marks.foot(ticket, person)

  it('is one short line', () => {
    expect(line).toMatch(/^\[ref 42\.[a-z2-7]+\]$/)
    expect(marks.foot(asTicketId(9_999_999_999), asPersonId('p4294967295')).length).toBeLessThan(45)
  })

  it('is found wherever a mail program put it, however it broke it', () => {
    const middle = Math.floor(line.length / 2)
    const broken = (by: string) => line.slice(0, middle) + by + line.slice(middle)
    for (const text of [
      line,
      `> > ${line}`,
      broken('\r\n'),
      `> ${broken('\n> ')}`,
      broken('=\r\n'),
      broken('\u200b'),
      line.replace('ref ', 'ref\u00a0'),
      line.replace('ref ', 'ref\n> '),
      line.replace('.', '=2E'),
      line.toUpperCase(),
      line.replace('[', '\\[').replace(']', '\\]'),
      `before ${line} after`,
    ])
      expect(marks.readFoots(text), text).toEqual([{ ticket, person }])
  })

  it('is believed only with our seal, and told once however often it is quoted', () => {
    const other = marks.foot(asTicketId(43), asPersonId('p2'))
    expect(marks.readFoots(`${line}\n> ${line}\n${other}`)).toEqual([
      { ticket, person },
      { ticket: asTicketId(43), person: asPersonId('p2') },
    ])
    expect(marks.readFoots(strangers.foot(ticket, person))).toEqual([])
    expect(marks.readFoots(line.replace('42', '43'))).toEqual([])
  })

  it('shows where its line begins', () => {
    expect(marks.footStart(`one\ntwo\n> > ${line}\n`)).toBe(8)
    expect(marks.footStart('see [ref 42] and [ref 42.abc]')).toBe(-1)
  })
})

describe('subject tags', () => {
  it('are ours or the configured tracker’s, each once', () => {
    const subject = `Re: [rt.egi.example #2] AW: ${marks.subjectTag(ticket)} [Staged-Rollout #42] [other #7] [RT.egi.example #2]`
    expect(marks.subjectTag(ticket)).toBe('[staged-rollout #42]')
    expect(marks.readTags(subject)).toEqual([42])
    expect(marks.readTrackerTags(subject, ['rt.egi.example'])).toEqual(['2'])
    expect(marks.readTrackerTags(subject, [])).toEqual([])
    expect(marks.readTags('[staged-rollout #0] [staged-rollout] staged-rollout #42')).toEqual([])
  })

  it('find nothing in a hostile subject, and come to its end', () => {
    for (const attack of ['['.repeat(100_000), '[a #'.repeat(30_000), `[${'a'.repeat(100_000)}`])
      expect(marks.readTags(attack)).toEqual([])
    for (const attack of ['[ref 1'.repeat(20_000), `[ref 1.${'a '.repeat(50_000)}`, '[ref'.repeat(30_000)])
      expect(marks.readFoots(attack)).toEqual([])
  })
})
