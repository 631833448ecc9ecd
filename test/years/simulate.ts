// `npm run simulate-years`: the real releases of twelve years played through the whole house; prints one page. Ends with
// 1 where something does not hold, and says which rollout, when, and the seed that plays it again.
import { parseArgs } from 'node:util'
import { complaintsOf, pageOf } from './page.ts'
import { play } from './play.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20111122' },
    from: { type: 'string', default: '2011' },
    until: { type: 'string', default: '2024' },
    rollouts: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})
const [seed, from, until] = [Number(values.seed), Number(values.from), Number(values.until)]
if (![seed, from, until].every(Number.isInteger) || from > until) {
  process.stderr.write('usage: simulate-years [--seed S] [--from YEAR] [--until YEAR] [--verbose]\n')
  process.exit(2)
}
const say = (text: string) => void process.stdout.write(`${text}\n`)
const began = performance.now()
const seconds = () => (performance.now() - began) / 1000
let month = ''
const played = await play({
  seed,
  from,
  until,
  ...(values.rollouts ? { rollouts: Number(values.rollouts) } : {}),
  each: (now, letters) => {
    if (!values.verbose || now.slice(0, 7) === month) return
    month = now.slice(0, 7)
    say(`${month}: ${letters} letters, ${seconds().toFixed(0)} s`)
  },
})
for (const text of complaintsOf(played, values.verbose ? 20 : 3)) say(text)
say(pageOf(played, seconds()))
process.exitCode = played.violations.length > 0 ? 1 : 0
