// One bench in a process of its own, so that no other bench's memory or warmth counts: `bench.ts` starts it with the
// bench's name and takes its rows over the channel between them. Not for hands.

import type { Measure, Row } from './row.ts'

const [, , name = ''] = process.argv
const { measure } = (await import(`./${name}.ts`)) as { measure: Measure }
await measure((row: Row) => {
  process.send?.(row)
})
process.disconnect()
