// The OpenPGP keys that the operator keeps of managers: read from their files, each for the addresses it may speak for.
// Says what is wrong with a file; where the files lie is the config's matter, what a signature proves is pgp.ts's. The
// library is loaded only where there is a key.

import type { Key, PublicKey } from 'openpgp'
import type { Instant } from '../rollout/ids.ts'

/** By address, lower case. */
export type PgpKeys = ReadonlyMap<string, readonly PublicKey[]>
export type KeyFile = {
  readonly file: string
  readonly bytes: Uint8Array
  /** The managers of its table: for whom a key in this folder may speak. */
  readonly owners: readonly string[]
}
type KeyComplaint = {
  readonly file: string
  readonly line: null
  readonly key: ''
  readonly text: string
  readonly weight: 'error' | 'warning'
}

/** An error means that the file must be mended before anything starts; a key past its end is a warning, and no proof. */
export async function readKeyFiles(
  files: readonly KeyFile[],
  now: Instant,
): Promise<{ readonly keys: PgpKeys; readonly complaints: readonly KeyComplaint[] }> {
  const keys = new Map<string, PublicKey[]>()
  const complaints: KeyComplaint[] = []
  for (const { file, bytes, owners } of files) {
    const read = await readOne(bytes, owners, new Date(now))
    const complain = (text: string, weight: KeyComplaint['weight']) =>
      complaints.push({ file, line: null, key: '', text, weight })
    if ('wrong' in read) complain(read.wrong, 'error')
    else if ('ended' in read) complain(read.ended, 'warning')
    else for (const owner of read.owners) keys.set(owner, [...(keys.get(owner) ?? []), read.key])
  }
  return { keys, complaints }
}

type ReadKey =
  | { readonly key: PublicKey; readonly owners: readonly string[] }
  | { readonly wrong: string }
  | { readonly ended: string }

async function readOne(bytes: Uint8Array, owners: readonly string[], now: Date): Promise<ReadKey> {
  const armour = Buffer.from(bytes).toString('latin1').split('-----BEGIN PGP ').slice(1)
  const [key, ...more] = (await keysIn(bytes, armour.length > 0)) ?? []
  if (armour.some((block) => block.startsWith('PRIVATE')) || [key, ...more].some((one) => one?.isPrivate()))
    return {
      wrong:
        'holds a PRIVATE key: whoever can read it can write as its owner. Remove it here and wherever it was copied, have its owner revoke it, and put the public key there',
    }
  if (key === undefined)
    return {
      wrong:
        'holds no OpenPGP key that can be read; put one public key there (gpg --armor --export), or remove it',
    }
  // The library reads the first block of armour only.
  if (more.length > 0 || armour.length > 1)
    return { wrong: 'holds several keys; put each into a file of its own' }
  const known = new Set(owners.map((owner) => owner.toLowerCase()))
  const addresses = key.users.flatMap(({ userID }) => (userID?.email ? [userID.email.toLowerCase()] : []))
  const spoken = [...new Set(addresses)].filter((address) => known.has(address))
  if (spoken.length === 0)
    return {
      wrong: `is the key of ${addresses.join(', ').slice(0, 200) || 'nobody with an address'}, who is no manager of this table; name them there, or have its owner add the address to the key`,
    }
  const who = spoken.join(', ')
  if (key.revocationSignatures.length > 0)
    return { ended: `the key of ${who} is revoked and proves nothing; ask for a new one` }
  const end = await key.getExpirationTime()
  if (end instanceof Date && end <= now)
    return {
      ended: `the key of ${who} expired on ${end.toISOString().slice(0, 10)} and proves nothing; ask for the renewed one`,
    }
  try {
    await key.getSigningKey(undefined, now)
  } catch (error) {
    return { wrong: `the key of ${who} cannot be used for signatures (${reasonOf(error)}); ask for another` }
  }
  const certified = await key.verifyAllUsers(undefined, now)
  const owned = spoken.filter((address) =>
    key.users.some(
      ({ userID }) =>
        userID?.email?.toLowerCase() === address &&
        certified.some((one) => one.userID === userID.userID && one.valid),
    ),
  )
  return owned.length > 0
    ? { key, owners: owned }
    : { wrong: `names ${who}, but its owner took that back or never signed it; ask for the key anew` }
}

async function keysIn(bytes: Uint8Array, armoured: boolean): Promise<readonly Key[] | null> {
  const { readKeys } = await import('openpgp')
  try {
    return await (armoured
      ? readKeys({ armoredKeys: Buffer.from(bytes).toString('latin1') })
      : readKeys({ binaryKeys: bytes }))
  } catch {
    // Whatever it is, it is no key.
    return null
  }
}

/** A library's words about bad input, fit to be shown. */
export const reasonOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/[^\x20-\x7e]/gu, '?').slice(0, 120)
