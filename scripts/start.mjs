// `npm start`: installs what is missing, builds what is older than its sources, opens Strongroom. Plain JavaScript for
// Node 20 without dependencies, because it runs before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { projectNode } from './projectNode.mjs'
import { electronProgram, fetchElectron } from './start/electron.mjs'
import { rootProblem, sandboxProblem } from './start/sandbox.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const inRoot = (...parts) => join(root, ...parts)

/** Seconds within which an end by a signal counts as a failed start of Electron. */
const failedStartSeconds = 20

const usage = `Usage: npm start [-- --browser [--port N] [--no-open] [--plain-host] [--take-over] [--files FOLDER]]
       npm start -- approve CODE | open | end
  --browser    in your browser, without the window
  --port N     listen on this port; default: a free port
  --no-open    print the address and open nothing
  --plain-host serve at 127.0.0.1, for browsers such as Safari that do not resolve names below .localhost
  --take-over  start although another Strongroom that does not answer, or runs on another computer, uses the same
               data folder; asks first
  --files FOLDER  the only folder for new key files, exported policies and kubeconfigs
  approve CODE shows the request with this code; type yes or the passphrase to allow it
  open         prints a new browser address for the running app
  end          quits the running app`

const say = (line) => process.stderr.write(`${line}\n`)
// The app still starts if its output is closed.
process.stderr.on('error', () => undefined)

/** The current child process, so that a signal to this process reaches it. */
let current
/** Set by the first Ctrl-C: after that nothing more is started. */
let ending = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (current === undefined) process.exit(130)
    // A terminal also sends Ctrl-C to the child, which must not receive it twice.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) current.kill(signal)
    ending = true
  })
}

