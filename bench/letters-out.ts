// Letters out: claimed, composed, kept, handed over and marked as sent, each step on disk as in earnest, to Postfix's
// smtp-sink, beside Postfix's own smtp-source with mail of the same size over as many connections, kept open like ours,
// and once as it sends by itself. And what TLS costs: the same finished letters to a server of our own, once with it and
// once without.

import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deliver } from '../src/desk/deliver.ts'
import type { Finished, Post } from '../src/ports.ts'
import { smtpPost } from '../src/systems/smtp.ts'
import { freePort, openPostroom, queueLetters, source, startSink } from './postroom.ts'
import { median, row, type Measure, type Report } from './row.ts'

const connections = 5
const warm = 100
const letters = 400
const rounds = 3
const never = new AbortController().signal

const account = { host: '127.0.0.1', user: '', password: '', connections, name: 'egi.example' }

async function beside(report: Report): Promise<Finished | undefined> {
  const sink = await startSink()
  const room = await openPostroom('kind = "outbox"\npath = "out"')
  const post = smtpPost({ ...account, port: sink.port, security: 'none' })
  let kept: Finished | undefined
  let bytes = 0
  let many = 0
  const kit = {
    ...room.house.kit,
    compose: async (...asked: Parameters<typeof room.house.kit.compose>) => {
      kept = await room.house.kit.compose(...asked)
      bytes += kept.bytes.length
      many += 1
      return kept
    },
  }
  try {
    await queueLetters(room.house, warm)
    await deliver(kit, post, connections, never)
    const [ours, theirs, apart]: [number[], number[], number[]] = [[], [], []]
    for (let round = 1; round <= rounds; round += 1) {
      await queueLetters(room.house, letters, round)
      const began = performance.now()
      const { sent, deferred } = await deliver(kit, post, connections, never)
      ours.push(sent / ((performance.now() - began) / 1000))
      if (sent < letters || deferred > 0) throw new Error(`only ${sent} of ${letters} letters left`)
      const size = Math.round(bytes / many)
      theirs.push(await source(sink.port, letters * 5, size, connections))
      apart.push(await source(sink.port, letters * 5, size, connections, false))
    }
    const what = `letters out, ${(bytes / many / 1000).toFixed(1)} kB each, beside smtp-source`
    report(row({ what, unit: 'a second', ours: median(ours), peer: median(theirs) }, { least: [0.2, 0.5] }))
    const each = 'the same, where smtp-source connects for each letter'
    report(row({ what: each, unit: 'a second', ours: median(ours), peer: median(apart) }))
  } finally {
    await post.close()
    await room.close()
    await sink.close()
  }
  return kept
}

/** Letters a second of one that is finished already, over pooled connections. */
async function handedOver(post: Post, letter: Finished): Promise<number> {
  const began = performance.now()
  await Promise.all(Array.from({ length: letters }, () => post.send(letter)))
  return letters / ((performance.now() - began) / 1000)
}

async function tls(report: Report, letter: Finished): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...made, ...named, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  const port = await freePort()
  const server = fork(join(import.meta.dirname, 'sink.ts'), [`${port}`, key, cert])
  try {
    await once(server, 'message')
    const plain = smtpPost({ ...account, port, security: 'none' })
    const over = smtpPost({ ...account, port, security: 'starttls', caFile: readFileSync(cert, 'utf8') })
    const [bare, safe]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds + 1; round += 1) {
      bare.push(await handedOver(plain, letter))
      safe.push(await handedOver(over, letter))
    }
    await plain.close()
    await over.close()
    // The first round opens the connections.
    const what = 'the same letters by TLS beside plain, pooled'
    report(
      row(
        { what, unit: 'a second', ours: median(safe.slice(1)), peer: median(bare.slice(1)) },
        { least: [0.9, 0.9] },
      ),
    )
  } finally {
    server.kill()
    await once(server, 'exit')
    rmSync(dir, { recursive: true })
  }
}

export const measure: Measure = async (report: Report) => {
  const letter = await beside(report)
  if (letter !== undefined) await tls(report, letter)
}
