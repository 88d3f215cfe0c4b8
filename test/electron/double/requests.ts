/** Every request of a page: the app is asked, the app's handler answers, and nothing reaches a network. */
import type { OnBeforeRequestListenerDetails } from 'electron'
import { privilegesOf, schemeOf, toApp } from './addresses.ts'
import type { DevtoolsSession } from './devtools.ts'
import type { DoubleFrame } from './frames.ts'
import { netErrors, type NetError } from './netErrors.ts'
import { handlerOf } from './protocol.ts'

/** `Fetch.requestPaused` of the DevTools protocol, as far as it is used. */
interface Paused {
  readonly requestId: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly postData?: string
  }
  readonly frameId: string
  readonly resourceType: string
  readonly networkId?: string
  readonly redirectedRequestId?: string
}

/** The contents that a request belongs to, as far as this file needs them. */
interface Asking {
  readonly id: number
  readonly mainFrame: DoubleFrame
  readonly loading: number
  readonly tree: { frame(token: string): DoubleFrame | undefined }
  readonly session: { mayRequest(details: OnBeforeRequestListenerDetails): Promise<boolean> }
  announce(frameId: string, url: string, loaderId: string): void
  mayNavigate(frameId: string, url: string): boolean
  mayRedirect(frameId: string, url: string): boolean
  navigationFailed(frameId: string, url: string, error: NetError): void
}

const resourceTypes: Readonly<Record<string, OnBeforeRequestListenerDetails['resourceType']>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Media: 'media',
  WebSocket: 'webSocket',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
}

let lastId = 0

/** Answers one paused request. */
export async function answerRequest(contents: Asking, session: DevtoolsSession, paused: Paused): Promise<void> {
  const { requestId } = paused
  try {
    const result = await resultOf(contents, paused)
    if (!('reason' in result)) return session.tell('Fetch.fulfillRequest', { requestId, ...(await fulfilment(result)) })
    fail(result)
  } catch (problem) {
    // As Electron's own code around a handler does.
    console.error(problem)
    fail(netErrors.Unexpected)
  }

  function fail(error: NetError): void {
    if (paused.resourceType === 'Document') contents.navigationFailed(paused.frameId, paused.request.url, error)
    session.tell('Fetch.failRequest', { requestId, errorReason: error.reason })
  }
}

async function resultOf(contents: Asking, paused: Paused): Promise<Response | NetError> {
  const { request, frameId, resourceType, redirectedRequestId } = paused
  const url = toApp(request.url)
  const isMainFrame = frameId === contents.mainFrame.frameToken
  if (resourceType === 'Document') {
    contents.announce(frameId, request.url, paused.networkId ?? paused.requestId)
    if (redirectedRequestId !== undefined) {
      if (!contents.mayRedirect(frameId, request.url)) return netErrors.Aborted
    } else if (!(isMainFrame && contents.loading > 0) && !contents.mayNavigate(frameId, request.url)) {
      return netErrors.Aborted
    }
  }
  lastId += 1
  const details = {
    id: lastId,
    url,
    method: request.method,
    webContentsId: contents.id,
    webContents: contents,
    frame: contents.tree.frame(frameId) ?? null,
    resourceType:
      resourceType === 'Document' ? (isMainFrame ? 'mainFrame' : 'subFrame') : (resourceTypes[resourceType] ?? 'other'),
    referrer: request.headers['Referer'] ?? '',
    timestamp: Date.now(),
    uploadData: [],
  }
  const asked = details as unknown as OnBeforeRequestListenerDetails
  if (!(await contents.session.mayRequest(asked))) return netErrors.BlockedByClient
  const scheme = schemeOf(url)
  const handler = handlerOf(scheme)
  if (handler === undefined) return netErrors.UnknownScheme
  const own = privilegesOf(scheme)
  const { method, headers, postData } = request
  const origin = toApp(headers['Origin'] ?? '')
  // Without `corsEnabled` Chromium calls no handler for another origin.
  if (own !== undefined && origin !== '' && !url.startsWith(`${origin}/`)) return netErrors.Failed
  const response: unknown = await handler(
    new Request(url, { method, headers, ...(postData === undefined ? {} : { body: postData }) }),
  )
  if (!(response instanceof Response)) return netErrors.Unexpected
  return response.type === 'error' ? netErrors.Failed : response
}

interface Fulfilment {
  readonly responseCode: number
  readonly responsePhrase?: string
  readonly responseHeaders: { readonly name: string; readonly value: string }[]
  readonly body: string
}

async function fulfilment(response: Response): Promise<Fulfilment> {
  return {
    responseCode: response.status,
    ...(response.statusText === '' ? {} : { responsePhrase: response.statusText }),
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  }
}
