// RELIABILITY of what we write (SPEC §5): every word of every letter that a mail can fill, filled with what somebody
// hostile would write. Headers, recipients and the tree of the page stay those of harmless words.
import { describe, expect, it } from 'vitest'
import { compose } from '../../src/letters/compose.ts'
import { allSamples, context, requestOf } from '../letters/samples.ts'
import { around, harmless, payloads } from './payloads.ts'
import { dangers, readMail, type Read } from './shape.ts'

/** Where words of a mail, of a title, of a file's name or of a roster can stand in a letter. */
const fillable = new Set(
  `title stack component version os arch url reason text prose subject line lines name original claimed suggestion
  suggestions meant team teams site list lists number ref id releaseNotes bugs documentation release-notes repository
  summaryName reportName documentTitle act anyway author condition words stated what said`.split(/\s+/),
)
const closedWords = new Set(
  'managers subscriber team paused resumed set-aside door letter-failed rate questions clock backup room'.split(
    ' ',
  ),
)

/** Each leaf that can be filled, by its path. */
function leaves(value: unknown, key = '', path = ''): readonly string[] {
  if (typeof value === 'string') return fillable.has(key) && !closedWords.has(value) ? [path] : []
  if (Array.isArray(value)) return value.flatMap((item, at) => leaves(item, key, `${path}/${at}`))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, item]) =>
      // Teams whose turn it is are the roster's, which knows letters, digits and three signs only; how many of them
      // share a line follows from how long their names are.
      name === 'rota' || name === 'turn' ? [] : leaves(item, name, `${path}/${name}`),
    )
  return []
}
const filled = (value: unknown, wanted: ReadonlySet<string>, words: string, path = ''): unknown => {
  // A receipt says nothing twice: prose that is no other line of it always stands there.
  if (typeof value === 'string') return !wanted.has(path) ? value : path === '/prose' ? `p${words}` : words
  if (Array.isArray(value)) return value.map((item, at) => filled(item, wanted, words, `${path}/${at}`))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, filled(item, wanted, words, `${path}/${name}`)]),
    )
  return value
}

type Sample = (typeof allSamples)[number]
async function composed(sample: Sample, paths: readonly string[], words: string): Promise<Read> {
  const letter = filled(sample.letter, new Set(paths), words) as Sample['letter']
  const request = requestOf({ letter, recipient: sample.recipient })
  const finished = await compose(
    { ...request, to: { ...request.to, name: words }, inReplyTo: words },
    { ...context, nameOf: () => words },
  )
  expect(finished.envelope.to).toBe(request.to.address)
  return readMail(finished.bytes)
}
const wrong = (hostile: Read, plain: Read) => [
  ...(['headers', 'recipients', 'ids', 'attachments', 'tree'] as const).flatMap((part) =>
    JSON.stringify(hostile.shape[part]) === JSON.stringify(plain.shape[part]) ? [] : [`other ${part}`],
  ),
  ...dangers(hostile.page, [hostile.subject, hostile.text]),
]

/** Words without a line end make one page; each way of breaking lines makes its own. */
const linesOf = (words: string) =>
  /[\r\n\u2028\u2029\u0085]/.test(words) ? words.replace(/[^\S\r\n]|x/g, '') : ''

const named = Object.entries(payloads)
/** Every letter meets every payload, its variants between them: a third each where there are three and more. */
const share = ({ id, letter }: Sample) => {
  const variants = allSamples.filter((one) => one.letter.letter === letter.letter)
  const parts = Math.min(variants.length, 3)
  const mine = variants.findIndex((one) => one.id === id) % parts
  return named.filter((_, at) => at % parts === mine)
}

describe('letters filled by somebody hostile', () => {
  it.each(allSamples)('$id keeps its headers, recipients and page', async (sample) => {
    const paths = leaves(sample.letter)
    const plain = new Map<string, Read>()
    const bad: string[] = []
    for (const [name, payload] of share(sample)) {
      const quiet = harmless(payload)
      const known = plain.get(linesOf(quiet)) ?? (await composed(sample, paths, quiet))
      plain.set(linesOf(quiet), known)
      const hostile = await composed(sample, paths, around(payload))
      bad.push(...wrong(hostile, known).map((one) => `${name}: ${one}`))
    }
    expect(bad).toEqual([])
  })
})

describe('the measure itself', () => {
  const mail = (head: string, html: string) =>
    readMail(Buffer.from(`From: <a@b.example>\r\n${head}Content-Type: text/html\r\n\r\n${html}`))

  it('sees a header, a tag, an attribute, a recipient and a bad link that were not there', async () => {
    const plain = await mail('To: <x@y.example>\r\n', '<p>x</p>')
    const none = await mail('To: <x@y.example>\r\n', '<p>other words</p>')
    expect(wrong(none, plain)).toEqual([])
    for (const [head, html, found] of [
      ['To: <x@y.example>\r\nX-Evil: 1\r\n', '<p>x</p>', 'other headers'],
      ['To: <x@y.example>, <z@y.example>\r\n', '<p>x</p>', 'other recipients'],
      ['To: <x@y.example>\r\n', '<p>x<b></b></p>', 'other tree'],
      ['To: <x@y.example>\r\n', '<p onclick=x>x</p>', 'other tree'],
      ['To: <x@y.example>\r\n', '<p><a href="javascript:x">x</a></p>', 'a link to javascript:x'],
      ['To: <x@y.example>\r\n', '<a href="mailto:rt@egi.example?bcc=x">x</a>', 'a mailto with bcc'],
    ] as const)
      expect(wrong(await mail(head, html), plain)).toContain(found)
  })
})
