// The sandbox in a real browser, Debian's chromium: a person clicks Accept in an inbox and the rollout changes; no
// page has anything that axe-core finds, in light and in dark, wide and narrow. Without the browser the tests are
// skipped, visibly; with CI=true that is a failure.

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, serve, type Served } from '../../src/board/serve.ts'
import { startSampleHouse, type SampleHouse } from '../../src/cli/samplehouse.ts'
import { sandboxApp } from '../../src/sandbox/app.ts'

const executablePath = '/usr/bin/chromium'
const host = '127.0.0.1'
type Violations = { violations: { id: string; nodes: { html: string }[] }[] }

const there = existsSync(executablePath)
const describeBrowser = there || process.env['CI'] === 'true' ? describe : describe.skip

describeBrowser(there ? 'the sandbox in a browser' : 'the sandbox in a browser (needs chromium)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-browser-'))
  let browser: Browser
  let sample: SampleHouse
  let served: Served
  let pages: string

  beforeAll(async () => {
    const web = await freePort(host, 0)
    sample = await startSampleHouse({ dir, web, smtp: await freePort(host, 0) })
    const defects = (error: Error) => {
      throw error
    }
    served = await serve(sandboxApp(sample.room, [`${host}:${web}`], defects).fetch, host, web)
    pages = `http://${host}:${web}`
    await sample.room.settled()
    browser = await chromium.launch({
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
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
    await sample.close()
    rmSync(dir, { recursive: true })
  })

  it('lets Maria accept from her inbox, without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${pages}/people/maria`)
    await page.getByRole('link', { name: 'Invitation' }).click()
    await page.getByRole('link', { name: 'Accept', exact: true }).first().click()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('status').waitFor()
    expect(await page.getByRole('status').innerText()).toContain('accept NGI_IBERGRID-LIP-Lisbon')
    await page.getByRole('link', { name: 'See rollout #1' }).click()
    expect(await page.locator('main').innerText()).toContain('NGI_IBERGRID-LIP-Lisbon accepts.')
    await context.close()
  })

  it('opens the form from a button inside the framed letter', async () => {
    const page = await browser.newPage()
    await page.goto(`${pages}/people/ana`)
    await page.getByRole('link', { name: 'Invitation' }).click()
    await page.frameLocator('iframe.letter').getByRole('link', { name: 'Reject' }).click()
    await page.waitForURL(/\/people\/ana\/write/)
    expect(await page.getByLabel('Text').inputValue()).toBe('reject NGI_HR-egee.srce.hr')
    await page.close()
  })

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has pages that everybody can use: %s, %i px wide', async (colorScheme, width) => {
    // The probe is put into the page by the browser; the page's own policy lets nothing run.
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 900 },
      bypassCSP: true,
    })
    const page = await context.newPage()
    await page.goto(`${pages}/people/ana`)
    const letter = (await page.getByRole('link', { name: 'Invitation' }).getAttribute('href')) ?? ''
    for (const path of [
      '/',
      '/tickets',
      '/ticket/1',
      '/people',
      '/people/maria',
      letter,
      '/people/maria/write',
      '/nothing',
    ]) {
      await page.goto(pages + path)
      await page.addScriptTag({ content: axe.source })
      const { violations } = await page.evaluate<Violations>('axe.run({ iframes: false })')
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([])
      const overflow = await page.evaluate<number>(
        "Math.max(document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll('main > *')].map((part) => part.getBoundingClientRect().right - document.querySelector('main').getBoundingClientRect().right - 1))",
      )
      expect(`${path} ${Math.max(0, overflow)} px too wide`).toBe(`${path} 0 px too wide`)
    }
    await context.close()
  })
})
