/**
 * `npm run pictures [name…]`: takes every screen of the running app, light and dark, English and Korean, wide and
 * narrow, and writes the pictures into `pictures/` with an index page.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { callFrom, goTo, openApp } from '../e2e/app.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { makeWorld, type World } from './world.ts'
import { screens } from './screens.ts'

const folder = join(import.meta.dirname, '..', '..', 'pictures')
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 900, height: 600 } } as const
const wanted = process.argv.slice(2)

const world = await makeWorld()
const browser = await chromium.launch(chromiumLaunch())
const taken: string[] = []
await mkdir(folder, { recursive: true })
try {
  // The first screen appears only in an app without settings, so it gets its own app.
  await picturesOf(null, screens.filter(({ empty }) => empty === true))
  await picturesOf(world, screens.filter(({ empty }) => empty !== true))
} finally {
  await browser.close()
  await world.stop()
}
await writeFile(join(folder, 'index.html'), indexPage(taken))
console.log(`${taken.length} pictures in ${folder}`)
process.exit(0)

async function picturesOf(set: World | null, list: typeof screens): Promise<void> {
  const app = await startStrongroom(set === null ? {} : { env: set.env })
  try {
    const context = await browser.newContext({ viewport: sizes.wide, locale: 'en-US', reducedMotion: 'reduce' })
    const page = await context.newPage()
    await openApp(page, app.url)
    const places = set === null ? null : await set.connect(page)
    for (const { name, show } of list) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      for (const language of ['en', 'ko'] as const) {
        for (const theme of ['light', 'dark'] as const) {
          await callFrom(page, 'app.changeSettings', { language, theme })
          await page.reload()
          await page.locator(`html[lang=${language}]`).waitFor()
          await show(page, places ?? {})
          for (const [size, viewport] of Object.entries(sizes)) {
            await page.setViewportSize(viewport)
            await settle(page)
            const file = `${name}.${language}.${theme}.${size}.png`
            await page.screenshot({ path: join(folder, file) })
            taken.push(file)
          }
          await page.setViewportSize(sizes.wide)
        }
      }
      await goTo(page, '/')
    }
    await context.close()
  } finally {
    await app.stop()
  }
}

/** Skeletons appear after 150 ms and toasts disappear automatically, so wait until nothing moves. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(250)
}

function indexPage(files: readonly string[]): string {
  const figures = files.map((file) => `<figure><img loading="lazy" src="${file}"><figcaption>${file}</figcaption></figure>`)
  return `<!doctype html><meta charset="utf-8"><title>Pictures of Strongroom</title>
<style>body{font:13px system-ui;display:grid;grid-template-columns:repeat(auto-fill,minmax(480px,1fr));gap:16px;padding:16px}
figure{margin:0}img{width:100%;border:1px solid #8884;border-radius:6px}</style>
${figures.join('\n')}\n`
}
