/**
 * Fetching Electron from a mirror on this computer, over HTTP and HTTPS: a working mirror, and each kind of failure.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, request, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createAuthority } from '../servers/certificates.ts'
import { archiveName, browserShell, electronVersion, readyClone, type Clone } from './readyClone.ts'

/** A ZIP archive of small uncompressed files. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt32LE(crc32(text), 10)
    facts.writeUInt32LE(text.length, 14)
    facts.writeUInt32LE(text.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, Buffer.from(name), Buffer.from(text)])
    // Created on Unix; a file that everyone can execute.
    const more = Buffer.alloc(14)
    more.writeUInt32LE(0o100755 * 0x10000, 6)
    more.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0003'), facts, more, Buffer.from(name))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(Object.keys(files).length, 4)
  end.writeUInt16LE(Object.keys(files).length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006'), end])
}

const program = `#!/bin/sh\necho window\n# ${'x'.repeat(200_000)}\n`
const archive = zip({ electron: program, version: electronVersion })
const checksum = createHash('sha256').update(archive).digest('hex')
const path = `/v${electronVersion}/${archiveName}`

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const whole: RequestListener = (asked, answer) => {
  answer.statusCode = asked.url === path ? 200 : 404
  answer.setHeader('content-length', archive.length)
  answer.end(archive)
}
const mirror = async (answer: RequestListener) => `http://127.0.0.1:${await listen(createServer(answer))}/`

/** Sends only two bytes. */
const beginsOnly =
  ({ resolve }: PromiseWithResolvers<void>): RequestListener =>
  (_asked, answer) => {
    answer.write('PK')
    resolve()
  }

const fetcher = 'scripts/start/fetchElectron.mjs'
/**
 * For a stalled download; others keep the long deadline, so that a busy computer is not mistaken for a stalled mirror.
 */
const quick = { words: ['--stall-ms', '400'] }
const electronIn = ({ folder }: Clone) => join(folder, 'node_modules', 'electron', 'dist', 'electron')
const cacheOf = ({ folder }: Clone) => join(folder, 'node_modules', '.cache', 'strongroom')
const noteOf = (clone: Clone): unknown => {
  const { reason } = JSON.parse(readFileSync(join(cacheOf(clone), 'electron-fetch-failed.json'), 'utf8')) as {
    reason: unknown
  }
  return reason
}
/** Returns the remaining partial downloads. */
const leftIn = ({ folder }: Clone) => readdirSync(join(folder, 'home')).filter((name) => name.startsWith('electron-'))

describe.runIf(process.platform === 'linux')('npm start without Electron’s program', () => {
  it('fetches it, shows the progress and opens the window', async () => {
    const clone = await readyClone(checksum)
    const { code, text } = await clone.start({ env: { ELECTRON_MIRROR: await mirror(whole) } })
    expect(text).toContain(`Fetching the window (Electron ${electronVersion}, once): 0 of 0 MB, 100 %`)
    expect(text).toMatch(/window\n$/)
    expect(code).toBe(0)
    expect(readFileSync(electronIn(clone), 'utf8')).toBe(program)
  })

  it('opens the browser shell if that fails, and retries in the background at the next start', async () => {
    const clone = await readyClone(checksum)
    let works = false
    const env = {
      ELECTRON_MIRROR: await mirror((asked, answer) => (works ? whole(asked, answer) : answer.writeHead(503).end())),
    }
    const first = await clone.start({ env })
    expect(first.code).toBe(0)
    expect(first.text).toContain(
      'No window: the server answered 503 for Electron. The next start tries again. The same app is at the address below',
    )
    expect(first.text).toContain(browserShell)

    works = true
    // A browser shell that runs until the window is open.
    writeFileSync(
      join(clone.folder, 'dist', 'main', 'serve.js'),
      `console.log('${browserShell}'); setInterval(() => undefined, 1000); process.on('SIGINT', () => process.exit(0))`,
    )
    let ended = false
    const second = await clone.start({
      env,
      onOutput: (text, kill) => {
        if (ended || !text.includes('Electron is installed now')) return
        ended = true
        kill()
      },
    })
    expect(second.text.trim().split('\n')).toEqual([
      'No window: the server answered 503 for Electron at the last attempt. Strongroom is trying again in the background. The same app is at the address below, for your browser.',
      browserShell,
      'Electron is installed now. After you quit, npm start opens the window.',
    ])
    expect((await clone.start({ env })).text).toBe('window\n')
  })

  it('fetches nothing if the person has disabled it', async () => {
    const clone = await readyClone(checksum)
    const { text } = await clone.start({ env: { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } })
    expect(text).toContain('No window: ELECTRON_SKIP_BINARY_DOWNLOAD is set. The same app')
  })

  it('uses the person’s proxy, including the one in npm’s settings', async () => {
    const asked: string[] = []
    const proxy = createServer((given, answer) => {
      asked.push(given.url ?? '')
      given.pipe(
        request(given.url ?? '', (found) => found.pipe(answer.writeHead(found.statusCode ?? 0, found.headers))),
      )
    })
    proxy.on('connect', ({ url = '' }, socket) => {
      asked.push(url)
      const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      upstream.on('error', () => socket.destroy())
      socket.on('error', () => upstream.destroy())
      upstream.pipe(socket).pipe(upstream)
    })
    const address = `http://127.0.0.1:${await listen(proxy)}`
    const authority = await createAuthority()
    const { certPem: cert, keyPem: key } = await authority.server()
    const secure = `https://127.0.0.1:${await listen(createSecureServer({ cert, key }, whole))}/`
    for (const variable of ['HTTPS_PROXY', 'npm_config_https_proxy']) {
      const clone = await readyClone(checksum)
      const ca = join(clone.folder, 'ca.pem')
      writeFileSync(ca, authority.certPem)
      const env = { ELECTRON_MIRROR: secure, NODE_EXTRA_CA_CERTS: ca, [variable]: address }
      expect((await clone.start({ env })).text).toMatch(/window\n$/)
      expect(asked.splice(0)).toEqual([new URL(secure).host])
    }
  })
})

