/** The double of Electron refuses what Electron refuses, and throws by name for what it does not have. */
import { readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seenBy, type SmallApps, startSmallApps } from './smallApp.ts'

let apps: SmallApps
beforeAll(async () => {
  apps = await startSmallApps()
})
afterAll(() => apps.stop())

const count = (wanted: number) => (seen: readonly string[]) => seen.length >= wanted

describe('before and after ready', () => {
  it('refuses what Electron refuses before ready, and privileges of schemes that come late or twice', async () => {
    const app = await apps.start(`
      seen.push(attempt(() => new BrowserWindow()))
      seen.push(attempt(() => session.defaultSession))
      seen.push(attempt(() => protocol.handle('app', () => new Response(''))))
      seen.push(attempt(() => screen.getPrimaryDisplay()))
      seen.push(attempt(() => new Notification({ title: 'x' })))
      seen.push(attempt(() => protocol.registerSchemesAsPrivileged([])))
      app.whenReady().then(() => {
        seen.push(attempt(() => protocol.registerSchemesAsPrivileged([])))
        seen.push(attempt(() => app.enableSandbox()))
      })
    `)
    const seen = await seenBy(app, count(8))
    expect(seen[0]).toMatch(/before app is ready/)
    expect(seen[1]).toMatch(/when app is ready/)
    expect(seen[2]).toMatch(/when app is ready/)
    expect(seen[3]).toMatch(/before the app 'ready' event/)
    expect(seen[4]).toMatch(/before app is ready/)
    expect(seen[5]).toMatch(/only once/)
    expect(seen[6]).toMatch(/before app is ready/)
    expect(seen[7]).toMatch(/before app is ready/)
  })

  it('has Electron’s order of events: launching, ready, and at the end before-quit, will-quit, quit', async () => {
    const app = await apps.start(`
      for (const name of ['will-finish-launching', 'ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit']) {
        app.on(name, () => console.log('life', name))
      }
      app.whenReady().then(() => new BrowserWindow())
    `)
    await app.firstWindow()
    await app.close()
    const life = app.output().match(/(?<=life ).*/g)
    expect(life).toEqual(['will-finish-launching', 'ready', 'before-quit', 'will-quit', 'quit'])
  })

  it('says that the last window is closed, and quits only without a listener or on request', async () => {
    const app = await apps.start(`
      app.on('window-all-closed', () => seen.push('all closed'))
      app.whenReady().then(() => new BrowserWindow().close())
    `)
    expect(await seenBy(app, count(1))).toEqual(['all closed'])
  })

  it('stays when before-quit, a window or will-quit prevents the quit', async () => {
    const app = await apps.start(`
      let held = ['before-quit', 'close', 'will-quit']
      const hold = (name) => (event) => {
        if (held[0] !== name) return
        held.shift()
        event.preventDefault()
        seen.push(name)
      }
      app.on('before-quit', hold('before-quit'))
      app.on('will-quit', hold('will-quit'))
      app.on('window-all-closed', () => {})
      app.whenReady().then(() => new BrowserWindow().on('close', hold('close')))
    `)
    await app.firstWindow()
    for (const times of [1, 2, 3]) {
      await app.evaluate(({ app }) => app.quit())
      await seenBy(app, count(times))
    }
    expect(await seenBy(app, count(3))).toEqual(['before-quit', 'close', 'will-quit'])
  })
})

describe('a second start', () => {
  it('ends, and the first receives its arguments', async () => {
    const main = `
      if (!app.requestSingleInstanceLock()) app.quit()
      else app.on('second-instance', (_event, argv) => seen.push(argv.at(-1)))
    `
    const first = await apps.start(main)
    await seenBy(first, count(0))
    const second = await apps.start(main, { home: first.home, args: ['strongroom://open'] })
    expect(await second.exit).toBe(0)
    expect(await seenBy(first, count(1))).toEqual(['strongroom://open'])
  })

  // https://www.electronjs.org/docs/latest/api/app#appsetpathname-path
  it('is assumed when the folder of the profile does not exist', async () => {
    const app = await apps.start(`
      app.setPath('userData', join(userData, 'missing'))
      seen.push(app.requestSingleInstanceLock())
    `)
    expect(await seenBy(app, count(1))).toEqual([false])
  })
})

