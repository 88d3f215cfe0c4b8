/** The frames of a window's contents and their script worlds, as reported by the DevTools protocol. */
import { originOf, toApp } from './addresses.ts'
import type { DevtoolsSession } from './devtools.ts'
import { StrictObject } from './strict.ts'

/** `WebFrameMain`: a frame while it shows one document. The next document has a new one. */
export class DoubleFrame extends StrictObject {
  url = ''
  origin = 'null'
  name = ''
  detached = false
  readonly frameToken: string
  readonly parent: DoubleFrame | null
  private readonly tree: FrameTree
  readonly processId = 1
  readonly routingId: number

  constructor(frameToken: string, parent: DoubleFrame | null, tree: FrameTree) {
    super('WebFrameMain')
    this.frameToken = frameToken
    this.parent = parent
    this.tree = tree
    lastRoutingId += 1
    this.routingId = lastRoutingId
  }

  get top(): DoubleFrame {
    return this.parent?.top ?? this
  }

  get frames(): DoubleFrame[] {
    return this.tree.all().filter((frame) => frame.parent?.frameToken === this.frameToken)
  }

  isDestroyed(): boolean {
    return this.detached
  }
}

let lastRoutingId = 0

/** One script world of one document. */
export interface World {
  readonly session: DevtoolsSession
  readonly uniqueId: string
  readonly name: string
  readonly frameToken: string
  frame: DoubleFrame
  alive: boolean
}

export class FrameTree {
  private readonly frames = new Map<string, DoubleFrame>()
  private readonly worlds = new Map<string, World>()
  main: DoubleFrame

  constructor() {
    this.main = new DoubleFrame('', null, this)
    this.main.url = 'about:blank'
  }

  all(): DoubleFrame[] {
    return [...this.frames.values()]
  }

  frame(token: string): DoubleFrame | undefined {
    return this.frames.get(token)
  }

  world(session: DevtoolsSession, contextId: number): World | undefined {
    return this.worlds.get(`${session.id} ${contextId}`)
  }

  /** Returns the live world with that name in a frame. */
  worldOf(frame: DoubleFrame, name: string): World | undefined {
    return [...this.worlds.values()].find((world) => world.alive && world.frame === frame && world.name === name)
  }

  /**
   * Follows the frames of one target: the page, or a frame with its own process. Calls `changed` for each new document.
   */
  follow(session: DevtoolsSession, changed: (frame: DoubleFrame) => void): void {
    session.on('Page.frameAttached', ({ frameId, parentFrameId }) => {
      const parent = this.frames.get(parentFrameId) ?? this.main
      if (!this.frames.has(frameId)) this.frames.set(frameId, new DoubleFrame(frameId, parent, this))
    })
    session.on('Page.frameDetached', ({ frameId, reason }) => {
      if (reason !== 'swap') this.remove(frameId)
    })
    session.on('Page.frameNavigated', ({ frame }) => {
      for (const child of this.frames.get(frame.id)?.frames ?? []) this.remove(child.frameToken)
      const next = this.replace(frame.id, frame.parentId)
      next.url = toApp(frame.url + (frame.urlFragment ?? ''))
      next.origin = originOf(frame.securityOrigin)
      next.name = frame.name ?? ''
      changed(next)
    })
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const frame = this.frames.get(frameId)
      if (frame !== undefined) frame.url = toApp(url)
    })
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId, isDefault } = context.auxData as unknown as { frameId: string; isDefault: boolean }
      const frame = this.frames.get(frameId)
      if (frame === undefined) return
      // An empty frame has the origin of the frame that created it, which its own properties do not show.
      if (isDefault) frame.origin = originOf(context.origin)
      const { uniqueId, name } = context
      this.worlds.set(`${session.id} ${context.id}`, {
        session,
        uniqueId,
        name,
        frameToken: frameId,
        frame,
        alive: true,
      })
    })
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      this.end(`${session.id} ${executionContextId}`)
    })
    session.on('Runtime.executionContextsCleared', () => {
      for (const key of this.worlds.keys()) if (key.startsWith(`${session.id} `)) this.end(key)
    })
  }

  /** The main frame is known by its target's ID before Chromium reports it. */
  begin(targetId: string): void {
    const { url } = this.main
    this.main = new DoubleFrame(targetId, null, this)
    this.main.url = url
    this.frames.set(targetId, this.main)
  }

  clear(): void {
    for (const token of this.frames.keys()) this.remove(token)
    for (const key of this.worlds.keys()) this.end(key)
  }

  private replace(token: string, parentToken: string | undefined): DoubleFrame {
    const before = this.frames.get(token)
    const parent = parentToken === undefined ? null : (this.frames.get(parentToken) ?? this.main)
    const frame = new DoubleFrame(token, parent, this)
    if (before !== undefined) before.detached = true
    if (parent === null) this.main = frame
    this.frames.set(token, frame)
    // A world of the new document may have been reported first; those of the old one have ended by now.
    for (const world of this.worlds.values()) if (world.alive && world.frameToken === token) world.frame = frame
    return frame
  }

  private remove(token: string): void {
    const frame = this.frames.get(token)
    if (frame === undefined) return
    for (const child of frame.frames) this.remove(child.frameToken)
    frame.detached = true
    this.frames.delete(token)
    for (const [key, world] of this.worlds) if (world.frameToken === token) this.end(key)
  }

  private end(key: string): void {
    const world = this.worlds.get(key)
    if (world !== undefined) world.alive = false
    this.worlds.delete(key)
  }
}
