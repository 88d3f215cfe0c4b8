/**
 * The desktop shell in the double of Electron: the time that its IPC adds to a read, and the number of requests of its
 * window.
 */
import { chromium } from 'playwright'
import { draftOf, startCore, value } from '../features/startCore.ts'
import { addConnection, signIn } from '../e2e/app.ts'
import { shown } from '../e2e/calls.ts'
import { type DoubleApp, doubleLaunch, launchDouble } from '../electron/launch.ts'
import { vaultApi } from '../servers/initialized.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { type Benchmark, type Figure, median, ms, timed } from './benchmark.ts'

const rounds = 40
const readsEach = 25
const maxRequests = 10

export const desktop: Benchmark = {
  name: 'desktop',
  run: async () => {
    const vault = await startVault({ dev: true })
    const browser = await chromium.launch(doubleLaunch())
    try {
      const data = { username: 'static-user', password: 'static-password' }
      await vaultApi(vault, 'POST', 'secret/data/bench', { token: 'root', body: { data } })
      const app = await launchDouble({ browser })
      try {
        return [await requests(app), await reads(app, vault)]
      } finally {
        await app.close()
      }
    } finally {
      await browser.close()
      await vault.stop()
    }
  },
}

/** From the load to the first painted page, as requests to the app's own protocol handler. */
async function requests(app: DoubleApp): Promise<Figure> {
  const page = await app.firstWindow()
  await shown(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.reload()
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
  const count = asked.length
  await shown(page)
  const note = `${count} requests to app:// until the first paint, ${asked.length} until the first page is shown`
  return { name: 'window-requests', ratio: count / maxRequests, goal: 1, note }
}

/**
 * `kv.read` through the shell's own part of IPC (the registered handler with its check of the sender, and the
 * structured clones in both directions) compared with the dispatcher. The transport between the processes is not
 * measured: here it is Chromium's DevTools protocol over a WebSocket, which Electron does not have. The note shows its
 * time.
 */
async function reads(app: DoubleApp, vault: TestVault): Promise<Figure> {
  const page = await app.firstWindow()
  const profileId = await addConnection(page, vault.address)
  await signIn(page, profileId, 'root')
  const at = { profileId, mount: 'secret/', path: 'bench' }

  const test = await startCore()
  const credentials = { method: 'token', token: 'root' } as const
  const { id } = await value(test.client.connections.add({ profile: draftOf(vault.address) }))
  await value(test.client.session.signIn({ profileId: id, credentials, remember: false }))
  const dispatched = async () => {
    const times: number[] = []
    for (let read = 0; read < readsEach; read++) {
      const input = { at: { ...at, profileId: id } }
      times.push(await timed(() => test.core.call('kv.read', input, {})))
    }
    return times
  }
  const handled = () => app.evaluate(timeHandler, { input: { at }, reads: readsEach })
  const throughPage = () =>
    page.evaluate(
      async ({ input, reads }) => {
        const { strongroom } = window as unknown as {
          strongroom: { kv: { read: (id: number, input: unknown) => Promise<unknown> } }
        }
        const times: number[] = []
        for (let read = 0; read < reads; read++) {
          const started = performance.now()
          await strongroom.kv.read(2 ** 42 + read, input)
          times.push(performance.now() - started)
        }
        return times
      },
      { input: { at }, reads: readsEach },
    )

  const times = { dispatched: [] as number[], handled: [] as number[], throughPage: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const [a, b, c] = [await dispatched(), await handled(), await throughPage()]
    // The first round is a warm-up.
    if (round === 0) continue
    times.dispatched.push(...a)
    times.handled.push(...b)
    times.throughPage.push(...c)
  }
  await test.stop()
  const [bare, own, whole] = [median(times.dispatched), median(times.handled), median(times.throughPage)]
  return {
    name: 'kv-read-double',
    ratio: own / bare,
    goal: 1.5,
    note: `${ms(own)} by the IPC handler with its clones, ${ms(bare)} by the dispatcher; ${ms(whole)} from page to page over DevTools`,
  }
}

/** Runs in the main process: makes calls as they arrive from the window's own main frame. */
async function timeHandler(
  { ipcMain, BrowserWindow }: Parameters<Parameters<DoubleApp['evaluate']>[0]>[0],
  { input, reads }: { input: unknown; reads: number },
): Promise<number[]> {
  const [window] = BrowserWindow.getAllWindows()
  const { _invokeHandlers: handlers } = ipcMain as unknown as {
    _invokeHandlers: Map<string, (event: object, ...values: unknown[]) => Promise<unknown>>
  }
  const handler = handlers.get('kv.read')
  if (window === undefined || handler === undefined) throw new Error('there is no window to call from')
  const { webContents } = window
  const event = { sender: webContents, senderFrame: webContents.mainFrame }
  const times: number[] = []
  for (let read = 0; read < reads; read++) {
    const started = performance.now()
    const [id, given] = structuredClone([2 ** 43 + read, input])
    const answer = structuredClone(await handler(event, id, given)) as { ok: boolean }
    times.push(performance.now() - started)
    if (!answer.ok) throw new Error('the read was refused')
  }
  return times
}
