/** `webContents`: one page target of Chromium, and Electron's events for it. */
import type { WebContents, WebPreferences } from 'electron'
import { schemeOf, schemesThatFetch, privilegesOf, toApp, toChromium } from './addresses.ts'
import type { DevtoolsSession } from './devtools.ts'
import { type DoubleFrame, FrameTree, type World } from './frames.ts'
import { pageEnd, preloadSource, readPreload } from './injection.ts'
import { ipcMain } from './ipcMain.ts'
import { pressAccelerator, type Key } from './menu.ts'
import { answerRequest } from './requests.ts'
import { netErrors, type NetError } from './netErrors.ts'
import { devtools } from './runtime.ts'
import { doubleSession, type DoubleSession } from './session.ts'
import { isPrevented, preventable, StrictEmitter } from './strict.ts'
import { openTarget, type Opened } from './targets.ts'
import { toText } from '../page/clone.ts'

type Known = Pick<
  WebContents,
  | 'id'
  | 'isDestroyed'
  | 'getURL'
  | 'getTitle'
  | 'send'
  | 'loadURL'
  | 'reload'
  | 'isCrashed'
  | 'isLoading'
  | 'isDevToolsOpened'
  | 'openDevTools'
  | 'closeDevTools'
  | 'toggleDevTools'
  | 'setWindowOpenHandler'
  | 'setZoomLevel'
  | 'getZoomLevel'
  | 'forcefullyCrashRenderer'
  | 'getType'
  | 'zoomLevel'
  | 'focus'
  | 'close'
  | 'setWebRTCIPHandlingPolicy'
  | 'getWebRTCIPHandlingPolicy'
>

/** https://www.electronjs.org/docs/latest/api/web-contents#contentssetwebrtciphandlingpolicypolicy */
const webRtcPolicies: ReadonlySet<string> = new Set([
  'default',
  'default_public_interface_only',
  'default_public_and_private_interfaces',
  'disable_non_proxied_udp',
])

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]

/** The name of the preload's world, as Electron names it. */
export const isolatedWorld = 'Electron Isolated Context'
const binding = 'doubleOfElectron'
const transport = 'doubleOfElectronTransport'

const all = new Set<DoubleContents>()
let lastId = 0

export class DoubleContents extends StrictEmitter implements Known {
  readonly id: number
  readonly session: DoubleSession
  readonly tree = new FrameTree()
  readonly ready: Promise<DevtoolsSession>
  zoomLevel = 0
  /** The app's decision about pages that the page opens; undefined if the app has not set one. */
  openHandler: OpenHandler | undefined
  /** How many loads the double itself has started. Navigations during them are not asked about. */
  loading = 0
  private lastFailure: NetError | undefined
  /** The address of the main frame's pending navigation. */
  private pending: string | undefined
  private webRtcPolicy = 'default'
  private title = ''
  private destroyed = false
  private crashed = false
  private devToolsOpened = false
  private target = ''
  private readonly preferences: WebPreferences
  private readonly preload: string | undefined
  private readonly started = new Set<string>()

  constructor(preferences: WebPreferences, opened?: Opened) {
    super('webContents')
    this.preferences = preferences
    lastId += 1
    this.id = lastId
    this.session = doubleSession()
    all.add(this)
    this.preload = this.readPreload()
    this.ready = this.begin(opened)
    // Callers get the failure.
    this.ready.catch(() => undefined)
  }

  get mainFrame(): DoubleFrame {
    return this.tree.main
  }

  getType(): 'window' {
    return 'window'
  }

  getURL(): string {
    return this.mainFrame.url
  }

