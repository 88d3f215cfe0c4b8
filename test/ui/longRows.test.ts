import { expect, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Gallery, startGallery } from './galleryBrowser.ts'

let gallery: Gallery
let page: Page

beforeAll(async () => {
  gallery = await startGallery('production')
  page = await gallery.open({ page: 'long' })
})

afterAll(async () => {
  await gallery.close()
})

/** The row under the cursor, which `aria-activedescendant` names. */
const cursorOf = (role: 'tree' | 'listbox') =>
  page.evaluate((wanted) => {
    const id = document.querySelector(`[role=${wanted}]`)?.getAttribute('aria-activedescendant')
    const row = document.getElementById(id ?? '')
    return row === null ? null : { text: row.textContent, level: row.getAttribute('aria-level') }
  }, role)

const mounted = (role: 'treeitem' | 'option') => page.getByRole(role, { includeHidden: true }).count()

async function press(...keys: string[]) {
  for (const key of keys) await page.keyboard.press(key)
}

describe('a list of 100,000', () => {
  test('mounts at most a hundred rows, at its beginning, in its middle and at its end', async () => {
    const list = page.getByRole('listbox')
    expect(await mounted('option')).toBeLessThanOrEqual(100)
    await list.evaluate((box) => (box.scrollTop = box.scrollHeight / 2))
    await expect(page.getByText('name-050000', { exact: true })).toBeVisible()
    expect(await mounted('option')).toBeLessThanOrEqual(100)
    await list.focus()
    await press('End')
    await expect(page.getByText('name-099999', { exact: true })).toBeVisible()
    expect(await mounted('option')).toBeLessThanOrEqual(100)
  })

  test('supports arrows, pages, Home and End, and labels each row with its position', async () => {
    await page.getByRole('listbox').focus()
    await press('Home', 'ArrowDown', 'ArrowDown')
    await expect.poll(() => cursorOf('listbox')).toMatchObject({ text: 'name-000002' })
    const row = page.getByRole('option', { name: 'name-000002' })
    await expect(row).toHaveAttribute('aria-posinset', '3')
    await expect(row).toHaveAttribute('aria-setsize', '100000')
    await press('PageDown', 'PageUp')
    await expect.poll(() => cursorOf('listbox')).toMatchObject({ text: 'name-000002' })
    await press('End', 'ArrowDown')
    await expect.poll(() => cursorOf('listbox')).toMatchObject({ text: 'name-099999' })
  })

  test('moves to the typed name, and Enter opens it', async () => {
    await page.getByRole('listbox').focus()
    await press('Home')
    await page.keyboard.type('name-054321')
    await expect.poll(() => cursorOf('listbox')).toMatchObject({ text: 'name-054321' })
    await press('Enter')
    await expect(page.getByRole('option', { selected: true })).toHaveText('name-054321')
  })

  test('keeps the row of the cursor mounted when it is scrolled out of view', async () => {
    const list = page.getByRole('listbox')
    await list.focus()
    await press('Home')
    await list.evaluate((box) => (box.scrollTop = box.scrollHeight / 3))
    await expect(page.getByText('name-033333', { exact: true })).toBeAttached()
    expect(await cursorOf('listbox')).toMatchObject({ text: 'name-000000' })
    await press('ArrowDown')
    await expect(page.getByText('name-000001', { exact: true })).toBeVisible()
  })
})

describe('a tree of 100,000', () => {
  test('mounts at most a hundred rows and labels level, position and state', async () => {
    expect(await mounted('treeitem')).toBeLessThanOrEqual(100)
    const folder = page.getByRole('treeitem', { name: 'folder-0', exact: true })
    await expect(folder).toHaveAttribute('aria-level', '1')
    await expect(folder).toHaveAttribute('aria-setsize', '100')
    await expect(folder).toHaveAttribute('aria-posinset', '1')
    await expect(folder).toHaveAttribute('aria-expanded', 'true')
    const secret = page.getByRole('treeitem', { name: 'secret-1', exact: true }).first()
    await expect(secret).toHaveAttribute('aria-level', '2')
    await expect(secret).not.toHaveAttribute('aria-expanded')
  })

  test('opens and closes folders with the left and right arrow keys', async () => {
    await page.getByRole('tree').focus()
    await press('Home', 'ArrowRight')
    await expect.poll(() => cursorOf('tree')).toEqual({ text: 'secret-0', level: '2' })
    await press('ArrowLeft')
    await expect.poll(() => cursorOf('tree')).toEqual({ text: 'folder-0', level: '1' })
    await press('ArrowLeft')
    const folder = page.getByRole('treeitem', { name: 'folder-0', exact: true })
    await expect(folder).toHaveAttribute('aria-expanded', 'false')
    await press('ArrowDown')
    await expect.poll(() => cursorOf('tree')).toEqual({ text: 'folder-1', level: '1' })
    await press('Home', 'ArrowRight')
    await expect(folder).toHaveAttribute('aria-expanded', 'true')
  })

  test('opens all closed siblings with an asterisk', async () => {
    await page.getByRole('tree').focus()
    await press('Home', 'ArrowLeft', 'ArrowDown', 'ArrowLeft', '*')
    // The row of the cursor keeps its position on the screen, although a thousand rows were added above it.
    await expect(page.getByRole('treeitem', { name: 'folder-1', exact: true })).toHaveAttribute('aria-expanded', 'true')
    await press('Home')
    await expect(page.getByRole('treeitem', { name: 'folder-0', exact: true })).toHaveAttribute('aria-expanded', 'true')
    await press('End')
    await expect.poll(() => cursorOf('tree')).toEqual({ text: 'secret-998', level: '2' })
  })

  test('moves to the typed name, and Enter opens it', async () => {
    await page.getByRole('tree').focus()
    await press('Home')
    await page.keyboard.type('folder-42')
    await expect.poll(() => cursorOf('tree')).toEqual({ text: 'folder-42', level: '1' })
    await press('ArrowRight', 'Enter')
    await expect(page.getByRole('treeitem', { selected: true })).toHaveText('secret-0')
  })
})

test('the browser reported no errors during these tests, including violations of the strict policy', () => {
  expect(gallery.complaints).toEqual([])
})
