/** What a page of either shell is asked by tests: to be there, and to make a call of the contract with its own session. */
import type { Page } from '@playwright/test'
import '../../renderer/lib/window.d.ts'

interface CallResult {
  readonly ok: boolean
  readonly value?: unknown
  readonly error?: { readonly code: string }
}

type Topics = Readonly<Record<string, Readonly<Record<string, (id: number, input: unknown) => Promise<CallResult>>>>>

/** Opens the address that the app printed and waits for the first page. */
export async function openApp(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await shown(page)
}

/** Waits for the first page of a window: what redirects by itself has done so then. */
export async function shown(page: Page): Promise<void> {
  await page.locator('#root').getByRole('main').getByRole('heading', { level: 1 }).first().waitFor()
}

/** One call, made by the page itself with its session, for what a journey does not want to click through. */
export async function callFrom(page: Page, name: string, input: unknown): Promise<unknown> {
  const onDesktop = await page.evaluate(() => window.strongroom !== undefined)
  const calling = onDesktop ? callDesktop(page, name, input) : callLoopback(page, name, input)
  const result = await (name === 'app.lock' ? calling.catch(wentWithItsPage) : calling)
  if (!result.ok) throw new Error(`${name}: ${result.error?.code}`)
  return result.value
}

/** A lock loads the page anew, perhaps before it has heard the answer. */
function wentWithItsPage(problem: unknown): CallResult {
  if (/context was destroyed|navigat|channel was closed/i.test(String(problem))) return { ok: true }
  throw problem
}

/** Over `window.strongroom`. */
function callDesktop(page: Page, name: string, input: unknown): Promise<CallResult> {
  return page.evaluate(
    async ([topic, call, given]) => {
      // The page numbers its own calls from 1; this one is far from them.
      const id = Math.floor(2 ** 40 * (1 + Math.random()))
      const answer = await (window.strongroom as unknown as Topics)[topic]?.[call]?.(id, given)
      if (answer === undefined) throw new Error(`there is no ${topic}.${call}`)
      return answer
    },
    [...name.split('.'), input] as [string, string, unknown],
  )
}

/** Over a channel of its own, as another tab of the page's session would. */
function callLoopback(page: Page, name: string, input: unknown): Promise<CallResult> {
  return page.evaluate(
    async (message) => {
      /** A secret that an open tab gives, as to a tab that a person opens next to it; one for each document. */
      const ask = () => {
        // A BroadcastChannel reaches its own origin only.
        /* oxlint-disable unicorn/require-post-message-target-origin */
        const tabs = new BroadcastChannel('strongroom-tabs')
        const wantedBy = crypto.randomUUID()
        return new Promise<string>((resolve) => {
          tabs.addEventListener('message', ({ data }: MessageEvent<{ wantedBy: string; tab?: string }>) => {
            if (data.wantedBy !== wantedBy || data.tab === undefined) return
            clearInterval(again)
            tabs.close()
            resolve(data.tab)
          })
          const again = setInterval(() => tabs.postMessage({ wantedBy }), 200)
          tabs.postMessage({ wantedBy })
        })
      }
      const kept = globalThis as { tabOfCalls?: Promise<string> }
      const tab = await (kept.tabOfCalls ??= ask())
      const channel = new WebSocket(`ws://${location.host}/channel`)
      const answer = new Promise<string>((resolve, reject) => {
        // Each call is a document of its own: several may be under way at once.
        channel.addEventListener('open', () =>
          channel.send(JSON.stringify({ tab, page: crypto.randomUUID(), take: true })),
        )
        channel.addEventListener('message', ({ data }) => {
          const text = String(data)
          if (text.startsWith('{"tab"')) channel.send(message)
          else resolve(text)
        })
        channel.addEventListener('close', () => reject(new Error('the channel was closed')))
      })
      try {
        return (JSON.parse(await answer) as { result: CallResult }).result
      } finally {
        channel.close()
      }
    },
    JSON.stringify({ id: 1, call: name, input }),
  )
}
