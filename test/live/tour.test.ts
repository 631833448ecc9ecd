// The guided tour in a real browser, by clicking what the strip shows and nothing else; pages that keep themselves up
// to date while somebody reads or writes on them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeBrowser, expectUsable, showSandbox, type Shown } from './support/browser.ts'

describeBrowser('the sandbox, taken by the hand', () => {
  let shown: Shown
  beforeAll(async () => {
    shown = await showSandbox()
  })
  afterAll(() => shown.end())

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('walks the whole tour by clicking, %s', async (_words, javaScriptEnabled) => {
    const context = await shown.browser.newContext({
      javaScriptEnabled,
      viewport: { width: 1280, height: 900 },
    })
    const page = await context.newPage()
    await page.goto(shown.pages)
    await page.getByRole('button', { name: /^Take the tour/ }).click()
    const strip = page.getByRole('region', { name: 'Guided tour' })
    for (let step = 1; step <= 10; step += 1) {
      await strip.getByText(`Step ${step} of 10`).waitFor()
      await strip.locator('a.button, button:not(.second)').click()
      if (step === 5 || step === 7) continue
      if (step === 3) await page.getByRole('link', { name: 'Accept', exact: true }).first().click()
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page.waitForURL(/sent=\d+/)
    }
    await strip.getByText('That was a whole rollout.').waitFor()
    await strip.getByRole('link', { name: /Read the story/ }).click()
    expect(await page.locator('main').innerText()).toContain('Resolved.')
    await page.goBack()
    await strip.getByRole('button', { name: 'Leave the tour' }).click()
    await strip.waitFor({ state: 'detached' })
    await context.close()
  })

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has a strip that everybody can use: %s, %i px wide', async (colorScheme, width) => {
    const context = await shown.browser.newContext({
      colorScheme,
      viewport: { width, height: 900 },
      bypassCSP: true,
    })
    const page = await context.newPage()
    await page.goto(shown.pages)
    const strip = page.getByRole('region', { name: 'Guided tour' })
    await page.getByRole('button', { name: 'Take the tour from the start' }).click()
    await strip.getByText('Step 1 of 10').waitFor()
    await expectUsable(page, 'tour')
    await strip.locator('a.button').click()
    await page.getByLabel('Text').waitFor()
    await expectUsable(page, 'its mail')
    await page.getByRole('button', { name: 'Leave the tour' }).click()
    await strip.waitFor({ state: 'detached' })
    await context.close()
  })

  it('shows what is new by itself, and takes nobody’s words or place away', async () => {
    const page = await shown.browser.newPage()
    await page.goto(`${shown.pages}/people/helga`)
    await page.getByText('Nothing yet.').waitFor()
    const writing = await shown.browser.newPage()
    await writing.goto(`${shown.pages}/people/helga/write`)
    await writing.getByLabel('Text').fill('half a sentence')
    await writing.getByLabel('Text').focus()
    const manager = shown.room.person('mgr-glite')
    if (manager === null) throw new Error('nobody manages')
    await shown.room.post(manager, { to: shown.room.bot, subject: 'More', text: '#2 assign NGI_DE-LRZ-LMU' })
    await page.bringToFront()
    await page.getByRole('link', { name: 'Invitation' }).waitFor()
    await writing.bringToFront()
    await writing
      .getByRole('link', { name: /People/ })
      .locator('.news')
      .waitFor()
    expect(await writing.getByLabel('Text').inputValue()).toBe('half a sentence')
    expect(await writing.evaluate<string>('document.activeElement.id')).toBe('text')
    await page.close()
    await writing.close()
  })

  it('moves nothing for whoever asked for less motion', async () => {
    const context = await shown.browser.newContext({ reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(`${shown.pages}/people/stuart`)
    const manager = shown.room.person('mgr-glite')
    if (manager === null) throw new Error('nobody manages')
    await shown.room.post(manager, {
      to: shown.room.bot,
      subject: 'More',
      text: '#2 assign EGI.eu-GRIDOPS-APEL',
    })
    await page.getByRole('link', { name: 'Invitation' }).waitFor()
    expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0)
    await context.close()
  })

  it('met no defect of ours', () => {
    expect(shown.defects).toEqual([])
  })
})
