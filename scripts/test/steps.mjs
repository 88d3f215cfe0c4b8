// Runs the steps of a test run, one after the other, each in its own process group that ends with it.
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const inRoot = (...parts) => join(root, ...parts)
export const say = (line) => process.stdout.write(`${line}\n`)
// A closed pipe ends the run without a stack trace.
process.stdout.on('error', () => process.exit(1))

const windows = process.platform === 'win32'
const graceMilliseconds = 10_000

/** The current step; a signal to this process ends it with all of its processes. */
let current
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (current === undefined) process.exit(130)
    endGroup(current, 'SIGTERM')
    setTimeout(() => {
      if (current !== undefined) endGroup(current, 'SIGKILL')
      process.exit(130)
    }, graceMilliseconds).unref()
    current.once('close', () => process.exit(130))
  })
}

function endGroup(child, signal) {
  try {
    if (windows) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // None of its processes is left.
  }
}

/**
 * Runs a program in the project's folder. Resolves to its exit code. After `minutes` it is ended with all of its
 * processes, and a message is printed. Processes that it leaves running are ended too.
 */
export function run(command, words, { minutes, env = {}, name = command }) {
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
      detached: !windows,
      windowsHide: true,
    })
    current = child
    const late = setTimeout(() => {
      say(`${name} did not end within ${minutes} minutes and was stopped.`)
      endGroup(child, 'SIGTERM')
      setTimeout(() => endGroup(child, 'SIGKILL'), graceMilliseconds).unref()
    }, minutes * 60_000)
    const finish = (code) => {
      clearTimeout(late)
      endGroup(child, 'SIGKILL')
      current = undefined
      resolve(code)
    }
    child.once('error', (error) => {
      say(`${name} could not be started: ${error.message}`)
      finish(1)
    })
    child.once('close', (code) => finish(code ?? 1))
  })
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** Installs the packages if they are missing or older than the lockfile. Returns an error message, or null. */
export async function installPackages() {
  // npm writes this file at the end of every installation.
  const installed = modified(inRoot('node_modules', '.package-lock.json'))
  if (installed > 0 && installed >= modified(inRoot('package-lock.json'))) return null
  say('Installing the packages …')
  // As a script with this Node, because Windows has no `npm` program that can be started without a shell.
  const script = process.env.npm_execpath
  const ci = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const options = { minutes: 20, name: 'npm ci' }
  const code =
    script !== undefined && /\.c?js$/.test(script)
      ? await run(process.execPath, [script, ...ci], options)
      : await run('npm', ci, options)
  return code === 0 ? null : 'npm could not install the packages; its own words are above.'
}
