/** Lets a test control time in the page and, on the desktop, in the main process. */
import type { Page } from '@playwright/test'
import type { TestApp } from './startOn.ts'

/** Timers of the main process with at least this delay, in milliseconds, are held for `passTime`. */
const longMs = 10_000

interface Held {
  readonly timer: NodeJS.Timeout & { readonly _destroyed?: boolean }
  readonly ms: number
  readonly run: () => void
}

/**
 * Installs a clock in the page that `passTime` advances. The main process runs on, but `passTime` fires its long timers
 * early.
 */
export async function holdClock(app: TestApp, page: Page): Promise<void> {
  await page.clock.install()
  await app.desktop?.evaluate((_electron, longMs) => {
    const held: Held[] = []
    const start = setTimeout
    const watched = (run: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) => {
      const timer = start(run, ms, ...values)
      if (ms >= longMs) held.push({ timer, ms, run: () => run(...values) })
      return timer
    }
    Object.assign(globalThis, { setTimeout: Object.assign(watched, start), heldTimers: held })
  }, longMs)
}

/** Lets `ms` milliseconds pass: every timer that was started after `holdClock` and is due by then fires now. */
export async function passTime(app: TestApp, page: Page, ms: number): Promise<void> {
  await page.clock.runFor(ms)
  await app.desktop?.evaluate((_electron, ms) => {
    for (const held of (globalThis as unknown as { heldTimers: Held[] }).heldTimers) {
      if (held.ms > ms || held.timer._destroyed === true) continue
      clearTimeout(held.timer)
      held.run()
    }
  }, ms)
}
