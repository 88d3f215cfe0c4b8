/** Measures the tasks of a page's main thread with the browser's own trace. */
import type { Browser, Page } from 'playwright'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Duration in microseconds. */
  readonly dur?: number
  /** Microseconds of CPU time; in the rest of the duration the thread waits for a processor. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** The longest tasks, in milliseconds. */
export interface Longest {
  /** From start to end, including delays by other programs. */
  readonly task: number
  /** CPU time of the page's thread in one task. */
  readonly work: number
}

/** Returns the longest task in milliseconds while `work` runs. */
export async function longestTask(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  return (await longestTasks(browser, page, work)).task
}

export async function longestTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<Longest> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] })
  await work()
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] }
  const mainThreads = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = trace.traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && mainThreads.has(`${pid} ${tid}`),
  )
  if (tasks.length === 0) throw new Error('the trace has no tasks')
  return {
    task: Math.max(...tasks.map(({ dur = 0 }) => dur / 1000)),
    work: Math.max(...tasks.map(({ dur = 0, tdur = dur }) => tdur / 1000)),
  }
}
