// What the tables of this folder share: a bot, its marks and one list, and the kind of a mail written as lines.

import { kindOf } from '../../../src/intake/kind.ts'
import { parseMail } from '../../../src/intake/parse.ts'
import { createMarks } from '../../../src/marks/marks.ts'

export const botAddress = 'staged-rollout@egi.example'
export const marks = createMarks({ address: botAddress, secrets: [new Uint8Array(32).fill(1)] })
export const list = 'early-adopters-glite@lists.egi.example'
export const around = { marks, botAddress, trackerHosts: ['rt.egi.example'], lists: [list] }

export const kindIn = async (...lines: string[]) =>
  kindOf(await parseMail(Buffer.from(lines.join('\r\n'))), around)
