// The switches of one person's address: it bounces, its owner is away, it takes nothing at the first try. Saved by a
// plain form; what the servers then do is mailservers.ts's.

import { html } from 'hono/html'
import { isAway } from './mailservers.ts'
import type { Markup } from '../board/page.ts'
import type { PlayPerson } from './cast.ts'
import type { Habit } from './playbook.ts'
import type { Playroom } from './playroom.ts'

/** Days for which somebody is away where no date is given. */
const usualAbsence = 7

const dayAfter = (now: string, days: number) =>
  new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10)

const dayWords = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day))

const inWords = (habit: Habit, now: string): readonly string[] => [
  ...(habit.bounces ? ['every letter comes back'] : []),
  ...(habit.awayUntil !== undefined && isAway(habit, now) ? [`away until ${dayWords(habit.awayUntil)}`] : []),
  ...(habit.slow ? ['takes a letter at the second try'] : []),
]

export function habitsForm({ book, clock }: Playroom, { id }: PlayPerson): Markup {
  const now = clock.now()
  const habit: Habit = book.read().habits[id] ?? {}
  const away = isAway(habit, now)
  const words = inWords(habit, now)
  const choice = (name: string, on: boolean, label: string) =>
    html`<p class="choice">
      <input type="checkbox" id="${name}" name="${name}" value="on" ${on ? 'checked' : ''} />
      <label for="${name}">${label}</label>
    </p>`
  return html`<details>
    <summary>How this address behaves: ${words.length === 0 ? 'as usual' : words.join(', ')}</summary>
    <form class="write" method="post" action="/people/${id}/habits">
      ${choice('bounces', habit.bounces === true, 'It bounces: letters come back, “user unknown”')}
      ${choice('away', away, 'Out of office: each letter gets an automatic answer, until')}
      <p class="choice">
        <label class="unseen" for="until">Out of office until</label>
        <input
          type="date"
          id="until"
          name="until"
          value="${away ? habit.awayUntil : dayAfter(now, usualAbsence)}"
          min="${dayAfter(now, 1)}"
        />
      </p>
      ${choice('slow', habit.slow === true, 'It greylists: every letter is taken at the second try only')}
      <p class="actions"><button class="second">Save</button></p>
    </form>
  </details>`
}

/** What the form says; a date that is none, or not ahead, is a week. */
export function readHabits(form: FormData, now: string): Habit {
  const on = (name: string) => form.get(name) === 'on'
  const given = form.get('until')
  const day = typeof given === 'string' && /^\d{4}-\d\d-\d\d$/.test(given) ? given : ''
  const ahead = !Number.isNaN(Date.parse(day)) && day > now.slice(0, 10)
  return {
    ...(on('bounces') ? { bounces: true } : {}),
    ...(on('away') ? { awayUntil: ahead ? day : dayAfter(now, usualAbsence) } : {}),
    ...(on('slow') ? { slow: true } : {}),
  }
}
