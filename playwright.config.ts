import { defineConfig } from '@playwright/test'
import { chromiumLaunch } from './test/servers/chromium.ts'

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/servers/globalSetup.ts',
  outputDir: 'test-results',
  reporter: [['list'], ['./scripts/test/playwrightReporter.mjs']],
  workers: 2,
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
    trace: 'retain-on-failure',
  },
})
