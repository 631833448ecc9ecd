// A house in the middle of its work, for the benches of mail in: fifty rollouts, each with twenty teams that were asked and
// whose invitations have left. It is made once; each round of a bench works on a copy of its folder. Not a bench.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { submit } from '../src/desk/submit.ts'
import { buildHouse, systemClock, type House } from '../src/house.ts'
import { later } from '../src/rollout/instant.ts'
import type { Asked } from './mix.ts'

const rollouts = 50
const teams = 20

const site = (n: number) => `SITE-${String(n).padStart(3, '0')}`
const rosterText = [
  'ngi,site,country,timezone,stacks,members,aliases',
  ...Array.from(
    { length: teams },
    (_, n) => `NGI_DE,${site(n)},DE,Europe/Berlin,glite,person@site${n}.example,`,
  ),
  '',
].join('\n')
const configText = `
[bot]
address = "staged-rollout@egi.example"
name = "Staged Rollout"
data = "var"
timezone = "Europe/Amsterdam"
admin = "postmaster@egi.example"
[mailbox]
kind = "folder"
path = "in"
[transport]
kind = "outbox"
path = "out"
[managers]
all = ["mgr-ops@egi.example"]
release = ["sw-rel-sr@egi.example"]
[stacks.glite]
titles = ["gLite", "EMI"]
managers = ["mgr-glite@egi.example"]
lists = ["early-adopters-glite@mailman.egi.example"]
[deadlines]
digest = false
`

export type Office = {
  /** Everybody who was asked, for each rollout. */
  readonly asked: readonly Asked[]
  /** A house of its own on a copy of the folder, on the disk. */
  readonly open: () => Promise<{ readonly house: House; readonly close: () => Promise<void> }>
  readonly close: () => void
}

const houseIn = async (dir: string): Promise<House> => {
  const read = readConfig(join(dir, 'rollcall.toml'), {})
  if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
  return buildHouse(read.config, { clock: systemClock, log: () => {} })
}

/** Everything that waits has left, whatever the hour. */
async function letLeave({ kit }: House): Promise<void> {
  const now = later(kit.clock.now(), 86_400)
  for (;;) {
    const letters = await kit.ledger.claimDue(now, later(now, 600), 500)
    if (letters.length === 0) return
    for (const { id } of letters)
      await kit.ledger.settle(id, { state: 'sent', at: now, response: '250 2.0.0 Ok' })
  }
}

export async function openOffice(): Promise<Office> {
  const first = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  mkdirSync(join(first, 'in'))
  writeFileSync(join(first, 'rollcall.toml'), configText)
  writeFileSync(join(first, 'roster.csv'), rosterText)
  const house = await houseIn(first)
  const { kit } = house
  const by = { admin: 'bench' }
  const asked: Asked[] = []
  for (let n = 1; n <= rollouts; n += 1) {
    const title = `Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.${n}-1 SL5 x86_64`
    await submit(kit, { by, ticket: null, lines: [`open ${title}`] })
    const [ticket] = await kit.archive.tickets()
    if (ticket === undefined) throw new Error('no rollout was opened')
    const names = Array.from({ length: teams }, (_, at) => `NGI_DE-${site(at)}`)
    const [said] = await submit(kit, { by, ticket: ticket.id, lines: [`assign ${names.join(' ')}`] })
    if (said?.item !== 'done') throw new Error(`not assigned: ${JSON.stringify(said)}`)
    for (const { id, to, letter } of await kit.archive.letters({ ticket: ticket.id, limit: 1000 })) {
      if (letter?.letter !== 'invitation' || to === null || !('person' in to)) continue
      const person = await kit.archive.person(to.person)
      if (person === null) continue
      asked.push({
        team: letter.team,
        address: person.address,
        name: `Person of ${letter.team}`,
        ticket: ticket.id,
        title,
        reply: kit.marks.replyAddress(ticket.id, person.id),
        foot: kit.marks.foot(ticket.id, person.id),
        messageId: kit.marks.threadRoot(ticket.id),
        bounces: kit.marks.bounceAddress(id),
      })
    }
  }
  await letLeave(house)
  await house.close()
  return {
    asked,
    async open() {
      const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
      cpSync(first, dir, { recursive: true })
      const copy = await houseIn(dir)
      return {
        house: copy,
        async close() {
          await copy.close()
          rmSync(dir, { recursive: true })
        },
      }
    },
    close() {
      rmSync(first, { recursive: true })
    },
  }
}
