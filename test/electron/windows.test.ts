/**
 * The double's windows, notifications, permissions and paths behave as Electron documents them:
 * https://www.electronjs.org/docs/latest/api/browser-window, /api/notification, /api/session and /api/app.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seenBy, type SmallApps, startSmallApps } from './smallApp.ts'

let apps: SmallApps
beforeAll(async () => {
  apps = await startSmallApps()
})
afterAll(() => apps.stop())

const has = (wanted: string) => (seen: readonly string[]) => seen.includes(wanted)

const open = (options: string, more: string) => `
  app.whenReady().then(async () => {
    page()
    const window = new BrowserWindow(${options})
    for (const name of ['show', 'ready-to-show', 'maximize', 'unmaximize', 'enter-full-screen', 'leave-full-screen']) {
      window.on(name, () => seen.push(name))
    }
    ${more}
  })
`

// electron/electron#48859
it('reports ready-to-show under Wayland only once the window is shown', async () => {
  const app = await apps.start(
    open(
      '{ show: false }',
      `await window.loadURL('app://bundle/')
      setTimeout(() => { seen.push('loaded'); window.show() }, 200)`,
    ),
    { wayland: true },
  )
  expect(await seenBy(app, has('ready-to-show'))).toEqual(['loaded', 'show', 'ready-to-show'])
})

it('reports ready-to-show elsewhere while the window is hidden', async () => {
  const app = await apps.start(open('{ show: false }', `window.loadURL('app://bundle/')`))
  expect(await seenBy(app, has('ready-to-show'))).toEqual(['ready-to-show'])
})

// STARTUPINFO.wShowWindow, which the first ShowWindow of a process follows.
it('keeps the first window hidden if the parent started the process hidden on Windows', async () => {
  const show = `window.show(); seen.push(window.isVisible()); window.show(); seen.push(window.isVisible(), 'end')`
  const hidden = await apps.start(open('{ show: false }', show), { platform: 'win32', startHidden: true })
  expect(await seenBy(hidden, has('end'))).toEqual([false, 'show', true, 'end'])
  const plain = await apps.start(open('{ show: false }', show), { platform: 'win32' })
  expect(await seenBy(plain, has('end'))).toEqual(['show', true, true, 'end'])
})

it('maximizes and enters full screen after a delay, and shows a hidden window for it', async () => {
  const app = await apps.start(
    open(
      '{ show: false }',
      `window.maximize()
      seen.push('visible ' + window.isVisible(), 'maximized ' + window.isMaximized())
      window.on('maximize', () => {
        seen.push('maximized ' + window.isMaximized())
        window.setFullScreen(true)
        seen.push('full ' + window.isFullScreen())
      })
      window.on('enter-full-screen', () => seen.push('full ' + window.isFullScreen()))`,
    ),
  )
  expect(await seenBy(app, has('full true'))).toEqual([
    'show',
    'visible true',
    'maximized false',
    'maximize',
    'maximized true',
    'full false',
    'enter-full-screen',
    'full true',
  ])
})

it('reports later whether a notification was shown, and why not', async () => {
  const app = await apps.start(`
    app.whenReady().then(() => {
      const tell = (name) => {
        const notice = new Notification({ title: name })
        notice.on('show', () => seen.push(name + ' shown'))
        notice.on('failed', (_event, reason) => seen.push(name + ' failed: ' + reason))
        notice.show()
        seen.push(name + ' asked')
      }
      tell('one')
      setTimeout(() => { Notification.fate = 'failed'; tell('other') }, 50)
    })
  `)
  expect(await seenBy(app, has('other failed: Notifications are not allowed for this application'))).toEqual([
    'one asked',
    'one shown',
    'other asked',
    'other failed: Notifications are not allowed for this application',
  ])
})

it('asks for a permission at each request, with the address of the page', async () => {
  const app = await apps.start(
    `
    app.whenReady().then(async () => {
      page()
      session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) => {
        if (permission === 'notifications') seen.push([requestingUrl, isMainFrame, globalThis.allowed === true].join(' '))
        answer(globalThis.allowed === true)
      })
      await new BrowserWindow({ webPreferences: { preload: preload('preload.cjs') } }).loadURL('app://bundle/deep')
      seen.length = 0
      seen.push('loaded')
    })
  `,
    { preload: '1' },
  )
  await seenBy(app, has('loaded'))
  const page = await app.firstWindow()
  const ask = () => page.evaluate(() => Notification.requestPermission())
  expect(await ask()).toBe('denied')
  await app.evaluate(() => void Object.assign(globalThis, { allowed: true }))
  expect(await ask()).toBe('granted')
  await app.evaluate(() => void Object.assign(globalThis, { allowed: false }))
  expect(await ask()).toBe('denied')
  expect(await seenBy(app, () => true)).toEqual([
    'loaded',
    'app://bundle/deep true false',
    'app://bundle/deep true true',
    'app://bundle/deep true false',
  ])
})

it('accepts any path without creating it', async () => {
  const app = await apps.start(`
    import { existsSync } from 'node:fs'
    const path = join(userData, 'not', 'there')
    seen.push(attempt(() => app.setPath('userData', path)), app.getPath('userData') === path, existsSync(path))
    seen.push(attempt(() => app.setPath('userData', '/dev/null/no-folder')), 'end')
  `)
  expect(await seenBy(app, has('end'))).toEqual(['done', true, false, 'done', 'end'])
})
