/** A server that sends as much as it can, and a core that continues to work for every other connection. */
import type { RequestListener, ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostile, json, type Hostile } from '../vault/hostile.ts'
import { codeOf, draftOf, signInWith, startCore, value, type TestCore } from './startCore.ts'

const mib = 1024 * 1024

let test: TestCore
beforeAll(async () => {
  test = await startCore()
})
afterAll(() => test.stop())

/** Sends `head`, then `unit` repeatedly up to `bytes`, then `tail`, as fast as the client reads. */
function flood(response: ServerResponse, head: string, unit: string, tail: string, bytes: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const piece = unit.repeat(Math.ceil((64 * 1024) / unit.length))
  let sent = head.length
  const more = () => {
    while (sent < bytes && !response.destroyed) {
      sent += piece.length
      if (!response.write(piece)) return
    }
    if (!response.destroyed) response.end(tail)
  }
  response.on('drain', more).on('error', () => undefined)
  response.on('close', () => resolve(sent))
  response.writeHead(200, { 'content-type': 'application/json' }).write(head)
  more()
  return promise
}

/** The status answers of a Vault, and the paths at which a hostile one answers something else. */
const serverWith =
  (own: Readonly<Record<string, RequestListener>>): RequestListener =>
  (request, response) => {
    const pathname = new URL(request.url ?? '', 'http://x').pathname.replace(/\/$/, '')
    const plain: Readonly<Record<string, unknown>> = {
      '/v1/sys/seal-status': {
        type: 'shamir',
        initialized: true,
        sealed: false,
        t: 1,
        n: 1,
        progress: 0,
        version: '1.21.0',
      },
      '/v1/sys/health': { initialized: true, sealed: false, standby: false, version: '1.21.0' },
      '/v1/auth/token/lookup-self': {
        data: { display_name: 'token', policies: ['default'], ttl: 0, path: 'auth/token/create' },
      },
      '/v1/sys/internal/ui/mounts/kv': { data: { path: 'kv/', type: 'kv', options: { version: '2' } } },
      '/v1/sys/mounts': { data: { 'kv/': { type: 'kv', options: { version: '2' } } } },
    }
    const handler = own[pathname]
    if (handler !== undefined) handler(request, response)
    else json(pathname in plain ? 200 : 404, plain[pathname] ?? { errors: [] })(request, response)
  }

const connect = async ({ address }: Hostile): Promise<string> =>
  (await value(test.client.connections.add({ profile: draftOf(address) }))).id

describe('a server that answers 63 MB of small JSON to a request without a token', () => {
  it.each<[string, string, (profileId: string) => Promise<unknown>]>([
    ['/v1/sys/health', 'its health', (profileId) => test.client.server.status({ profileId })],
    ['/v1/sys/seal-status', 'its seal', (profileId) => test.client.server.status({ profileId })],
    ['/v1/sys/internal/ui/mounts', 'its auth methods', (profileId) => test.client.session.methods({ profileId })],
  ])('at %s is cut off at the bound of %s', async (path, _what, call) => {
    const sent = Promise.withResolvers<number>()
    await using server = await hostile(
      serverWith({
        [path]: (_request, response) => {
          void flood(response, '{"n":1.0,"data":[', '{},', '0]}', 63 * mib).then(sent.resolve)
        },
      }),
    )
    await call(await connect(server))
    // Data in transit in buffers is added to the bound.
    expect(await sent.promise).toBeLessThan(24 * mib)
  })
})

describe('a listing of 60 MB', () => {
  const listing = (unit: string): RequestListener =>
    serverWith({
      '/v1/kv/metadata': (_request, response) => {
        void flood(response, '{"n":1.0,"data":{"keys":[', unit, '"end"]}}', 60 * mib)
      },
    })

  it('that is hostile is refused, and other servers are answered while it is read', async () => {
    await using server = await hostile(listing('-0,[],'))
    await using other = await hostile(serverWith({}))
    const [profileId, otherId] = [await connect(server), await connect(other)]
    await signInWith(test, profileId, 'token')
    const reading = { isDone: false }
    const asked = codeOf(test.client.kv.list({ profileId, mount: 'kv/', folder: '' })).then((code) => {
      reading.isDone = true
      return code
    })
    let answeredMeanwhile = 0
    while (!reading.isDone) {
      await value(test.client.app.state({}))
      await value(test.client.server.status({ profileId: otherId }))
      if (!reading.isDone) answeredMeanwhile += 1
    }
    expect(await asked).toBe('answer-too-large')
    expect(answeredMeanwhile).toBeGreaterThan(3)
  })

  it('that is honest is still read, name by name', async () => {
    const name = 'n'.repeat(200)
    await using server = await hostile(listing(`"${name}",`))
    const profileId = await connect(server)
    await signInWith(test, profileId, 'token')
    const { names } = await value(test.client.kv.list({ profileId, mount: 'kv/', folder: '' }))
    expect(names.length).toBeGreaterThan(300_000)
    expect(names[7]).toBe(name)
    expect(names.at(-1)).toBe('end')
  })
})
