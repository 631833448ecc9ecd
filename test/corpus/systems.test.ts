// Mails that real servers wrote to a bot like ours: RT 5, Mailman 3, Postfix and Dovecot's Sieve. Each is the right
// kind, of the right author, on the right ticket, and nothing is sent in answer by a bot that never opened a ticket.

import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shared, sharedIsThere } from '../support/shared.ts'
import { openReader, type Reader } from './explaining.ts'

type Case = readonly [path: string, kind: string, author: string]
const cases: readonly Case[] = [
  ['rt/1-on-create-to-queue-admincc', 'tracker', 'staged-rollout@rt.egi.example'],
  ['rt/2-correspond-to-admincc', 'own', ''],
  ['rt/3-autoreply-to-requestor', 'tracker', ''],
  ['rt/4-resolved-to-requestor', 'tracker', ''],
  ['rt/5-ea-reply-relayed-to-admincc', 'person', 'luca@infn.example'],
  ['mailman/1-list-post-at-subscriber', 'own', 'staged-rollout@egi.example'],
  ['mailman/2-held-notice-to-owner', 'list-admin', ''],
  ['mailman/3-your-message-awaits-approval-to-sender', 'list-admin', ''],
  ['mailman/4-munged-from', 'own', ''],
  ['mailman/5-autoresponse', 'list-admin', ''],
  ['postfix/670868', 'bounce', ''],
  ['postfix/763f66', 'bounce', ''],
  ['postfix/8fc98e', 'bounce', ''],
  ['postfix/def2a8', 'bounce', ''],
  ['postfix/success-dsn', 'bounce', ''],
  ['postfix/sieve-vacation', 'auto-reply', 'away@desy.example'],
]

describe.skipIf(!sharedIsThere)('a mail of a real system', () => {
  let reader: Reader
  beforeAll(async () => {
    reader = await openReader()
  })
  afterAll(() => reader.close())

  it.each(cases)('%s is %s', async (path, kind, author) => {
    const { json } = await reader.explain(readFileSync(shared(`mails/${path}.eml`)))
    expect(json.kind).toBe(kind)
    if (author !== '') expect(json.from).toBe(author)
    if (kind === 'bounce') expect(json.bounce).toMatchObject({ recipient: expect.stringContaining('@') })
    expect(json.wouldSend).toEqual([])
  })

  it('stands in the table above', () => {
    const files = ['rt', 'mailman', 'postfix'].flatMap((folder) => readdirSync(shared(`mails/${folder}`)))
    expect(files.length).toBe(cases.length)
  })
})
