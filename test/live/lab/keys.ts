// The lab's secrets, made anew for each lab: a certificate authority with one server certificate, and an RSA key a
// domain for DKIM with the DNS records that would publish it.

import { execFile } from 'node:child_process'
import { generateKeyPair } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Tls = {
  readonly ca: string
  readonly certificate: string
  readonly key: string
  readonly caPem: string
}

/** Paths of the certificate authority, the server's certificate (127.0.0.1, localhost, mail.egi.example) and its key. */
export async function makeTls(dir: string): Promise<Tls> {
  const home = join(dir, 'tls')
  await mkdir(home)
  const path = (name: string) => join(home, name)
  const openssl = async (line: string) => run('openssl', line.split(' '), { cwd: home })
  // An empty config keeps this machine's openssl.cnf from adding extensions of its own.
  await writeFile(path('empty.cnf'), '[req]\ndistinguished_name=dn\n[dn]\n')
  await writeFile(
    path('server.ext'),
    'subjectAltName=DNS:localhost,DNS:mail.egi.example,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
  )
  const fresh = 'req -config empty.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
  const life = '-days 30'
  await openssl(
    `${fresh} -x509 ${life} -subj /CN=lab -addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.pem`,
  )
  await openssl(`${fresh} -subj /CN=mail.egi.example -keyout server.key -out server.csr`)
  await openssl(
    `x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial ${life} -extfile server.ext -out server.pem`,
  )
  return {
    ca: path('ca.pem'),
    certificate: path('server.pem'),
    key: path('server.key'),
    caPem: await readFile(path('ca.pem'), 'utf8'),
  }
}

export type DkimKey = {
  readonly domain: string
  readonly selector: string
  /** Path of the private key. */
  readonly file: string
  /** Name and text of the TXT record (RFC 6376 §3.6.2.1). */
  readonly record: readonly [name: string, text: string]
}

export async function makeDkimKeys(dir: string, domains: readonly string[]): Promise<readonly DkimKey[]> {
  const home = join(dir, 'dkim')
  await mkdir(home)
  return Promise.all(
    domains.map(async (domain) => {
      const selector = 'lab'
      const file = join(home, `${domain}.pem`)
      const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
      await writeFile(file, privateKey.export({ type: 'pkcs1', format: 'pem' }))
      const bits = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
      return {
        domain,
        selector,
        file,
        record: [`${selector}._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${bits}`],
      }
    }),
  )
}