/** Runs a program in the project's folder. Resolves to its exit code; after a signal, 128 and its number. */
function run(command, args, { env = {}, stdout = 'inherit', windowsHide = true } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['inherit', stdout, 'inherit'],
      env: { ...process.env, ...env },
      windowsHide,
    })
    current = child
    child.once('error', reject)
    child.once('close', (code, signal) => {
      current = undefined
      if (ending) process.exit(code ?? 130)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

/** Runs npm as a script with this Node, because Windows has no `npm` program that can be spawned without a shell. */
function npm(...args) {
  const script = process.env.npm_execpath
  if (script !== undefined && /\.c?js$/.test(script)) return run(process.execPath, [script, ...args], { stdout: 2 })
  return run('npm', args, { stdout: 2 })
}

/**
 * Options to start Electron. Windows applies the hidden start of a process to its first window, and with
 * `ELECTRON_RUN_AS_NODE` in the environment, which other Electron apps leave in their terminals, there would be no
 * window.
 */
const windowProcess = { windowsHide: false, env: { ELECTRON_RUN_AS_NODE: undefined } }

/**
 * Runs the app: on Linux and macOS through a shell that turns core dumps off, because its memory holds tokens and keys.
 */
function runApp(program, args, options) {
  if (process.platform === 'win32') return run(program, args, options)
  return run('/bin/sh', ['-c', 'ulimit -c 0; exec "$@"', 'sh', program, ...args], options)
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

async function installWhatIsMissing() {
  // npm writes this file at the end of every installation.
  const installed = modified(inRoot('node_modules', '.package-lock.json'))
  if (installed > 0 && installed >= modified(inRoot('package-lock.json'))) return
  say('Installing what Strongroom needs (once, and after an update) …')
  if ((await npm('ci', '--no-audit', '--no-fund', '--loglevel=error')) !== 0)
    throw new Error('npm could not install it; its own words are above. This needs the network once.')
}

function newestIn(folder) {
  let newest = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    newest = Math.max(newest, modified(join(entry.parentPath, entry.name)))
  }
  return newest
}

async function buildWhatIsOld() {
  const built = modified(inRoot('dist', '.built'))
  const single = readdirSync(root).filter((name) => /^lingui\.config\.ts$|^package-lock\.json$/.test(name))
  const newest = Math.max(
    newestIn(inRoot('electron')),
    newestIn(inRoot('renderer')),
    newestIn(inRoot('policy')),
    newestIn(inRoot('scripts', 'vite')),
    ...single.map((name) => modified(inRoot(name))),
  )
  if (built >= newest) return
  say('Building Strongroom …')
  if ((await run(projectNode(), ['scripts/build.mjs'], { stdout: 2 })) !== 0)
    throw new Error('the build failed; its own words are above.')
}

const noDisplay = 'there is no display here'

/** Returns why no window can be opened, or undefined once Electron's program is installed. */
async function whyNoWindow() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return noDisplay
  const isRoot = rootProblem()
  if (isRoot !== undefined) return isRoot
  if (electronProgram() === undefined) {
    const onReady = () => say('Electron is installed now. After you quit, npm start opens the window.')
    const problem = await fetchElectron(projectNode(), run, onReady)
    if (problem !== undefined) return problem
  }
  return sandboxProblem(electronProgram())
}

/** Opens the window. Returns its exit code, or a text with the reason why Electron failed to start. */
async function openWindow() {
  const started = Date.now()
  let code
  try {
    code = await runApp(electronProgram(), ['.'], windowProcess)
  } catch (problem) {
    return `Electron could not be started (${problem.code})`
  }
  if (Date.now() - started > failedStartSeconds * 1000) return code
  // How the shell and the loader of Linux report a program that cannot be loaded.
  if (code === 126 || code === 127)
    return 'Electron could not be loaded, for the reason above (docs/troubleshooting.md)'
  return isCrash(code) ? `Electron crashed when it started, with exit code ${code} (docs/troubleshooting.md)` : code
}

/** Whether this exit code means a crash: a signal that a process gets for its own fault, or a Windows exception. */
function isCrash(code) {
  // Ctrl-C is one of these exceptions.
  if (process.platform === 'win32') return code >= 0x80000000 && code !== 0xc000013a
  const { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP } = constants.signals
  return [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP].some((signal) => code === 128 + signal)
}

/** Returns the options of the command line, or a text with the problem. Runs before anything is installed. */
function readOptions(words) {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        browser: { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        'plain-host': { type: 'boolean' },
        'take-over': { type: 'boolean' },
        files: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return positionals.length === 0 ? values : `Unknown command '${positionals[0]}'`
  } catch (problem) {
    return problem.message
  }
}

/** Prints which options the window ignores. */
function sayIgnored(options) {
  const names = Object.keys(options).map((name) => `--${name}`)
  if (names.length > 0) say(`The window ignores ${names.join(', ')}. To use the browser instead, add --browser.`)
}

/**
 * Returns a folder as an absolute path: npm runs this script in the project's folder, but the person typed the path
 * elsewhere.
 */
const whole = (folder) => resolve(process.env.INIT_CWD ?? process.cwd(), folder)

/** Returns the command line with the folder of `--files` as an absolute path. */
function wholeFolder(words) {
  return words.map((word, index) => {
    if (word.startsWith('--files=')) return `--files=${whole(word.slice('--files='.length))}`
    return words[index - 1] === '--files' ? whole(word) : word
  })
}

async function main() {
  const asked = process.argv.slice(2)
  // The app refuses a relative path, so it is resolved here.
  if (process.env.STRONGROOM_HOME) process.env.STRONGROOM_HOME = whole(process.env.STRONGROOM_HOME)
  // For the app that is already running: nothing is installed or built.
  if (['approve', 'open', 'end'].includes(asked[0]))
    return run(projectNode(), [inRoot('dist', 'main', 'control.js'), ...asked])
  const options = readOptions(asked)
  if (typeof options === 'string') say(`${options}\n${usage}`)
  else if (options.help) say(usage)
  if (typeof options === 'string' || options.help) return typeof options === 'string' ? 2 : 0
  await installWhatIsMissing()
  await buildWhatIsOld()
  if (!options.browser) {
    let reason = await whyNoWindow()
    if (reason === undefined) {
      sayIgnored(options)
      const result = await openWindow()
      if (typeof result === 'number') return result
      reason = result
    }
    say(`No window: ${reason}. The same app is at the address below, for your browser.`)
  }
  return runApp(projectNode(), ['dist/main/serve.js', ...wholeFolder(asked.filter((word) => word !== '--browser'))])
}

try {
  process.exitCode = await main()
} catch (problem) {
  say(`Strongroom cannot start: ${problem.message}`)
  process.exitCode = 1
}
