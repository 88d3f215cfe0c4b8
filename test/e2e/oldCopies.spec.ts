/** A sealed file is replaced by an older copy of itself, on a real keychain: the user is warned and stays signed in. */
import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { draftOf } from '../features/startCore.ts'
import { keyringMissing, startKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { callFrom, expect, expectAccessible, test } from './app.ts'

const missing = await keyringMissing()
const title = 'Stored credentials were replaced by an older copy'

test.describe('@custody an old copy of a sealed file', () => {
  test.skip(missing !== null, missing ?? '')

  test('@boundary causes a warning on every page until the user accepts it', async ({ startApp }, testInfo) => {
    const keyring = await startKeyring()
    const first = await startApp({ env: keyring.env })
    let page: Page = await first.open()
    const profile = draftOf('https://127.0.0.1:1', 'payments')
    const { id: profileId } = (await callFrom(page, 'connections.add', { profile })) as { id: string }
    await callFrom(page, 'custody.setSharePolicy', { profileId, sharePolicy: 'mine' })
    const folder = join(first.home, 'data', 'sealed')
    const file = (await readdir(folder)).find((name) => name.startsWith('entry-rules')) ?? ''
    const backup = join(await temporaryFolder('backup'), file)
    await copyFile(join(folder, file), backup)
    await callFrom(page, 'custody.setSharePolicy', { profileId, sharePolicy: 'none' })
    await first.stop({ keepHome: true })
    await copyFile(backup, join(folder, file))

    const second = await startApp({ env: keyring.env, home: first.home })
    page = await second.open()
    await expect(page.getByText(`${title}.`)).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: testInfo.outputPath('notice.png') })
    await page.getByRole('link', { name: 'Review stored credentials' }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Share policy and nodes of payments')).toBeVisible()
    // The page of stored credentials shows its own warning.
    await expect(page.getByRole('link', { name: 'Review stored credentials' })).toHaveCount(0)
    await expect(page.getByText(`${title}.`)).toHaveCount(1)
    await expectAccessible(page)
    await page.screenshot({ path: testInfo.outputPath('page.png') })
    await callFrom(page, 'app.changeSettings', { language: 'ko', theme: 'dark' })
    const accept = page.getByRole('button', { name: '이전 사본 수락' })
    await expect(accept).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: testInfo.outputPath('page-ko-dark.png') })
    await accept.focus()
    await page.keyboard.press('Enter')
    await expect(accept).toHaveCount(0)
    await second.stop({ keepHome: true })

    const third = await startApp({ env: keyring.env, home: first.home })
    page = await third.open()
    await expect(page.getByRole('heading').first()).toBeVisible()
    await expect(page.getByRole('link', { name: '저장된 자격 증명 확인' })).toHaveCount(0)
    await third.stop()
    await Promise.all([keyring.stop(), removeFolder(first.home), removeFolder(join(backup, '..'))])
  })
})
