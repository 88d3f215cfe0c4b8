// `npm start`: installs what is missing, builds what is older than its sources, opens Strongroom. Plain JavaScript for
// Node 20 and nothing else, because it runs before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { projectNode } from './projectNode.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const inRoot = (...parts) => join(root, ...parts)

const electronFetchSeconds = 120
const dayMilliseconds = 24 * 60 * 60 * 1000
const electronFailureNote = inRoot('node_modules', '.cache', 'strongroom', 'electron-fetch-failed.json')

const usage = `Usage: npm start [-- --browser [--port N] [--no-open] [--plain-host] [--files FOLDER]]
       npm start -- approve CODE | open | end
  --browser    in your browser, without the window
  --port N     listen on this port; default: a free port
  --no-open    print the address and open nothing
  --plain-host serve at 127.0.0.1, for browsers such as Safari that do not resolve names below .localhost
  --files FOLDER  the only folder for new key files, exported policies and kubeconfigs
  approve CODE shows the request with this code; type yes to allow it
  open         prints a new browser address for the running app
  end          quits the running app`

const say = (line) => process.stderr.write(`${line}\n`)

/** The child that runs now, so that a signal to this process reaches it. */
let current
/** Set by the first Ctrl-C: then nothing more is started. */
let ending = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (current === undefined) process.exit(130)
    // A terminal sends Ctrl-C to the child as well; it must not count twice there.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) current.kill(signal)
    ending = true
  })
}

/** Runs a program in the project's folder and answers its exit code; 124 when `seconds` have passed. */
function run(command, args, { seconds, env = {}, stdout = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['inherit', stdout, 'inherit'],
      env: { ...process.env, ...env },
      windowsHide: true,
    })
    current = child
    let late = false
    const timer =
      seconds === undefined
        ? undefined
        : setTimeout(() => {
            late = true
            child.kill('SIGKILL')
          }, seconds * 1000)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      current = undefined
      if (ending) process.exit(code ?? 130)
      resolve(late ? 124 : (code ?? 1))
    })
  })
}

/** npm as a script for this very Node: there is no `npm` program to spawn without a shell on Windows. */
function npm(...args) {
  const script = process.env.npm_execpath
  if (script !== undefined && /\.c?js$/.test(script)) return run(process.execPath, [script, ...args], { stdout: 2 })
  return run('npm', args, { stdout: 2 })
}

/** Runs the app: on Linux and macOS through a shell that turns core dumps off, because its memory holds tokens and keys. */
function runApp(program, args) {
  if (process.platform === 'win32') return run(program, args)
  return run('/bin/sh', ['-c', 'ulimit -c 0; exec "$@"', 'sh', program, ...args])
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
    newestIn(inRoot('scripts', 'vite')),
    ...single.map((name) => modified(inRoot(name))),
  )
  if (built >= newest) return
  say('Building Strongroom …')
  if ((await run(projectNode(), ['scripts/build.mjs'], { stdout: 2 })) !== 0)
    throw new Error('the build failed; its own words are above.')
}

/** The path of Electron's program, or undefined when its binary has not been fetched (as its own index.js decides). */
function electronProgram() {
  const folder = inRoot('node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const program = join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'),
    readFileSync(pathFile, 'utf8').trim(),
  )
  return existsSync(program) ? program : undefined
}

const noDisplay = 'there is no display here'

/** Why no window can be opened here, or undefined once Electron's binary is there. */
async function whyNoWindow() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return noDisplay
  if (electronProgram() !== undefined) return undefined
  const installer = inRoot('node_modules', 'electron', 'install.js')
  if (!existsSync(installer)) return 'Electron is not installed'
  const { version } = JSON.parse(readFileSync(inRoot('node_modules', 'electron', 'package.json'), 'utf8'))
  if (failedToday(version))
    return 'Electron could not be fetched in the last 24 hours (remove node_modules/.cache/strongroom to try again now)'

  say(`Fetching the window (Electron ${version}, about 110 MB, once; ${electronFetchSeconds} s at most) …`)
  const code = await run(projectNode(), [installer], { seconds: electronFetchSeconds, stdout: 2 })
  if (code === 0 && electronProgram() !== undefined) return undefined
  mkdirSync(dirname(electronFailureNote), { recursive: true })
  writeFileSync(electronFailureNote, JSON.stringify({ version, at: Date.now() }))
  return code === 124 ? `Electron did not arrive within ${electronFetchSeconds} s` : 'Electron could not be fetched'
}

function failedToday(version) {
  try {
    const note = JSON.parse(readFileSync(electronFailureNote, 'utf8'))
    return note.version === version && Date.now() - note.at < dayMilliseconds
  } catch {
    return false
  }
}

/** What is wrong with the words of the command line, or undefined; looked at before anything is installed. */
function wordsProblem(words) {
  try {
    parseArgs({
      args: words,
      options: {
        browser: { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        'plain-host': { type: 'boolean' },
        files: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return undefined
  } catch (problem) {
    return problem.message
  }
}

/** The folder of `--files` as a whole path: npm runs this script in the project's folder, the person typed elsewhere. */
function wholeFolder(words) {
  const whole = (folder) => resolve(process.env.INIT_CWD ?? process.cwd(), folder)
  return words.map((word, index) => {
    if (word.startsWith('--files=')) return `--files=${whole(word.slice('--files='.length))}`
    return words[index - 1] === '--files' ? whole(word) : word
  })
}

async function main() {
  const asked = process.argv.slice(2)
  // For the app that runs already: nothing is installed or built.
  if (['approve', 'open', 'end'].includes(asked[0]))
    return run(projectNode(), [inRoot('dist', 'main', 'control.js'), ...asked])
  const problem = wordsProblem(asked)
  if (problem !== undefined || asked.includes('--help') || asked.includes('-h')) {
    say(problem === undefined ? usage : `${problem}\n${usage}`)
    return problem === undefined ? 0 : 2
  }
  await installWhatIsMissing()
  await buildWhatIsOld()
  if (!asked.includes('--browser')) {
    const reason = await whyNoWindow()
    if (reason === undefined) return runApp(electronProgram(), ['.'])
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
