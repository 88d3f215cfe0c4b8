/**
 * The shipped page on a scheme that is standard, secure and not HTTP, in a real Chromium: a page of an extension. Electron
 * registers `app` with the same privileges. The policy of such a page is Chromium's own; the app's policy is tested on the
 * double.
 */
import { createHash } from 'node:crypto'
import { cp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { chromiumLaunch, fullChromiumPath } from '../servers/chromium.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { expect, test } from './app.ts'

const built = join(import.meta.dirname, '..', '..', 'dist', 'renderer')

/** The ID that Chromium derives for an unpacked extension without a key: a digest of its path, written in letters. */
const idOf = (folder: string): string =>
  createHash('sha256')
    .update(folder)
    .digest('hex')
    .slice(0, 32)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))

test('the modules and the worker of the page load from a secure scheme that is not HTTP @browser', async () => {
  const executablePath = fullChromiumPath()
  test.skip(executablePath === null, 'There is no full Chromium: the headless shell loads no extensions.')
  const [extension, profile] = await Promise.all([temporaryFolder('extension'), temporaryFolder('profile')])
  await cp(built, extension, { recursive: true })
  await writeFile(join(extension, 'manifest.json'), JSON.stringify({ manifest_version: 3, name: 'page', version: '1' }))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executablePath ?? '',
    args: [...chromiumLaunch().args, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  })
  const page = await context.newPage()
  const origin = `chrome-extension://${idOf(extension)}`
  const failed: string[] = []
  page.on('requestfailed', (request) => {
    if (request.url().startsWith(origin)) failed.push(request.url())
  })
  await page.goto(`${origin}/index.html`)
  await expect(page.locator('#root')).not.toBeEmpty()
  expect(await page.evaluate(() => [isSecureContext, location.protocol])).toEqual([true, 'chrome-extension:'])

  const names = (await readdir(join(extension, 'assets'))).filter((name) => name.endsWith('.js'))
  const workers = names.filter((name) => name.startsWith('policyWorker'))
  const modules = names.filter((name) => !workers.includes(name))
  const broken = await page.evaluate(async (all) => {
    const results = await Promise.allSettled(all.map((name) => import(`/assets/${name}`) as Promise<unknown>))
    return results.flatMap((result, index) => (result.status === 'rejected' ? [`${all[index]}: ${result.reason}`] : []))
  }, modules)
  expect(broken).toEqual([])

  expect(workers).toHaveLength(1)
  const answered = await page.evaluate(
    (name) =>
      new Promise<unknown>((resolve) => {
        const worker = new Worker(`/assets/${name}`, { type: 'module' })
        worker.addEventListener('message', ({ data }: MessageEvent<{ id: number }>) => resolve(data.id))
        worker.addEventListener('error', ({ message }) => resolve(message))
        // oxlint-disable-next-line require-post-message-target-origin
        worker.postMessage({ id: 7, question: { kind: 'read' }, text: 'path "secret/*" { capabilities = ["read"] }' })
      }),
    workers[0] ?? '',
  )
  expect(answered).toBe(7)
  expect(failed).toEqual([])
  await context.close()
  await Promise.all([removeFolder(extension), removeFolder(profile)])
})
