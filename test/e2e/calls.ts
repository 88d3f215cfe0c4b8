/**
 * Helpers for a page of either shell: wait until the app has loaded, and make a call of the contract with the page's
 * session.
 */
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

/** Waits for the first page of a window, after its automatic redirects. */
export async function shown(page: Page): Promise<void> {
  await page.locator('#root').getByRole('main').getByRole('heading', { level: 1 }).first().waitFor()
}

/**
 * Holds the browser shell's answer to one call until the returned function is called, which resolves when the page has
 * the answer. Reload the page first: a channel that is already open is not held.
 */
export async function holdAnswer(page: Page, name: string): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>()
  const sent = Promise.withResolvers<void>()
  await page.routeWebSocket('**/channel', (socket) => {
    const server = socket.connectToServer()
    const ids = new Set<unknown>()
    socket.onMessage((message) => {
      const { id, call } = JSON.parse(String(message)) as { id?: number; call?: string }
      if (call === name) ids.add(id)
      server.send(message)
    })
    server.onMessage((message) => {
      const { id } = JSON.parse(String(message)) as { id?: number }
      if (id === undefined || !ids.has(id)) socket.send(message)
      else void held.promise.then(() => socket.send(message)).then(sent.resolve)
    })
  })
  return async () => {
    held.resolve()
    await sent.promise
    // The page handles messages in order, so this one is handled last.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  }
}

/** Makes one call from the page with its session, for steps that a journey does not need to click through. */
export async function callFrom(page: Page, name: string, input: unknown): Promise<unknown> {
  const onDesktop = await page.evaluate(() => window.strongroom !== undefined)
  const calling = onDesktop ? callDesktop(page, name, input) : callLoopback(page, name, input)
  const result = await (name === 'app.lock' ? calling.catch(wentWithItsPage) : calling)
  if (!result.ok) throw new Error(`${name}: ${result.error?.code}`)
  return result.value
}

/** A lock reloads the page, sometimes before the page has received the answer. */
function wentWithItsPage(problem: unknown): CallResult {
  if (/context was destroyed|navigat|channel was closed/i.test(String(problem))) return { ok: true }
  throw problem
}

/** Calls over `window.strongroom`. */
function callDesktop(page: Page, name: string, input: unknown): Promise<CallResult> {
  return page.evaluate(
    async ([topic, call, given]) => {
      // The page numbers its own calls from 1; a large random number avoids a collision.
      const id = Math.floor(2 ** 40 * (1 + Math.random()))
      const answer = await (window.strongroom as unknown as Topics)[topic]?.[call]?.(id, given)
      if (answer === undefined) throw new Error(`there is no ${topic}.${call}`)
      return answer
    },
    [...name.split('.'), input] as [string, string, unknown],
  )
}

/**
 * Calls over a separate channel, as another tab of the page's session would; each document opens one channel for all
 * calls.
 */
function callLoopback(page: Page, name: string, input: unknown): Promise<CallResult> {
  return page.evaluate(
    async ([name, input]) => {
      interface Calls {
        run(call: string, input: unknown): Promise<CallResult>
      }
      /** The secret that an open tab shares with a new tab of the same session. */
      const askForTab = () => {
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
      const kept = globalThis as { calls?: Promise<Calls> | undefined }
      const open = async (): Promise<Calls> => {
        const tab = await askForTab()
        const channel = new WebSocket(`ws://${location.host}/channel`)
        const waiting = new Map<number, { resolve(result: CallResult): void; reject(problem: Error): void }>()
        let lastId = 0
        return new Promise((resolve, reject) => {
          channel.addEventListener('open', () =>
            channel.send(JSON.stringify({ tab, page: crypto.randomUUID(), take: true })),
          )
          channel.addEventListener('message', ({ data }) => {
            const message = JSON.parse(String(data)) as { id?: number; result?: CallResult }
            if (message.id === undefined) {
              resolve({
                run: (call, input) =>
                  new Promise((resolve, reject) => {
                    lastId += 1
                    waiting.set(lastId, { resolve, reject })
                    channel.send(JSON.stringify({ id: lastId, call, input }))
                  }),
              })
            } else if (message.result !== undefined) {
              waiting.get(message.id)?.resolve(message.result)
              waiting.delete(message.id)
            }
          })
          channel.addEventListener('close', () => {
            kept.calls = undefined
            const problem = new Error('the channel was closed')
            reject(problem)
            for (const call of waiting.values()) call.reject(problem)
          })
        })
      }
      const calls = await (kept.calls ??= open())
      return calls.run(name, input)
    },
    [name, input] as [string, unknown],
  )
}
