/** Every request of a page: the app is asked, the app's handler answers, and nothing goes to a network. */
import type { OnBeforeRequestListenerDetails } from 'electron'
import { privilegesOf, schemeOf, toApp } from './addresses.ts'
import type { DevtoolsSession } from './devtools.ts'
import type { DoubleFrame } from './frames.ts'
import { handlerOf } from './protocol.ts'

type FailReason = 'Aborted' | 'BlockedByClient' | 'Failed' | 'InternetDisconnected'

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

/** The contents that a request belongs to, as this file needs them. */
interface Asking {
  readonly id: number
  readonly mainFrame: DoubleFrame
  readonly loading: number
  readonly tree: { frame(token: string): DoubleFrame | undefined }
  readonly session: { mayRequest(details: OnBeforeRequestListenerDetails): Promise<boolean> }
  announce(frameId: string, url: string, loaderId: string): void
  mayNavigate(frameId: string, url: string): boolean
  mayRedirect(frameId: string, url: string): boolean
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
    if (typeof result === 'string') session.tell('Fetch.failRequest', { requestId, errorReason: result })
    else session.tell('Fetch.fulfillRequest', { requestId, ...(await fulfilment(result)) })
  } catch (problem) {
    console.error('The double of Electron could not answer a request:', problem)
    session.tell('Fetch.failRequest', { requestId, errorReason: 'Failed' })
  }
}

async function resultOf(contents: Asking, paused: Paused): Promise<Response | FailReason> {
  const { request, frameId, resourceType, redirectedRequestId } = paused
  const url = toApp(request.url)
  const isMainFrame = frameId === contents.mainFrame.frameToken
  if (resourceType === 'Document') {
    contents.announce(frameId, request.url, paused.networkId ?? paused.requestId)
    if (redirectedRequestId !== undefined) {
      if (!contents.mayRedirect(frameId, request.url)) return 'Aborted'
    } else if (!(isMainFrame && contents.loading > 0) && !contents.mayNavigate(frameId, request.url)) {
      return 'Aborted'
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
  if (!(await contents.session.mayRequest(asked))) return 'BlockedByClient'
  const scheme = schemeOf(url)
  const handler = handlerOf(scheme)
  if (handler === undefined) return 'InternetDisconnected'
  const mayFetch = privilegesOf(scheme)?.supportFetchAPI ?? (scheme === 'https' || scheme === 'http')
  if (resourceType === 'Fetch' && !mayFetch) return 'Failed'
  const { method, headers, postData } = request
  const response = await handler(
    new Request(url, { method, headers, ...(postData === undefined ? {} : { body: postData }) }),
  )
  return response.type === 'error' ? 'Failed' : response
}

interface Fulfilment {
  readonly responseCode: number
  readonly responseHeaders: { readonly name: string; readonly value: string }[]
  readonly body: string
}

async function fulfilment(response: Response): Promise<Fulfilment> {
  return {
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  }
}
