// Looks at mailed documents where they can do no harm (SPEC §4, RELIABILITY D4): a process for each, with little time,
// little memory, no network and nothing to write to. Its death is a verdict. The agent itself never opens one.

import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import PQueue from 'p-queue'
import type { Examination } from './document.ts'
import { largestDocument } from './inspect.ts'

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
const project = resolve(dirname(here), '..')
/** More than any report says. */
const longestAnswer = 8 * 1024 * 1024
/** Real milliseconds between two looks at the child's memory. */
const between = 50

const died: Examination = { type: 'unknown', verdict: 'refused', notes: ['died'], reading: null }
const tooLarge: Examination = { type: 'unknown', verdict: 'refused', notes: ['too-large'], reading: null }

const flags = (megabytes: number) => [
  '--permission',
  `--allow-fs-read=${project}`,
  `--max-old-space-size=${Math.floor(megabytes * 0.7)}`,
  '--disable-proto=delete',
  '--disallow-code-generation-from-strings',
  '--no-warnings',
]

/** Resident memory of a process in bytes; null where the system does not say (not Linux, or the process is gone). */
async function memoryOf(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}

/** Never rejects: whatever happens to the child is a verdict. */
export function createExamine(given: Partial<ExamineLimits> = {}): Examine {
  const { milliseconds, megabytes, lanes } = { ...limits, ...given }
  const lane = new PQueue({ concurrency: lanes })
  return async (file) => {
    if (file.bytes.length > largestDocument) return tooLarge
    return lane.add(() => inChild(file.name, file.bytes, milliseconds, megabytes))
  }
}

function inChild(
  name: string,
  bytes: Uint8Array,
  milliseconds: number,
  megabytes: number,
): Promise<Examination> {
  return new Promise((done) => {
    const running = spawn(process.execPath, [...flags(megabytes), child, name.replaceAll('\0', '')], {
      cwd: project,
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const answer: Buffer[] = []
    let length = 0
    const end = () => running.kill('SIGKILL')
    const late = setTimeout(end, milliseconds)
    const weigh = async () => {
      const used = running.pid === undefined ? null : await memoryOf(running.pid)
      if (used !== null && used > megabytes * 1024 * 1024) end()
    }
    const watch = setInterval(() => void weigh(), between)
    running.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > longestAnswer) end()
      else answer.push(chunk)
    })
    const settle = (examination: Examination) => {
      clearTimeout(late)
      clearInterval(watch)
      done(examination)
    }
    running.on('error', () => settle(died))
    running.on('close', (code) => settle(code === 0 ? said(Buffer.concat(answer)) : died))
    // A child that ended before it read everything closes the pipe; how it ended is what counts.
    running.stdin.on('error', () => {})
    running.stdin.end(bytes)
  })
}

/** The child's word. It has read hostile bytes: an answer that is none is a death too. */
function said(line: Buffer): Examination {
  try {
    return JSON.parse(line.toString('utf8')) as Examination
  } catch {
    return died
  }
}
