// The sandbox in a real browser, Debian's chromium: a person clicks Accept in an inbox and the rollout changes; no
// page has anything that axe-core finds, in light and in dark, wide and narrow. Without the browser the tests are
// skipped, visibly; with CI=true that is a failure.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeBrowser, expectUsable, showSandbox, type Shown } from './support/browser.ts'

describeBrowser('the sandbox in a browser', () => {
  let shown: Shown
  beforeAll(async () => {
    shown = await showSandbox()
  })
  afterAll(() => shown.end())

  it('lets Maria accept from her inbox, without JavaScript', async () => {
    const context = await shown.browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${shown.pages}/people/maria`)
    await page.getByRole('link', { name: 'Invitation' }).click()
    await page.getByRole('link', { name: 'Accept', exact: true }).first().click()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('status').waitFor()
    expect(await page.getByRole('status').innerText()).toContain('accept NGI_IBERGRID-LIP-Lisbon')
    await page.getByRole('link', { name: 'See rollout #1' }).click()
    expect(await page.locator('main').innerText()).toContain('NGI_IBERGRID-LIP-Lisbon accepts.')
    await context.close()
  })

  it.each(['Accept', 'Reject'])('opens the form from %s inside the framed letter', async (name) => {
    const page = await shown.browser.newPage()
    await page.goto(`${shown.pages}/people/ana`)
    await page.getByRole('link', { name: 'Invitation' }).click()
    await page.frameLocator('iframe.letter').getByRole('link', { name }).click()
    await page.waitForURL(/\/people\/ana\/write/)
    expect(await page.getByLabel('Text').inputValue()).toBe(`${name.toLowerCase()} NGI_HR-egee.srce.hr`)
    await page.close()
  })

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has pages that everybody can use: %s, %i px wide', async (colorScheme, width) => {
    // The probe is put into the page by the browser; the page's own policy lets nothing run.
    const context = await shown.browser.newContext({
      colorScheme,
      viewport: { width, height: 900 },
      bypassCSP: true,
    })
    const page = await context.newPage()
    await page.goto(`${shown.pages}/people/ana`)
    const letter = (await page.getByRole('link', { name: 'Invitation' }).getAttribute('href')) ?? ''
    for (const path of [
      '/',
      '/tickets',
      '/ticket/1',
      '/people',
      '/people/maria',
      letter,
      '/people/maria/write',
      '/people/stranger/pretend?as=ana',
      '/nothing',
    ]) {
      await page.goto(shown.pages + path)
      await page.evaluate(
        "for (const part of document.querySelectorAll('details:has(form)')) part.open = true",
      )
      await expectUsable(page, path)
    }
    await context.close()
  })

  it('can be answered by the keyboard alone', async () => {
    const page = await shown.browser.newPage()
    await page.goto(`${shown.pages}/people/jan`)
    const onto = async (text: RegExp) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab')
        const words = await page.evaluate<string>("document.activeElement?.innerText ?? ''")
        if (text.test(words)) return
      }
      throw new Error(`the keyboard finds no ${text}`)
    }
    await onto(/To the page’s content/)
    await page.keyboard.press('Enter')
    await onto(/^Invitation$/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/letter\/\d+$/)
    await onto(/^Accept$/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/write\?mailto=/)
    await onto(/^Send$/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/sent=\d+/)
    expect(await page.locator('main [role=status]').innerText()).toContain('accept NGI_PL-CYFRONET-LCG2')
    await page.close()
  })

  it('met no defect of ours', () => {
    expect(shown.defects).toEqual([])
  })
})
