/** A window without a browser: redeems the key and makes calls over the loopback shell, as the page does. */
import { once } from 'node:events'
import { request } from 'undici'
import { WebSocket } from 'ws'
import {
  channelPath,
  type CoreMessage,
  type PageHello,
  type PageMessage,
  sessionPath,
} from '../../electron/contract/bridge.ts'
import type { Result } from '../../electron/contract/result.ts'

export interface LoopbackSession {
  /** Makes one call and returns its value; throws its error code. */
  call(name: string, input: unknown): Promise<unknown>
  close(): Promise<void>
}

/** Opens the session of the address `…/#key=…`, which is valid once. */
export async function openSession(address: string): Promise<LoopbackSession> {
  const { origin, hash, host, port } = new URL(address)
  // Only browsers resolve every name below `localhost`.
  const near = `127.0.0.1:${port}`
  const headers = { host, 'content-type': 'application/json', origin, 'sec-fetch-site': 'same-origin' }
  const key = new URLSearchParams(hash.slice(1)).get('key')
  const redeemed = await request(`http://${near}${sessionPath}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ key }),
  })
  const { tab } = (await redeemed.body.json()) as { tab: string }
  const cookie = [redeemed.headers['set-cookie']].flat()[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`the key was not redeemed: ${redeemed.statusCode}`)

  // A browser does this natively, so this client must spend as little time on it as possible: it is not measured.
  const channel = new WebSocket(`ws://${near}${channelPath}`, {
    headers: { host, origin, cookie },
    generateMask: () => {},
    skipUTF8Validation: true,
    perMessageDeflate: false,
  })
  await once(channel, 'open')
  channel.send(JSON.stringify({ tab, page: 'bench' } satisfies PageHello))
  await once(channel, 'message')
  const waiting = new Map<number, (result: Result<unknown>) => void>()
  channel.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as CoreMessage
    if ('result' in message) waiting.get(message.id)?.(message.result)
  })
  let lastId = 0
  return {
    call: async (name, input) => {
      lastId += 1
      const id = lastId
      const answer = new Promise<Result<unknown>>((resolve) => waiting.set(id, resolve))
      channel.send(JSON.stringify({ id, call: name, input } satisfies PageMessage))
      const result = await answer
      waiting.delete(id)
      if (!result.ok) throw new Error(`${name}: ${result.error.code}`)
      return result.value
    },
    close: async () => {
      channel.close()
      await once(channel, 'close')
    },
  }
}
