/** Connections to a real cluster: through proxies, as another user, and with the computer's authorities. */
import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openCluster } from '../../electron/kubernetes/cluster.ts'
import { askKubernetes } from '../../electron/kubernetes/kubeApi.ts'
import { loadText } from '../../electron/kubernetes/kubeconfig.ts'
import { startKubernetes, type TestKubernetes } from '../servers/kubernetes.ts'
import { startSocksProxy } from '../servers/socksProxy.ts'

let kubernetes: TestKubernetes
beforeAll(async () => {
  kubernetes = await startKubernetes()
})
afterAll(() => kubernetes.stop())
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const Review = z.object({ status: z.object({ userInfo: z.looseObject({ username: z.string() }) }) })

interface Wish {
  readonly server?: string
  readonly proxy?: string
  readonly user?: string
  readonly environment?: Record<string, string>
}

/** Returns the identity that the API server sees. */
async function whoAmI({ server = kubernetes.address, proxy = '', user = '', environment = {} }: Wish) {
  const ca = Buffer.from(kubernetes.caPem).toString('base64')
  const loaded = await loadText(`
clusters: [{ name: c, cluster: { server: "${server}", proxy-url: "${proxy}", tls-server-name: kubernetes.default.svc, certificate-authority-data: ${ca} } }]
contexts: [{ name: here, context: { cluster: c, user: me } }]
users: [{ name: me, user: { token: ${kubernetes.adminToken}, ${user} } }]`)
  const { signal } = new AbortController()
  const cluster = await openCluster(loaded, 'here', { program: null, environment, signal })
  ends.push(() => cluster.close())
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  return (await askKubernetes(cluster, { method: 'POST', path, body: {}, answer: Review }, signal)).status.userInfo
}

describe('an API server behind a SOCKS5 proxy', () => {
  const proxyWith = async (options?: Parameters<typeof startSocksProxy>[1]) => {
    const proxy = await startSocksProxy(kubernetes.port, options)
    ends.push(() => proxy.stop())
    return proxy
  }

  it('is reached by its IP address and by a name that only the proxy resolves', async () => {
    const proxy = await proxyWith()
    const url = `socks5://127.0.0.1:${proxy.port}`
    expect(await whoAmI({ proxy: url })).toMatchObject({ username: 'admin' })
    expect(await whoAmI({ proxy: url, server: 'https://api.internal.example' })).toMatchObject({ username: 'admin' })
    expect(proxy.asked).toEqual([`127.0.0.1:${kubernetes.port}`, 'api.internal.example:443'])
  })

  it('is reached with a user name and password', async () => {
    const proxy = await proxyWith({ password: 'a word' })
    expect(await whoAmI({ proxy: `socks5://me:a%20word@127.0.0.1:${proxy.port}` })).toMatchObject({ username: 'admin' })
    await expect(whoAmI({ proxy: `socks5://me:another@127.0.0.1:${proxy.port}` })).rejects.toMatchObject({
      code: 'proxy-failed',
    })
  })

  it('is not reached if the proxy refuses, is down, or speaks another protocol', async () => {
    const refusing = await proxyWith({ refuses: 5 })
    await expect(whoAmI({ proxy: `socks5://127.0.0.1:${refusing.port}` })).rejects.toMatchObject({
      code: 'proxy-failed',
    })
    await expect(whoAmI({ proxy: 'socks5://127.0.0.1:1' })).rejects.toMatchObject({ code: 'proxy-failed' })
    const web = createServer().listen(0, '127.0.0.1')
    ends.push(() => web.close())
    await new Promise((resolve) => web.once('listening', resolve))
    const { port } = web.address() as AddressInfo
    await expect(whoAmI({ proxy: `socks5://127.0.0.1:${port}` })).rejects.toMatchObject({ code: 'proxy-failed' })
  })

  it('uses the proxy of the environment if the kubeconfig names none', async () => {
    const proxy = await proxyWith()
    const environment = { HTTPS_PROXY: `socks5://127.0.0.1:${proxy.port}`, NO_PROXY: 'other.example' }
    const server = 'https://api.internal.example:6443'
    expect(await whoAmI({ server, environment })).toMatchObject({ username: 'admin' })
    expect(proxy.asked).toEqual(['api.internal.example:6443'])
  })
})

describe('an API server behind an HTTP proxy', () => {
  /** Forwards every tunnel to the API server. */
  async function startProxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
    const asked: string[] = []
    const server: Server = createServer().on('connect', (request, client) => {
      asked.push(request.url ?? '')
      const upstream = connect(kubernetes.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n')
        client.pipe(upstream).pipe(client)
      })
      client.on('error', () => upstream.destroy())
      upstream.on('error', () => client.destroy())
      ends.push(() => upstream.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ends.push(() => server.close())
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
  }

  it('is reached through the proxy of the environment, unless NO_PROXY names the server', async () => {
    const { url, asked } = await startProxy()
    const server = 'https://api.internal.example'
    expect(await whoAmI({ server, environment: { HTTPS_PROXY: url } })).toMatchObject({ username: 'admin' })
    expect(asked).toEqual(['api.internal.example:443'])
    const environment = { HTTPS_PROXY: url, NO_PROXY: '.example' }
    await expect(whoAmI({ server, environment })).rejects.toMatchObject({ code: 'name-not-resolved' })
    // Go never uses a proxy for this computer.
    expect(await whoAmI({ environment: { HTTPS_PROXY: 'http://127.0.0.1:1' } })).toMatchObject({ username: 'admin' })
  })

  it('is distinguished from a proxy that is down', async () => {
    await expect(whoAmI({ proxy: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'proxy-failed' })
  })
})

describe('a user who impersonates another', () => {
  it('is sent with name, UID, groups and extra values', async () => {
    const extra = '{ "example.org/scope": [read, write], "50%": [x] }'
    expect(await whoAmI({ user: `as: auditor, as-uid: "77", as-groups: [a, b], as-user-extra: ${extra}` })).toEqual({
      username: 'auditor',
      uid: '77',
      groups: expect.arrayContaining(['a', 'b']),
      extra: { 'example.org/scope': ['read', 'write'], '50%': ['x'] },
    })
  })
})

describe('an API server whose kubeconfig has no CA', () => {
  it.runIf(process.platform === 'linux')('is trusted by SSL_CERT_FILE, as kubectl does', async () => {
    const authority = join(kubernetes.folder, 'store.pem')
    await writeFile(authority, kubernetes.caPem)
    const script = join(import.meta.dirname, 'withStoreChild.ts')
    const ask = (environment: Record<string, string>) =>
      promisify(execFile)(process.execPath, [script, kubernetes.address, kubernetes.adminToken], {
        env: { PATH: process.env['PATH'], ...environment },
      }).then(({ stdout }) => stdout.trim())
    expect(await ask({ SSL_CERT_FILE: authority })).toBe('ok')
    expect(await ask({})).toBe('tls-untrusted')
  })
})
