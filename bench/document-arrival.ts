// A report of 25 MB arrives: how long does the agent stand still meanwhile? Looked at as the agent does it, in a process of
// its own, and beside that in this very process.

import { randomFillSync } from 'node:crypto'
import { unzipSync, zipSync } from 'fflate'
import { createExamine } from '../src/reports/examine.ts'
import { examineHere } from '../src/reports/examinehere.ts'
import { largestDocument } from '../src/reports/document.ts'
import { odt } from '../src/reports/odt.ts'
import { median, row, type Measure } from './row.ts'
import { longestStall } from './stall.ts'

const rounds = 3

/** As large as is allowed: a report with the log of a busy week and pictures that do not pack. */
function largeReport(): Uint8Array {
  const lines = Array.from(
    { length: 60_000 },
    (_, at) => `job ${at * 7919} on worker node ${at % 613} ended with ${at % 17}`,
  )
  const blocks = lines.map((text) => ({ kind: 'paragraph' as const, runs: [{ text }] }))
  const parts = unzipSync(odt({ title: 'x', author: 'x', properties: {}, blocks }))
  const picture = randomFillSync(new Uint8Array(largestDocument - 1_000_000))
  return zipSync({ ...parts, 'Pictures/screen.png': [picture, { level: 0 }] })
}

export const measure: Measure = async (report) => {
  const file = { name: 'report.odt', bytes: largeReport() }
  const examine = createExamine()
  const [apart, here]: [number[], number[]] = [[], []]
  const seen = await examine(file)
  if (seen.verdict !== 'ok') throw new Error(`the report is ${seen.verdict}: ${seen.notes.join()}`)
  for (let round = 0; round < rounds; round += 1) {
    apart.push(await longestStall(() => examine(file)))
    here.push(await longestStall(() => examineHere(file.bytes, file.name)))
  }
  const ours = median(apart)
  report(row({ what: 'stall, a report of 25 MB is examined', unit: 'ms', ours }, { most: [50, 15] }))
  report(row({ what: '… beside examining it in the agent itself', unit: 'ms', ours, peer: median(here) }))
}
