/** `session.defaultSession`: permissions, downloads and requests, decided by the app and enforced by Chromium. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DownloadItem, HandlerDetails, Session, WebContents, WebRequest, WebRequestFilter } from 'electron'
import { toApp, toChromium } from './addresses.ts'
import type { DoubleFrame } from './frames.ts'
import { permissions } from './permissions.ts'
import { protocol } from './protocol.ts'
import { demandReady, devtools, settings } from './runtime.ts'
import { isPrevented, strict, StrictEmitter } from './strict.ts'

type RequestListener = Parameters<WebRequest['onBeforeRequest']>[0]
type PermissionRequestHandler = Parameters<Session['setPermissionRequestHandler']>[0]
type PermissionCheckHandler = Parameters<Session['setPermissionCheckHandler']>[0]
type OpenDetails = Pick<HandlerDetails, 'url' | 'frameName' | 'features' | 'disposition'>

/** The contents whose page opens a window. */
interface Opener {
  readonly openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined
  /** Resolves when the page's process responds. */
  isAwake(): Promise<void>
}

/** What a page wanted to open, and the app's decision. */
export interface OpenDecision {
  readonly opener: Opener
  readonly url: string
  readonly allowed: boolean
  readonly options: Electron.BrowserWindowConstructorOptions
}

export class DoubleSession
  extends StrictEmitter
  implements Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>
{
  readonly protocol = protocol
  readonly webRequest = strict('webRequest', {
    onBeforeRequest: (listener: RequestListener | WebRequestFilter): void => {
      if (listener !== null && typeof listener !== 'function') {
        throw new Error('The double of Electron has no filters for webRequest.')
      }
      this.requestListener = listener
    },
  } satisfies Pick<WebRequest, 'onBeforeRequest'>)
  /** Decisions about windows that Chromium is about to open, in order. */
  readonly decisions: OpenDecision[] = []
  private requestListener: RequestListener = null
  private permissionRequest: PermissionRequestHandler = null
  private permissionCheck: PermissionCheckHandler = null

  constructor() {
    super('session')
  }

  setPermissionRequestHandler(handler: PermissionRequestHandler): void {
    this.permissionRequest = handler
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler): void {
    this.permissionCheck = handler
  }

  /** No page gets a device here, because no one can use Chromium's chooser. */
  setDevicePermissionHandler(_handler: Parameters<Session['setDevicePermissionHandler']>[0]): void {}

  /** Asks the app about one request with the address as the app knows it. Returns whether it may continue. */
  async mayRequest(details: Electron.OnBeforeRequestListenerDetails): Promise<boolean> {
    const listener = this.requestListener
    if (listener === null) return true
    const { cancel, redirectURL } = await new Promise<Electron.CallbackResponse>((resolve) =>
      listener(details, resolve),
    )
    if (redirectURL !== undefined) throw new Error('The double of Electron has no webRequest redirect.')
    return cancel !== true
  }

  /**
   * Asks the app about `wanted`, or about every permission, for a frame, and sets the answers for its origin in
   * Chromium. Called for each document, because Chromium reports most requests to no one, and again for each request
   * that can be seen (`askForPermissions`).
   */
  async rulePermissions(contents: unknown, frame: DoubleFrame, wanted?: string): Promise<void> {
    const { origin } = frame
    if (origin === 'null') return
    const { browser } = await devtools()
    await Promise.all(
      permissions.map(async ({ name, descriptor, mediaTypes }) => {
        if (wanted !== undefined && name !== wanted) return
        const details = {
          isMainFrame: frame.parent === null,
          requestingUrl: frame.url,
          securityOrigin: `${origin}/`,
          mediaTypes,
        }
        const checked = this.permissionCheck?.(contents as WebContents, name, `${origin}/`, details) ?? true
        const request = this.permissionRequest
        const granted =
          checked &&
          (request === null ||
            (await new Promise<boolean>((resolve) => request(contents as WebContents, name, resolve, details))))
        await browser.send('Browser.setPermission', {
          permission: descriptor,
          setting: granted ? 'granted' : 'denied',
          origin: new URL(toChromium(`${origin}/`)).origin,
          browserContextId: settings.browserContextId,
        })
      }),
    )
  }

  /** A page opens a window: the app decides before Chromium creates it. */
  askToOpen(opener: Opener, details: OpenDetails): void {
    const url = toApp(details.url)
    const response = opener.openHandler?.({ ...details, url, referrer: { url: '', policy: 'default' } }) ?? {
      action: 'allow' as const,
    }
    const allowed = response.action === 'allow'
    const options =
      (allowed && 'overrideBrowserWindowOptions' in response && response.overrideBrowserWindowOptions) || {}
    this.decisions.push({ opener, url, allowed, options })
  }

  /** Lets the app decide about every download of its pages. */
  async watchDownloads(contentsOf: () => WebContents): Promise<void> {
    const { browser } = await devtools()
    const { browserContextId } = settings
    const downloadPath = mkdtempSync(join(process.env['STRONGROOM_TEST_FOLDER'] ?? tmpdir(), 'double-downloads-'))
    browser.on('Browser.downloadWillBegin', ({ guid, url, suggestedFilename }) => {
      const item = strict('DownloadItem', {
        getURL: () => toApp(url),
        getFilename: () => suggestedFilename,
      } satisfies Pick<DownloadItem, 'getURL' | 'getFilename'>)
      const contents = contentsOf()
      ;(contents as unknown as { replaceNavigation(): void } | undefined)?.replaceNavigation()
      if (isPrevented(this, 'will-download', {}, item, contents)) {
        browser.tell('Browser.cancelDownload', { guid, browserContextId })
      } else this.emit('double-download-kept', item)
    })
    await browser.send('Browser.setDownloadBehavior', {
      behavior: 'allowAndName',
      downloadPath,
      browserContextId,
      eventsEnabled: true,
    })
  }
}

let theDefault: DoubleSession | undefined

export const sessionModule = strict('session', {
  get defaultSession(): Session {
    demandReady('Session can only be received when app is ready')
    theDefault ??= new DoubleSession()
    return theDefault as unknown as Session
  },
} satisfies Pick<typeof Electron.session, 'defaultSession'>)

export const doubleSession = (): DoubleSession => sessionModule.defaultSession as unknown as DoubleSession
