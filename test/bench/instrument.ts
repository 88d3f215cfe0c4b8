/**
 * One clock for every web page: from the first trusted input event (or from the navigation) to the frame after the
 * result is in the document, read inside the page. Nothing of the driver's own time is in a figure.
 */
import type { BrowserContext, Page } from 'playwright'

/** A result in the page: an element that matches `selector` and, if given, has this text or value. */
export interface Ready {
  readonly selector: string
  readonly text?: string
}

interface Stopwatch {
  /** Starts to watch for a result; `fromLoad` counts from the navigation, otherwise the next input event counts. */
  arm(ready: Ready, fromLoad?: boolean): void
  wanted(): Ready
  /** Milliseconds of the last measurement. */
  readonly elapsed: Promise<number>
}

declare global {
  var stopwatch: Stopwatch
}

/** Installs the clock in every page of a context, before any script of the page. */
export async function installStopwatch(context: BrowserContext, atLoad: Ready): Promise<void> {
  await context.addInitScript(stopwatchInPage, atLoad)
}

/** Measures one step: arms the clock, acts with real input, and returns the milliseconds inside the page. */
export async function timeStep(page: Page, ready: Ready, act: () => Promise<void>): Promise<number> {
  // Nothing of the step before is still at work.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  await page.evaluate((each) => globalThis.stopwatch.arm(each), ready)
  await act()
  return elapsed(page)
}

/** Loads an address and returns the milliseconds from the navigation to the frame after `atLoad` is in the document. */
export async function timeLoad(page: Page, url: string): Promise<number> {
  // No script of the last page runs during the load.
  await page.goto('about:blank')
  await page.goto(url, { waitUntil: 'commit' })
  return elapsed(page)
}

/** Milliseconds after which a step counts as failed. */
const patience = 15_000

async function elapsed(page: Page): Promise<number> {
  const found = await page.evaluate(
    (limit) =>
      Promise.race([
        globalThis.stopwatch.elapsed,
        new Promise<null>((resolve) => {
          setTimeout(() => resolve(null), limit)
        }),
      ]),
    patience,
  )
  if (found !== null) return found
  const wanted = await page.evaluate(() => JSON.stringify(globalThis.stopwatch.wanted()))
  throw new Error(`the page ${page.url()} did not show ${wanted}`)
}

function stopwatchInPage(atLoad: Ready): void {
  let from: number | null = null
  let wanted: Ready = atLoad
  let isRunning = false
  let finish: (elapsed: number) => void = () => {}
  const isThere = () => {
    for (const element of document.querySelectorAll(wanted.selector)) {
      const text = element instanceof HTMLTextAreaElement ? element.value : (element.textContent ?? '')
      if (wanted.text === undefined || text.replace(/\s+/g, ' ').includes(wanted.text)) return true
    }
    return false
  }
  const look = () => {
    if (!isRunning || from === null || !isThere()) return
    isRunning = false
    const start = from
    requestAnimationFrame(() => finish(performance.now() - start))
  }
  const note = (event: Event) => {
    if (isRunning && event.isTrusted) from ??= event.timeStamp
  }
  const stopwatch = {
    elapsed: Promise.resolve(0),
    wanted: () => wanted,
    arm: (ready: Ready, fromLoad = false) => {
      wanted = ready
      from = fromLoad ? 0 : null
      isRunning = true
      stopwatch.elapsed = new Promise((resolve) => {
        finish = resolve
      })
      look()
    },
  }
  globalThis.stopwatch = stopwatch
  for (const type of ['pointerdown', 'keydown'])
    globalThis.addEventListener(type, note, { capture: true, passive: true })
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
  })
  stopwatch.arm(atLoad, true)
}
