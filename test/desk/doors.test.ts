// How the doors are seen to stand, memory among them, and what the administrator hears of it (SPEC 5, 6, 9).
import { afterEach, describe, expect, it } from 'vitest'
import { watchDoors } from '../../src/desk/doorwatch.ts'
import { memoryHeard } from '../../src/desk/memorywatch.ts'
import { onlyThis } from '../../src/desk/onlythis.ts'
import { Fault, type DoorState } from '../../src/ports.ts'
import { doorsUnseen, type DoorsSeen } from '../../src/ports/doors.ts'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import { setStage, type Stage } from '../stories/stage.ts'

let now: Instant = asInstant('2026-11-20T10:00:00Z')
const at = (time: string) => {
  now = asInstant(`2026-11-20T${time}Z`)
}
const away = (what = 'cannot reach it', againIn?: number): DoorState => ({
  up: false,
  what,
  ...(againIn === undefined ? {} : { againIn }),
})
const back: DoorState = { up: true, what: '' }
const watching = () => {
  at('10:00:00')
  const changes: DoorsSeen[] = []
  return { doors: watchDoors({ now: () => now }, (seen) => changes.push(seen)), changes }
}

describe('a door', () => {
  it('is away since it was first heard to be, with what was said last and when it is tried again', () => {
    const { doors } = watching()
    doors.heard('mailbox', away('refused', 1000))
    at('10:00:01')
    doors.heard('mailbox', away('no answer', 90_000))
    expect(doors.seen().mailbox).toEqual({
      downSince: '2026-11-20T10:00:00Z',
      what: 'no answer',
      again: '2026-11-20T10:01:31Z',
    })
    expect(doors.seen().transport).toBe('unknown')
  })

  it('is up since it came back, and each change is told once', () => {
    const { doors, changes } = watching()
    doors.heard('transport', away())
    at('10:05:00')
    doors.heard('transport', back)
    at('10:06:00')
    doors.heard('transport', back)
    expect(doors.seen().transport).toEqual({ upSince: '2026-11-20T10:05:00Z' })
    expect(changes).toHaveLength(2)
  })
})

describe('memory', () => {
  it('that refuses in turn is one trouble from its first refusal on', () => {
    const { doors } = watching()
    doors.heard('memory', away('full'))
    at('10:00:20')
    doors.heard('memory', back)
    at('10:05:20')
    doors.heard('memory', away('full'))
    expect(doors.seen().memory).toMatchObject({ downSince: '2026-11-20T10:00:00Z' })
    at('10:06:00')
    doors.heard('memory', back)
    at('10:11:01')
    doors.heard('memory', away('full'))
    expect(doors.seen().memory).toMatchObject({ downSince: now })
  })

  it('is heard of by what it refuses, and by what it takes; a look at nothing says nothing', async () => {
    const heard: DoorState[] = []
    let trouble: Error | null = new Fault('store', 'transient', 'the disk is full')
    const stage = await setStage()
    try {
      const { kit } = stage.house
      const failing: typeof kit.ledger = {
        ...kit.ledger,
        commit: async (commit) => {
          if (trouble) throw trouble
          return kit.ledger.commit(commit)
        },
      }
      const ledger = memoryHeard(failing, (state) => heard.push(state))
      const commit = onlyThis(stage.now(), {})
      await expect(ledger.commit(commit)).rejects.toThrow('full')
      trouble = new Fault('clock', 'transient', 'the clock has jumped')
      await expect(ledger.commit(commit)).rejects.toThrow('jumped')
      expect(heard).toEqual([{ up: false, what: 'the disk is full' }])
      trouble = null
      await ledger.claimDue(stage.now(), stage.now(), 10)
      await ledger.recordMail([])
      expect(heard).toHaveLength(1)
      await ledger.commit(commit)
      expect(heard.at(-1)).toEqual({ up: true, what: '' })
    } finally {
      await stage.close()
    }
  })
})

describe('the administrator', () => {
  let stage: Stage
  afterEach(() => stage.close())
  const subjects = () => stage.letters('postmaster@egi.example').map(({ subject }) => subject)

  it('hears once that memory could not be written, as soon as it can again; of seconds nothing', async () => {
    stage = await setStage()
    const downSince = asInstant('2026-11-20T09:00:00Z')
    const full = { downSince, what: 'the disk that holds the database is full' }
    const ended = (upSince: string): DoorsSeen => ({
      ...doorsUnseen,
      memory: { upSince: asInstant(upSince), after: full },
    })
    stage.doors(ended('2026-11-20T09:00:59Z'))
    await stage.settle()
    stage.doors({ ...doorsUnseen, memory: full })
    await stage.settle()
    expect(subjects()).toEqual([])
    stage.doors(ended('2026-11-20T09:01:00Z'))
    await stage.settle()
    await stage.settle()
    expect(subjects()).toEqual(['Staged rollout: memory can be written again'])
    const text = stage.last('postmaster@egi.example').text.replace(/\s+/g, ' ')
    expect(text).toContain('the disk that holds the database is full')
  })

  it('hears that the disk is nearly full while that can still be said, and once that there is room', async () => {
    let free: number | null = null
    stage = await setStage(undefined, (kit) => ({ ...kit, freeBytes: () => free }))
    await stage.settle()
    free = 100 * 1024 ** 2
    await stage.settle()
    expect(subjects()).toEqual([])
    free -= 1
    await stage.settle()
    await stage.settle()
    expect(subjects()).toEqual(['Staged rollout: the disk is nearly full'])
    expect(stage.last('postmaster@egi.example').text).toContain('99 MB')
    free = 5e9
    await stage.at('2026-11-20T10:30:00Z')
    expect(subjects()).toHaveLength(1)
    await stage.at('2026-11-20T11:00:00Z')
    expect(subjects()[1]).toContain('there is room on the disk again')
  })

  it('has heard of it once the watch is told so, and the next trouble is another', () => {
    const { doors } = watching()
    doors.heard('memory', away('full'))
    at('10:02:00')
    doors.heard('memory', back)
    expect(doors.seen().memory).toHaveProperty('after')
    doors.toldOfMemory()
    expect(doors.seen().memory).toEqual({ upSince: now })
    at('10:03:00')
    doors.heard('memory', away('full'))
    expect(doors.seen().memory).toMatchObject({ downSince: now })
  })
})
