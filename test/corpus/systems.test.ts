// Mails that real servers wrote to a bot like ours: RT 5, Mailman 3, Postfix and Dovecot's Sieve. Each is the right
// kind, of the right author, on the right ticket, and nothing is sent in answer by a bot that never opened a ticket.

import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bring } from '../../src/desk/bring.ts'
import type { TicketId } from '../../src/rollout/ids.ts'
import { shared, sharedIsThere } from '../support/shared.ts'
import { openReader, type Reader } from './explaining.ts'

/** The tracker's ticket that its mails are about. */
const parent = { ref: '2' }
/** Of an author the address, of a ticket `ours` where the mail is about what grew out of that one; else empty. */
type Case = readonly [path: string, kind: string, author: string, ticket?: 'ours']
const cases: readonly Case[] = [
  ['rt/1-on-create-to-queue-admincc', 'tracker', 'staged-rollout@rt.egi.example'],
  ['rt/2-correspond-to-admincc', 'own', ''],
  ['rt/3-autoreply-to-requestor', 'tracker', ''],
  ['rt/4-resolved-to-requestor', 'tracker', ''],
  ['rt/5-ea-reply-relayed-to-admincc', 'person', 'luca@infn.example', 'ours'],
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
  let ours: TicketId | undefined
  beforeAll(async () => {
    reader = await openReader()
    const release = { stack: '', component: 'CA', version: '1.38', os: '', arch: '' }
    const opened = { type: 'opened', title: 'Staged Rollout CA 1.38', release, links: {}, parent } as const
    await bring(reader.kit, null, opened, { kind: 'admin', name: 'operator' })
    const [ticket] = await reader.kit.archive.tickets({ parent: parent.ref })
    ours = ticket?.id
  })
  afterAll(() => reader.close())

  it.each(cases)('%s is %s', async (path, kind, author, ticket) => {
    const { json } = await reader.explain(readFileSync(shared(`mails/${path}.eml`)))
    expect(json.kind).toBe(kind)
    if (author !== '') expect(json.from).toBe(author)
    if (kind === 'bounce') expect(json.bounce).toMatchObject({ recipient: expect.stringContaining('@') })
    expect(json.ticket).toBe(ticket === 'ours' ? ours : null)
    // Only the managers of that ticket hear of it: what the tracker relays proves nobody, and machines get no answer.
    const others = json.wouldSend.filter(({ to }) => ticket !== 'ours' || !/^mgr.*@egi\.example$/.test(to))
    expect(others).toEqual([])
  })

  it('stands in the table above', () => {
    const files = ['rt', 'mailman', 'postfix'].flatMap((folder) => readdirSync(shared(`mails/${folder}`)))
    expect(files.length).toBe(cases.length)
  })
})
