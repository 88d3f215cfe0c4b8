// Makes build/icon.png, from which the packages make their icons, out of build/icon.svg. Run it after a change of the drawing:
//   CHROMIUM=/usr/bin/chromium node scripts/icon.mjs
import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from 'playwright'

const side = 1024
const file = (name) => new URL(`../build/${name}`, import.meta.url)

const drawing = await readFile(file('icon.svg'), 'utf8')
const { CHROMIUM: executablePath } = process.env
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const page = await browser.newPage({ viewport: { width: side, height: side } })
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${drawing}`)
  await writeFile(file('icon.png'), await page.screenshot({ omitBackground: true }))
} finally {
  await browser.close()
}
