/**
 * The page in several tabs of one browser: how each one gets its secret, stores it, shares one with others, and loses
 * it.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { tabStorage } from '../../electron/contract/bridge.ts'
import type { LoopbackPipe } from '../../renderer/lib/loopbackPipe.ts'
import { startShell, type TestShell } from './shell.ts'

// A BroadcastChannel reaches its own origin only.
/* oxlint-disable unicorn/require-post-message-target-origin */

let shell: TestShell
/** The cookie that the browser sends automatically. */
let cookie: string
/** Paths that were fetched. */
let fetched: string[]
let channels: BroadcastChannel[]
let sockets: WebSocket[]
const PlainChannel = globalThis.BroadcastChannel

beforeEach(async () => {
  shell = await startShell()
  cookie = ''
  fetched = []
  channels = []
  sockets = []
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(address: string) {
        const { host, origin } = { host: new URL(shell.origin).host, origin: shell.origin }
        super(address.replace(/\/\/[^/:]+/, '//127.0.0.1'), { headers: { cookie, host, origin } })
        this.on('error', () => {})
        sockets.push(this)
      }
    },
  )
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', headers = {}, body }: RequestInit = {}) => {
    fetched.push(path)
    const sent = { ...(headers as Record<string, string>), origin: shell.origin, cookie }
    const answer = await shell.ask(path, { method, headers: sent, ...(typeof body === 'string' && { body }) })
    cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
    return { ok: answer.status === 200, status: answer.status, json: async () => JSON.parse(answer.body) as unknown }
  })
  vi.stubGlobal(
    'BroadcastChannel',
    class extends PlainChannel {
      constructor(name: string) {
        super(name)
        channels.push(this)
      }
    },
  )
})
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  for (const channel of channels) channel.close()
  vi.unstubAllGlobals()
  await shell.close()
})

interface Tab {
  readonly pipe: LoopbackPipe
  readonly storage: Map<string, string>
  readonly location: { readonly host: string; hash: string; readonly reload: ReturnType<typeof vi.fn<() => void>> }
  readonly replaced: string[]
  /** Triggers an event of the window. */
  happen(type: 'hashchange' | 'pagehide'): void
  state(): string
  takeOver(): void
  works(): Promise<boolean>
}

/** Records the messages between tabs from here on; `say` sends as another tab. */
function listen() {
  const heard: { wantedBy: string; tab?: string }[] = []
  const ears = new BroadcastChannel('strongroom-tabs')
  ears.addEventListener('message', ({ data }: MessageEvent<{ wantedBy: string; tab?: string }>) => heard.push(data))
  return { heard, say: (message: { wantedBy: string; tab?: string }) => ears.postMessage(message) }
}

/** Advances faked timers by milliseconds, and in between completes all pending work. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    await vi.advanceTimersByTimeAsync(50)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Closes or reloads all tabs. */
const leaveAll = () => {
  for (const socket of sockets.splice(0)) socket.terminate()
}

/** Loads the page in a tab with this fragment and storage. */
async function openTab({
  hash = '',
  storage = new Map<string, string>(),
  serviceWorker,
}: { hash?: string; storage?: Map<string, string>; serviceWorker?: unknown } = {}): Promise<Tab> {
  vi.resetModules()
  const window = new EventTarget()
  const location = { host: new URL(shell.origin).host, hash, reload: vi.fn<() => void>() }
  const replaced: string[] = []
  const replaceState = (_state: unknown, _title: string, url: string) => replaced.push(url)
  const sessionStorage = {
    getItem: (name: string) => storage.get(name) ?? null,
    setItem: (name: string, value: string) => void storage.set(name, value),
    removeItem: (name: string) => void storage.delete(name),
  }
  const page = { window, location, sessionStorage, history: { replaceState }, navigator: { serviceWorker } }
  const stub = () => {
    for (const [name, value] of Object.entries(page)) vi.stubGlobal(name, value)
  }
  stub()
  const { loopbackPipe } = await import('../../renderer/lib/loopbackPipe.ts')
  const { tabState } = await import('../../renderer/lib/tabState.ts')
  const { takeTabOver } = await import('../../renderer/lib/tabSecret.ts')
  const pipe = loopbackPipe()
  return {
    pipe,
    storage,
    location,
    replaced,
    happen: (type) => {
      stub()
      window.dispatchEvent(new Event(type))
    },
    state: tabState,
    takeOver: () => {
      stub()
      takeTabOver()
    },
    works: async () => (await pipe.call('app.state', {})).ok,
  }
}

const keyOf = (address: string) => new URL(address).hash
/** Opens a tab that has redeemed the key of the address. */
async function signedIn(): Promise<Tab> {
  const tab = await openTab({ hash: `#key=${shell.key}` })
  expect(await tab.works()).toBe(true)
  return tab
}

