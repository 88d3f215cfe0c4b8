/** The `app://` scheme: the built page, read-only, under the same policy as in the loopback shell. */
import type { CustomScheme } from 'electron'
import { readPageFile, readPageTemplate } from '../base/page/pageFiles.ts'
import { pageWithNonce, securityHeaders } from '../base/page/pagePolicy.ts'
import { appUrl, scheme } from './origin.ts'

/**
 * Register it before the app is ready. `standard` gives it origins and relative addresses, `secure` the features of
 * secure contexts; it may not bypass the CSP, be fetched from elsewhere or register service workers.
 */
export const appScheme: CustomScheme = { scheme, privileges: { standard: true, secure: true } }

/** Answers one request of the window from `pageRoot`; never rejects for an invalid request. */
export async function answerPageRequest(pageRoot: string, request: Pick<Request, 'method' | 'url'>): Promise<Response> {
  const url = appUrl(request.url)
  if (url === undefined || url.search !== '') return nothing(404)
  if (request.method !== 'GET') return nothing(405)
  if (url.pathname === '/') {
    const { html, policy } = pageWithNonce(await readPageTemplate(pageRoot))
    return new Response(html, {
      headers: {
        ...securityHeaders,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
        'cache-control': 'no-store',
      },
    })
  }
  const file = await readPageFile(pageRoot, url.pathname)
  if (file === undefined) return nothing(404)
  return new Response(new Uint8Array(file.body), {
    headers: { ...securityHeaders, 'content-type': file.contentType, 'cache-control': 'no-store' },
  })
}

const nothing = (status: number) => new Response(null, { status, headers: securityHeaders })
