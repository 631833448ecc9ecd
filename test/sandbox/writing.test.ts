import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/intake/authenticate.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { makeWriting, type Draft } from '../../src/sandbox/writing.ts'

const now = asInstant('2026-11-23T10:00:00Z')
const draft: Draft = {
  from: { name: 'João Pires', address: 'joao@lip.example' },
  to: 'staged-rollout@egi.example',
  subject: 'Re: [staged-rollout #1]',
  text: 'accept NGI_IBERGRID-LIP-Lisbon\n\nObrigado!',
  answers: { messageId: '<letter@egi.example>', references: ['<root@egi.example>'] },
  files: [{ name: 'report.docx', bytes: new Uint8Array([80, 75, 3, 4]) }],
}
const judge = async (bytes: Uint8Array, writing: ReturnType<typeof makeWriting>) =>
  authenticate(bytes, await parseMail(bytes), {
    via: 'listen',
    receivedAt: now,
    authservIds: [],
    verifyDkim: true,
    ourAddresses: ['staged-rollout@egi.example'],
    threadIds: () => false,
    resolver: writing.resolver,
  })

describe('a mail of the sandbox’s people', () => {
  it('is verified as anybody’s, by the key that the resolver publishes', async () => {
    const writing = makeWriting(['joao@lip.example'])
    const { bytes } = await writing.write(draft, now)
    expect(await judge(bytes, writing)).toMatchObject({ aligned: 'strict', subjectSigned: true })
  })
  it('proves nothing once a letter of it is changed', async () => {
    const writing = makeWriting(['joao@lip.example'])
    const { bytes } = await writing.write({ ...draft, files: [] }, now)
    const forged = Buffer.from(Buffer.from(bytes).toString('latin1').replace('accept', 'reject'), 'latin1')
    expect(await judge(forged, writing)).toMatchObject({ aligned: 'none' })
  })
  it('proves nothing to those who know other keys', async () => {
    const { bytes } = await makeWriting(['joao@lip.example']).write(draft, now)
    expect(await judge(bytes, makeWriting(['joao@lip.example']))).toMatchObject({ aligned: 'none' })
  })
  it('carries its thread, its files and its writer’s name', async () => {
    const { bytes, messageId } = await makeWriting(['joao@lip.example']).write(draft, now)
    const mail = await parseMail(bytes)
    expect(mail).toMatchObject({
      messageId,
      from: [draft.from],
      inReplyTo: ['<letter@egi.example>'],
      references: ['<root@egi.example>', '<letter@egi.example>'],
      date: now,
    })
    expect(mail.attachments.map(({ name }) => name)).toEqual(['report.docx'])
  })
})

describe('the sandbox’s resolver', () => {
  it('knows the keys of its own people and nothing else', async () => {
    const { resolver } = makeWriting(['joao@lip.example'])
    expect(await resolver('sandbox._domainkey.LIP.example', 'TXT')).toHaveLength(1)
    for (const [name, type] of [
      ['lip.example', 'TXT'],
      ['sandbox._domainkey.elsewhere.example', 'TXT'],
      ['sandbox._domainkey.lip.example', 'MX'],
    ] as const)
      await expect(resolver(name, type)).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })
})