describe('a tab that is opened with a key', () => {
  it('takes the key out of its address, redeems it and keeps the secret', async () => {
    const tab = await signedIn()
    expect(tab.replaced).toEqual(['/'])
    expect(tab.storage.get(tabStorage)).toMatch(/^[\w-]{43}$/)
    expect(fetched).toEqual(['/session'])
    expect(tab.state()).toBe('here')
    expect(tab.location.reload).not.toHaveBeenCalled()
  })

  it('opens its channel before the first call', async () => {
    const tab = await openTab({ hash: `#key=${shell.key}` })
    await expect.poll(() => sockets.map(({ readyState }) => readyState)).toEqual([WebSocket.OPEN])
    expect(await tab.works()).toBe(true)
    expect(sockets).toHaveLength(1)
  })

  it('works again after a reload, without a key', async () => {
    const { storage } = await signedIn()
    leaveAll()
    const again = await openTab({ storage })
    expect(await again.works()).toBe(true)
    expect(fetched).toEqual(['/session'])
  })

  it('stores its secret when it closes, because redeeming a key clears the storage', async () => {
    const tab = await signedIn()
    const secret = tab.storage.get(tabStorage)
    tab.storage.clear()
    tab.happen('pagehide')
    expect(tab.storage.get(tabStorage)).toBe(secret)
  })

  it('reloads when a new key is pasted over its address, and after no other change', async () => {
    const tab = await signedIn()
    tab.location.hash = '#elsewhere'
    tab.happen('hashchange')
    expect(tab.location.reload).not.toHaveBeenCalled()
    tab.location.hash = keyOf(shell.newAddress())
    tab.happen('hashchange')
    expect(tab.location.reload).toHaveBeenCalledOnce()
  })

  it('leaves any other fragment unchanged', async () => {
    const { storage } = await signedIn()
    leaveAll()
    const tab = await openTab({ storage, hash: '#elsewhere' })
    expect(await tab.works()).toBe(true)
    expect(tab.replaced).toEqual([])
  })
})

describe('a tab without a secret', () => {
  it('gets its own from another tab', async () => {
    const first = await signedIn()
    const second = await openTab()
    expect(await second.works()).toBe(true)
    expect(second.storage.get(tabStorage)).toMatch(/^[\w-]{43}$/)
    expect(second.storage.get(tabStorage)).not.toBe(first.storage.get(tabStorage))
    expect(await first.works()).toBe(true)
    expect([first.state(), second.state()]).toEqual(['here', 'here'])
  })

  it('gets one from another tab if its key has been used', async () => {
    await signedIn()
    const second = await openTab({ hash: `#key=${shell.key}` })
    expect(await second.works()).toBe(true)
    expect(fetched).toEqual(['/session', '/session'])
  })

  it('has no session if no tab responds, and asks for a while', async () => {
    const { heard } = listen()
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] })
    const tab = await openTab()
    const worked = tab.works()
    await expect.poll(() => heard.length).toBe(1)
    await vi.advanceTimersByTimeAsync(2900)
    expect(tab.state()).toBe('here')
    await vi.advanceTimersByTimeAsync(100)
    expect(await worked).toBe(false)
    expect(tab.state()).toBe('no-session')
    expect(tab.storage.size).toBe(0)
    vi.useRealTimers()
    await expect.poll(() => heard.length).toBe(10)
    expect(await tab.pipe.call('app.state', {}, AbortSignal.abort())).toMatchObject({ error: { code: 'canceled' } })
  })

  it('ignores the answer to another tab', async () => {
    let answers = 0
    const ears = new BroadcastChannel('strongroom-tabs')
    ears.addEventListener('message', ({ data }: MessageEvent<{ wantedBy: string; tab?: string }>) => {
      answers += 1
      ears.postMessage({ wantedBy: 'another', tab: 'x' })
      ears.postMessage({ wantedBy: data.wantedBy })
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] })
    const tab = await openTab()
    const worked = tab.works()
    await pass(3000)
    vi.useRealTimers()
    expect(await worked).toBe(false)
    expect(answers).toBeGreaterThan(0)
    expect(tab.storage.size).toBe(0)
  })
})

describe('a tab that receives a request for a secret', () => {
  it('answers each request once', async () => {
    await signedIn()
    const { heard, say } = listen()
    for (const wantedBy of ['one', 'one', 'two']) say({ wantedBy })
    await expect.poll(() => heard.length).toBe(2)
    say({ wantedBy: 'one' })
    say({ wantedBy: 'three' })
    await expect.poll(() => heard.length).toBe(3)
    expect(heard.map(({ wantedBy }) => wantedBy).toSorted()).toEqual(['one', 'three', 'two'])
    expect(new Set(heard.map(({ tab }) => tab)).size).toBe(3)
    for (const { tab } of heard) expect(tab).toMatch(/^[\w-]{43}$/)
  })

  it('leaves the answer to a tab that was faster', async () => {
    await signedIn()
    const { heard, say } = listen()
    vi.spyOn(Math, 'random').mockReturnValue(0.99)
    say({ wantedBy: 'one' })
    say({ wantedBy: 'one', tab: 'given' })
    say({ wantedBy: 'two' })
    await expect.poll(() => heard.length).toBe(1)
    expect(heard).toMatchObject([{ wantedBy: 'two', tab: expect.any(String) }])
  })
})

