// The page of `letter preview --all` in a real browser, from disk: it is there at once, and a letter's pages once opened.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rollcall } from '../support/terminal.ts'
import { describeBrowser, expectUsable, openBrowser } from './support/browser.ts'

describeBrowser('the page of all letters', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-gallery-'))
  const file = join(folder, 'letters.html')
  let browser: Browser
  beforeAll(async () => {
    await rollcall(['letter', 'preview', '--all', '--out', file])
    browser = await openBrowser()
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })
  const open = async (hash = '', options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    const page = await (await browser.newContext({ bypassCSP: true, ...options })).newPage()
    await page.goto(`${pathToFileURL(file).href}${hash}`)
    return page
  }
  const frames = (page: Page) =>
    page.evaluate<string[]>(
      "[...document.querySelectorAll('iframe')].map((frame) => `${frame.title.split(', ').slice(1).join(' ')} ${frame.contentDocument.documentElement.scrollHeight === frame.contentWindow.innerHeight}`)",
    )

  it.each(['light', 'dark'] as const)(
    'is usable in %s colours, on a narrow screen too',
    async (colorScheme) => {
      for (const width of [1280, 360]) {
        const page = await open('', { colorScheme, viewport: { width, height: 800 } })
        await expectUsable(page, `letters at ${width}`)
        expect(await frames(page)).toEqual([])
        await page.context().close()
      }
    },
  )

  it('makes the four pages of a letter when its link is followed, each as high as it is', async () => {
    const page = await open('', { bypassCSP: false })
    await page.getByRole('link', { name: 'trial-started.lisbon' }).click()
    await page.waitForFunction(
      "[...document.querySelectorAll('iframe')].filter((frame) => frame.style.height).length === 4",
    )
    expect(await frames(page)).toEqual([
      'light 600 pixels true',
      'dark 600 pixels true',
      'light 320 pixels true',
      'dark 320 pixels true',
    ])
    const background = (at: number) =>
      page.evaluate<string>(
        `getComputedStyle(document.querySelectorAll('iframe')[${at}].contentDocument.querySelector('.sheet')).backgroundColor`,
      )
    expect([await background(0), await background(1)]).toEqual(['rgb(255, 255, 255)', 'rgb(22, 24, 27)'])
    await page.context().close()
  })

  it('opens the letter that its address names, and shows texts without scripts', async () => {
    const page = await open('#digest.full', { bypassCSP: false })
    await page.locator('details[open] iframe').first().waitFor()
    await page.context().close()
    const still = await open('', { javaScriptEnabled: false })
    await still.getByText('invitation.lisbon, to a team').click()
    await still.getByText('accept NGI_IBERGRID-LIP-Lisbon').first().waitFor()
    await still.context().close()
  })
})
