/** The table of a secret's keys and values on a real server: shown, copied, saved, and cleared from the clipboard. */
import type { BrowserContext } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { mountKv, putSecret } from '../servers/initialized.ts'
import { expect, expectAccessible, goTo } from './app.ts'
import { button, config, mountConfig, stored, test } from './secretWorld.ts'
import type { TestApp } from './startOn.ts'

/** Returns what a paste inserts, with its line breaks: the app's own page may not read the clipboard. */
async function pasted(context: BrowserContext): Promise<string> {
  const page = await context.newPage()
  await page.setContent('<textarea></textarea>')
  const field = page.getByRole('textbox')
  await field.press('Control+v')
  const text = await field.inputValue()
  await page.close()
  return text
}

const pem = '-----BEGIN KEY-----\nMIIBVgIBADANBgkqhkiG\n-----END KEY-----\n'

/** Returns the browser's context with access to the clipboard. Skips the test in the desktop window. */
async function clipboardOf(app: TestApp): Promise<BrowserContext> {
  test.skip(app.desktop !== undefined, 'the desktop window copies past the page: test/core/held/clipboardTimer.test.ts')
  await app.context.grantPermissions(['clipboard-write'])
  return app.context
}

test.describe('the values of a secret @kv', () => {
  test('are copied as JSON, .env and key=value, with a note on what a format cannot hold', async ({
    secrets: page,
    vault,
    root,
    profileId,
    app,
  }) => {
    const context = await clipboardOf(app)
    await mountConfig(vault, root, { text: "it's $5 #1", pem, port: 8080, 'a key': 'x' })
    await goTo(page, routes.kv(profileId, config))
    const copyAs = async (name: string) => {
      await button(page, 'Copy all as').click()
      await page.getByRole('menuitem', { name }).click()
    }
    await copyAs('JSON')
    await expect(page.getByText('Secret copied as JSON.')).toBeVisible()
    expect(JSON.parse(await pasted(context))).toEqual({ text: "it's $5 #1", pem, port: 8080, 'a key': 'x' })
    await copyAs('.env')
    await expect(page.getByText('Secret copied as .env.')).toBeVisible()
    await expect(page.getByText('1 key is left out,')).toContainText('a key')
    await expect(page.getByText('Converted to text,')).toContainText('port')
    expect(await pasted(context)).toBe(`pem='${pem}'\nport=8080\ntext="it's $5 #1"\n`)
    await copyAs('key=value')
    await expect(page.getByText('Secret copied as key=value.')).toBeVisible()
    expect(await pasted(context)).toContain(`'a key'=x \\\n`)
    await expect(page.getByRole('main')).not.toContainText('BEGIN KEY')
    await expect(page.getByRole('menu')).toBeHidden()
    // The menu is gone, and the pointer is over a button that was under it.
    await page.mouse.move(0, 0)
    await expect(page.getByRole('tooltip')).toBeHidden()
    await expectAccessible(page)
  })

  test('a copied value is cleared from the clipboard at the lock', async ({
    secrets: page,
    vault,
    root,
    profileId,
    app,
  }) => {
    const context = await clipboardOf(app)
    await mountConfig(vault, root, { password: 'static-password' })
    await goTo(page, routes.kv(profileId, config))
    await button(page, 'Copy password').click()
    await expect(page.getByText('Value of password copied.')).toBeVisible()
    expect(await pasted(context)).toBe('static-password')
    await page.keyboard.press('Control+l')
    await expect(page.getByRole('heading', { name: 'Strongroom is locked' })).toBeVisible()
    expect(await pasted(context)).toBe('')
  })

  test('a long one opens with line numbers, and an encoded file is saved as the file @desktop', async ({
    secrets: page,
    vault,
    root,
    profileId,
    app,
  }) => {
    await mountKv(vault, root.rootToken)
    const bytes = Buffer.from(Array.from({ length: 600 }, (_, index) => index % 128))
    const nested = { list: [1.5, { deep: true }] }
    await putSecret(vault, root.rootToken, 'webapp/config', { pem, 'file.bin': bytes.toString('base64'), nested })
    await goTo(page, routes.kv(profileId, config))
    await button(page, 'Open pem').click()
    const viewer = page.getByRole('textbox', { name: 'Value of pem' })
    await expect(viewer.locator('.cm-line')).toHaveText([...pem.trim().split('\n'), ''])
    await expect(page.getByText(/^4 lines, \d+ characters$/)).toBeVisible()
    await expect(viewer).toHaveAttribute('aria-readonly', 'true')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(viewer).toBeHidden()
    await expect(page.getByRole('main')).not.toContainText('BEGIN KEY')

    await button(page, 'Open file.bin').click()
    await button(page, 'Save as a file').click()
    const file = await app.saved(page, () => page.getByRole('menuitem', { name: 'Decoded file' }).click())
    expect(file.name).toBe('file.bin')
    expect(file.text).toBe(bytes.toString())
    await button(page, 'Close').first().click()

    await button(page, 'Show nested').click()
    await expect(page.getByRole('main')).toContainText('"deep": true')
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('"deep":true')
  })

  test('of five hundred keys and of a megabyte are shown immediately', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key-${index}`, `value-${index}`]))
    await putSecret(vault, root.rootToken, 'webapp/config', { ...many, large: 'x'.repeat(1_000_000) })
    await goTo(page, routes.kv(profileId, config))
    await expect(page.getByText('501 keys', { exact: true })).toBeVisible()
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('key-49')
    await expect(page.getByText('11 of 501')).toBeVisible()
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('large')
    await button(page, 'Show large').click()
    await expect(page.getByText('… 1,000,000 characters; open the value to see all')).toBeVisible()
    await button(page, 'Open large').click()
    await expect(page.getByRole('textbox', { name: 'Value of large' })).toContainText('xxx')
  })

  test('of three thousand keys are drawn in part, and one of them is found, changed and saved', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    const count = 3000
    const of = (index: number) => ({ host: `host-${index}.example`, port: index, tags: ['a', 'b'] })
    const all = Object.fromEntries(Array.from({ length: count }, (_, index) => [`service-${index}`, of(index)]))
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', all)
    await goTo(page, routes.kv(profileId, config))
    await expect(page.getByText('3,000 keys', { exact: true })).toBeVisible()
    // The time of a letter in the filter grows with what is drawn.
    const rows = page.getByRole('rowheader')
    await expect(rows).toHaveCount(200)
    const filter = page.getByRole('searchbox', { name: 'Filter keys' })
    await filter.fill('service-29')
    await expect(page.getByText('111 of 3,000')).toBeVisible()
    await expect(rows).toHaveCount(25)

    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    const names = page.getByRole('textbox', { name: 'Key', exact: true })
    await expect(names).toHaveCount(100)
    await filter.fill('service-2999')
    await expect(names).toHaveCount(1)
    await button(page, 'Show and edit service-2999').click()
    await page.getByRole('textbox', { name: 'Value of service-2999' }).fill('{"host":"changed","port":1}')
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('list', { name: 'Changes to save' }).getByRole('listitem')).toHaveCount(1)
    await page.keyboard.press('Control+s')
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    const { data } = JSON.parse(await stored(vault, root, 'secret/data/webapp/config')) as { data: { data: unknown } }
    expect(data.data).toEqual({ ...all, 'service-2999': { host: 'changed', port: 1 } })
  })
})