describe('a tab with an invalid secret', () => {
  it('drops it and gets another one', async () => {
    await signedIn()
    const tab = await openTab({ storage: new Map([[tabStorage, 'x'.repeat(43)]]) })
    expect(await tab.works()).toBe(true)
    expect(tab.storage.get(tabStorage)).not.toBe('x'.repeat(43))
  })
})

describe('a tab that the browser has duplicated', () => {
  it('leaves the secret to the first one until it takes it over', async () => {
    const first = await signedIn()
    const copy = await openTab({ storage: new Map(first.storage) })
    expect(await copy.works()).toBe(false)
    expect([first.state(), copy.state()]).toEqual(['here', 'elsewhere'])
    expect(copy.storage.get(tabStorage)).toBe(first.storage.get(tabStorage))
    expect(await copy.works()).toBe(false)
    expect(await first.works()).toBe(true)

    copy.takeOver()
    expect(copy.location.reload).toHaveBeenCalledOnce()
    const taking = await openTab({ storage: copy.storage })
    expect(await taking.works()).toBe(true)
    await expect.poll(() => first.state()).toBe('elsewhere')
    expect(await first.works()).toBe(false)
    expect(first.location.reload).not.toHaveBeenCalled()
    // Only the next load takes over.
    const later = await openTab({ storage: new Map(taking.storage) })
    expect(await later.works()).toBe(false)
    expect(await taking.works()).toBe(true)
  })

  it('gives no secret to other tabs', async () => {
    const first = await signedIn()
    const copy = await openTab({ storage: new Map(first.storage) })
    expect(await copy.works()).toBe(false)
    // The first tab is gone: no tab is left that could answer.
    channels[0]?.close()
    const { heard } = listen()
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] })
    const third = await openTab()
    const worked = third.works()
    await pass(3000)
    vi.useRealTimers()
    expect(await worked).toBe(false)
    expect(third.state()).toBe('no-session')
    await expect.poll(() => heard.length).toBe(10)
    expect(heard.filter((message) => 'tab' in message)).toEqual([])
  })
})

describe('a channel that cannot be opened', () => {
  it('is retried by the next call', async () => {
    const { storage } = await signedIn()
    leaveAll()
    const own = cookie
    cookie = 'other=1'
    const tab = await openTab({ storage })
    expect([await tab.works(), await tab.works()]).toEqual([false, false])
    cookie = own
    expect(await tab.works()).toBe(true)
    expect(tab.state()).toBe('here')
  })

  it('leaves nothing in a tab that has no secret', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] })
    const tab = await openTab()
    tab.happen('pagehide')
    expect([...tab.storage]).toEqual([])
    // Until it has stopped asking other tabs.
    const worked = tab.works()
    await pass(3000)
    expect(await worked).toBe(false)
  })
})

describe('the end of the session', () => {
  it('reloads every tab', async () => {
    const first = await signedIn()
    const second = await openTab()
    expect(await second.works()).toBe(true)
    await first.pipe.endSession()
    await expect.poll(() => second.location.reload.mock.calls.length).toBeGreaterThan(0)
    expect(fetched).toEqual(['/session'])
  })
})

describe('a service worker of another program', () => {
  it('is removed before the page sends anything, and the page loads without it', async () => {
    const removed: string[] = []
    const registration = (name: string) => ({ unregister: async () => removed.push(name) })
    const serviceWorker = { controller: {}, getRegistrations: async () => [registration('a'), registration('b')] }
    const tab = await openTab({ hash: `#key=${shell.key}`, serviceWorker })
    await expect.poll(() => tab.location.reload.mock.calls.length).toBe(1)
    expect(removed).toEqual(['a', 'b'])
    const state = await Promise.race([tab.works(), new Promise((resolve) => setTimeout(() => resolve('waits'), 200))])
    expect(state).toBe('waits')
    expect(fetched).toEqual([])
  })

  it('is not searched for if none is in control', async () => {
    const getRegistrations = vi.fn<() => void>()
    const tab = await openTab({ hash: `#key=${shell.key}`, serviceWorker: { controller: null, getRegistrations } })
    expect(await tab.works()).toBe(true)
    expect(getRegistrations).not.toHaveBeenCalled()
  })
})
