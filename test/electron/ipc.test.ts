/**
 * The double's IPC behaves like Electron's in each case of spec/api-ipc.spec.ts, spec/api-ipc-main.spec.ts,
 * spec/api-ipc-renderer.spec.ts and lib/browser/ipc-dispatch.ts in electron/electron, and of
 * https://www.electronjs.org/docs/latest/api/ipc-main.
 */
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { DoubleApp } from './launch.ts'
import { seenBy, type SmallApps, startSmallApps } from './smallApp.ts'

const preload = `
  const { contextBridge, ipcRenderer } = require('electron')
  const heard = []
  ipcRenderer.on('heard', (event, value) => heard.push([typeof event.sender.send, value].join(' ')))
  addEventListener('pagehide', () => ipcRenderer.send('unloading'))
  contextBridge.exposeInMainWorld('ipc', {
    invoke: (channel, ...values) => ipcRenderer.invoke(channel, ...values),
    send: (channel, ...values) => ipcRenderer.send(channel, ...values),
    heard: () => heard,
    cycle: () => { const one = { name: 'cycle' }; one.self = one; return ipcRenderer.invoke('cycle', one) },
    place: () => ipcRenderer.invoke('echo', document.location),
    failure: () => ipcRenderer.invoke('echo', Object.assign(new RangeError('far'), { code: 'E' })).then((problem) =>
      [problem instanceof Error, problem.name, problem.message, 'code' in problem].join()),
    order: () => {
      for (let i = 0; i < 200; i++) i % 3 === 0 ? ipcRenderer.invoke('numbered-invoke', i) : ipcRenderer.send('numbered', i)
      return ipcRenderer.invoke('numbers')
    },
  })
`

const main = `
  import { setFlagsFromString } from 'node:v8'
  import { runInNewContext } from 'node:vm'
  setFlagsFromString('--expose-gc')
  globalThis.collect = runInNewContext('gc')
  const numbers = []
  globalThis.slow = Promise.withResolvers()
  ipcMain.handle('echo', (_event, value) => value)
  ipcMain.handle('throws', () => { throw new TypeError('some error') })
  ipcMain.handle('rejects', async () => { await null; throw 'a text' })
  ipcMain.handle('odd', () => ({ work: () => {} }))
  ipcMain.handle('removed', () => 1)
  ipcMain.removeHandler('removed')
  ipcMain.handleOnce('once', () => 'once')
  ipcMain.handle('never', () => new Promise(() => {}))
  ipcMain.handle('slow', () => slow.promise)
  ipcMain.handle('cycle', (_event, one) => one.self === one && one.name)
  ipcMain.on('numbered', (_event, number) => void numbers.push(number))
  ipcMain.handle('numbered-invoke', (_event, number) => void numbers.push(number))
  ipcMain.handle('numbers', () => numbers)
  ipcMain.on('unloading', ({ senderFrame }) => void seen.push('unloading from ' + senderFrame))
  seen.push(attempt(() => ipcMain.handle('echo', () => 1)), attempt(() => ipcMain.handle('none', 'text')))
  app.whenReady().then(async () => {
    page()
    const window = new BrowserWindow({ webPreferences: { preload: preload('preload.cjs') } })
    await window.loadURL('app://bundle/')
    seen.push('loaded')
  })
`

let apps: SmallApps
let app: DoubleApp
let page: Page

beforeAll(async () => {
  apps = await startSmallApps()
  app = await apps.start(main, { preload })
  page = await app.firstWindow()
  await seenBy(app, (seen) => seen.includes('loaded'))
})
beforeEach(async () => {
  await page.reload()
})
afterAll(() => apps.stop())

/** Evaluates an expression in the page; `words` describes how a call fails. */
const inPage = (expression: string): Promise<unknown> =>
  page.evaluate(`(async () => {
    const { ipc } = window
    const words = (call) => call.then(() => 'no error', ({ name, message }) => name + ': ' + message)
    return ${expression}
  })()`)

it('returns what a handler returns', async () => {
  expect(await inPage('ipc.invoke("echo", { a: [1, null] })')).toEqual({ a: [1, null] })
})

