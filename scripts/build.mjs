// Builds all three parts into dist/, one after the other, because the computer may be small.
import { utimesSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const started = new Date()
const root = fileURLToPath(new URL('../', import.meta.url))

for (const part of ['preload', 'renderer', 'main']) {
  await build({ configFile: `${root}scripts/vite/${part}.config.ts`, logLevel: 'warn' })
}

// `npm start` builds again if a source is newer than this file; changes during the build count as newer.
const stamp = `${root}dist/.built`
writeFileSync(stamp, '')
utimesSync(stamp, started, started)