describe('the lock on the profile', () => {
  const main = `
    seen.push(app.requestSingleInstanceLock())
  `
  // chrome/browser/process_singleton_posix.cc
  it('is a link to the computer and the process, and is replaced when that process has ended', async () => {
    const first = await apps.start(main)
    expect(await seenBy(first, count(1))).toEqual([true])
    const lock = join(first.home, 'window', 'SingletonLock')
    expect(readlinkSync(lock)).toBe(`${hostname()}-${first.pid}`)
    rmSync(lock)
    symlinkSync(`${hostname()}-4194304`, lock)
    const second = await apps.start(main, { home: first.home })
    expect(await seenBy(second, count(1))).toEqual([true])
  })

  it('is refused without a message if another computer holds it', async () => {
    const first = await apps.start('')
    await seenBy(first, count(0))
    symlinkSync('another-1', join(first.home, 'window', 'SingletonLock'))
    const second = await apps.start(main, { home: first.home })
    expect(await seenBy(second, count(1))).toEqual([false])
  })
})

describe('root on Linux', () => {
  const main = `app.whenReady().then(() => seen.push('ready'))`
  const root = { uid: 0, platform: 'linux' } as const

  // content/browser/zygote_host/zygote_host_impl_linux.cc
  it('starts nothing without --no-sandbox', async () => {
    const app = await apps.start(`console.log('main')`, root)
    expect(await app.exit).toBe(1)
    expect(app.output()).toBe('Running as root without --no-sandbox is not supported. See https://crbug.com/638180.')
  })

  // shell/browser/api/electron_api_app.cc: enableSandbox removes --no-sandbox.
  it('can’t start the process of a page after enableSandbox', async () => {
    const open = await apps.start(main, { ...root, args: ['--no-sandbox'] })
    expect(await seenBy(open, count(1))).toEqual(['ready'])
    const sandboxed = await apps.start(
      `${main}
      console.log('before', app.commandLine.hasSwitch('no-sandbox'))
      app.enableSandbox()
      console.log('after', app.commandLine.hasSwitch('no-sandbox'))`,
      { ...root, args: ['--no-sandbox'] },
    )
    expect(await sandboxed.exit).toBe(133)
    expect(sandboxed.output()).toBe("before true\nafter false\nGPU process isn't usable. Goodbye.")
  })
})

