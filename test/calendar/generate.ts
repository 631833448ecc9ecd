// Writes the holiday table that the agent ships: `npm run holidays`. The same bytes on every run, whatever the clock,
// zone or locale of the machine.

import { writeFileSync } from 'node:fs'
import { holidayFile } from './table.ts'

writeFileSync(new URL('../../src/calendar/holidays.json', import.meta.url), holidayFile())
