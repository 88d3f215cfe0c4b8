import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { restrictSession } from '../../electron/desktop/permissions.ts'
import { confine, showPage, windowOptions } from '../../electron/desktop/window.ts'
import { preventable, TestContents } from './electron.ts'

describe('the window', () => {
  const options = (packaged: boolean) => windowOptions({ preload: '/preload.cjs', dark: true, zoom: 0, packaged })

  it('isolates the page from Node and from the preload', () => {
    expect(options(true).webPreferences).toMatchObject({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    })
  })

  it('has DevTools during development and none in a release', () => {
    expect(options(false).webPreferences?.devTools).toBe(true)
    expect(options(true).webPreferences?.devTools).toBe(false)
  })

  it('has the page’s own background before there is a page', () => {
    const light = windowOptions({ preload: '', dark: false, zoom: 0, packaged: true }).backgroundColor
    expect(light).not.toBe(options(true).backgroundColor)
  })

  describe('is shown once', () => {
    /** A window whose load is settled by the test. */
    function loading() {
      const load = Promise.withResolvers<void>()
      const done: string[] = []
      const window = Object.assign(new EventEmitter(), {
        destroyed: false,
        show: () => done.push('shown'),
        maximize: () => done.push('maximized'),
        isDestroyed: () => window.destroyed,
        loadURL: (address: string) => {
          done.push(address)
          return load.promise
        },
      })
      const showing = showPage(window as unknown as Parameters<typeof showPage>[0], {
        maximized: true,
        onShown: () => done.push('zoomed'),
      })
      return { window, load, done, showing }
    }
    const whole = ['app://bundle/', 'maximized', 'shown', 'zoomed']

    it('when the page has content, not before', async () => {
      const { window, load, done, showing } = loading()
      expect(done).toEqual(['app://bundle/'])
      window.emit('ready-to-show')
      expect(done).toEqual(whole)
      load.resolve()
      await showing
      expect(done).toEqual(whole)
    })

    it('when the load ends if nothing announces the first frame, as under Wayland', async () => {
      const { load, done, showing } = loading()
      load.resolve()
      await showing
      expect(done).toEqual(whole)
    })

    it('when the load fails', async () => {
      const { load, done, showing } = loading()
      load.reject(new Error('the page is missing'))
      await expect(showing).rejects.toThrow('the page is missing')
      expect(done).toEqual(whole)
    })

    it('after two seconds, if neither happens', () => {
      vi.useFakeTimers()
      try {
        const { done } = loading()
        vi.advanceTimersByTime(2_000)
        expect(done).toEqual(whole)
      } finally {
        vi.useRealTimers()
      }
    })

    it('unless it was closed before', async () => {
      const { window, load, done, showing } = loading()
      window.destroyed = true
      load.resolve()
      await showing
      expect(done).toEqual(['app://bundle/'])
    })
  })
})

describe('the page in it', () => {
  let contents: TestContents
  beforeEach(() => {
    contents = new TestContents()
    confine(contents.asElectron)
  })

  const navigate = (url: string, isMainFrame = true) => {
    const event = preventable({ url, isMainFrame })
    contents.emit('will-frame-navigate', event)
    return event.prevented ? 'stays' : 'goes'
  }

  it('can reload itself', () => {
    expect(navigate('app://bundle/')).toBe('goes')
    expect(navigate('app://bundle/#/settings')).toBe('goes')
  })

  it.each([
    'https://evil.example/',
    'http://127.0.0.1:8200/ui',
    'app://other/',
    'app://bundle.evil/',
    'app://bundle:1/',
    'app://bundle/assets/app.js',
    'file:///etc/passwd',
    'data:text/html,x',
    'javascript:alert(1)',
    'about:blank',
    'blob:app://bundle/1',
    'not an address',
  ])('cannot navigate to %s', (url) => {
    expect(navigate(url)).toBe('stays')
  })

  it('has no frame that could navigate', () => {
    expect(navigate('app://bundle/', false)).toBe('stays')
    expect(navigate('https://evil.example/', false)).toBe('stays')
  })

  it('follows no redirect', () => {
    const event = preventable({ url: 'app://bundle/' })
    contents.emit('will-redirect', event)
    expect(event.prevented).toBe(true)
  })

  it.each(['https://evil.example/', 'app://bundle/', 'about:blank'])('opens no window, not even for %s', (url) => {
    type Details = Parameters<Parameters<WebContents['setWindowOpenHandler']>[0]>[0]
    expect(contents.openHandler?.({ url } as Details)).toEqual({ action: 'deny' })
  })

  it('does not keep a window open with the browser’s message', () => {
    const event = preventable({})
    contents.emit('will-prevent-unload', event)
    expect(event.prevented).toBe(true)
  })

  it('embeds no webview', () => {
    const event = preventable({})
    contents.emit('will-attach-webview', event, {}, {})
    expect(event.prevented).toBe(true)
  })
})

