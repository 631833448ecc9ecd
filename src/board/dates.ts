// Dates that line up (LOOK): short, always with the city of their zone, the machine's form beside the reader's. Letters
// write theirs out in full, by rollout/deadline.

import { html } from 'hono/html'
import type { Instant } from '../rollout/ids.ts'

const city = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** `Mon 23 Nov 2026, 18:00 Lisbon`. An unknown zone prints UTC rather than nothing. */
export function shortDate(at: Instant, zone: string): string {
  const when = new Date(at)
  const format = (timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: '2-digit',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(when)
      .reduce<{ [type: string]: string }>((all, { type, value }) => ({ ...all, [type]: value }), {})
  const say = (timeZone: string, name: string) => {
    const part = format(timeZone)
    const day = `${part['weekday']} ${part['day']} ${part['month']?.slice(0, 3)} ${part['year']}`
    return `${day}, ${part['hour']}:${part['minute']} ${name}`
  }
  try {
    return say(zone, city(zone))
  } catch (error) {
    if (error instanceof RangeError) return say('UTC', 'UTC')
    throw error
  }
}

/** Breaks before the city only. */
export const time = (at: Instant, zone: string) => {
  const [, date = '', place = ''] = /^(.*\d{2}:\d{2}) (.*)$/.exec(shortDate(at, zone)) ?? []
  return html`<time datetime="${at}"><b>${date}</b> ${place}</time>`
}
