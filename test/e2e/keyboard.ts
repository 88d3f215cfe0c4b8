/** Journeys by keyboard alone: the mouse is never used, and nothing is focused but by a key. */
import type { Locator, Page } from '@playwright/test'

/** More than any page has places for the focus. */
const maxPresses = 80

/** While a field on the way shows its choices, all else is hidden from roles, and so not found. */
const hasFocus = async (target: Locator): Promise<boolean> =>
  (await target.count()) > 0 && target.evaluate((element) => element === document.activeElement)

/** Waits for the element, then presses Tab until it has the focus. Fails when a round of the page does not reach it. */
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
 * Goes to something in a row of a table, as its pattern wants it: Tab enters the table at a row, the arrow keys lead on.
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
