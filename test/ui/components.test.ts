import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Gallery, startGallery } from './galleryBrowser.ts'

let gallery: Gallery

beforeAll(async () => {
  gallery = await startGallery('development')
})

afterAll(async () => {
  await gallery.close()
})

async function axeFindings(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

describe('axe finds no barrier', () => {
  test.each([
    { page: 'components', theme: 'light', language: 'en' },
    { page: 'components', theme: 'dark', language: 'ko' },
    { page: 'workspace', theme: 'light', language: 'ko' },
    { page: 'workspace', theme: 'dark', language: 'en' },
    { page: 'long', theme: 'dark', language: 'en' },
  ] as const)('on $page, $theme, $language', async (look) => {
    const page = await gallery.open(look)
    expect(await axeFindings(page)).toEqual([])
    await page.context().close()
  })

  test.each([
    { theme: 'light', button: 'More' },
    { theme: 'dark', button: 'Add connection…' },
    { theme: 'light', button: 'Disable secret/…' },
    { theme: 'dark', button: 'root' },
  ] as const)('behind the button $button, $theme', async ({ theme, button }) => {
    const page = await gallery.open({ page: 'components', theme })
    await page.getByRole('button', { name: button, exact: true }).click()
    await page.getByRole(button === 'More' ? 'menu' : /Disable/.test(button) ? 'alertdialog' : 'dialog').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.context().close()
  })
})

describe('with the keyboard', () => {
  test('a disabled button can have the focus, and its tooltip says why it is disabled', async () => {
    const page = await gallery.open({ page: 'components' })
    const edit = page.getByRole('button', { name: 'Edit' }).first()
    await edit.focus()
    await expect(edit).toBeFocused()
    await expect(edit).toHaveAttribute('aria-disabled', 'true')
    await expect(edit).toHaveAccessibleDescription(/^Needs update on secret\/data\/webapp/)
    await page.context().close()
  })

  test('the focus has a visible ring of 2 px', async () => {
    const page = await gallery.open({ page: 'components' })
    await page.keyboard.press('Tab')
    const ring = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement ?? document.body)
      return `${style.outlineStyle} ${style.outlineWidth}`
    })
    expect(ring).toBe('solid 2px')
    await page.context().close()
  })

  test('every control is at least 24 px high and wide', async () => {
    const page = await gallery.open({ page: 'components' })
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, [role=tab], [role=radio], label:has(input), a[href]')]
        .map((element) => ({ box: element.getBoundingClientRect(), name: element.outerHTML.slice(0, 120) }))
        // A link in a sentence has the height of its line: WCAG 2.5.8, the inline exception.
        .filter(({ box, name }) => !name.startsWith('<a') && box.width > 1 && (box.height < 24 || box.width < 24))
        .map(({ name }) => name),
    )
    expect(small).toEqual([])
    await page.context().close()
  })

  test('the divider of two panes is moved by arrow keys, within its bounds', async () => {
    const page = await gallery.open({ page: 'components' })
    const line = page.getByRole('separator', { name: 'Width of the list' })
    await line.press('ArrowRight')
    await expect(line).toHaveAttribute('aria-valuenow', '256')
    await line.press('End')
    await line.press('ArrowRight')
    await expect(line).toHaveAttribute('aria-valuenow', '420')
    await line.press('Home')
    await expect(line).toHaveAttribute('aria-valuenow', '220')
    await page.context().close()
  })

  test('a dialog returns the focus to the button that opened it', async () => {
    const page = await gallery.open({ page: 'components' })
    const opener = page.getByRole('button', { name: 'Add connection…' })
    await opener.press('Enter')
    await page.getByRole('dialog', { name: 'Add a connection' }).waitFor()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(opener).toBeFocused()
    await page.context().close()
  })
})

describe('dangerous actions and secret values', () => {
  test('is confirmed only by the exact text', async () => {
    const page = await gallery.open({ page: 'components' })
    await page.getByRole('button', { name: 'Disable secret/…' }).press('Enter')
    const dialog = page.getByRole('alertdialog')
    const confirm = dialog.getByRole('button', { name: 'Disable secret/' })
    const text = dialog.getByRole('textbox')
    await expect(text).toBeFocused()
    for (const wrong of ['secret', 'Secret/', 'secret/ ']) {
      await text.fill(wrong)
      await text.press('Enter')
      await expect(confirm).toHaveAttribute('aria-disabled', 'true')
    }
    await text.fill('secret/')
    await expect(confirm).not.toHaveAttribute('aria-disabled')
    await text.press('Enter')
    await expect(dialog).toHaveCount(0)
    await page.context().close()
  })

  test('neither a value nor its length is in the page before it is shown and after it is hidden', async () => {
    const page = await gallery.open({ page: 'components' })
    const value = 'correct horse battery staple'
    expect(await page.content()).not.toContain(value)
    await expect(page.getByText('••••••••••••', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Show password' }).press('Enter')
    await expect(page.getByText(value)).toBeVisible()
    await page.getByRole('button', { name: 'Hide password' }).press('Enter')
    await expect(page.getByText(value)).toHaveCount(0)
    expect(await page.content()).not.toContain(value)
    await page.context().close()
  })

  test('a copy is confirmed without showing the value', async () => {
    const page = await gallery.open({ page: 'components' })
    await page.getByRole('button', { name: 'Copy password' }).press('Enter')
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
    await expect(page.locator('output', { hasText: 'Copied' })).toHaveCount(1)
    await page.context().close()
  })
})

test('a toast appears in a polite live region that existed before', async () => {
  const page = await gallery.open({ page: 'components' })
  const region = page.getByRole('region', { name: 'Notifications' })
  await expect(region).toHaveAttribute('aria-live', 'polite')
  await page.getByRole('button', { name: 'Toast' }).click()
  await expect(region.getByText('Saved version 3 of config')).toBeVisible()
  await region.getByRole('button', { name: 'Open' }).click()
  await expect(region.getByText('Saved version 3 of config')).toHaveCount(0)
  await page.context().close()
})

test('nothing moves if reduced motion is requested', async () => {
  const page = await gallery.open({ page: 'components' })
  const durations = () =>
    page.evaluate(() => document.getAnimations().map((one) => Number(one.effect?.getComputedTiming().duration ?? 0)))
  expect((await durations()).some((duration) => duration > 0)).toBe(true)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect((await durations()).filter((duration) => duration > 0)).toEqual([])
  await page.context().close()
})

test('the browser reported no errors during these tests, including violations of the strict policy', () => {
  expect(gallery.complaints).toEqual([])
})