describe('the preload', () => {
  const open = (name = 'preload.cjs') => `
    ipcMain.handle('echo', (_event, value) => value)
    ipcMain.handle('broken', () => () => {})
    app.whenReady().then(async () => {
      page()
      const window = new BrowserWindow({ webPreferences: { preload: preload('${name}'), sandbox: true } })
      window.webContents.on('preload-error', (_event, _path, problem) => seen.push(problem.message))
      await window.loadURL('app://bundle/')
      seen.push(window.webContents.getURL())
      seen.push(attempt(() => window.webContents.send('x', () => {})))
    })
  `
  const bridge = `
    const { contextBridge, ipcRenderer } = require('electron')
    const attempt = (work) => { try { work(); return 'done' } catch (problem) { return problem.message } }
    contextBridge.exposeInMainWorld('api', {
      echo: (value) => ipcRenderer.invoke('echo', value),
      call: (back) => back(1) + 1,
      channel: (name) => ipcRenderer.invoke(name),
      send: () => attempt(() => ipcRenderer.send('x', Symbol('x'))),
      require: (name) => attempt(() => require(name)),
      missing: () => attempt(() => ipcRenderer.sendSync),
      again: () => attempt(() => contextBridge.exposeInMainWorld('api', {})),
    })
  `
  interface Api {
    readonly echo: (value: unknown) => Promise<unknown>
    readonly call: (back: (value: number) => number) => number
    readonly channel: (name: string) => Promise<unknown>
    readonly send: () => string
    readonly require: (name: string) => string
    readonly missing: () => string
    readonly again: () => string
  }

  it('crosses by structured clone in both directions, and refuses other values with Electron’s message', async () => {
    const app = await apps.start(open(), { preload: bridge })
    const page = await app.firstWindow()
    const seen = await seenBy(app, count(2))
    expect(seen).toEqual(['app://bundle/', 'An object could not be cloned.'])
    const found = await page.evaluate(async () => {
      const { api } = window as unknown as { api: Api }
      const message = (problem: Error) => problem.message
      const cycle: Record<string, unknown> = {
        big: 2n,
        when: new Date(0),
        bytes: new Uint8Array([1, 2]),
        none: undefined,
      }
      const echoed = (await api.echo({ ...cycle, map: new Map([['a', -0]]) })) as typeof cycle & {
        map: Map<string, number>
      }
      return {
        big: echoed['big'] === 2n,
        when: echoed['when'] instanceof Date,
        bytes: echoed['bytes'] instanceof Uint8Array,
        none: 'none' in echoed && echoed['none'] === undefined,
        zero: Object.is(echoed.map.get('a'), -0),
        back: api.call((value) => value + 1),
        symbol: await Promise.resolve()
          .then(() => api.echo(Symbol('x')))
          .catch(message),
        answer: await api.channel('broken').catch(message),
        nobody: await api.channel('nobody').catch(message),
        send: api.send(),
        frozen: Object.isFrozen(api),
      }
    })
    expect(found).toEqual({
      big: true,
      when: true,
      bytes: true,
      none: true,
      zero: true,
      back: 3,
      symbol: 'An object could not be cloned.',
      answer: "Error invoking remote method 'broken': Error: An object could not be cloned.",
      nobody: "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
      send: 'An object could not be cloned.',
      frozen: true,
    })
  })

  it('can require Electron’s renderer modules and the few that a sandbox allows', async () => {
    const app = await apps.start(open(), { preload: bridge })
    const page = await app.firstWindow()
    await seenBy(app, count(2))
    const found = await page.evaluate(() => {
      const { api } = window as unknown as { api: Api }
      return {
        fs: api.require('fs'),
        url: api.require('node:url'),
        missing: api.missing(),
        again: api.again(),
        outside: 'require' in window,
      }
    })
    expect(found).toEqual({
      fs: 'module not found: fs',
      url: 'done',
      missing: 'The double of Electron has no ipcRenderer.sendSync in a preload.',
      again: 'Cannot bind an API on top of an existing property on the window object',
      outside: false,
    })
  })

  it('can’t be a module in a sandbox', async () => {
    const preload = `import { contextBridge } from 'electron'\ncontextBridge.exposeInMainWorld('api', {})`
    const app = await apps.start(open('preload.mjs'), { preload, preloadName: 'preload.mjs' })
    expect((await seenBy(app, count(3)))[0]).toMatch(/import statement outside a module/)
    expect(await (await app.firstWindow()).evaluate(() => 'api' in window)).toBe(false)
  })
})

describe('a frame', () => {
  it('has a URL, an origin and a parent, and is null once it is gone', async () => {
    const app = await apps.start(
      `
      const say = (event) => {
        const frame = event.senderFrame
        seen.push([frame.url, frame.origin, frame.parent === null, frame === event.sender.mainFrame].join(' '))
        setTimeout(() => {
          event.sender.once('did-navigate', () => seen.push(String(event.senderFrame)))
          event.sender.reload()
        })
      }
      ipcMain.once('hello', say)
      app.whenReady().then(() => {
        page()
        new BrowserWindow({ webPreferences: { preload: preload('preload.cjs') } }).loadURL('app://bundle/deep?q#h')
      })
    `,
      { preload: `require('electron').ipcRenderer.send('hello')` },
    )
    expect(await seenBy(app, count(2))).toEqual(['app://bundle/deep?q#h app://bundle true true', 'null'])
  })

  it('reports its crash', async () => {
    const app = await apps.start(`
      app.whenReady().then(async () => {
        page()
        const window = new BrowserWindow()
        window.webContents.on('render-process-gone', (_event, { reason }) => seen.push(reason))
        await window.loadURL('app://bundle/')
        window.webContents.forcefullyCrashRenderer()
      })
    `)
    expect(await seenBy(app, count(1))).toEqual(['crashed'])
  })
})

it('throws by name for everything that it does not have', async () => {
  const app = await apps.start(`
    seen.push(attempt(() => app.dock), attempt(() => new Tray('x')), attempt(() => Menu.sendActionToFirstResponder))
    seen.push(attempt(() => dialog.showCertificateTrustDialog), attempt(() => powerMonitor.getSystemIdleTime()))
  `)
  expect(await seenBy(app, count(5))).toEqual([
    'The double of Electron has no app.dock.',
    'The double of Electron has no Tray.',
    'The double of Electron has no Menu.sendActionToFirstResponder.',
    'The double of Electron has no dialog.showCertificateTrustDialog.',
    'The double of Electron has no powerMonitor.getSystemIdleTime.',
  ])
})
