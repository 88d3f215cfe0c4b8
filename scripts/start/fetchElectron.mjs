// Fetches Electron's program: downloads it into Electron's own cache, where its installer finds it. Runs in a separate
// process, in the project's Node. Ends with 0, 1 with the reason in a note, 3 while another start fetches, or 130 by a
// signal. `--stall-ms N` is for tests.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const electronFolder = join(root, 'node_modules', 'electron')
const installer = join(electronFolder, 'install.js')
// Like Electron's own installer: with the libraries that Electron depends on.
const require = createRequire(installer)
const { version } = require('./package.json')
const noteFolder = join(root, 'node_modules', '.cache', 'strongroom')
const failureNote = join(noteFolder, 'electron-fetch-failed.json')
const lock = join(noteFolder, 'electron-fetch.lock')

const { values } = parseArgs({ options: { 'stall-ms': { type: 'string', default: '20000' } } })
/** Milliseconds without a byte after which the download ends. */
const stallMilliseconds = Number(values['stall-ms'])
/** Milliseconds to unpack 110 MB, on a slow disk, too. */
const unpackMilliseconds = 10 * 60_000

/** Milliseconds after which a lock expires. By then, another program can have its process ID. */
const lockMilliseconds = 6 * 60 * 60_000

/**
 * Milliseconds after which an empty lock no longer counts: another start writes its number right after creating the
 * file.
 */
const emptyLockMilliseconds = 10_000

/** Ends the download; its reason is the cause. */
const ending = new AbortController()
const stalled = new Error(`Electron's download stalled (no data for ${stallMilliseconds / 1000} s)`)
const interrupted = new Error('interrupted')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort(interrupted))

/** Takes the lock, also one whose process has ended. Returns whether it was taken. */
function takeLock(isSecondAttempt = false) {
  mkdirSync(noteFolder, { recursive: true })
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isSecondAttempt || isHeld()) return false
    rmSync(lock, { force: true })
    return takeLock(true)
  }
}

function isHeld() {
  try {
    const age = Date.now() - statSync(lock).mtimeMs
    const holder = readFileSync(lock, 'utf8')
    return holder === '' ? age < emptyLockMilliseconds : age < lockMilliseconds && isAlive(Number(holder))
  } catch {
    // It has just been released.
    return false
  }
}

/** Removes the lock, unless another start has taken it over. */
function releaseLock() {
  try {
    if (readFileSync(lock, 'utf8') === String(process.pid)) rmSync(lock, { force: true })
  } catch {
    // It no longer exists.
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Shows the progress: on one line in a terminal, else on a new line for each 10 %. */
function progressLine() {
  const { stderr } = process
  const name = `Fetching the window (Electron ${version}, once)`
  const megabytes = (bytes) => Math.round(bytes / 1_000_000)
  let last = -1
  return ({ transferred, total }) => {
    const percent = total ? Math.floor((100 * transferred) / total) : 0
    const step = stderr.isTTY ? percent : Math.floor(percent / 10) * 10
    if (step === last) return
    last = step
    const of = total
      ? `${megabytes(transferred)} of ${megabytes(total)} MB, ${percent} %`
      : `${megabytes(transferred)} MB`
    if (stderr.isTTY) stderr.write(`\r\u001b[K${name}: ${of}${percent === 100 ? '\n' : ''}`)
    else stderr.write(`${name}: ${of}\n`)
  }
}

/** Returns the build to download, as the installer decides, also for a Node that runs under Rosetta. */
function target() {
  const { env } = process
  const platform = env.ELECTRON_INSTALL_PLATFORM || env.npm_config_platform || process.platform
  const arch = env.ELECTRON_INSTALL_ARCH || env.npm_config_arch || process.arch
  const isTranslated =
    platform === 'darwin' && process.platform === 'darwin' && arch === 'x64' && env.npm_config_arch === undefined
  if (!isTranslated) return { platform, arch }
  try {
    const answer = execFileSync('sysctl', ['-in', 'sysctl.proc_translated'], { encoding: 'utf8' })
    return { platform, arch: answer.trim() === '1' ? 'arm64' : arch }
  } catch {
    return { platform, arch }
  }
}

/**
 * Downloads the archive into the cache. Throws when no byte arrives for a while, and when the archive does not have the
 * checksum of Electron's package, which npm verified by the lockfile.
 */
async function download() {
  const { downloadArtifact } = require('@electron/get')
  const progress = progressLine()
  const watch = setTimeout(() => ending.abort(stalled), stallMilliseconds)
  let seen = 0
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      cacheRoot: process.env.electron_config_cache,
      // SECURITY: never the checksums from the server of the archive (docs/security.md, "Where the code comes from").
      checksums: require('./checksums.json'),
      ...target(),
      downloadOptions: {
        quiet: true,
        signal: ending.signal,
        getProgressCallback: async (state) => {
          if (state.transferred > seen) watch.refresh()
          seen = state.transferred
          progress(state)
        },
      },
    })
  } finally {
    clearTimeout(watch)
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  }
}

/** Runs Electron's installer to unpack the cached archive. It verifies the checksum again. */
async function unpack() {
  // Removes the files of an interrupted attempt. Without path.txt, which the installer writes last, an incomplete
  // Electron is not started.
  for (const name of ['path.txt', 'dist']) rmSync(join(electronFolder, name), { recursive: true, force: true })
  const env = { ...process.env, electron_use_remote_checksums: '', npm_config_electron_use_remote_checksums: '' }
  const child = spawn(process.execPath, [installer], {
    stdio: ['ignore', 'ignore', 'ignore'],
    windowsHide: true,
    env,
    timeout: unpackMilliseconds,
    signal: ending.signal,
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error('Electron could not be unpacked')
}

/** Returns the reason of the failure, without the address, which can contain a password. */
function reasonOf(error) {
  if (ending.signal.aborted) return ending.signal.reason.message
  if (error.name === 'HTTPError') return `the server answered ${error.response.status} for Electron`
  if (/checksum/i.test(`${error.name} ${error.message}`))
    return "Electron's download does not have the expected SHA-256 checksum and was discarded"
  const code = error.cause?.code ?? error.code
  if (code !== undefined) return `Electron could not be downloaded (${code})`
  return error.message === 'Electron could not be unpacked' ? error.message : 'Electron could not be downloaded'
}

async function fetchOnce() {
  try {
    await download()
    await unpack()
    rmSync(failureNote, { force: true })
    return 0
  } catch (error) {
    if (ending.signal.reason === interrupted) return 130
    writeFileSync(failureNote, JSON.stringify({ version, reason: reasonOf(error) }))
    return 1
  } finally {
    releaseLock()
  }
}

process.exitCode = takeLock() ? await fetchOnce() : 3
