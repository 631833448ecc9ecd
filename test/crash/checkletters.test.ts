import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { list, subscribers } from '../live/lab/people.ts'
import { checkCopies, doubts } from './checkletters.ts'

const dir = mkdtempSync(join(tmpdir(), 'rollcall-copies-'))
afterEach(() => rmSync(join(dir, 'trace'), { force: true }))

const letter = (id: number, to = 'maria@lip.example') => ({
  id,
  key: `letter ${id}`,
  state: 'sent',
  ticket: 1,
  effect: '{}',
  message_id: `<${id}@egi.example>`,
  envelope_to: to,
})
const arrived = (id: number, times: number, readers: readonly string[] = ['maria@lip.example']) =>
  readers.flatMap((reader) =>
    Array.from({ length: times }, () => ({
      reader,
      messageId: `<${id}@egi.example>`,
      inReplyTo: '',
      subject: '',
    })),
  )
const judge = (
  trace: string,
  letters: readonly ReturnType<typeof letter>[],
  copies: ReturnType<typeof arrived>,
) => {
  writeFileSync(join(dir, 'trace'), trace)
  const complaints: string[] = []
  const inDoubt = doubts(join(dir, 'trace'), letters)
  const extra = checkCopies(letters, copies, inDoubt.letters, (kind, what) =>
    complaints.push(`${kind}: ${what}`),
  )
  return { complaints, extra, lives: inDoubt.lives }
}

describe('the checker of letters', () => {
  it('allows one copy more for each life that ended between last byte and commit', () => {
    const trace = '1 dot <1@egi.example>\n2 dot <1@egi.example>\n3 dot <1@egi.example>\n3 settle 1 sent\n'
    expect(judge(trace, [letter(1)], arrived(1, 3))).toEqual({ complaints: [], extra: 2, lives: 2 })
    expect(judge(trace, [letter(1)], arrived(1, 4)).complaints).toEqual([
      'copies: 4 copies where 3 may be: letter 1 at maria@lip.example',
    ])
  })

  it('allows none where every life kept that the letter left', () => {
    expect(judge('1 dot <1@egi.example>\n1 settle 1 sent\n', [letter(1)], arrived(1, 2)).complaints).toEqual([
      'copies: 2 copies where 1 may be: letter 1 at maria@lip.example',
    ])
  })

  it('allows no second post to a list, whatever was killed', () => {
    const post = letter(1, list.address)
    const trace = '1 dot <1@egi.example>\n'
    expect(judge(trace, [post], arrived(1, 1, subscribers)).complaints).toEqual([])
    expect(judge(trace, [post], arrived(1, 2, subscribers)).complaints).toHaveLength(subscribers.length)
  })

  it('misses what did not arrive, and knows what nobody wrote', () => {
    expect(judge('', [letter(1)], arrived(2, 1)).complaints).toEqual([
      'lost: never arrived: letter 1 at maria@lip.example',
      'doubled: from nowhere: "" (<2@egi.example>) at maria@lip.example',
    ])
  })
})
