/**
 * The narrow pipe between a window and the core, in its two forms. `renderer/lib/bridge.ts` builds the typed client
 * over either. This file contains only types and constants, so that the preload stays small.
 */
import type { Contract } from './contract.ts'
import type { Result } from './result.ts'

/** What both shells provide for a window. Never rejects: an error is a `Result`. */
export interface Pipe {
  readonly shell: 'electron' | 'loopback'
  /** Sends one call and resolves to its `Result`. `signal` cancels it. */
  call(name: string, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>
  /** Calls `onItem` for every item, in order. Resolves to the summary. */
  stream(name: string, input: unknown, onItem: (item: unknown) => void, signal?: AbortSignal): Promise<Result<unknown>>
}

/**
 * One call as the preload exposes it. `id` is the window's own number for it, so that `cancel(id)` can end it: an
 * AbortSignal cannot cross from the page's world into the preload's. Streams take `onItem`; other calls ignore it.
 */
export type DesktopCall = (id: number, input: unknown, onItem?: (item: unknown) => void) => Promise<Result<unknown>>

/** `window.strongroom` in the desktop shell: one function for each call of the contract, and `cancel`. */
export type DesktopBridge = {
  readonly [T in keyof Contract]: { readonly [C in keyof Contract[T]]: DesktopCall }
} & { cancel(id: number): void }

/** The two channels of the desktop shell in addition to the calls, whose channels have the calls' own names. */
export const desktopChannels = {
  /** Window → core: `(id)`, ends a call. */
  cancel: 'strongroom:cancel',
  /** Core → window: `(id, StreamMessage)`. */
  stream: 'strongroom:stream',
} as const

/** A message of a stream: its items and, last, its result, over one channel so that they keep their order. */
export type StreamMessage = { readonly item: unknown } | { readonly result: Result<unknown> }

/**
 * The first message of a channel in the loopback shell: the secret of the tab, and a name that this document has
 * chosen. `take` takes the tab over from another document that has it open.
 */
export interface PageHello {
  readonly tab: string
  readonly page: string
  readonly take?: boolean | undefined
}

/** The answer to it. In all other cases the channel is closed, with one of `channelEnds`. */
export interface CoreHello {
  readonly tab: 'open'
}

/** Close codes of the channel, in the range that RFC 6455 (section 7.4.2) leaves to applications. */
export const channelEnds = { notAdmitted: 4401, usedElsewhere: 4409 } as const

/** Calls that the loopback shell answers itself, because they are about the browser's session. */
export const shellCalls = {
  /** Returns the secret of a new tab, as a text. */
  newTab: 'session-of-browser.new-tab',
  /** Ends the session of this browser with all its tabs. */
  end: 'session-of-browser.end',
} as const

/**
 * Later messages of a page of the loopback shell, one JSON text each: a call with its own number or, without `call`,
 * its end.
 */
export interface PageMessage {
  readonly id: number
  readonly call?: string | undefined
  readonly input?: unknown
}

/** The core's messages on this channel, by the number of the call. */
export type CoreMessage = { readonly id: number } & StreamMessage

/** The path of the WebSocket for a page of the loopback shell. */
export const channelPath = '/channel'
/** The path to redeem a key: `{ key }` is exchanged for the cookie and `{ tab }`, the secret of this tab. */
export const sessionPath = '/session'
/** The `sessionStorage` entry with the secret of a tab. */
export const tabStorage = 'strongroom-tab'
