/** Lists names, over GET: some proxies refuse the `LIST` verb. */
import { answerBounds } from '../base/http/answerBounds.ts'
import type { VaultSession } from './session.ts'

/** Returns the answer of a list, also one with status 404, which can mean an empty list. API: `GET /:path?list=true` */
export const requestList = (session: VaultSession, path: string, signal?: AbortSignal) =>
  session.request({
    method: 'GET',
    path,
    query: { list: 'true' },
    expect: [404],
    signal,
    bound: answerBounds.lists,
  })
