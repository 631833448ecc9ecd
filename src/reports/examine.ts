// Looks at mailed documents where they can do no harm (SPEC §4, RELIABILITY D4): a process for each, with little time,
// little memory, no network and nothing to write to. Its death is a verdict. The agent itself never opens one.

import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import PQueue from 'p-queue'
import { largestDocument, type Examination } from './document.ts'
import { examinationIn } from './heard.ts'

export type Examine = (file: { readonly name: string; readonly bytes: Uint8Array }) => Promise<Examination>

/** SPEC: 5 s and 256 MB. `lanes` documents at a time. */
export type ExamineLimits = {
  readonly milliseconds: number
  readonly megabytes: number
  readonly lanes: number
}
const limits: ExamineLimits = { milliseconds: 5000, megabytes: 256, lanes: 2 }

const here = import.meta.dirname
/** `.ts` in a checkout, `.js` when packaged. */
const child = join(here, `child${extname(import.meta.filename)}`)
const rooms = dirname(here)
/** More than any report says. */
const longestAnswer = 8 * 1024 * 1024
/** Of a name only its ending says anything; a system takes no argument of any length. */
const longestName = 300
/** Real milliseconds between two looks at the child. */
const between = 50
/**
 * The time that counts is the child's own, where the system tells it: on a busy machine an honest report would die of
 * its neighbours. So many times as long, by the clock, is the end in any case.
 */
const patience = 4

const died: Examination = { type: 'unknown', verdict: 'refused', notes: ['died'], reading: null }
const tooLarge: Examination = { type: 'unknown', verdict: 'refused', notes: ['too-large'], reading: null }

/** The outermost folder of packages on a path: what packages need of each other lies below it. */
function packagesAbove(path: string): readonly string[] {
  const parts = path.split(sep)
  const at = parts.indexOf('node_modules')
  return at < 0 ? [] : [parts.slice(0, at + 1).join(sep)]
}

/** All that the child may read: the code, and the packages, wherever they are installed. */
const readable = [
  rooms,
  join(dirname(rooms), 'package.json'),
  // A folder of packages that is a link is looked up by its own name, and found where it leads.
  join(dirname(rooms), 'node_modules'),
  ...packagesAbove(rooms),
  ...packagesAbove(fileURLToPath(import.meta.resolve('cfb'))),
]

const flags = (megabytes: number) => [
  '--permission',
  ...[...new Set(readable)].map((path) => `--allow-fs-read=${path}`),
  `--max-old-space-size=${Math.floor(megabytes * 0.5)}`,
  // The memory of short-lived things grows with what there is to do, and counts as well.
  '--max-semi-space-size=4',
  '--disable-proto=delete',
  '--disallow-code-generation-from-strings',
  '--no-warnings',
]

/** A large file handed over at once would hold up everything else until the pipe has taken it. */
const pieceSize = 64 * 1024
function* pieces(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
}

const procFile = (pid: number, name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')

/** Resident bytes and own milliseconds of a process (proc(5)); null where the system does not say, or it is gone. */
async function usedBy(
  pid: number,
): Promise<{ readonly bytes: number; readonly milliseconds: number } | null> {
  const [status, stat] = await Promise.all([procFile(pid, 'status'), procFile(pid, 'stat')])
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  // After the name, which may hold anything: state is the first field, utime and stime are the 12th and 13th, in 10 ms.
  const ticks = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  if (kilobytes === undefined || ticks.length < 2) return null
  return { bytes: Number(kilobytes) * 1024, milliseconds: 10 * (Number(ticks[0]) + Number(ticks[1])) }
}

/** Never rejects: whatever happens to the child is a verdict. `program` is what looks at the document. */
export function createExamine(given: Partial<ExamineLimits> = {}, program: string = child): Examine {
  const allowed = { ...limits, ...given }
  const lane = new PQueue({ concurrency: allowed.lanes })
  return async (file) => {
    if (file.bytes.length > largestDocument) return tooLarge
    return lane.add(() => inChild(program, file.name, file.bytes, allowed))
  }
}

function inChild(
  program: string,
  name: string,
  bytes: Uint8Array,
  { milliseconds, megabytes }: ExamineLimits,
): Promise<Examination> {
  return new Promise((done) => {
    const ending = name.slice(-longestName).toWellFormed().replaceAll('\0', '')
    const running = spawn(process.execPath, [...flags(megabytes), program, ending], {
      cwd: rooms,
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const answer: Buffer[] = []
    let length = 0
    const end = () => running.kill('SIGKILL')
    const began = performance.now()
    const weigh = async () => {
      const used = running.pid === undefined ? null : await usedBy(running.pid)
      const passed = performance.now() - began
      if (passed > milliseconds * patience || (used?.milliseconds ?? passed) > milliseconds) end()
      else if (used !== null && used.bytes > megabytes * 1024 * 1024) end()
    }
    const watch = setInterval(() => void weigh(), between)
    running.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > longestAnswer) end()
      else answer.push(chunk)
    })
    const settle = (examination: Examination) => {
      clearInterval(watch)
      done(examination)
    }
    running.on('error', () => settle(died))
    running.on('close', (code) =>
      settle((code === 0 ? examinationIn(Buffer.concat(answer).toString('utf8')) : null) ?? died),
    )
    // A child that ended before it read everything closes the pipe; how it ended is what counts.
    running.stdin.on('error', () => {})
    Readable.from(pieces(bytes)).pipe(running.stdin)
  })
}
