// The sandbox on free ports with Debian's chromium before it, for tests that see pages as people do.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { freePort, serve } from '../../../src/board/serve.ts'
import { startSampleHouse } from '../../../src/cli/samplehouse.ts'
import { asInstant } from '../../../src/rollout/ids.ts'
import { sandboxApp } from '../../../src/sandbox/app.ts'
import { movableClock } from '../../../src/sandbox/clock.ts'

const executablePath = '/usr/bin/chromium'
const host = '127.0.0.1'
type Violations = { violations: { id: string; nodes: { html: string }[] }[] }

const there = existsSync(executablePath)
/**
 * Skipped visibly where there is no browser; with CI=true that is a failure. A browser on a busy machine was once seen
 * never to answer a question asked while a page went away: each case may be tried again, once.
 */
export const describeBrowser = (name: string, body: () => void) =>
  (there || process.env['CI'] === 'true' ? describe : describe.skip)(
    there ? name : `${name} (needs chromium)`,
    { retry: 1, timeout: 60_000 },
    body,
  )

export const openBrowser = () =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      '--disable-sync',
      '--disable-component-update',
    ],
  })

export type Shown = Awaited<ReturnType<typeof showSandbox>>

export async function showSandbox() {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-browser-'))
  const web = await freePort(host, 0)
  const smtp = await freePort(host, 0)
  // A Monday morning, so that working days are the same whenever this runs.
  const sample = await startSampleHouse({
    dir,
    web,
    smtp,
    clock: movableClock(asInstant('2026-11-23T08:30:00Z')),
  })
  const defects: Error[] = []
  const app = sandboxApp(sample.room, [`${host}:${web}`], (error) => defects.push(error))
  const served = await serve(app.fetch, host, web)
  await sample.room.settled()
  const browser = await openBrowser()
  return {
    browser,
    defects,
    room: sample.room,
    pages: `http://${host}:${web}`,
    async end() {
      await browser.close()
      await served.close()
      await sample.close()
      rmSync(dir, { recursive: true })
    },
  }
}

/** Nothing that axe-core finds, and nothing wider than the window. The context of the page must bypass its policy. */
export async function expectUsable(page: Page, where: string): Promise<void> {
  // A click is over before the page it leads to is there, and a question to a page that goes is lost.
  await page.waitForLoadState('load')
  await page.addScriptTag({ content: axe.source })
  const { violations } = await page.evaluate<Violations>('axe.run({ iframes: false })')
  expect(violations.map(({ id, nodes }) => `${where} ${id}: ${nodes[0]?.html}`)).toEqual([])
  const overflow = await page.evaluate<number>(
    "Math.max(document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll('main > *')].map((part) => part.getBoundingClientRect().right - document.querySelector('main').getBoundingClientRect().right - 1))",
  )
  expect(`${where} ${Math.max(0, overflow)} px too wide`).toBe(`${where} 0 px too wide`)
}
