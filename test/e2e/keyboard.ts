/** Helpers for journeys by keyboard only: no mouse, and only keys move the focus. */
import type { Locator, Page } from '@playwright/test'

/** More presses than any page has focusable elements. */
const maxPresses = 80

/** While a combo box shows its choices, everything else is hidden from roles, so the target is not found. */
const hasFocus = async (target: Locator): Promise<boolean> =>
  (await target.count()) > 0 && target.evaluate((element) => element === document.activeElement)

/** Waits for the element, then presses Tab until it has the focus. Throws when no press reaches it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor({ state: 'attached' })
  for (let presses = 0; presses <= maxPresses; presses++) {
    if (await hasFocus(target)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${target.toString()}`)
}

/** Tabs to the element and presses a key on it. */
export async function pressOn(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/**
 * Moves to an element in a row of a grid by the grid's pattern: Tab enters the grid at a row, the arrow keys move on.
 * https://www.w3.org/WAI/ARIA/apg/patterns/grid/
 */
export async function arrowTo(page: Page, row: Locator, target: Locator): Promise<void> {
  const grid = page.getByRole('grid').filter({ has: row })
  await grid.waitFor()
  for (let presses = 0; presses <= maxPresses; presses++) {
    if (await grid.evaluate((element) => element.contains(document.activeElement))) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Home')
  for (let presses = 0; presses <= maxPresses && !(await hasFocus(row)); presses++) {
    await page.keyboard.press('ArrowDown')
  }
  for (let presses = 0; presses <= maxPresses && !(await hasFocus(target)); presses++) {
    await page.keyboard.press('ArrowRight')
  }
  if (!(await hasFocus(target))) throw new Error(`the arrow keys do not reach ${target.toString()}`)
}