describe.runIf(process.platform === 'linux')('a fetch that fails', () => {
  it.each<[string, RequestListener, string]>([
    ['that never answers', () => undefined, "Electron's download stalled (no data for 0.4 s)"],
    [
      'that stops in the middle',
      (_asked, answer) => {
        answer.setHeader('content-length', archive.length)
        answer.write(archive.subarray(0, 1000))
      },
      "Electron's download stalled (no data for 0.4 s)",
    ],
    [
      'that gives another file',
      (_asked, answer) => answer.end(Buffer.concat([archive, Buffer.from('!')])),
      "Electron's download does not have the expected SHA-256 checksum and was discarded",
    ],
    [
      'that ends the connection',
      (_asked, answer) => {
        answer.setHeader('content-length', archive.length)
        answer.write(archive.subarray(0, 1000), () => answer.destroy())
      },
      'Electron could not be downloaded (UND_ERR_SOCKET)',
    ],
    ['without this version', (_asked, answer) => answer.writeHead(404).end(), 'the server answered 404 for Electron'],
  ])('names the reason for a mirror %s, and leaves nothing behind', async (_kind, answer, reason) => {
    const clone = await readyClone(checksum)
    const env = { ELECTRON_MIRROR: await mirror(answer) }
    const { code, text } = await clone.run(fetcher, { ...(reason.includes('stalled') && quick), env })
    expect([code, noteOf(clone)]).toEqual([1, reason])
    expect(text).not.toContain('    at ')
    expect(existsSync(electronIn(clone))).toBe(false)
    expect(leftIn(clone)).toEqual([])
    expect(readdirSync(cacheOf(clone))).toEqual(['electron-fetch-failed.json'])
  })

  it('names the reason when nothing listens', async () => {
    const clone = await readyClone(checksum)
    const port = await listen(createServer())
    const server = servers.pop()
    await new Promise((resolve) => server?.close(resolve))
    await clone.run(fetcher, { env: { ELECTRON_MIRROR: `http://127.0.0.1:${port}/` } })
    expect(noteOf(clone)).toBe('Electron could not be downloaded (ECONNREFUSED)')
  })

  it('does not accept the checksums of the mirror', async () => {
    const clone = await readyClone('0'.repeat(64))
    const lying: RequestListener = (asked, answer) => {
      if (asked.url?.endsWith('SHASUMS256.txt') === true) answer.end(`${checksum} *${archiveName}\n`)
      else whole(asked, answer)
    }
    const env = { ELECTRON_MIRROR: await mirror(lying), electron_use_remote_checksums: '1' }
    expect((await clone.run(fetcher, { env })).code).toBe(1)
    expect(noteOf(clone)).toContain('SHA-256')
    expect(existsSync(electronIn(clone))).toBe(false)
  })

  it('continues while bytes arrive, however slowly', async () => {
    const clone = await readyClone(checksum)
    const slow: RequestListener = (_asked, answer) => {
      answer.setHeader('content-length', archive.length)
      const size = Math.ceil(archive.length / 8)
      const pieces = Array.from({ length: 8 }, (_, index) => archive.subarray(index * size, (index + 1) * size))
      const timer = setInterval(() => {
        const piece = pieces.shift()
        if (piece !== undefined) answer.write(piece)
        if (pieces.length > 0) return
        clearInterval(timer)
        answer.end()
      }, 250)
    }
    const started = performance.now()
    const env = { ELECTRON_MIRROR: await mirror(slow) }
    expect((await clone.run(fetcher, { words: ['--stall-ms', '1500'], env })).code).toBe(0)
    expect(performance.now() - started).toBeGreaterThan(1500)
    expect(existsSync(electronIn(clone))).toBe(true)
  })

  it('leaves no partial files at Ctrl-C, so that the next start begins again', async () => {
    const clone = await readyClone(checksum)
    const asked = Promise.withResolvers<void>()
    const env = { ELECTRON_MIRROR: await mirror(beginsOnly(asked)) }
    let kill = () => undefined as void
    const running = clone.run(fetcher, { env, onStart: (end) => (kill = end) })
    await asked.promise
    kill()
    expect((await running).code).toBe(130)
    expect(readdirSync(cacheOf(clone))).toEqual([])
    expect(leftIn(clone)).toEqual([])
  })

  it('does not accept an interrupted unpacking as Electron, even if Electron existed before', async () => {
    const clone = await readyClone(checksum)
    clone.addElectron('echo window')
    rmSync(electronIn(clone))
    // An installer that was interrupted, with the program in place and the rest missing.
    writeFileSync(
      join(clone.folder, 'node_modules', 'electron', 'install.js'),
      `const fs = require('node:fs')
fs.mkdirSync(__dirname + '/dist', { recursive: true })
fs.writeFileSync(__dirname + '/dist/electron', '#!/bin/sh\\necho half a window\\n', { mode: 0o755 })
process.kill(process.pid, 'SIGKILL')`,
    )
    const { text } = await clone.start({ env: { ELECTRON_MIRROR: await mirror(whole) } })
    expect(text).toContain('Electron could not be unpacked')
    expect(text).not.toContain('half a window')
    expect((await clone.start({ env: { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } })).text).not.toContain('half a window')
  })

  it('respects a lock that another start is just writing', async () => {
    const clone = await readyClone(checksum)
    mkdirSync(cacheOf(clone), { recursive: true })
    const lock = join(cacheOf(clone), 'electron-fetch.lock')
    writeFileSync(lock, '')
    const env = { ELECTRON_MIRROR: await mirror(whole) }
    expect((await clone.run(fetcher, { env })).code).toBe(3)
    const before = new Date(Date.now() - 60_000)
    utimesSync(lock, before, before)
    expect((await clone.run(fetcher, { env })).code).toBe(0)
  })

  it('does not remove the lock of another start', async () => {
    const clone = await readyClone(checksum)
    const asked = Promise.withResolvers<void>()
    const env = { ELECTRON_MIRROR: await mirror(beginsOnly(asked)) }
    let kill = () => undefined as void
    const running = clone.run(fetcher, { env, onStart: (end) => (kill = end) })
    await asked.promise
    const lock = join(cacheOf(clone), 'electron-fetch.lock')
    writeFileSync(lock, String(process.pid))
    kill()
    await running
    expect(readFileSync(lock, 'utf8')).toBe(String(process.pid))
  })

  it('respects the lock of a running fetch, and not the lock of a process that has ended', async () => {
    const clone = await readyClone(checksum)
    const asked = Promise.withResolvers<void>()
    const env = { ELECTRON_MIRROR: await mirror(beginsOnly(asked)) }
    let kill = () => undefined as void
    const running = clone.run(fetcher, { env, onStart: (end) => (kill = end) })
    await asked.promise
    expect((await clone.run(fetcher, { env })).code).toBe(3)
    expect((await clone.start({ env })).text).toContain('No window: another start is fetching Electron. The same app')
    kill()
    await running
    const lock = join(cacheOf(clone), 'electron-fetch.lock')
    const retry = async () => (await clone.run(fetcher, { env: { ELECTRON_MIRROR: await mirror(whole) } })).code
    writeFileSync(lock, '4194304')
    expect(await retry()).toBe(0)
    // The ID of an ended process, which another program has now.
    writeFileSync(lock, String(process.pid))
    expect(await retry()).toBe(3)
    const yesterday = new Date(Date.now() - 24 * 60 * 60_000)
    utimesSync(lock, yesterday, yesterday)
    expect(await retry()).toBe(0)
  })
})
