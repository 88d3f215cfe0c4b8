import { defineConfig, type PlaywrightTestProject } from '@playwright/test'
import { leftOut, onDouble, type Target } from './test/e2e/targets.ts'
import { doubleLaunch } from './test/electron/launch.ts'
import { electronProgram } from './test/electron/program.ts'
import { chromiumLaunch } from './test/servers/chromium.ts'

/** The test that stands for all of the real window where Electron's program is not. */
const whetherThere = 'electron.spec.ts'

export default defineConfig<object, { readonly target: Target }>({
  testDir: 'test/e2e',
  globalSetup: './test/servers/globalSetup.ts',
  outputDir: 'test-results',
  reporter: [['list'], ['./scripts/test/playwrightReporter.mjs']],
  // One more than the cores of CI: journeys wait for servers, elections and pauses a fifth of their time.
  workers: 3,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  // Ceilings against a hang, not measurements: real servers start behind every journey.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunch(),
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // A sixth of the time of all journeys; `--trace retain-on-failure` where one is looked into.
    trace: 'off',
  },
  projects: [
    project('loopback', {}),
    project('double', { grep: onDouble, use: { launchOptions: doubleLaunch() } }),
    project('electron', electronProgram() === null ? { testMatch: whetherThere } : {}),
  ],
})

function project(target: Target, more: PlaywrightTestProject): PlaywrightTestProject<object, { target: Target }> {
  return { name: target, grepInvert: leftOut(target), ...more, use: { ...more.use, target } }
}
