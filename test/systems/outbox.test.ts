import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finished } from '../../src/ports.ts'
import { outboxPost } from '../../src/systems/outbox.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-outbox-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const letter = (messageId: string, text = 'Subject: x\r\n\r\nbody\r\n'): Finished => ({
  bytes: Buffer.from(text),
  messageId,
  envelope: { from: 'staged-rollout+b1.abc@egi.example', to: 'ana@lip.example' },
})

describe('the outbox', () => {
  it('keeps the bytes under the Message-ID and the envelope beside them', async () => {
    const bytes = 'Subject: ü\r\n\r\n.\r\n'
    const { response } = await outboxPost(join(folder, 'new', 'deep')).send(
      letter('<l17.abc@egi.example>', bytes),
    )
    expect(response).toBe('kept as l17.abc@egi.example.eml')
    expect(readdirSync(join(folder, 'new', 'deep')).sort()).toEqual([
      'l17.abc@egi.example.eml',
      'l17.abc@egi.example.json',
    ])
    expect(readFileSync(join(folder, 'new', 'deep', 'l17.abc@egi.example.eml'), 'utf8')).toBe(bytes)
    expect(JSON.parse(readFileSync(join(folder, 'new', 'deep', 'l17.abc@egi.example.json'), 'utf8'))).toEqual(
      {
        messageId: '<l17.abc@egi.example>',
        from: 'staged-rollout+b1.abc@egi.example',
        to: 'ana@lip.example',
      },
    )
  })

  it('has a letter once, however often it is sent', async () => {
    const post = outboxPost(folder)
    for (let i = 0; i < 3; i += 1) await post.send(letter('<a@b>'))
    expect(readdirSync(folder).sort()).toEqual(['a@b.eml', 'a@b.json'])
  })

  it('writes a letter whole over what a crash left half written', async () => {
    writeFileSync(join(folder, 'a@b.eml'), 'Subj')
    writeFileSync(join(folder, `.a@b.eml.${process.pid}.part`), 'Subject: lo')
    await outboxPost(folder).send(letter('<a@b>'))
    expect(readFileSync(join(folder, 'a@b.eml'), 'utf8')).toBe('Subject: x\r\n\r\nbody\r\n')
    expect(readdirSync(folder).sort()).toEqual(['a@b.eml', 'a@b.json'])
  })

  it('never leaves its folder and never mixes two ids, whatever the id', async () => {
    const inner = join(folder, 'in')
    const ids = fc.uniqueArray(
      fc.oneof(fc.string(), fc.constantFrom('<../../x>', '</etc/passwd>', '<..>', '', '<a b>', '<a.b>')),
      {
        minLength: 1,
        maxLength: 6,
        selector: (id) => id.replace(/^<|>$/g, ''),
      },
    )
    await fc.assert(
      fc.asyncProperty(ids, async (all) => {
        rmSync(inner, { recursive: true, force: true })
        for (const id of all) await outboxPost(inner).send(letter(id))
        expect(readdirSync(folder)).toEqual(['in'])
        expect(readdirSync(inner)).toHaveLength(2 * all.length)
      }),
      { numRuns: 25 },
    )
  })

  it('is transient trouble where the folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '')
    const sent = outboxPost(join(folder, 'file', 'sub')).send(letter('<a@b>'))
    await expect(sent).rejects.toMatchObject({ system: 'outbox', lasting: 'transient' })
  })
})