  getTitle(): string {
    return this.title
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  isCrashed(): boolean {
    return this.crashed
  }

  isLoading(): boolean {
    return this.loading > 0
  }

  isDevToolsOpened(): boolean {
    return this.devToolsOpened
  }

  openDevTools(): void {
    this.devToolsOpened = this.preferences.devTools !== false
    if (this.devToolsOpened) this.emit('devtools-opened')
  }

  closeDevTools(): void {
    this.devToolsOpened = false
  }

  toggleDevTools(): void {
    if (this.devToolsOpened) this.closeDevTools()
    else this.openDevTools()
  }

  /** Electron has this event too, although its types lack it. */
  getLastWebPreferences(): WebPreferences {
    return { ...this.preferences }
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  setZoomLevel(level: number): void {
    this.zoomLevel = level
  }

  getZoomLevel(): number {
    return this.zoomLevel
  }

  /** Electron silently uses the default for an unknown policy. */
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.demandLiving()
    if (!webRtcPolicies.has(policy)) throw new Error(`Electron has no WebRTC policy ${policy}.`)
    this.webRtcPolicy = policy
  }

  getWebRTCIPHandlingPolicy(): string {
    return this.webRtcPolicy
  }

  focus(): void {
    this.demandLiving()
  }

  /** Sends to the preload of the main frame. Throws for values that have no clone. */
  send(channel: string, ...values: unknown[]): void {
    this.demandLiving()
    const content = toText(values)
    const world = this.tree.worldOf(this.mainFrame, this.worldName)
    if (world !== undefined) tellWorld(world, ['message', channel, content])
  }

  async loadURL(url: string): Promise<void> {
    this.demandLiving()
    const devtools = await this.ready
    const { promise, resolve } = Promise.withResolvers<void>()
    const done = () => resolve()
    this.once('did-finish-load', done)
    this.loading += 1
    try {
      this.lastFailure = undefined
      const { errorText } = await devtools.send('Page.navigate', { url: toChromium(url) })
      if (errorText !== undefined) {
        const { code, name } = this.lastFailure ?? netErrors.Failed
        throw Object.assign(new Error(`${name} (${code}) loading '${url}'`), { code: name, errno: code, url })
      }
      await promise
    } finally {
      this.off('did-finish-load', done)
      this.loading -= 1
    }
  }

  reload(): void {
    this.demandLiving()
    this.loading += 1
    this.once('did-finish-load', () => (this.loading -= 1))
    this.crashed = false
    void this.ready.then((devtools) => devtools.tell('Page.reload', {}))
  }

  forcefullyCrashRenderer(): void {
    void this.ready.then((devtools) => devtools.tell('Page.crash'))
  }

  close(): void {
    void this.ready.then(async () => (await devtools()).browser.tell('Target.closeTarget', { targetId: this.target }))
  }

  /** Asks the page whether it wants to stay, as a closing browser does. */
  async isHeldByPage(): Promise<boolean> {
    const session = await this.ready
    const expression = `(() => {
      const event = new Event('beforeunload', { cancelable: true })
      return !window.dispatchEvent(event)
    })()`
    const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true })
    return result.value === true
  }

  /** Resolves when the page's process responds, or when it is gone. */
  async isAwake(): Promise<void> {
    const session = await this.ready
    await session.send('Page.getLayoutMetrics').catch(() => undefined)
  }

  /** Brings this page to the front, for Chromium. */
  bringToFront(): void {
    void this.ready.then((session) => session.tell('Page.bringToFront'))
  }

  private get worldName(): string {
    return this.preferences.contextIsolation === false ? '' : isolatedWorld
  }

  private demandLiving(): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
  }

  private readPreload(): string | undefined {
    const { preload } = this.preferences
    if (preload === undefined) return undefined
    try {
      return readPreload(preload)
    } catch (problem) {
      queueMicrotask(() => this.emit('preload-error', preventable({}), preload, problem))
      return undefined
    }
  }

  private async begin(opened: Opened | undefined): Promise<DevtoolsSession> {
    const { targetId, session } = opened ?? (await openTarget())
    this.target = targetId
    this.tree.begin(targetId)
    const { browser } = await devtools()
    browser.on('Target.targetDestroyed', (gone) => {
      if (gone.targetId === targetId) this.end()
    })
    await this.watch(session)
    return session
  }

  /** Follows the page's target, and those of frames that have their own process. */
  private async watch(session: DevtoolsSession): Promise<void> {
    const { contextIsolation = true, nodeIntegrationInSubFrames = false, webviewTag = false } = this.preferences
    this.tree.follow(session, (frame) => this.committed(frame))
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const world = this.tree.world(session, executionContextId)
      if (name === binding && world !== undefined) this.hear(world, JSON.parse(payload) as Heard)
    })
    session.on('Fetch.requestPaused', (paused) => void answerRequest(this, session, paused))
    session.on('Page.frameStartedNavigating', ({ frameId, url, loaderId, navigationType }) => {
      const isSameDocument = navigationType === 'sameDocument' || navigationType === 'historySameDocument'
      // Chromium itself would stop at an address of the app's own schemes; `navigateOwn` handles it.
      if (privilegesOf(schemeOf(url)) !== undefined) return
      this.announce(frameId, url, loaderId, isSameDocument)
    })
    session.on('Page.frameRequestedNavigation', ({ frameId, url, disposition }) => {
      if (disposition !== 'currentTab')
        this.session.askToOpen(this, { url, frameName: '', features: '', disposition: 'background-tab' })
      else if (privilegesOf(schemeOf(url)) !== undefined) this.navigateOwn(frameId, url)
    })
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      const features = windowFeatures.join(',')
      this.session.askToOpen(this, { url, frameName: windowName, features, disposition: 'foreground-tab' })
    })
    session.on('Page.lifecycleEvent', ({ frameId, name }) => {
      if (frameId !== this.mainFrame.frameToken) return
      if (name === 'DOMContentLoaded') this.emit('dom-ready', preventable({}))
      if (name === 'firstPaint') this.emit('first-paint')
      if (name === 'load') this.loaded()
    })
    session.on('Inspector.targetCrashed', () => {
      this.crashed = true
      this.tree.clear()
      this.tree.begin(this.target)
      this.emit('render-process-gone', preventable({}), { reason: 'crashed', exitCode: 5 })
    })
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      void devtools().then((connection) => {
        const attached = connection.session(sessionId)
        // A worker has neither a page nor calls of the preload: it only has to be resumed.
        if (targetInfo.type === 'worker') attached.tell('Runtime.runIfWaitingForDebugger')
        else void this.watch(attached)
      })
    })
    const facts = {
      binding,
      transport,
      contextIsolation,
      webviewTag,
      inSubFrames: nodeIntegrationInSubFrames,
    }
    const world = contextIsolation ? { worldName: isolatedWorld } : {}
    await Promise.all([
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
      session.send('Runtime.addBinding', {
        name: binding,
        ...(contextIsolation ? { executionContextName: isolatedWorld } : {}),
      }),
      contextIsolation
        ? session.send('Page.addScriptToEvaluateOnNewDocument', { source: pageEnd(schemesThatFetch()) })
        : undefined,
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: preloadSource(facts, this.preload), ...world }),
    ])
    await session.send('Runtime.runIfWaitingForDebugger')
  }

  /** Reports a navigation once, whichever of Chromium's two events comes first. */
  announce(frameId: string, url: string, loaderId: string, isSameDocument = false): void {
    if (this.started.has(loaderId) && !isSameDocument) return
    this.started.add(loaderId)
    const frame = this.tree.frame(frameId) ?? null
    const isMainFrame = frameId === this.mainFrame.frameToken
    if (isMainFrame && !isSameDocument) {
      this.replaceNavigation()
      this.pending = url
    }
    this.emit('did-start-navigation', preventable({ url: toApp(url), isSameDocument, isMainFrame, frame }))
    if (isSameDocument) this.emit('did-navigate-in-page', preventable({}), toApp(url), isMainFrame)
  }

  /** Whether a navigation of the page may continue. The app is asked in Electron's order. */
  mayNavigate(frameId: string, url: string): boolean {
    const frame = this.tree.frame(frameId) ?? null
    const isMainFrame = frameId === this.mainFrame.frameToken
    const facts = { url: toApp(url), isMainFrame, isSameDocument: false, frame, initiator: frame }
    if (isPrevented(this, 'will-frame-navigate', facts)) return false
    return !isMainFrame || !isPrevented(this, 'will-navigate', facts, facts.url)
  }

  /** Ends the pending navigation as aborted, because another one or a download replaces it. */
  replaceNavigation(): void {
    if (this.pending !== undefined) this.navigationFailed(this.mainFrame.frameToken, this.pending, netErrors.Aborted)
  }

  /** Reports a navigation that was not committed. An aborted one is not a failed load. */
  navigationFailed(frameId: string, url: string, error: NetError): void {
    const isMainFrame = frameId === this.mainFrame.frameToken
    if (isMainFrame) this.pending = undefined
    const facts = [error.code, error.name, toApp(url), isMainFrame] as const
    if (isMainFrame) this.lastFailure = error
    this.emit('did-fail-provisional-load', preventable({}), ...facts)
    if (error !== netErrors.Aborted) this.emit('did-fail-load', preventable({}), ...facts)
  }

  mayRedirect(frameId: string, url: string): boolean {
    const isMainFrame = frameId === this.mainFrame.frameToken
    return !isPrevented(this, 'will-redirect', { url: toApp(url), isMainFrame, isSameDocument: false })
  }

  /** A page navigates to one of the app's schemes, at which Chromium itself would stop. */
  private navigateOwn(frameId: string, url: string): void {
    this.announce(frameId, url, `own ${(lastOwn += 1)}`)
    if (!this.mayNavigate(frameId, url)) {
      this.navigationFailed(frameId, url, netErrors.Aborted)
      return
    }
    this.loading += 1
    void this.ready.then(async (session) => {
      await session.send('Page.navigate', { frameId, url: toChromium(url) }).catch(() => undefined)
      this.loading -= 1
    })
  }

  private committed(frame: DoubleFrame): void {
    // An error page: Electron has already reported the failure.
    if (frame.url.startsWith('chrome-error:')) return
    if (frame.parent === null) this.pending = undefined
    void this.session.rulePermissions(this, frame)
    this.emit('did-frame-navigate', preventable({}), frame.url, 200, 'OK', frame.parent === null)
    if (frame.parent === null) this.emit('did-navigate', preventable({}), frame.url, 200, 'OK')
  }

  private loaded(): void {
    // For an error page, Electron has reported that the load failed.
    if (this.mainFrame.url.startsWith('chrome-error:')) return
    if (this.mainFrame.url !== 'about:blank' || this.loading > 0) this.emit('did-finish-load', preventable({}))
  }

  private hear(world: World, [kind, name, content = '[]', id = 0, isUnloading = false]: Heard): void {
    const event = preventable({
      sender: this,
      frameId: world.frame.routingId,
      processId: world.frame.processId,
      type: 'frame',
      get senderFrame() {
        return world.alive && !world.frame.detached && !isUnloading ? world.frame : null
      },
    })
    if (kind === 'invoke') {
      ipcMain.invoked(event, name, content, (ok, text) => tellWorld(world, ['answer', id, ok, text]))
    } else if (kind === 'send') {
      ipcMain.sent(event, name, content)
    } else if (kind === 'permission') {
      const done = (): void => tellWorld(world, ['answer', id, true, toText(undefined)])
      void this.session.rulePermissions(this, world.frame, name).then(done, done)
    } else if (kind === 'title' && world.frame === this.mainFrame) {
      this.title = name
      this.emit('page-title-updated', preventable({}), name, true)
    } else if (kind === 'key') {
      pressAccelerator(JSON.parse(name) as Key, this as unknown as WebContents)
    } else if (kind === 'webview') {
      if (!isPrevented(this, 'will-attach-webview', {}, {}, { src: name }))
        this.emit('did-attach-webview', preventable({}))
    } else if (kind === 'preload-error') {
      const problem = JSON.parse(name) as { name: string; message: string; stack: string }
      this.emit(
        'preload-error',
        preventable({}),
        this.preferences.preload,
        Object.assign(new Error(problem.message), problem),
      )
    }
  }

  /** The page is closed. */
  end(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.tree.clear()
    all.delete(this)
    this.emit('destroyed')
  }

  static all(): DoubleContents[] {
    return [...all]
  }
}

let lastOwn = 0

type Heard = readonly [kind: string, name: string, content?: string, id?: number, isUnloading?: boolean]

/** Runs the transport's `receive` in a world, unless the world has ended. */
function tellWorld({ session, uniqueId }: World, message: readonly unknown[]): void {
  session.tell('Runtime.evaluate', {
    expression: `${transport}.receive(${JSON.stringify(message)})`,
    uniqueContextId: uniqueId,
  })
}