it('returns the text of a thrown or rejected error, without its type', async () => {
  expect(await inPage('words(ipc.invoke("throws"))')).toBe(
    "Error: Error invoking remote method 'throws': TypeError: some error",
  )
  expect(await inPage('words(ipc.invoke("rejects"))')).toBe("Error: Error invoking remote method 'rejects': a text")
})

it('says that a channel has no handler, before one is added and after it is removed', async () => {
  const nobody = (name: string) =>
    `Error: Error invoking remote method '${name}': Error: No handler registered for '${name}'`
  expect(await inPage('words(ipc.invoke("nobody"))')).toBe(nobody('nobody'))
  expect(await inPage('words(ipc.invoke("removed"))')).toBe(nobody('removed'))
  expect(await inPage('[await ipc.invoke("once"), await words(ipc.invoke("once"))]')).toEqual(['once', nobody('once')])
})

it('accepts only functions as handlers, and one per channel', async () => {
  expect((await seenBy(app, () => true)).slice(0, 2)).toEqual([
    "Attempted to register a second handler for 'echo'",
    "Expected handler to be a function, but found type 'string'",
  ])
})

it('returns an error if a handler drops its reply', async () => {
  await page.evaluate(`void (window.dropped = window.ipc.invoke('never').catch(({ message }) => message))`)
  await inPage('ipc.invoke("echo", 1)')
  const answer = () => page.evaluate('Promise.race([window.dropped, null])')
  await expect
    .poll(async () => {
      await app.evaluate(() => (globalThis as unknown as { collect: () => void }).collect())
      return answer()
    })
    .not.toBeNull()
  expect(await answer()).toBe("Error invoking remote method 'never': reply was never sent")
})

it('carries megabytes in both directions', async () => {
  const size = 2 * 2 ** 20
  expect(
    await inPage(`ipc.invoke('echo', new Uint8Array(${size}).fill(7)).then((bytes) => [bytes.length, bytes.at(-1)])`),
  ).toEqual([size, 7])
  expect(await inPage(`ipc.invoke('echo', '한'.repeat(${size})).then((text) => [text.length, text.at(-1)])`)).toEqual([
    size,
    '한',
  ])
})

it('keeps the order of what is sent and what is invoked', async () => {
  const numbers = (await inPage('ipc.order()')) as number[]
  expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index))
})

it('carries cycles, and the name and message of an error', async () => {
  expect(await inPage('ipc.cycle()')).toBe('cycle')
  expect(await inPage('ipc.failure()')).toBe('true,RangeError,far,false')
})

it('refuses values that can’t be cloned, on either side', async () => {
  const refused = 'Error: An object could not be cloned.'
  expect(await inPage('words(ipc.invoke("echo", () => 1))')).toBe(refused)
  expect(await inPage('words(ipc.place())')).toBe(refused)
  expect(await inPage('words(ipc.invoke("odd"))')).toBe(`Error: Error invoking remote method 'odd': ${refused}`)
  expect(
    await app.evaluate(({ BrowserWindow }) => {
      try {
        return String(BrowserWindow.getAllWindows()[0]?.webContents.send('heard', () => 1))
      } catch (problem) {
        return String(problem)
      }
    }),
  ).toBe(refused)
})

it('reaches listeners with the event first, one message after the other', async () => {
  await app.evaluate(({ BrowserWindow }) => {
    for (const number of [1, 2, 3]) BrowserWindow.getAllWindows()[0]?.webContents.send('heard', number)
  })
  await expect.poll(() => inPage('ipc.heard()')).toEqual(['function 1', 'function 2', 'function 3'])
})

// Electron receives the message, and its frame may be gone by then; the DevTools protocol receives nothing more of it.
it('has no frame for a message that a page sends while it unloads', async () => {
  await page.reload()
  await inPage('ipc.invoke("echo", 1)')
  const said = (await seenBy(app, () => true)).filter((word) => word.startsWith('unloading'))
  expect(said.filter((word) => word !== 'unloading from null')).toEqual([])
})

it('drops the answer for a page that has unloaded', async () => {
  await page.evaluate(`void window.ipc.invoke('slow')`)
  await inPage('ipc.invoke("echo", 1)')
  await page.reload()
  await app.evaluate(() =>
    (globalThis as unknown as { slow: PromiseWithResolvers<string> }).slow.resolve('for the old page'),
  )
  expect(await inPage('ipc.invoke("echo", "for the new page")')).toBe('for the new page')
})
