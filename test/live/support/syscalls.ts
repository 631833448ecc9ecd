// What strace saw of a process and its children: writes, syncs and names of files, in the order in which the kernel was
// asked. A call that another thread cut in two is put together; what counts of a write is when it began, of a sync when
// it had ended.

export type Call = {
  readonly name: string
  /** When it began and ended, as lines of the log. */
  readonly began: number
  readonly ended: number
  readonly args: string
  readonly result: string
}
const traced = 'fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg,mkdir,rename,link,unlink'
/** Long enough for a page of the database with its escapes untold. */
export const straceArgs = (log: string): readonly string[] => [
  '-f',
  '-yy',
  '--seccomp-bpf',
  '-s',
  '5000',
  '-e',
  `trace=${traced}`,
  '-e',
  'signal=none',
  '-o',
  log,
]

const begun = /^(\d+) +(\w+)\((.*?)(?: <unfinished \.\.\.>|\) += (.*))$/s
const resumed = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (.*)$/s

export function callsIn(log: string): readonly Call[] {
  const calls: Call[] = []
  const waiting = new Map<string, Omit<Call, 'ended' | 'result'>>()
  for (const [number, line] of log.split('\n').entries()) {
    const [, thread = '', name, rest = '', result] = resumed.exec(line) ?? []
    if (name !== undefined) {
      const first = waiting.get(thread)
      waiting.delete(thread)
      if (first?.name !== name) throw new Error(`line ${number + 1} goes on with what was not begun: ${line}`)
      calls.push({ ...first, args: first.args + rest, ended: number, result: result ?? '' })
      continue
    }
    const [, by = '', called = '', args = '', answer] = begun.exec(line) ?? []
    if (called === '') continue
    const call = { name: called, began: number, args }
    if (answer === undefined) waiting.set(by, call)
    else calls.push({ ...call, ended: number, result: answer })
  }
  return calls.toSorted((one, other) => one.began - other.began)
}

/** The file or connection that a call is about. */
export const isOn = ({ args }: Call, what: string): boolean =>
  /^\d+<(.*?)>[,)]|^\d+<(.*?)>$/.exec(`${args})`)?.[0]?.includes(what) ?? false

/** The bytes of a text as strace writes it. */
export function bytesOf(text: string): Buffer {
  const plain = new Map(Object.entries({ n: 10, t: 9, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }))
  const bytes = [...text.matchAll(/\\([0-7]{1,3})|\\(.)|([^\\])/gs)].map(([, octal, letter, as]) =>
    octal === undefined ? (plain.get(letter ?? '') ?? as?.charCodeAt(0) ?? 0) : Number.parseInt(octal, 8),
  )
  return Buffer.from(bytes)
}
