import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerPageRequest, appScheme } from '../../electron/desktop/protocol.ts'
import { writePage } from '../loopback/shell.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

let folder: string
let pageRoot: string
beforeAll(async () => {
  folder = await temporaryFolder('protocol')
  pageRoot = await writePage(folder)
})
afterAll(() => removeFolder(folder))

const ask = (url: string, method = 'GET') => answerPageRequest(pageRoot, { url, method })

describe('the app:// scheme', () => {
  it('has an origin, counts as secure, and has no other privilege', () => {
    expect(appScheme).toEqual({ scheme: 'app', privileges: { standard: true, secure: true } })
  })

  it('returns the page with a unique nonce and a policy without unsafe parts', async () => {
    const nonces = new Set<string>()
    for (const _time of [1, 2, 3]) {
      const answer = await ask('app://bundle/')
      expect(answer.status).toBe(200)
      const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toContain('unsafe')
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(3)
  })

  it('returns the built files with their types', async () => {
    const script = await ask('app://bundle/assets/app-1a2b3c.js')
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(await script.text()).toBe('export {}')
    expect((await ask('app://bundle/icon.svg')).headers.get('content-type')).toBe('image/svg+xml')
  })

  it.each(['app://bundle/', 'app://bundle/icon.svg', 'app://bundle/missing.js', 'app://other/'])(
    'denies features to the page in the headers of %s',
    async (url) => {
      const { headers } = await ask(url)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toContain('camera=()')
    },
  )

  it.each([
    'app://bundle/../outside.js',
    'app://bundle/assets/../../outside.js',
    'app://bundle/%2e%2e/outside.js',
    'app://bundle/%2E%2E%2Foutside.js',
    'app://bundle/assets/%2e%2e/%2e%2e/outside.js',
    'app://bundle/assets/..%2f..%2foutside.js',
    'app://bundle/assets/..%5c..%5coutside.js',
    'app://bundle/assets/..\\..\\outside.js',
    'app://bundle/assets/%252e%252e%252foutside.js',
    'app://bundle/assets/link.js',
    'app://bundle/folder/outside.js',
    'app://bundle//etc/passwd',
    'app://bundle/C:/outside.js',
    'app://bundle/icon.svg%00.js',
    'app://bundle/icon\u0000.svg',
    'app://bundle/icon.svg/',
    'app://bundle/icon.svg?download',
    'app://bundle/assets/notes.txt',
    'app://bundle/index.html',
    'app://bundle/assets',
    'app://bundle/.hidden.js',
    'app://other/icon.svg',
    'app://bundle:80/icon.svg',
    'app://person@bundle/icon.svg',
    'app:icon.svg',
    'file:///etc/passwd',
    'https://bundle/icon.svg',
    'not an address',
    '',
  ])('shows nothing outside the built page: %j', async (url) => {
    const answer = await ask(url)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('')
  })

  it('shows nothing under an endless name', async () => {
    expect((await ask(`app://bundle/${'a/'.repeat(100_000)}b.js`)).status).toBe(404)
  })

  it.each(['POST', 'PUT', 'HEAD', 'OPTIONS'])('is read-only: %s', async (method) => {
    expect((await ask('app://bundle/', method)).status).toBe(405)
  })
})
