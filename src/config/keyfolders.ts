// The files in the folders that openpgp_keys names (SPEC §10), with the managers for whom they may speak: those of the
// stack, or under [managers] those of all stacks and the owners of releases. What a key is, is the intake's matter.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './settle.ts'

type KeyFile = { readonly file: string; readonly bytes: Uint8Array; readonly owners: readonly string[] }

/** Bytes; a key with many signatures of others is still far smaller. */
const longestKey = 1024 * 1024

/** Files of dots (editors', `.gitignore`) are passed over; a larger file than any key comes empty. */
export const keyFilesOf = ({ managers, stacks }: Config): readonly KeyFile[] => [
  ...filesIn(managers.openpgpKeys, [...managers.all, ...managers.release]),
  ...stacks.flatMap((stack) => filesIn(stack.openpgpKeys, stack.managers)),
]

const filesIn = (folder: string | undefined, owners: readonly string[]): readonly KeyFile[] =>
  folder === undefined
    ? []
    : readdirSync(folder)
        .filter((name) => !name.startsWith('.'))
        .toSorted()
        .map((name) => join(folder, name))
        .map((file) => {
          const stat = statSync(file)
          const bytes = stat.isFile() && stat.size <= longestKey ? readFileSync(file) : new Uint8Array()
          return { file, bytes, owners }
        })
