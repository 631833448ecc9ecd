// A small certificate authority for TLS tests, made by openssl in a temporary folder.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where it is missing, what needs it is skipped visibly. */
export const opensslIsThere = spawnSync('openssl', ['version']).status === 0
const nothing = { key: '', cert: '' }

/** An authority, a good certificate for 127.0.0.1, an expired one, and one of an authority nobody knows. */
export const makeCertificates = () => {
  if (!opensslIsThere)
    return { ca: '', good: nothing, expired: nothing, unknown: nothing, otherName: nothing }
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-tls-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const text = (name: string) => readFileSync(at(name), 'utf8')
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const authority = (name: string) =>
    openssl(
      'req',
      '-x509',
      ...ec,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.pem`),
      '-days',
      '30',
      '-subj',
      `/CN=${name}`,
    )
  const server = (name: string, by: string, names: string, ...dates: string[]) => {
    writeFileSync(at(`${name}.ext`), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`)
    openssl('req', ...ec, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', `/CN=${name}`)
    const signer = [
      '-CA',
      at(`${by}.pem`),
      '-CAkey',
      at(`${by}.key`),
      '-CAcreateserial',
      '-extfile',
      at(`${name}.ext`),
    ]
    openssl('x509', '-req', '-in', at(`${name}.csr`), ...signer, '-out', at(`${name}.pem`), ...dates)
    return { key: text(`${name}.key`), cert: text(`${name}.pem`) }
  }
  authority('ours')
  authority('stranger')
  const ours = 'IP:127.0.0.1,DNS:localhost'
  const made = {
    ca: text('ours.pem'),
    good: server('good', 'ours', ours, '-days', '30'),
    // openssl 3.0 signs with an end date in the past only by a negative number of days.
    expired: server('expired', 'ours', ours, '-days', '-1'),
    unknown: server('unknown', 'stranger', ours, '-days', '30'),
    otherName: server('other', 'ours', 'DNS:elsewhere.example', '-days', '30'),
  }
  rmSync(folder, { recursive: true })
  return made
}
