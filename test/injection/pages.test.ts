// The sandbox shows whole mails and letters, and fills its form from a link: none of it may be more than words there.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPlaying, type Playing } from '../support/playroom.ts'
import { around, harmless, payloads } from './payloads.ts'
import { dangers, pageOf } from './shape.ts'

let play: Playing
beforeAll(async () => {
  play = await startPlaying()
}, 60_000)
afterAll(() => play.end())

const kinds = [
  'CRLF, a header and a body',
  'script that ends a tag',
  'end of title, textarea and style',
  'double quote and handler',
  'single quote and handler',
  'javascript link',
  'a template',
  'CDATA',
  'a bidi override',
  'ANSI',
  'entities',
  'JSON',
] as const
const tagsOf = (html: string) => new Set(pageOf(html).tree.match(/<[a-z!][^<>]*>/g) ?? [])

/** The pages on which these words stand after a member of a team has written them. */
async function pagesWith(words: string): Promise<readonly string[]> {
  const room = play.room()
  const [writer] = room.people
  if (!writer) throw new Error('nobody plays')
  const row = await room.post(writer, {
    to: room.bot,
    subject: words.replace(/[\r\n]+/g, ' '),
    text: `#1 note ${words}`,
    files: [{ name: words.replace(/[\r\n/]+/g, ' '), bytes: new Uint8Array([1]) }],
  })
  await room.settled()
  const mailto = `mailto:${room.bot}?subject=${encodeURIComponent(words)}&body=${encodeURIComponent(words)}`
  return [
    `/mail/${row?.id}`,
    '/ticket/1',
    '/people',
    `/people/${writer.id}`,
    `/people/${writer.id}/write?mailto=${encodeURIComponent(mailto)}`,
  ]
}

it('shows hostile mail as the words it is', async () => {
  const plain = new Set<string>()
  for (const path of await pagesWith(harmless('<b> <i>')))
    for (const tag of tagsOf(await play.text(path))) plain.add(tag)
  const bad: string[] = []
  for (const kind of kinds)
    for (const path of await pagesWith(around(payloads[kind] ?? ''))) {
      const html = await play.text(path)
      for (const tag of tagsOf(html)) if (!plain.has(tag)) bad.push(`${kind}: ${tag} on ${path.slice(0, 40)}`)
      for (const one of dangers(pageOf(html))) bad.push(`${kind}: ${one} on ${path.slice(0, 40)}`)
    }
  expect(bad).toEqual([])
  expect(play.defects).toEqual([])
}, 60_000)
