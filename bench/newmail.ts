// New mail in a full mailbox: how long from when the server says that there is some until it is taken, without the time in
// which the server works on what it was asked; beside the same in a mailbox of few. What is asked must not depend on what
// lies there already. Both are seen on the wire between the two; how long the server takes is told besides.

import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { imapMailbox } from '../src/systems/imap.ts'
import { password, startMailbox, user, type BenchMailbox } from './mailbox.ts'
import { median, row, type Measure } from './row.ts'

const rounds = 9
const few = 1000
const many = 100_000

const mail = (at: number) =>
  Buffer.from(`From: a@site.example\r\nSubject: ${at}\r\nMessage-ID: <${at}@site.example>\r\n\r\nwords\r\n`)

/** Somebody else's connection, by which mail comes in. */
async function sender(port: number, folder: string) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let heard = ''
  socket.on('data', (text: string) => {
    heard += text
  })
  const until = async (text: string) => {
    while (!heard.includes(text)) await once(socket, 'data')
    heard = ''
  }
  const say = async (line: string, answer: string) => {
    socket.write(`${line}\r\n`)
    await until(answer)
  }
  await until('* OK')
  await say(`a LOGIN ${user} ${password}`, 'a OK')
  return {
    async send(at: number) {
      const bytes = mail(at)
      await say(`b APPEND ${folder} {${bytes.length}}`, '+ ')
      await say(bytes.toString(), 'b OK')
    },
    close: () => socket.destroy(),
  }
}

/** A wire to the server, and a watch: milliseconds since it last said EXISTS, in all and without the server's own. */
async function wireTo(port: number) {
  let [heard, said, ours] = [0, 0, 0]
  const wire = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.on('data', () => {
      if (said > 0) ours += performance.now() - said
      said = 0
    })
    far.on('data', (chunk: Buffer) => {
      said = performance.now()
      if (chunk.length > 200 || !chunk.includes(' EXISTS')) return
      heard = said
      ours = 0
    })
    near.pipe(far).pipe(near)
    for (const end of [near, far]) end.on('error', () => end.destroy())
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  return {
    port: (wire.address() as AddressInfo).port,
    passed: () => {
      const now = performance.now()
      return { all: now - heard, ours: ours + (now - said) }
    },
    close: () => wire.close(),
  }
}

/** Milliseconds. */
async function newMail({ port, fill }: BenchMailbox, count: number): Promise<{ all: number; ours: number }> {
  const { folder } = fill(Array.from({ length: count }, (_, at) => mail(at)))
  const stop = new AbortController()
  let arrived = () => {}
  let atEnd = () => {}
  const wire = await wireTo(port)
  const account = { host: '127.0.0.1', port: wire.port, security: 'none' as const, user, password, folder }
  const mailbox = imapMailbox({ ...account, done: '', sizeLimit: 40 << 20 })
  const read = new Promise<void>((resolve) => {
    atEnd = resolve
  })
  const running = mailbox.run(
    { uidValidity: 'another', uid: 0, begunAt: 0 },
    async () => arrived(),
    () => {},
    stop.signal,
    undefined,
    () => atEnd(),
  )
  await read
  const by = await sender(port, folder)
  const times: { all: number; ours: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const taken = new Promise<void>((resolve) => {
      arrived = resolve
    })
    await by.send(count + round)
    await taken
    times.push(wire.passed())
  }
  stop.abort()
  await running
  by.close()
  wire.close()
  const of = (what: 'all' | 'ours') => median(times.map((time) => time[what]))
  return { all: of('all'), ours: of('ours') }
}

export const measure: Measure = async (report) => {
  const mailbox = await startMailbox()
  try {
    const base = await newMail(mailbox, few)
    const full = await newMail(mailbox, many)
    const what = 'new mail in a mailbox of 100,000, our part'
    report(row({ what, unit: 'ms', ours: full.ours }, { most: [20, 20] }))
    report(row({ what: '… beside one of 1,000', unit: 'ms', ours: full.ours, peer: base.ours }))
    report(row({ what: '… with the server (1,000)', unit: 'ms', ours: full.all, peer: base.all }))
  } finally {
    await mailbox.close()
  }
}