type PermissionRequest = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type PermissionCheck = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type DevicePermission = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>
type BeforeRequest = NonNullable<Parameters<Session['webRequest']['onBeforeRequest']>[0]>

class TestSession extends EventEmitter {
  request: PermissionRequest | undefined
  check: PermissionCheck | undefined
  device: DevicePermission | undefined
  before: BeforeRequest | undefined
  readonly setPermissionRequestHandler = (handler: PermissionRequest) => (this.request = handler)
  readonly setPermissionCheckHandler = (handler: PermissionCheck) => (this.check = handler)
  readonly setDevicePermissionHandler = (handler: DevicePermission) => (this.device = handler)
  readonly webRequest = { onBeforeRequest: (listener: BeforeRequest) => (this.before = listener) }
}

describe('the permissions of the page', () => {
  const restricted = (packaged = true) => {
    const session = new TestSession()
    restrictSession(session as unknown as Parameters<typeof restrictSession>[0], { packaged })
    return session
  }
  const contents = new TestContents().asElectron

  const requested = (permission: string, isMainFrame = true, requestingUrl = 'app://bundle/') => {
    let granted: boolean | undefined
    restricted().request?.(
      contents,
      permission as Parameters<PermissionRequest>[1],
      (answer) => {
        granted = answer
      },
      { isMainFrame, requestingUrl },
    )
    return granted
  }
  const checked = (permission: string, origin = 'app://bundle/') =>
    restricted().check?.(
      contents,
      permission as Parameters<PermissionCheck>[1],
      origin,
      {} as Parameters<PermissionCheck>[3],
    )

  it.each([
    'clipboard-read',
    'media',
    'display-capture',
    'mediaKeySystem',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'window-management',
    'hid',
    'serial',
    'usb',
    'idle-detection',
    'storage-access',
    'speaker-selection',
    'keyboardLock',
    'fileSystem',
    'unknown',
    'anything that comes later',
  ])('exclude %s', (permission) => {
    expect(requested(permission)).toBe(false)
    expect(checked(permission)).toBe(false)
  })

  it('include copying for the page only', () => {
    const copying = 'clipboard-sanitized-write'
    expect([requested(copying), checked(copying)]).toEqual([true, true])
    expect(requested(copying, false)).toBe(false)
    expect(requested(copying, true, 'https://evil.example/')).toBe(false)
    expect(checked(copying, 'https://evil.example')).toBe(false)
  })

  it('exclude every device', () => {
    expect(restricted().device?.({} as Parameters<DevicePermission>[0])).toBe(false)
  })

  it('exclude downloads', () => {
    const event = preventable({})
    restricted().emit('will-download', event)
    expect(event.prevented).toBe(true)
  })

  const loads = (url: string, packaged: boolean) => {
    let canceled: boolean | undefined
    restricted(packaged).before?.({ url } as Parameters<BeforeRequest>[0], ({ cancel }) => {
      canceled = cancel
    })
    return canceled === false
  }

  it.each(['https://evil.example/', 'http://127.0.0.1:8200/v1/sys/health', 'file:///etc/passwd', 'ws://127.0.0.1/'])(
    'exclude resources from outside: %s',
    (url) => {
      expect(loads(url, true)).toBe(false)
      expect(loads(url, false)).toBe(false)
    },
  )

  it('include its own files, and those of DevTools during development', () => {
    expect(loads('app://bundle/assets/app.js', true)).toBe(true)
    expect(loads('devtools://devtools/bundled/x.js', false)).toBe(true)
    expect(loads('devtools://devtools/bundled/x.js', true)).toBe(false)
  })
})
