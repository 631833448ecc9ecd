// A finished letter, from what the process wants said to the bytes that leave: both parts, headers, marks. Every sample of
// every letter, with the pages compiled before, as they are in an agent; MJML must not even be loaded.

import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeSample, letterNames, readSamples } from '../src/letters/samples.ts'
import { openTemplates } from '../src/letters/templates.ts'
import { shippedTemplates } from '../src/house.ts'
import { row, type Measure, type Report } from './row.ts'

const rounds = 30

export const measure: Measure = async (report: Report) => {
  const cache = join(tmpdir(), 'rollcall-bench-templates')
  mkdirSync(cache, { recursive: true })
  const templates = openTemplates([shippedTemplates], cache)
  const samples = (
    await Promise.all(letterNames.map(async (name) => readSamples(shippedTemplates, name)))
  ).flat()
  for (const sample of samples) await composeSample(sample, templates)
  const each: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    // Of the processor, and of the quickest round: whatever else runs on the machine only ever makes it slower.
    const before = process.cpuUsage()
    for (const sample of samples) await composeSample(sample, templates)
    const { user, system } = process.cpuUsage(before)
    each.push((user + system) / samples.length)
  }
  const what = `a finished letter, of ${samples.length} samples, processor time`
  report(row({ what, unit: 'µs', ours: Math.min(...each) }, { most: [1000, 200] }))
}
