/** A window without a browser: redeems the key and makes calls over the loopback shell, as the page does. */
import { Agent, request } from 'undici'
import type { Result } from '../../electron/contract/result.ts'

export interface LoopbackSession {
  /** The value of one call; throws its error code. */
  call(name: string, input: unknown): Promise<unknown>
  close(): Promise<void>
}

/** Opens the one session that the address `…/#key=…` is good for. */
export async function openSession(address: string): Promise<LoopbackSession> {
  const { origin, hash } = new URL(address)
  const dispatcher = new Agent({ pipelining: 1 })
  const headers = { 'content-type': 'application/json', origin, 'sec-fetch-site': 'same-origin' }
  const key = new URLSearchParams(hash.slice(1)).get('key')
  const redeemed = await request(`${origin}/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ key }),
    dispatcher,
  })
  await redeemed.body.dump()
  const cookie = [redeemed.headers['set-cookie']].flat()[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`the key was not redeemed: ${redeemed.statusCode}`)
  return {
    call: async (name, input) => {
      const answer = await request(`${origin}/call/${name}`, {
        method: 'POST',
        headers: { ...headers, cookie },
        body: JSON.stringify(input),
        dispatcher,
      })
      const result = (await answer.body.json()) as Result<unknown>
      if (!result.ok) throw new Error(`${name}: ${result.error.code}`)
      return result.value
    },
    close: () => dispatcher.close(),
  }
}
