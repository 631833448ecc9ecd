// `rollcall mail retry N|--all` and `rollcall mail release N` (SPEC §7): mail that could not be handled goes back in
// line; what waits for a yes is released by the administrator (record 0012). A running agent takes it from there.

import { userInfo } from 'node:os'
import { releaseHeld } from '../desk/release.ts'
import { silentLog } from '../log.ts'
import { count } from './complaints.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import { showItems } from './items.ts'
import type { House } from '../house.ts'
import type { MailId } from '../ports.ts'

export async function again(
  context: CommandContext,
  verb: 'retry' | 'release',
  words: readonly string[],
): Promise<number> {
  const all = context.options['all'] === true
  if (all && (verb === 'release' || words.length > 0))
    throw new WrongUse(
      verb === 'release'
        ? 'mail release: name one mail; each is a decision of its own'
        : 'mail retry: name one mail or say --all',
    )
  const number = all ? null : numberIn(verb, words)
  const house = await houseFor(context, { log: silentLog })
  if (!house) return exit.wrong
  try {
    if (number === null) return await retryAll(context, house)
    const row = await house.kit.archive.mail(number)
    if (!row) {
      context.err(`rollcall: there is no mail ${number}; rollcall mail list shows the newest`)
      return exit.failed
    }
    return verb === 'retry' ? await retry(context, house, number) : await release(context, house, number)
  } finally {
    await house.close()
  }
}

function numberIn(verb: string, words: readonly string[]): MailId {
  const digits = /^[1-9]\d{0,14}$/.exec(words[0] ?? '')?.[0]
  if (digits === undefined || words.length > 1)
    throw new WrongUse(`mail ${verb}: say one number, as in mail list`)
  return Number(digits)
}

async function retry(context: CommandContext, { kit }: House, id: MailId): Promise<number> {
  const back = await kit.ledger.retryMail(id)
  const state = (await kit.archive.mail(id))?.state ?? 'new'
  if (context.json) context.out(JSON.stringify({ mail: id, state, retried: back }))
  else if (back) context.out(`Mail ${id} is back in line; the agent handles it next.`)
  else
    context.err(
      state === 'new'
        ? `rollcall: mail ${id} is in line already; the agent handles it when it runs`
        : `rollcall: mail ${id} is ${state}: only mail that is set aside, held or from before the first start goes back in line`,
    )
  return back ? exit.done : exit.failed
}

/** What could not be handled; held mail waits for a person, and is put back one by one only. */
async function retryAll(context: CommandContext, { kit }: House): Promise<number> {
  const rows = await kit.archive.mails({ state: 'set-aside' })
  let retried = 0
  const progress = context.progress.start('putting mail back in line')
  for (const { id } of rows.toReversed()) {
    if (await kit.ledger.retryMail(id)) retried += 1
    progress.step(retried, rows.length)
  }
  progress.end()
  if (context.json) context.out(JSON.stringify({ retried }))
  else if (retried === 0) context.out('No mail is set aside.')
  else context.out(`Back in line: ${count(retried, 'mail')} that could not be handled.`)
  return exit.done
}

async function release(context: CommandContext, { kit }: House, id: MailId): Promise<number> {
  const items = await releaseHeld(kit, id, userInfo().username)
  if (items !== null) {
    if (!context.json) context.out(`Released mail ${id}. Its writer is told:`)
    return showItems(context, items, kit.settled.policy.zone)
  }
  context.err(
    `rollcall: nothing in mail ${id} waits for a yes; rollcall mail list --held shows what is held, and rollcall mail retry ${id} has it looked at again`,
  )
  return exit.failed
}
