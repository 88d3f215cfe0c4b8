/** Opening the browser through a private file: its content, its permissions, and its removal. */
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hasDesktop, openBrowser, openingPage } from '../../electron/loopback/openBrowser.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

const address = 'http://0a1b.localhost:4321/#key=the-key'
const fallback = { probe: 'http://0a1b.localhost:4321/probe', address: 'http://127.0.0.1:4321/#key=the-key' }

describe('a desktop', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform')
  afterEach(() => {
    if (platform !== undefined) Object.defineProperty(process, 'platform', platform)
  })
  const on = (value: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>) => {
    Object.defineProperty(process, 'platform', { ...platform, value })
    return hasDesktop(environment)
  }

  it('always exists on macOS and Windows', () => {
    for (const system of ['darwin', 'win32'] as const) expect(on(system, {})).toBe(true)
  })

  it.each(['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'])('exists on Linux if %s indicates it', (name) => {
    expect(on('linux', { [name]: ':0' })).toBe(true)
    expect(on('linux', { [name]: '' })).toBe(false)
  })

  it('does not exist on Linux without any of them', () => {
    expect(on('linux', {})).toBe(false)
    expect(on('linux', { HOME: '/root', DISPLAY: undefined })).toBe(false)
  })
})

describe('the file that leads to the address', () => {
  /** Runs its script in a browser that reaches the probe or not; returns its target and its requests. */
  async function follow(page: string, reaches: boolean) {
    const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? ''
    const asked: string[] = []
    const went = Promise.withResolvers<string>()
    runInNewContext(script, {
      AbortSignal,
      location: { replace: went.resolve },
      fetch: async (url: string) => {
        asked.push(url)
        if (!reaches) throw new TypeError('no such name')
      },
    })
    return { place: await went.promise, asked }
  }

  it('goes to the address immediately without a fallback', async () => {
    expect(await follow(openingPage({ address, fallback: null }), false)).toEqual({ place: address, asked: [] })
  })

  it('goes to the fallback only if the name is not reached', async () => {
    const page = openingPage({ address, fallback })
    expect(await follow(page, true)).toEqual({ place: address, asked: [fallback.probe] })
    expect(await follow(page, false)).toEqual({ place: fallback.address, asked: [fallback.probe] })
  })
})

describe.skipIf(process.platform !== 'linux')('@boundary the browser', () => {
  let base: string
  let temporary: string
  beforeEach(async () => {
    base = await temporaryFolder('browser')
    temporary = join(base, 'tmp')
    await mkdir(temporary)
    const browser = join(base, 'browser')
    const note = [
      '#!/bin/sh',
      `{ echo "$1"; stat -c %a "$1"; stat -c %a "$(dirname "$1")"; cat "$1"; } > ${base}/noted.part`,
      `mv ${base}/noted.part ${base}/noted`,
    ]
    await writeFile(browser, `${note.join('\n')}\n`)
    await chmod(browser, 0o755)
    vi.stubEnv('BROWSER', browser)
    vi.stubEnv('DISPLAY', '')
    vi.stubEnv('WAYLAND_DISPLAY', '')
    vi.stubEnv('XDG_CURRENT_DESKTOP', 'X-Generic')
    vi.stubEnv('TMPDIR', temporary)
  })
  afterEach(async () => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    await removeFolder(base)
  })

  it('receives a file that only this person can read, and never the address', async () => {
    const remove = await openBrowser({ address, fallback })
    const noted = () => readFile(join(base, 'noted'), 'utf8').catch(() => '')
    await expect.poll(noted, { timeout: 10_000 }).not.toBe('')
    const [path = '', mode, modeOfFolder, ...page] = (await noted()).split('\n')
    expect(path).toMatch(new RegExp(`^${temporary}/strongroom-\\w+/strongroom\\.html$`))
    expect([mode, modeOfFolder]).toEqual(['600', '700'])
    expect(page.join('\n')).toBe(openingPage({ address, fallback }))
    expect(await readdir(temporary)).toHaveLength(1)
    await remove()
    expect(await readdir(temporary)).toEqual([])
    await remove()
  })

  it('has a minute to read the file', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await openBrowser({ address, fallback })
    await vi.advanceTimersByTimeAsync(59_000)
    expect(await readdir(temporary)).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1000)
    vi.useRealTimers()
    await expect.poll(() => readdir(temporary)).toEqual([])
  })

  it('receives nothing if no file can be written, and nothing fails', async () => {
    vi.stubEnv('TMPDIR', join(base, 'missing'))
    const remove = await openBrowser({ address, fallback })
    await expect(remove()).resolves.toBeUndefined()
    expect(await readdir(base)).toEqual(expect.not.arrayContaining(['noted']))
  })
})
