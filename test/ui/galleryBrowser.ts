/** The gallery, built and served under a strict policy, in a real Chromium. */
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright'
import { build, preview, type PreviewServer } from 'vite'
import { chromiumLaunch } from '../servers/chromium.ts'

const configFile = fileURLToPath(new URL('gallery/vite.config.mjs', import.meta.url))

export type Look = {
  readonly page: 'components' | 'workspace' | 'long'
  readonly theme?: 'light' | 'dark'
  readonly language?: 'en' | 'ko'
}

/** A running gallery. `open` returns a new page; `complaints` lists the errors of the browser's console and policy. */
export type Gallery = {
  readonly open: (look: Look) => Promise<Page>
  readonly complaints: string[]
  readonly close: () => Promise<void>
}

/**
 * Builds the gallery, serves it on a free port of 127.0.0.1 and starts a browser. React's `development` build reports
 * mistakes; its `production` build does not compare the props of a hundred thousand rows.
 */
export async function startGallery(react: 'development' | 'production'): Promise<Gallery> {
  // Test files run concurrently, each with its own build.
  const outDir = fileURLToPath(new URL(`../../node_modules/.cache/gallery-${process.pid}`, import.meta.url))
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = react
  await build({ configFile, logLevel: 'error', build: { outDir } })
  process.env['NODE_ENV'] = before
  const server: PreviewServer = await preview({
    configFile,
    logLevel: 'error',
    preview: { port: 0 },
    build: { outDir },
  })
  const browser: Browser = await chromium.launch(chromiumLaunch())
  const complaints: string[] = []

  async function open({ page: name, theme = 'light', language = 'en' }: Look): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    const address = server.resolvedUrls?.local[0] ?? ''
    await page.goto(`${address}?page=${name}&theme=${theme}&language=${language}`)
    await page.getByRole('main').waitFor()
    return page
  }

  async function close() {
    await browser.close()
    await server.close()
    await rm(outDir, { recursive: true, force: true })
  }

  return { open, complaints, close }
}
